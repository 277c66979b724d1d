"""The feed of what has changed, in the Atom format (RFC 4287).

Whatever knows of changes hands in entries: the records of versions, and of a guide that was never
released, the guide itself as it stands.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

from generator.original import TAG, is_marked, like
from generator.uris import FEED, absolute, guide_uri, history_uri, list_uri

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from generator.guide import Guide
    from generator.messages import Catalogue
    from generator.settings import Settings
    from generator.version_records import Record

ATOM = "http://www.w3.org/2005/Atom"
MOST = 100
"""Entries in the feed, the newest; it must not grow with the site."""
FIRST_DAY = "2026-01-01"
"""Of the tag URIs (RFC 4151): a day on which the site's name was its owner's. It never changes, for
an id that changes makes every reader show every entry again."""


@dataclass(frozen=True)
class Entry:
    """One change, as readers of the feed see it."""

    key: str
    """What makes it the same entry for ever, as in `guide/food-park/3f2a90`."""
    updated: date
    title: str
    summary: str
    uri: str
    """The page that it is about."""
    author: str | None = None
    """Who answers for it; the office, when absent."""


def verified_guides(guides: Iterable[Guide]) -> Iterator[Entry]:
    """Yield each of *guides* in its present version, as of the day when it was last verified."""
    for guide in guides:
        verified = guide.package.verified
        day = verified.on if verified else guide.as_of
        if day is not None:
            yield Entry(
                key=f"guide/{guide.id}/{guide.version}",
                updated=day,
                title=guide.package.name,
                summary=guide.package.summary or guide.package.name,
                uri=guide_uri(guide.id),
                author=verified.by if verified else None,
            )


def released(records: Iterable[Record], words: Catalogue) -> Iterator[Entry]:
    """Yield each of *records*, which are never taken back."""
    for record in records:
        told = (
            each.sentence(words.text("punctuation.colon"), words.text("version.reason"))
            for each in record.changes
        )
        yield Entry(
            key=f"release/{record.package}/{record.number}",
            updated=record.on,
            title=words.text("version.entry", name=record.name, summary=record.summary),
            summary=like("\n".join((record.summary, *told)), record.summary),
            uri=f"{history_uri(record.package)}#_v{record.number}",
        )


def feed(entries: Iterable[Entry], settings: Settings, as_of: date, folder: str = "") -> str:
    """Return the newest of *entries* as the feed of the site with *settings*.

    Where there is none, it was updated on the day *as_of*. The pages in its language lie in
    *folder*: what is told in two languages is two entries.
    """
    newest = sorted(entries, key=lambda each: (each.updated, each.key), reverse=True)[:MOST]
    address = settings.address
    root = ET.Element("feed", {"xmlns": ATOM, "xml:lang": settings.language})
    _add(root, "id", _tag(address, f"{folder}changes"))
    _add(root, "title", settings.title)
    _add(root, "updated", _instant(max((each.updated for each in newest), default=as_of)))
    _add(_add(root, "author"), "name", settings.office.name)
    _add(root, "link", rel="self", type="application/atom+xml", href=absolute(address, FEED))
    _add(
        root,
        "link",
        rel="alternate",
        type="text/html",
        href=absolute(address, list_uri("changes", 0)),
    )
    for each in newest:
        root.append(_entry(each, address, folder))
    ET.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, "unicode") + "\n"


def _entry(entry: Entry, address: str, folder: str) -> ET.Element:
    element = ET.Element("entry")
    _add(element, "id", _tag(address, f"{folder}{entry.key}"))
    _add(element, "title", entry.title)
    _add(element, "updated", _instant(entry.updated))
    if entry.author:
        _add(_add(element, "author"), "name", entry.author)
    _add(element, "link", rel="alternate", type="text/html", href=absolute(address, entry.uri))
    _add(element, "summary", entry.summary)
    return element


def _add(parent: ET.Element, name: str, text: str | None = None, **attributes: str) -> ET.Element:
    element = ET.SubElement(parent, name, attributes)
    element.text = text
    if is_marked(text):
        element.set("xml:lang", TAG)
    return element


def _tag(address: str, key: str) -> str:
    """Return an id that stays when the site moves to another folder or from http to https."""
    host = (urlsplit(address).hostname or "").encode("idna").decode()
    return f"tag:{host},{FIRST_DAY}:{key}"


def _instant(day: date) -> str:
    """Return *day* as an instant: guides know days, and it began in Beijing at this one."""
    return f"{day.isoformat()}T00:00:00+08:00"
