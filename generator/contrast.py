"""What differs between two workspaces, each difference with the thing that it is said of.

Items are compared across departments, and the uses of a package across its stages: what has moved
is told as moved.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeVar

from generator.comparison import Difference, Kind, Step, differences, pairs
from generator.package import Choice
from generator.resolution import stage_id, use_id

if TYPE_CHECKING:
    from generator.directory import Department, Item
    from generator.package import Package, Stage, Use
    from generator.workspace import Workspace

T = TypeVar("T")


class Thing(StrEnum):
    """What a difference is said of."""

    SETTINGS = "settings"
    DEPARTMENT = "department"
    ITEM = "item"
    PACKAGE = "package"
    CALENDAR = "calendar"


@dataclass(frozen=True)
class Subject:
    """One thing of a workspace, under the id and the name that it has now, or had."""

    thing: Thing
    id: str
    name: str


@dataclass(frozen=True)
class Contrast:
    """One thing, and one difference in it."""

    subject: Subject
    difference: Difference


@dataclass(frozen=True)
class PackagePair:
    """What a package was, and what it is; None where it was not, or is no more."""

    id: str
    old_id: str
    before: Package | None
    after: Package | None


def office_contrasts(before: Workspace, after: Workspace) -> Iterator[Contrast]:
    """Yield what differs in everything but the packages."""
    settings = Subject(Thing.SETTINGS, "site_config", after.settings.value.title)
    for difference in differences(before.settings.value, after.settings.value):
        yield Contrast(settings, difference)
    yield from _departments(before, after)
    yield from _items(_offered(before), _offered(after), _renamed(before, after))
    years = {s.id: s.value for s in before.calendar_years}
    for source in after.calendar_years:
        subject = Subject(Thing.CALENDAR, source.id, source.id)
        if source.id in years:
            found = differences(years[source.id], source.value)
            yield from (Contrast(subject, difference) for difference in found)
        else:
            yield _whole(subject, "years", Kind.ADDED, None, source.id)
    for id in years.keys() - {source.id for source in after.calendar_years}:
        yield _whole(Subject(Thing.CALENDAR, id, id), "years", Kind.REMOVED, id, None)


def _whole(
    subject: Subject,
    field: str,
    kind: Kind,
    before: Any,  # noqa: ANN401 - any part of a workspace
    after: Any,  # noqa: ANN401
) -> Contrast:
    return Contrast(
        subject, Difference((Step("Workspace", field, subject.id),), kind, before, after)
    )


def _offered(workspace: Workspace) -> dict[str, tuple[str, Item]]:
    offers = workspace.directory.offers
    return {id: (offer.department_id, offer.item) for id, offer in offers.items()}


def _departments(before: Workspace, after: Workspace) -> Iterator[Contrast]:
    old = {id: source.value for id, source in before.departments.items()}
    new = {id: source.value for id, source in after.departments.items()}
    for was, id in matched(old, new, _is_department):
        department = new[id] if id else old[was or ""]
        subject = Subject(Thing.DEPARTMENT, id or was or "", department.name)
        yield from _renamed_file(subject, "departments", was, id, department)
        if was and id:
            found = differences(_without_items(old[was]), _without_items(new[id]))
            yield from (Contrast(subject, difference) for difference in found)


def _renamed_file(
    subject: Subject, field: str, was: str | None, id: str | None, value: object
) -> Iterator[Contrast]:
    """Yield that a file came, went, or has another name."""
    if was is None:
        yield _whole(subject, field, Kind.ADDED, None, value)
    elif id is None:
        yield _whole(subject, field, Kind.REMOVED, value, None)
    elif was != id:
        yield _whole(subject, field, Kind.CHANGED, was, id)


def _without_items(department: Department) -> Department:
    return department.model_copy(update={"items": {}})


def _is_department(old: Department, new: Department) -> bool:
    shared = old.items.keys() & new.items.keys()
    return old.name == new.name or len(shared) * 2 > max(len(old.items), len(new.items))


def matched(
    old: Mapping[str, T], new: Mapping[str, T], is_one: Callable[[T, T], bool]
) -> Iterator[tuple[str | None, str | None]]:
    """Yield which id of *old* each of *new* was: the same, or that of what *is_one* with it."""
    free = [id for id in old if id not in new]
    for id, value in new.items():
        was = id if id in old else next((o for o in free if is_one(old[o], value)), None)
        if was in free:
            free.remove(was)
        yield was, id
    yield from ((id, None) for id in free)


def _renamed(before: Workspace, after: Workspace) -> dict[str, str]:
    """Return the new ids of the departments whose files have another name."""
    old = {id: source.value for id, source in before.departments.items()}
    new = {id: source.value for id, source in after.departments.items()}
    return {was: id for was, id in matched(old, new, _is_department) if was and id and was != id}


def _items(
    old: Mapping[str, tuple[str, Item]],
    new: Mapping[str, tuple[str, Item]],
    renamed: Mapping[str, str],
) -> Iterator[Contrast]:
    for was, id in matched(old, new, lambda a, b: a[1].name == b[1].name):
        department, item = new[id] if id else old[was or ""]
        subject = Subject(Thing.ITEM, id or was or "", item.name)
        yield from _renamed_file(subject, "items", was, id, item)
        if was and id:
            before, other = old[was][1], old[was][0]
            if renamed.get(other, other) != department:
                step = Step("Department", "items", id)
                yield Contrast(subject, Difference((step,), Kind.MOVED, other, department))
            if before is not item:
                yield from (Contrast(subject, each) for each in differences(before, item))


def package_contrasts(pair: PackagePair) -> Iterator[Contrast]:
    """Yield what differs in a package."""
    package = pair.after or pair.before
    if package is None:
        return
    subject = Subject(Thing.PACKAGE, pair.id, package.name)
    was, id = pair.before and pair.old_id, pair.after and pair.id
    yield from _renamed_file(subject, "packages", was, id, package)  # type: ignore[arg-type]
    if pair.before and pair.after:
        for difference in package_differences(pair.before, pair.after):
            yield Contrast(subject, difference)


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
        yield Difference((*steps, step), _kind(old.choice, new.choice), old.choice, new.choice)
    yield from (each.below(*steps) for each in differences(old.use, new.use))


def _kind(old: object, new: object) -> Kind:
    if old is None:
        return Kind.ADDED
    return Kind.REMOVED if new is None else Kind.CHANGED


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
