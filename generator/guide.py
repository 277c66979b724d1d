"""The guide: a package resolved against the directory, with its schedule and its materials.

Everything that a page, a document or an export says of a package is here; whoever renders it adds
words and layout, and computes nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from generator.checklist import Checklist, checklist
from generator.directory import Window
from generator.fees import FeeTotal, fee_total
from generator.original import with_remark

if TYPE_CHECKING:
    from datetime import date

    from pydantic import BaseModel

    from generator.directory import Department, Item, Material, Remedies
    from generator.package import Choice, NotNeeded, Package
    from generator.resolution import PackageItem, PackageStage, ResolvedPackage
    from generator.schedule import Schedule, ScheduledItem
    from generator.settings import Chain, Settings
    from generator.totals import Figures
    from generator.workspace import Workspace


@dataclass(frozen=True)
class Relation:
    """An item that comes before another one, or after it, and how the two hang together."""

    item: GuideItem
    kind: str
    """after, deferrable, beside or preparation."""
    days: int | None = None
    """Of a deferrable material: how many working days it may follow."""


@dataclass(frozen=True)
class Role:
    """A department in the part that it plays for an item: accepts, reviews, decides, supervises."""

    part: str
    department_id: str
    department: Department

    @classmethod
    def all_of(cls, item: Item, known: Mapping[str, Department]) -> Iterator[Role]:
        """Yield the departments that accept, review, decide and supervise *item*."""
        named = {
            "accepts": (item.accepted_by,),
            "reviews": item.reviewed_by,
            "decides": (item.decided_by,),
            "supervises": (item.supervised_by,),
            "joint": item.joint_with,
        }
        for part, ids in named.items():
            yield from (cls(part, id, known[id]) for id in ids if id)


@dataclass(frozen=True)
class GuideItem:
    """One item of a guide."""

    used: PackageItem
    dates: ScheduledItem | None
    """None for an alternative that does not apply."""
    offer_shared: bool
    """Whether the item has a page of its own: an item of the directory has."""

    @property
    def id(self) -> str:
        return self.used.id

    @property
    def number(self) -> str:
        return self.used.number

    @property
    def item(self) -> Item:
        return self.used.item

    def promised_after(self, day: date) -> date | None:
        """Return from when on the promise holds; None where it does on *day*, or is its own."""
        return None if self.used.use.promised else self.item.promised_after(day)

    def has_offered(self, material: Material) -> bool:
        """Tell whether *material* is the directory's, not the package's."""
        return self.offer_shared and material not in self.used.use.materials

    @property
    def name(self) -> str:
        return with_remark(self.item.name, self.used.use.phase)

    @cached_property
    def short_name(self) -> str:
        return with_remark(self.item.short_name or self.item.name, self.used.use.phase)

    @property
    def department(self) -> Department:
        return self.used.offer.department

    @property
    def department_id(self) -> str:
        return self.used.offer.department_id

    @property
    def window(self) -> Window:
        """Where it is handled: its own window where it has one, filled up from the department's."""
        return filled_window(self.item, self.department)

    @property
    def remedies(self) -> Remedies | None:
        return self.item.remedies or self.department.remedies

    @property
    def complaints(self) -> str | None:
        return self.item.complaints or self.department.complaints


@dataclass(frozen=True)
class GuideStage:
    """One stage of a guide."""

    resolved: PackageStage
    days: Figures
    items: tuple[GuideItem, ...]

    @property
    def id(self) -> str:
        return self.resolved.id

    @property
    def number(self) -> int:
        return self.resolved.number

    @property
    def name(self) -> str:
        return self.resolved.stage.name

    @property
    def handled(self) -> int:
        """How many items an owner handles: of the alternatives of a choice, only one."""
        return len(self.groups)

    @property
    def alternatives(self) -> int:
        """How many more stand here, each in the place of one that is handled."""
        return len(self.items) - self.handled

    @property
    def groups(self) -> tuple[tuple[Choice | None, tuple[GuideItem, ...]], ...]:
        """The items as an owner reads them: one by one, alternatives together."""
        groups: list[tuple[Choice | None, list[GuideItem]]] = []
        for item in self.items:
            choice = item.used.choice
            if choice and groups and groups[-1][0] == choice:
                groups[-1][1].append(item)
            else:
                groups.append((choice, [item]))
        return tuple((choice, tuple(items)) for choice, items in groups)


