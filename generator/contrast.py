"""What differs between two workspaces, each difference with the thing that it is said of.

Items are compared across departments: what has moved is told as moved.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from generator.comparison import Difference, Kind, Step, differences, matched
from generator.item_comparison import item_differences
from generator.package_comparison import package_differences

if TYPE_CHECKING:
    from generator.directory import Department, Item
    from generator.package import Package
    from generator.workspace import Workspace


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
                yield from (Contrast(subject, each) for each in item_differences(before, item))


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
