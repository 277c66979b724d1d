"""What has changed, and when, by what the files themselves tell of days."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from generator.uris import department_uri, guide_uri, item_uri

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import date

    from generator.directory import Change, Item, Retired, Verification
    from generator.limits import Limit
    from generator.resolution import Directory, Offer
    from generator.settings import Settings


@dataclass(frozen=True)
class News:
    """One change: what is told of which page."""

    on: date
    kind: str
    """What happened, as `news` in the catalogue has it."""
    uri: str
    name: str
    department: str | None
    """The name of the department that answers for it."""
    department_id: str | None = None
    by: str | None = None
    """Who has verified it."""
    why: str | None = None
    before: Limit | None = None
    after: Limit | None = None
    also: tuple[tuple[str, str], ...] = ()
    """The uris and names of what has been verified with it."""


def news(directory: Directory, settings: Settings, as_of: date) -> tuple[News, ...]:
    """Return what has changed up to the day *as_of*, the latest first.

    What the records of versions tell (`released`) is told beside it.
    """
    found = [*_of_directory(directory), *_of_packages(settings)]
    told = (each for each in found if each.on <= as_of)
    return tuple(sorted(told, key=lambda each: (-each.on.toordinal(), each.uri, each.kind)))


def gathered(found: Iterable[News]) -> Iterator[News]:
    """Yield *found* with what one body verified on one day as one."""
    verified: dict[tuple[date, str | None], list[News]] = {}
    for each in found:
        if each.kind == "verified":
            verified.setdefault((each.on, each.by), []).append(each)
        else:
            yield each
    for first, *others in verified.values():
        yield replace(first, also=tuple((each.uri, each.name) for each in others))


def _of_directory(directory: Directory) -> Iterator[News]:
    for id, offer in directory.offers.items():
        for each in _of_item(item_uri(id), offer):
            yield replace(each, department_id=offer.department_id)
    for id, department in directory.departments.items():
        name = department.name
        verified = _verified(department_uri(id), name, name, department.verified)
        for each in (*verified, *_retired("retired", department.retired.items(), item_uri, name)):
            yield replace(each, department_id=id)


def _of_packages(settings: Settings) -> Iterator[News]:
    return _retired("out_of_use", settings.retired.items(), guide_uri, None)


def _of_item(uri: str, offer: Offer) -> Iterator[News]:
    item, department = offer.item, offer.department.name
    if item.lengthened:
        yield _lengthened(uri, item, item.lengthened, department)
    elif item.promised_since:
        since = item.promised_since
        yield News(since, "promised", uri, item.name, department, after=item.promised)
    if item.effective:
        yield News(item.effective, "effective", uri, item.name, department)
    yield from _verified(uri, item.name, department, item.verified)


def _lengthened(uri: str, item: Item, change: Change, department: str) -> News:
    return News(
        change.on, "lengthened", uri, item.name, department,
        why=change.why, before=change.before, after=item.promised,
    )  # fmt: skip


def _verified(uri: str, name: str, department: str, told: Verification | None) -> Iterator[News]:
    if told:
        yield News(told.on, "verified", uri, name, department, by=told.by)


def _retired(
    kind: str,
    gone: Iterable[tuple[str, Retired]],
    uri: Callable[[str], str],
    department: str | None,
) -> Iterator[News]:
    for id, retired in gone:
        yield News(retired.on, kind, uri(id), retired.name, department, why=retired.why)