@dataclass(frozen=True)
class Guide:
    """What is published from one package."""

    resolved: ResolvedPackage
    settings: Settings
    schedule: Schedule
    as_of: date | None
    """The day that it tells its readers; None where nothing is published."""
    version: str
    """A short hash of everything that the guide is made from."""
    internal: bool = False
    """Whether it is of the internal edition."""

    @property
    def id(self) -> str:
        return self.resolved.id

    @property
    def package(self) -> Package:
        return self.resolved.package

    @property
    def chain(self) -> Chain | None:
        return self.settings.chains[self.package.chain] if self.package.chain else None

    @property
    def historical(self) -> bool:
        """Whether it is an old flow (历史资料), shown without telephone numbers."""
        return self.package.published is not None and self.package.published.historical

    @cached_property
    def items(self) -> tuple[GuideItem, ...]:
        own = self.package.departments
        return tuple(
            GuideItem(used, self.schedule.by_id.get(used.id), used.offer.department_id not in own)
            for used in self.resolved.items
        )

    @cached_property
    def by_id(self) -> dict[str, GuideItem]:
        return {item.id: item for item in self.items}

    @cached_property
    def taking_part(self) -> tuple[GuideItem, ...]:
        """The items without the alternatives that do not apply."""
        return tuple(item for item in self.items if item.used.takes_part)

    @cached_property
    def stages(self) -> tuple[GuideStage, ...]:
        return tuple(
            GuideStage(stage, days, tuple(self.by_id[item.id] for item in stage.items))
            for stage, days in zip(self.resolved.stages, self.schedule.stages, strict=True)
        )

    @cached_property
    def handled(self) -> int:
        """How many items an owner handles: of the alternatives of a choice, only one."""
        return sum(stage.handled for stage in self.stages)

    @property
    def alternatives(self) -> int:
        """How many more items there are, each in the place of one that is handled."""
        return len(self.items) - self.handled

    @cached_property
    def departments(self) -> tuple[tuple[str, Department, tuple[GuideItem, ...]], ...]:
        """The departments that handle an item, in the order of their first, with their items."""
        found: dict[str, list[GuideItem]] = {}
        for item in self.taking_part:
            found.setdefault(item.department_id, []).append(item)
        return tuple((id, items[0].department, tuple(items)) for id, items in found.items())

    def roles(self, item: GuideItem) -> tuple[Role, ...]:
        """Return the departments that accept, review, decide and supervise *item*."""
        return tuple(Role.all_of(item.item, self.resolved.directory.departments))

    @cached_property
    def before(self) -> dict[str, tuple[Relation, ...]]:
        """For each item that takes part: what it waits for."""
        return {
            task.id: tuple(
                Relation(self.by_id[id], kind, days)
                for id, (kind, days) in _waited_for(self, task.id).items()
            )
            for task in self.resolved.network.tasks
        }

    @cached_property
    def after(self) -> dict[str, tuple[Relation, ...]]:
        """For each item that takes part: what waits for it."""
        found: dict[str, list[Relation]] = {item.id: [] for item in self.taking_part}
        for id, relations in self.before.items():
            for relation in relations:
                found[relation.item.id].append(
                    Relation(self.by_id[id], relation.kind, relation.days)
                )
        return {id: tuple(relations) for id, relations in found.items()}

    @cached_property
    def first(self) -> tuple[GuideItem, ...]:
        """The items that can be begun at once: they wait for no other."""
        return tuple(item for item in self.taking_part if not self.before[item.id])

    @cached_property
    def checklist(self) -> Checklist:
        """The materials of all items, merged."""
        calendar = self.schedule.calendar
        until: dict[tuple[str, int], date | int] = {}
        for item in self.taking_part:
            for place, material in enumerate(item.item.materials):
                if material.deferrable and item.dates:
                    last = calendar.after(item.dates.accepted, material.deferrable.days)
                    until[item.id, place] = min(last, item.dates.due)
        return checklist(self.resolved, until)

    @cached_property
    def fees(self) -> FeeTotal:
        """What the items cost together."""
        return fee_total(self.resolved)

    @cached_property
    def visits(self) -> int | None:
        """How often the owner has to come at most; None where an item does not say.

        Of the alternatives of an undecided choice only one is gone through.
        """
        if any(item.item.visits is None for item in self.taking_part):
            return None
        return sum(max(i.item.visits or 0 for i in group) for group in self.resolved.either)

    @cached_property
    def remedies(self) -> tuple[tuple[Remedies, tuple[GuideItem, ...]], ...]:
        """What an owner can do against decisions, each with the items that it holds for."""
        found: dict[Remedies, list[GuideItem]] = {}
        for item in self.taking_part:
            if item.remedies:
                found.setdefault(item.remedies, []).append(item)
        return tuple((remedies, tuple(items)) for remedies, items in found.items())

    @property
    def not_needed(self) -> tuple[tuple[NotNeeded, Item], ...]:
        """The items that such a project usually needs, and why this one does not."""
        offers = self.resolved.directory.offers
        return tuple((absent, offers[absent.use].item) for absent in self.package.not_needed)

    def supplies(self, material: Material) -> tuple[GuideItem, ...]:
        """Return the items of the package whose result *material* is."""
        if not material.origin.item:
            return ()
        return tuple(self.by_id[used.id] for used in self.resolved.meant(material.origin.item))


