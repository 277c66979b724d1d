"""Packages made up by chance, each from a seed, in which all rules about time meet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from graphlib import CycleError
from random import Random

from .abstract_package import (
    UNITS,
    Choice,
    Days,
    Item,
    Material,
    Package,
    Preparation,
    Procedure,
    Stage,
)
from .simulator import ends
from .walked_calendar import in_working_days

FEWEST, MOST = 4, 14
SEASONS = (
    (date(2025, 1, 20), date(2025, 2, 12)),
    (date(2025, 4, 1), date(2025, 6, 5)),
    (date(2025, 9, 15), date(2025, 10, 14)),
    (date(2026, 1, 15), date(2026, 3, 5)),
    (date(2026, 3, 6), date(2026, 9, 15)),
    (date(2026, 9, 10), date(2026, 10, 12)),
    (date(2026, 11, 15), date(2026, 12, 31)),
    (date(2026, 11, 15), date(2027, 1, 31)),
    (date(2027, 1, 1), date(2027, 6, 30)),
    (date(2027, 9, 1), date(2028, 2, 10)),
)
"""When projects start: around the long holidays, and before and in a year without a notice."""


def random_package(seed: int) -> Package:
    """Return the package of *seed*: from FEWEST to MOST items that do not wait in a circle."""
    author = Author(Random(seed))  # noqa: S311 - nothing is kept secret
    while True:
        package = author.package()
        try:
            ends(package)
        except CycleError:
            continue
        return package


@dataclass
class Draft:
    """An item that is being thought of, with its place in an order that keeps circles away."""

    item: Item
    stage: int
    choice: int | None = None


class Author:
    """Draws packages from *rng*."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.drafts: list[Draft] = []
        self.held: tuple[str, ...] = ()

    def package(self) -> Package:
        rng = self.rng
        count, stages = rng.randint(FEWEST, MOST - 1), rng.randint(2, 4)
        at = sorted(rng.choices(range(stages), k=count))
        self.drafts = [Draft(self._item(f"item-{n}"), stage) for n, stage in enumerate(at)]
        self.held = ("held-0",) if self._maybe() else ()
        choices = self._choices()
        for place in range(count):
            self._wait(place)
        if self._maybe(0.6):
            self._use_again()
        return Package(self._stages(stages, choices), self._start(), self.held)

    def _maybe(self, probability: float = 0.5) -> bool:
        return self.rng.random() < probability

    def _start(self) -> date | None:
        if self._maybe(0.25):
            return None
        first, last = self.rng.choice(SEASONS)
        day = first + timedelta(self.rng.randint(0, (last - first).days))
        return day + timedelta(max(0, 6 - day.isoweekday())) if self._maybe(0.3) else day

    def _item(self, id: str) -> Item:
        rng, promised = self.rng, self._promised()
        return Item(
            id,
            offer=id,
            promised=promised,
            statutory=self._statutory(promised),
            from_receipt=self._maybe(0.15),
            check=rng.randint(1, 5) if self._maybe(0.2) else 0,
            preparation=Preparation(rng.choice((0, 1, 3, 10, 25))) if self._maybe(0.2) else None,
            procedures=tuple(self._procedures()),
            beside=self._maybe(0.15),
        )

    def _promised(self) -> Days | None:
        if self._maybe(0.05):
            return None
        unit = self.rng.choice(("working", "working", "working", "calendar", "unstated"))
        few = 1 if unit == "calendar" else 0
        return Days(max(few, self.rng.choice((0, 0, 1, 2, 3, 4, 5, 7, 10, 15, 20))), unit)

    def _statutory(self, promised: Days | None) -> Days | None:
        """Return a limit that is not shorter than *promised*."""
        if self._maybe(0.1):
            return None
        least = in_working_days(promised) if promised else 0
        days = Days(least + self.rng.choice((0, 1, 5, 10, 20)), self.rng.choice(UNITS))
        if days.unit == "calendar":
            return Days(max(1, days.count * 7 // 5), "calendar")
        return days

    def _procedures(self) -> Iterator[Procedure]:
        while self._maybe(0.3):
            unit = self.rng.choice(UNITS)
            days = None if self._maybe(0.08) else Days(self.rng.randint(1, 12), unit)
            conditional = self._maybe()
            yield Procedure(
                days, self._maybe(0.25), conditional, chosen=conditional and self._maybe()
            )

    def _choices(self) -> list[str | None]:
        """Bind neighbours to alternatives; return what is chosen of each (None: undecided)."""
        chosen: list[str | None] = []
        for undecided in (False, True):
            size = self.rng.choice((2, 2, 3))
            groups = [self.drafts[n : n + size] for n in range(len(self.drafts) - size + 1)]
            groups = [group for group in groups if self._can_be_one(group)]
            if groups and self._maybe(0.7):
                members = self.rng.choice(groups)
                for draft in members:
                    draft.choice = len(chosen) + 1
                pick = self.rng.choice(members).item.id
                chosen.append(None if undecided else pick)
        return chosen

    def _can_be_one(self, group: list[Draft]) -> bool:
        return len({draft.stage for draft in group}) == 1 and not any(d.choice for d in group)

    def _wait(self, place: int) -> None:
        """Let the draft at *place* wait for some of those before it."""
        draft = self.drafts[place]
        earlier = [
            other
            for other in self.drafts[:place]
            if draft.choice is None or other.choice != draft.choice
        ]
        some = self.rng.sample(earlier, min(len(earlier), self.rng.choice((0, 1, 1, 2, 3))))
        for other in some + [other for other in earlier if other.choice and self._maybe(0.15)]:
            self._arrow(draft, other)
        if self.held and self._maybe(0.3):
            materials = (*draft.item.materials, Material("held-0", self._deferrable()))
            draft.item = replace(draft.item, materials=materials)

    def _deferrable(self) -> int | None:
        return self.rng.choice((None, None, 0, 1, 2, 5, 10))

    def _arrow(self, draft: Draft, other: Draft) -> None:
        item, before = draft.item, other.item
        name = f"choice-{other.choice}" if other.choice and self._maybe(0.3) else before.id
        kind = self.rng.choice(("after", "material", "material", "before", "stage", "preparation"))
        if kind == "after":
            draft.item = replace(item, after=(*item.after, name))
        elif kind == "material":
            material = Material(before.offer, self._deferrable())
            draft.item = replace(item, materials=(*item.materials, material))
        elif kind == "preparation" and item.preparation:
            after = (*item.preparation.after, name)
            draft.item = replace(item, preparation=replace(item.preparation, after=after))
        elif kind == "before":
            name = f"choice-{draft.choice}" if draft.choice and self._maybe(0.3) else item.id
            other.item = replace(before, before=(*before.before, name))
        elif kind == "stage" and draft.stage > other.stage:
            other.item = replace(before, before=(*before.before, f"stage-{draft.stage}"))

    def _use_again(self) -> None:
        """Use an item a second time, later, for another phase."""
        free = [place for place, draft in enumerate(self.drafts) if draft.choice is None]
        if not free:
            return
        place = self.rng.choice(free)
        first = self.drafts[place].item
        again = replace(first, id=f"{first.offer}-again", before=(), phase="二期", after=())
        again = replace(again, procedures=tuple(self._met_again(again)), beside=self._maybe(0.15))
        if again.promised and again.promised.count > 1 and self._maybe():
            again = replace(again, promised=replace(again.promised, count=again.promised.count - 1))
        if self._maybe(0.3):
            again = replace(again, preparation=Preparation(self.rng.randint(1, 9)))
        if self._maybe(0.7):  # who names it means both uses, or that of his own phase
            first = replace(first, id=f"{first.offer}-first", phase="一期")
            self._tell_phases()
            self._name(first.offer)
        if self._maybe():
            again = replace(again, after=(first.id,))
        self.drafts[place].item = first
        stage = self.rng.choice([draft.stage for draft in self.drafts[place:]])
        self.drafts.append(Draft(again, stage))

    def _name(self, offer: str) -> None:
        """Let somebody else wait for *offer*, whatever that stands for."""
        draft = self.rng.choice([d for d in self.drafts if d.item.offer != offer])
        if self._maybe():
            draft.item = replace(draft.item, after=(*draft.item.after, offer))
        else:
            materials = (*draft.item.materials, Material(offer, self._deferrable()))
            draft.item = replace(draft.item, materials=materials)

    def _tell_phases(self) -> None:
        for draft in self.drafts:
            if self._maybe(0.3):
                phase = self.rng.choice(("一期", "二期", "三期"))
                draft.item = replace(draft.item, phase=phase)

    def _met_again(self, item: Item) -> Iterator[Procedure]:
        for procedure in item.procedures:
            yield replace(procedure, chosen=procedure.conditional and self._maybe())

    def _stages(self, count: int, chosen: list[str | None]) -> tuple[Stage, ...]:
        stages = []
        for number in range(count):
            here = [draft for draft in self.drafts if draft.stage == number]
            if here:
                stages.append(Stage(f"stage-{number}", tuple(self._entries(here, chosen))))
        return tuple(
            replace(stage, after=tuple(self._stage_after(place, stages)))
            for place, stage in enumerate(stages)
        )

    def _entries(self, here: list[Draft], chosen: list[str | None]) -> Iterator[Item | Choice]:
        told = set[int]()
        for draft in here:
            if draft.choice is None:
                yield draft.item
            elif draft.choice not in told:
                told.add(draft.choice)
                items = tuple(other.item for other in here if other.choice == draft.choice)
                yield Choice(f"choice-{draft.choice}", items, chosen[draft.choice - 1])

    def _stage_after(self, place: int, stages: list[Stage]) -> Iterator[str]:
        if place and self._maybe(0.35):
            yield self.rng.choice(stages[:place]).id
        if place and self._maybe(0.35):
            entry = self.rng.choice(self.rng.choice(stages[:place]).entries)
            yield self.rng.choice(entry.items).id if isinstance(entry, Choice) else entry.id
