"""A package resolved against the directory: every item as this project meets it.

Out of it comes the network of what waits for what.

A reference (in `after`, `before`, a preparation or a material) names an item of the package, a
choice, or, where a stage may stand, a stage. A reference to one alternative of a choice means
whichever of them applies.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from generator.network import Arrow, Network, Preparation, Task
from generator.package import Choice, Use

if TYPE_CHECKING:
    from generator.directory import Department, Item, Material, Retired, SpecialProcedure
    from generator.package import Package, Stage


@dataclass(frozen=True)
class Offer:
    """An item together with the department that offers it."""

    department_id: str
    department: Department
    item: Item


@dataclass(frozen=True)
class Directory:
    """All departments of a workspace, by id."""

    departments: Mapping[str, Department]

    @cached_property
    def offers(self) -> dict[str, Offer]:
        """Every item by its id; where two departments claim one id, the first."""
        offers: dict[str, Offer] = {}
        for department_id, department in self.departments.items():
            for item_id, item in department.items.items():
                offers.setdefault(item_id, Offer(department_id, department, item))
        return offers

    @property
    def retired(self) -> dict[str, Retired]:
        """Every item that is offered no longer, by its id, which is never given again."""
        gone = (department.retired for department in self.departments.values())
        return {id: item for items in gone for id, item in items.items()}

    def extended(self, package: Package) -> Directory:
        """Return the directory as *package* sees it: with the departments it brings along."""
        if not package.departments:
            return self
        return Directory({**self.departments, **package.departments})


@dataclass(frozen=True, eq=False)
class PackageItem:
    """One item as the package uses it."""

    id: str
    number: str
    """Its number on paper, as in 2.3."""
    stage: int
    use: Use
    offer: Offer
    item: Item
    """The item with what the package says differently."""
    choice: Choice | None
    takes_part: bool
    """False for the alternatives that do not apply."""

    @property
    def procedures(self) -> tuple[SpecialProcedure, ...]:
        """The special procedures that take place."""
        return tuple(p for p in self.item.special_procedures if self.meets(p))

    def meets(self, procedure: SpecialProcedure) -> bool:
        """Return whether *procedure* takes place in this project."""
        return procedure.when is None or procedure.id in self.use.takes_place

    @property
    def undecided(self) -> bool:
        """Whether it is one of several alternatives of which none is chosen yet."""
        return self.choice is not None and self.choice.chosen is None


@dataclass(frozen=True)
class PackageStage:
    """One stage with its items."""

    id: str
    number: int
    stage: Stage
    items: tuple[PackageItem, ...]


@dataclass(frozen=True)
class ResolvedPackage:
    """A package with its items taken from the directory."""

    id: str
    package: Package
    directory: Directory
    stages: tuple[PackageStage, ...]

    @cached_property
    def items(self) -> tuple[PackageItem, ...]:
        """Every item, as numbered, with the alternatives that do not apply."""
        return tuple(item for stage in self.stages for item in stage.items)

    @cached_property
    def either(self) -> tuple[tuple[PackageItem, ...], ...]:
        """The items that take part, the alternatives of an undecided choice together."""
        groups: dict[str, list[PackageItem]] = {}
        for item in self.items:
            if item.takes_part:
                key = item.choice.id if item.choice and item.undecided else item.id
                groups.setdefault(key, []).append(item)
        return tuple(map(tuple, groups.values()))

    @cached_property
    def by_id(self) -> dict[str, PackageItem]:
        """The items by their ids in this package."""
        return {item.id: item for item in self.items}

    def meant(self, reference: str, phase: str | None = None) -> tuple[PackageItem, ...]:
        """Return the items that take part and that *reference* means.

        It is an id in this package, a choice, or an item of the directory; of an item that is
        used several times, the use of the same *phase* is meant, else every use.
        """
        named = self._ids.get(reference) or self._uses.get(reference, ())
        named = tuple(i for i in named if phase and i.use.phase == phase) or named
        choices = {i.choice.id for i in named if i.choice}
        if choices:
            alike = (i for choice in choices for i in self._ids[choice])
            named = tuple(dict.fromkeys((*named, *alike)))
        return tuple(i for i in named if i.takes_part)

    def meant_by(self, item: PackageItem, reference: str) -> tuple[PackageItem, ...]:
        """Return the items that take part and that *reference* means where *item* says it.

        Those in whose place *item* stands are none of them.
        """
        meant = self.meant(reference, item.use.phase)
        return tuple(i for i in meant if i.choice is None or i.choice != item.choice)

    @cached_property
    def _ids(self) -> dict[str, tuple[PackageItem, ...]]:
        """What the ids of this package name: an item, or the items of a choice."""
        found: dict[str, tuple[PackageItem, ...]] = {item.id: (item,) for item in self.items}
        for item in self.items:
            if item.choice:
                found[item.choice.id] = (*found.get(item.choice.id, ()), item)
        return found

    @cached_property
    def _uses(self) -> dict[str, tuple[PackageItem, ...]]:
        """The uses of each item of the directory."""
        found: dict[str, tuple[PackageItem, ...]] = {}
        for item in self.items:
            found[item.use.use] = (*found.get(item.use.use, ()), item)
        return found

    def meant_by_stage(self, reference: str) -> tuple[PackageItem, ...]:
        """Return the items on the clock of the stage *reference*, none if it is no stage."""
        return tuple(
            item
            for stage in self.stages
            if stage.id == reference
            for item in stage.items
            if item.takes_part and not item.use.beside_the_clock
        )

    @cached_property
    def network(self) -> Network:
        """The items that take part, with every arrow written out."""
        return Network(tuple(_task(self, item) for item in self.items if item.takes_part))


def resolve(package_id: str, package: Package, directory: Directory) -> ResolvedPackage:
    """Return *package* with its items; one that uses an unknown item is refused by KeyError."""
    known = directory.extended(package)
    stages = tuple(
        _stage(number, stage, known) for number, stage in enumerate(package.stages, start=1)
    )
    return ResolvedPackage(package_id, package, known, stages)


def uses(stage: Stage) -> Iterator[tuple[Use, Choice | None]]:
    """Yield every use of *stage*, with the choice it is one of."""
    for entry in stage.items:
        if isinstance(entry, Choice):
            yield from ((use, entry) for use in entry.one_of)
        else:
            yield entry, None


def use_id(use: Use) -> str:
    """Return the id of *use* in its package."""
    return use.id or use.use


def stage_id(number: int, stage: Stage) -> str:
    """Return the id of the *number*-th stage."""
    return stage.id or f"stage-{number}"


def _stage(number: int, stage: Stage, directory: Directory) -> PackageStage:
    items = tuple(
        _item(number, place, use, choice, directory.offers[use.use])
        for place, (use, choice) in enumerate(uses(stage), start=1)
    )
    return PackageStage(stage_id(number, stage), number, stage, items)


def _item(number: int, place: int, use: Use, choice: Choice | None, offer: Offer) -> PackageItem:
    return PackageItem(
        id=use_id(use),
        number=f"{number}.{place}",
        stage=number - 1,
        use=use,
        offer=offer,
        item=_overridden(offer.item, use),
        choice=choice,
        takes_part=choice is None or choice.chosen in (None, use_id(use)),
    )


def _overridden(item: Item, use: Use) -> Item:
    if not use.without and not use.overridden:
        return item
    kept = tuple(material for material in item.materials if not dropped(material, use))
    stated = item.stated_materials is not None or use.materials
    changes = {
        "promised": use.promised or item.promised,
        "conditions": item.conditions + use.conditions,
        "stated_materials": kept + use.materials if stated else None,
        "preparation": use.preparation or item.preparation,
        "window": use.window or item.window,
        "visits": item.visits if use.visits is None else use.visits,
        "steps": use.steps or item.steps,
    }
    return item.model_copy(update=changes)


def dropped(material: Material, use: Use) -> bool:
    """Return whether *use* says that *material* need not be handed in."""
    return any(drop.material in (material.id, material.name) for drop in use.without)


def _task(package: ResolvedPackage, item: PackageItem) -> Task:
    return Task(
        id=item.id,
        stage=item.stage,
        promised=item.item.promised,
        statutory=item.item.statutory,
        arrows=tuple(dict.fromkeys(_arrows(package, item))),
        preparation=_preparation(package, item),
        check=item.item.check.in_working_days,
        counts_from_receipt=item.item.counts_from == "receipt",
        procedures=tuple(p.days for p in item.procedures if not p.counted and p.days),
        open_ended=any(not p.counted and p.days is None for p in item.procedures),
        beside_the_clock=item.use.beside_the_clock,
        alternatives=item.choice.id if item.choice and item.undecided else None,
    )


def _preparation(package: ResolvedPackage, item: PackageItem) -> Preparation | None:
    preparation = item.item.preparation
    if preparation is None:
        return None
    after = [i.id for named in preparation.after for i in package.meant_by(item, named)]
    return Preparation(preparation.days.days, tuple(dict.fromkeys(after)))


def _arrows(package: ResolvedPackage, item: PackageItem) -> Iterator[Arrow]:
    """Yield what *item* waits for: named, needed as a material, or implied by a stage."""
    for named in item.use.after:
        yield from (Arrow(i.id) for i in package.meant_by(item, named))
    for material, deferrable in materials_from_items(item.item.materials):
        yield from (Arrow(i.id, deferrable) for i in package.meant_by(item, material))
    for other in package.items:
        if other.takes_part and other.id != item.id and _comes_before(package, other, item):
            yield Arrow(other.id)
    if not item.use.beside_the_clock:
        for named in package.stages[item.stage].stage.after:
            waited = package.meant_by_stage(named) or package.meant(named)
            yield from (Arrow(i.id) for i in waited)


def _comes_before(package: ResolvedPackage, other: PackageItem, item: PackageItem) -> bool:
    return any(
        item in (package.meant_by_stage(named) or package.meant(named, other.use.phase))
        for named in other.use.before
    )


def materials_from_items(materials: tuple[Material, ...]) -> Iterator[tuple[str, int | None]]:
    """Yield the items whose results are among *materials*, and in how many days each may follow."""
    for material in materials:
        if material.origin.item:
            deferrable = material.deferrable
            yield material.origin.item, deferrable.in_working_days if deferrable else None
