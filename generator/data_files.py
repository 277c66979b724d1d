"""What lies beside the pages for programs: data, calendars, workbooks, the feed and its schemas."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator import data_schema, plain
from generator.calendar_file import calendar_file
from generator.cpsv import package_graph, services_graph
from generator.directory_data import (
    FORMAT,
    department_record,
    department_urls,
    item_record,
    item_urls,
)
from generator.exports import dumped, guide_record, guide_urls
from generator.feed import feed
from generator.messages import catalogue
from generator.social_picture import card, picture
from generator.uris import (
    FEED,
    ROBOTS,
    SERVICES,
    absolute,
    calendar_uri,
    department_data_uri,
    item_data_uri,
    json_uri,
    linked_uri,
    list_data_uri,
    picture_uri,
    schema_uri,
    workbook_uri,
)
from generator.workbook import workbook

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from generator.feed import Entry
    from generator.guide import Guide
    from generator.list_records import DepartmentEntry, GuideEntry, IndexRecord, ItemEntry
    from generator.workspace import Workspace

ROWS = 100
"""Entries in one part of a list, as on a page."""
File = tuple[str, str | bytes, str | None]
"""A uri, what lies there, and the file under guides/ that an editor would open for it."""


def guide_data(guide: Guide, *, pdf: bool) -> Iterator[tuple[str, str, str]]:
    """Yield the data beside the page of *guide*; *pdf* tells whether its document is made."""
    source = f"projects/{guide.id}.yml"
    yield json_uri(guide.id), dumped(guide_record(guide, pdf=pdf)), source
    if not guide.package.published:
        yield linked_uri(guide.id), dumped(package_graph(guide)), source


def guide_files(guide: Guide, language: str) -> Iterator[tuple[str, bytes, str]]:
    """Yield the files beside the page of *guide* that have words in its *language*."""
    words, source = catalogue(language), f"projects/{guide.id}.yml"
    yield workbook_uri(guide.id), workbook(guide, words), source
    yield picture_uri(guide.id), picture(card(guide, words)), source
    if guide.package.start:
        yield calendar_uri(guide.id), calendar_file(guide, words), source


def directory_files(workspace: Workspace, as_of: date) -> Iterator[File]:
    """Yield the files beside the pages of items and departments, and what describes them all."""
    settings, directory = workspace.settings.value, workspace.directory
    address = settings.address
    for id, offer in directory.offers.items():
        source = f"departments/{offer.department_id}.yml"
        yield item_data_uri(id), dumped(item_record(id, offer, address, as_of)), source
    for id, department in directory.departments.items():
        record = department_record(id, department, address, as_of)
        yield department_data_uri(id), dumped(record), f"departments/{id}.yml"
    yield SERVICES, dumped(services_graph(directory, settings)), None
    for uri, schema in data_schema.schemas(address).items():
        yield uri, dumped(schema), None
    yield ROBOTS, robots(workspace), None


def robots(workspace: Workspace) -> str:
    """Return what search engines may read: all of a public site, nothing of an internal one."""
    if workspace.internal:
        return "User-agent: *\nDisallow: /\n"
    site_map = absolute(workspace.settings.value.address, "sitemap.xml")
    return f"User-agent: *\nAllow: /\n\nSitemap: {site_map}\n"


def list_files(workspace: Workspace, guides: Sequence[GuideEntry], as_of: date) -> Iterator[File]:
    """Yield the lists of all guides, items and departments."""
    settings, directory = workspace.settings.value, workspace.directory
    address = settings.address
    items: list[ItemEntry] = [
        {
            "id": id,
            "name": offer.item.name,
            "department": offer.department_id,
            "promised": plain.stated(offer.item.promised),
            "statutory": plain.stated(offer.item.statutory),
            "urls": item_urls(id, address),
        }
        for id, offer in directory.offers.items()
    ]
    departments: list[DepartmentEntry] = [
        {
            "id": id,
            "name": department.name,
            "items": len(department.items),
            "urls": department_urls(id, address),
        }
        for id, department in directory.departments.items()
    ]
    told: dict[str, tuple[str, Sequence[Any]]] = {
        "projects": ("guides", guides),
        "items": ("items", items),
        "departments": ("departments", departments),
    }
    for name, (key, entries) in told.items():
        yield from _parts(name, key, entries, address, as_of)


def feed_file(workspace: Workspace, news: Iterable[Entry], as_of: date) -> File:
    """Return the feed of what is new, in the language of *workspace*."""
    settings = workspace.settings.value
    return f"{workspace.folder}{FEED}", feed(news, settings, as_of, workspace.folder), None


def guide_entry(guide: Guide, *, pdf: bool) -> GuideEntry:
    """Return what the list of all guides says of *guide*."""
    package, plan = guide.package, guide.schedule
    return {
        "id": guide.id,
        "name": package.name,
        "kind": package.kind,
        "chain": package.chain,
        "published_elsewhere": package.published is not None,
        "approval_days": plain.figure(plan.approval.promised),
        "materials": len(guide.checklist.to_prepare),
        "departments": len(guide.departments),
        "start": plain.day(plan.start),
        "end": plain.day(plan.end),
        "version": guide.version,
        "verified": plain.verification(package.verified),
        "urls": guide_urls(guide, pdf=pdf),
    }


def _parts(
    name: str, key: str, entries: Sequence[Any], address: str, as_of: date
) -> Iterator[File]:
    """Yield the list *name* in parts of at most ROWS *entries*, each naming the next."""
    starts = range(0, max(len(entries), 1), ROWS)
    uris = [list_data_uri(name, number) for number in range(len(starts))]
    for uri, start, following in zip(uris, starts, [*uris[1:], None], strict=True):
        part: IndexRecord = {
            "$schema": absolute(address, schema_uri("index", FORMAT)),
            "format": FORMAT,
            "as_of": as_of.isoformat(),
            "total": len(entries),
            "next": following and absolute(address, following),
        }
        yield uri, dumped({**part, key: entries[start : start + ROWS]}), None
