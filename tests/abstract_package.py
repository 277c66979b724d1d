"""A package in words of its own, and what waits for what in it; for the simulation."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from itertools import chain

UNITS = ("working", "calendar", "unstated")


@dataclass(frozen=True)
class Days:
    """A number of days in a unit: working, calendar or unstated."""

    count: int
    unit: str = "working"


@dataclass(frozen=True)
class Procedure:
    """A special procedure; a conditional one takes place only where the package says so."""

    days: Days | None
    counted: bool = False
    conditional: bool = False
    chosen: bool = False


@dataclass(frozen=True)
class Material:
    """A material that is the result of another item, named as its department names it."""

    item: str
    deferrable: int | None = None


@dataclass(frozen=True)
class Preparation:
    """Working days before an item can be handed in, after the start or the items it names."""

    days: int
    after: tuple[str, ...] = ()


@dataclass(frozen=True)
class Item:
    """An item of a package. `offer` is its name at the department: that of two uses is one."""

    id: str
    offer: str
    phase: str | None = None
    promised: Days | None = None
    statutory: Days | None = None
    from_receipt: bool = False
    check: int = 0
    preparation: Preparation | None = None
    procedures: tuple[Procedure, ...] = ()
    materials: tuple[Material, ...] = ()
    after: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    """Stages as well."""
    beside: bool = False


@dataclass(frozen=True)
class Choice:
    """Alternatives: `chosen` is the id of the one that applies, None while that is open."""

    id: str
    items: tuple[Item, ...]
    chosen: str | None = None


@dataclass(frozen=True)
class Stage:
    """A heading; every item under it waits for the stages, items and choices in `after`."""

    id: str
    entries: tuple[Item | Choice, ...]
    after: tuple[str, ...] = ()


@dataclass(frozen=True)
class Package:
    """What one project needs; `held` names the items whose results the owner has already."""

    stages: tuple[Stage, ...]
    start: date | None = None
    held: tuple[str, ...] = ()


def items_of(package: Package) -> list[Item]:
    entries = chain.from_iterable(stage.entries for stage in package.stages)
    return [
        item
        for entry in entries
        for item in (entry.items if isinstance(entry, Choice) else (entry,))
    ]


def choices_of(package: Package) -> list[Choice]:
    entries = chain.from_iterable(stage.entries for stage in package.stages)
    return [entry for entry in entries if isinstance(entry, Choice)]


def procedures_of(package: Package) -> list[Procedure]:
    return [procedure for item in items_of(package) for procedure in item.procedures]


@dataclass(frozen=True)
class Wait:
    """One item waits for another, or may be accepted `deferrable` working days before it."""

    on: str
    deferrable: int | None = None


@dataclass
class Network:
    """The items that take part, and what each of them waits for."""

    items: dict[str, Item] = field(default_factory=dict)
    waits: dict[str, set[Wait]] = field(default_factory=dict)
    prepared_after: dict[str, tuple[str, ...]] = field(default_factory=dict)
    stages: dict[str, list[str]] = field(default_factory=dict)
    """The items on the clock, by stage."""
    open_choices: list[list[str]] = field(default_factory=list)


@dataclass
class Meaning:
    """What a name in a package stands for."""

    ids: dict[str, list[str]] = field(default_factory=dict)
    """Items that take part, by the ids of items, choices and stages."""
    uses: dict[str, list[Item]] = field(default_factory=dict)
    """Items, by their names at the department."""

    def of(self, name: str, phase: str | None = None) -> list[str]:
        """Return the items that *name* stands for where an item of *phase* uses it."""
        if name in self.ids:
            return self.ids[name]
        uses = self.uses[name]
        alike = [item for item in uses if phase and item.phase == phase]
        return [id for item in alike or uses for id in self.ids[item.id]]


def network(package: Package) -> Network:
    """Return who takes part in *package* and waits for whom."""
    made, meaning = Network(), Meaning()
    for stage in package.stages:
        meaning.ids[stage.id] = made.stages[stage.id] = []
        for entry in stage.entries:
            for item in _taking_part(entry, meaning, made):
                made.items[item.id], made.waits[item.id] = item, set()
                if not item.beside:
                    made.stages[stage.id].append(item.id)
    for stage in package.stages:
        for name in stage.after:
            for source in meaning.of(name):
                for target in made.stages[stage.id]:
                    _wait(made, target, source)
    for item in made.items.values():
        _add_arrows(made, item, meaning, package.held)
    return made


def _taking_part(entry: Item | Choice, meaning: Meaning, made: Network) -> tuple[Item, ...]:
    """Return the items of *entry* that take part; whoever names one of a choice means those."""
    if isinstance(entry, Item):
        meaning.ids[entry.id] = [entry.id]
        meaning.uses.setdefault(entry.offer, []).append(entry)
        return (entry,)
    part = tuple(item for item in entry.items if entry.chosen in (None, item.id))
    for name in (entry.id, *(item.id for item in entry.items)):
        meaning.ids[name] = [item.id for item in part]
    if entry.chosen is None:
        made.open_choices.append([item.id for item in part])
    return part


def _wait(made: Network, item: str, on: str, deferrable: int | None = None) -> None:
    if item != on:
        made.waits[item].add(Wait(on, deferrable))


def _add_arrows(made: Network, item: Item, meaning: Meaning, held: tuple[str, ...]) -> None:
    """Add what *item* says of waiting."""
    for name in item.after:
        for source in meaning.of(name, item.phase):
            _wait(made, item.id, source)
    for name in item.before:
        for target in meaning.of(name, item.phase):
            _wait(made, target, item.id)
    for material in item.materials:
        for source in () if material.item in held else meaning.of(material.item, item.phase):
            _wait(made, item.id, source, material.deferrable)
    if item.preparation:
        names = item.preparation.after
        made.prepared_after[item.id] = tuple(
            id for name in names for id in meaning.of(name, item.phase)
        )
