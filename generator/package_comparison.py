"""Two states of one package, compared stage by stage and use by use.

Uses are compared across stages: what has moved is told as moved.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator.comparison import Difference, Kind, Step, differences, kind_of, matched, pairs
from generator.package import Choice
from generator.resolution import stage_id, use_id

if TYPE_CHECKING:
    from generator.package import Package, Stage, Use


def package_differences(before: Package, after: Package) -> Iterator[Difference]:
    """Yield what differs between two states of a package, stage by stage and use by use."""
    bare = {"stages": ()}
    yield from differences(before.model_copy(update=bare), after.model_copy(update=bare))
    found = pairs(before.stages, after.stages)
    old, new = _placed(before), _placed(after)
    now_called = {
        stage_id(before.stages.index(b) + 1, b): stage_id(after.stages.index(a) + 1, a)
        for b, a in found
        if b and a
    }
    yield from _stages(before, found)
    yield from _choices(_choices_of(before), _choices_of(after))
    for was, id in matched(old, new, lambda a, b: a.use.use == b.use.use):
        yield from _use(old.get(was or ""), new.get(id or ""), now_called)
    yield from _orders(found)


def _stages(
    before: Package, found: list[tuple[Stage | None, Stage | None]]
) -> Iterator[Difference]:
    for old, new in found:
        step = Step("Package", "stages", (new or old).name)  # type: ignore[union-attr]
        if old and new:
            own, other = _without_entries(old), _without_entries(new)
            yield from (each.below(step) for each in differences(own, other))
        else:
            yield Difference((step,), Kind.ADDED if new else Kind.REMOVED, old, new)
    kept = [before.stages.index(old) for old, new in found if old and new]
    if kept != sorted(kept):
        names = tuple(s.name for s in before.stages), tuple(n.name for _, n in found if n)
        yield Difference((Step("Package", "stages"),), Kind.MOVED, *names)


def _without_entries(stage: Stage) -> Stage:
    return stage.model_copy(update={"items": ()})


def _choices_of(package: Package) -> dict[str, tuple[str, Choice]]:
    """Return the choices by id, each with the name of its stage."""
    found = ((stage.name, entry) for stage in package.stages for entry in stage.items)
    return {entry.id: (name, entry) for name, entry in found if isinstance(entry, Choice)}


def _choices(
    old: Mapping[str, tuple[str, Choice]], new: Mapping[str, tuple[str, Choice]]
) -> Iterator[Difference]:
    bare = {"one_of": ()}  # what it is between is told of each use
    for was, id in matched(old, new, lambda a, b: a[1].question == b[1].question):
        stage, choice = new[id] if id else old[was or ""]
        steps = Step("Package", "stages", stage), Step("Stage", "choice", choice.id)
        if was and id:
            before, after = (c.model_copy(update=bare) for c in (old[was][1], choice))
            yield from (each.below(*steps) for each in differences(before, after))
        elif id:
            yield Difference(steps, Kind.ADDED, None, choice)
        else:
            yield Difference(steps, Kind.REMOVED, choice, None)


@dataclass(frozen=True)
class _Placed:
    """A use of an item, and where in its package it stands."""

    use: Use
    stage: str
    stage_name: str
    choice: str | None


def _placed(package: Package) -> dict[str, _Placed]:
    found = {}
    for number, stage in enumerate(package.stages, start=1):
        for entry in stage.items:
            uses = entry.one_of if isinstance(entry, Choice) else (entry,)
            choice = entry.id if isinstance(entry, Choice) else None
            for use in uses:
                found[use_id(use)] = _Placed(use, stage_id(number, stage), stage.name, choice)
    return found


def _use(
    old: _Placed | None, new: _Placed | None, now_called: Mapping[str, str]
) -> Iterator[Difference]:
    """Yield what became of one use: it came, went, moved, or says something else."""
    here = new or old
    if here is None:
        return
    steps = Step("Package", "stages", here.stage_name), Step("Stage", "items", use_id(here.use))
    if old is None or new is None:
        kind = Kind.ADDED if new else Kind.REMOVED
        yield Difference(steps, kind, old and old.use, new and new.use)
        return
    if now_called.get(old.stage) != new.stage:
        yield Difference(steps, Kind.MOVED, old.stage_name, new.stage_name)
    if old.choice != new.choice:
        step = Step("Choice", "one_of", use_id(here.use))
        yield Difference((*steps, step), kind_of(old.choice, new.choice), old.choice, new.choice)
    yield from (each.below(*steps) for each in differences(old.use, new.use))


def _orders(found: list[tuple[Stage | None, Stage | None]]) -> Iterator[Difference]:
    """Yield the stages whose items stand in another order."""
    for was, now in found:
        if was and now:
            before = [id for id in _ids(was) if id in _ids(now)]
            after = [id for id in _ids(now) if id in _ids(was)]
            if before != after:
                steps = Step("Package", "stages", now.name), Step("Stage", "items")
                yield Difference(steps, Kind.MOVED, tuple(before), tuple(after))


def _ids(stage: Stage) -> list[str]:
    uses = (e.one_of if isinstance(e, Choice) else (e,) for e in stage.items)
    return [use_id(use) for group in uses for use in group]