def filled_window(item: Item, department: Department) -> Window:
    """Return the window of *item*; what it does not say is as at the window of *department*."""
    own, whole = item.window or Window(), department.window or Window()
    return Window.model_construct(  # its fields have been read: nothing is left to check
        place=own.place or whole.place,
        phone=own.phone or whole.phone,
        hours=own.hours or whole.hours,
    )


def _waited_for(guide: Guide, id: str) -> dict[str, tuple[str, int | None]]:
    """Return what the item *id* waits for, with the kind of each arrow; the stricter one wins."""
    task = guide.resolved.network.by_id[id]
    found: dict[str, tuple[str, int | None]] = {}
    for arrow in task.arrows:
        if arrow.deferrable is not None:
            found.setdefault(arrow.predecessor, ("deferrable", arrow.deferrable))
        else:
            beside = guide.by_id[arrow.predecessor].used.use.beside_the_clock
            found[arrow.predecessor] = ("beside" if beside else "after", None)
    for predecessor in task.preparation.after if task.preparation else ():
        found.setdefault(predecessor, ("preparation", None))
    return found


def guide(workspace: Workspace, package_id: str, as_of: date | None = None) -> Guide:
    """Return the guide of the package *package_id*, as of the day *as_of*.

    Nothing that is computed depends on that day; a guide to publish has to tell it.
    """
    resolved, plan = workspace.resolved(package_id), workspace.scheduled(package_id)
    return Guide(
        resolved,
        workspace.settings.value,
        plan,
        as_of,
        _version(resolved, plan, workspace.settings.value),
        workspace.internal,
    )


def _version(resolved: ResolvedPackage, plan: Schedule, settings: Settings) -> str:
    """Return the short hash of what the guide says: package, items, departments and dates.

    It is of what was written: a field that the format gains later makes no other version.
    """
    offers = {item.use.use: item.offer for item in resolved.items}
    said = [
        _written(resolved.package),
        _written(settings.told(resolved.package.chain)),
        *(
            _written(department, "items", "retired")
            for department in {id(o.department): o.department for o in offers.values()}.values()
        ),
        *(f"{id} {offer.department_id} {_written(offer.item)}" for id, offer in offers.items()),
        *(f"{item.id} {item.accepted} {item.due} {item.latest}" for item in plan.items),
    ]
    return hashlib.sha256("\n".join(said).encode()).hexdigest()[:10]


def _written(model: BaseModel, *without: str) -> str:
    """Return what an author wrote of *model*, but for what is tolerated in its file."""
    return model.model_dump_json(exclude_defaults=True, exclude={"tolerated", *without})
