"""The days of a package as a calendar (iCalendar, RFC 5545), for phones and mail programs.

A limit ends with a day, not at an hour: every entry lasts the whole day, wherever the reader is,
and so needs no time zone. Its reminder rings at nine on the working day before.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit

from icalendar import Alarm, Calendar, Event, vText, vUri

from generator.marks import Marks
from generator.uris import absolute, guide_uri
from generator.wording import Wording
from generator.working_days import MissingYear

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.guide import Guide, GuideItem
    from generator.messages import Catalogue
    from generator.schedule import ProjectDay

EPOCH = date(2020, 1, 1)
"""The day whose revision would have had the number 0."""
REMINDER = time(9)
MARKS = ("estimated", "at_least", "undecided")
"""What is said of a day, the gravest first."""


@dataclass(frozen=True)
class Appointment:
    """One day of a package that its owner has to know."""

    key: str
    """What makes it the same appointment in every version of the package, as in `item.due`."""
    day: date
    title: str
    anchor: str
    """Where the guide's page tells of it."""
    told: tuple[str, ...] = ()
    """What else there is to say, line by line."""
    marks: tuple[Marks, ...] = ()
    """What has to be said of its day."""
    place: str | None = None


def calendar_file(guide: Guide, words: Catalogue) -> bytes:
    """Return the days of *guide*, which has a start date, as a calendar in *words*."""
    calendar = Calendar()
    calendar.add("prodid", "-//Approval Guides//approval-guides//ZH")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", vText(guide.package.name))  # else nothing is escaped
    calendar.add("x-wr-caldesc", vText(_version(guide, words)))
    page = absolute(guide.settings.address, guide_uri(guide.id))
    for each in appointments(guide, words):
        calendar.add_component(_event(each, guide, page, words))
    return bytes(calendar.to_ical())


def appointments(guide: Guide, words: Catalogue) -> Iterator[Appointment]:
    """Yield the days of *guide*: of the project, of each item, of what may follow later."""
    yield from _project(guide, words)
    for item in guide.taking_part:
        yield from _of_item(guide, item, words)
    for listed in guide.checklist.to_prepare:
        if isinstance(listed.deferred_until, date):
            asking = Wording(words).numbers(guide.by_id[r.item.id] for r in listed.requests)
            yield Appointment(
                f"{listed.anchor}.deferred",
                listed.deferred_until,
                words.text("ics.deferred", material=listed.material.name),
                f"_m-{listed.anchor}",
                (words.text("ics.for_items", items=asking),),
            )


def _project(guide: Guide, words: Catalogue) -> Iterator[Appointment]:
    """Yield the start, the end of each stage, and the end of all."""
    plan, name = guide.schedule, guide.package.name
    yield Appointment("start", _date(plan.start), words.text("ics.start", name=name), "_timetable")
    for stage in guide.stages:
        dates = tuple(item.dates for item in stage.items if item.dates and _counts(item))
        if dates:
            title = words.text("ics.stage", number=stage.number, stage=stage.name)
            last = max(_date(each.due) for each in dates)
            yield Appointment(f"{stage.id}.stage", last, title, stage.id, marks=dates)
    title = words.text("ics.end", name=name)
    yield Appointment("end", _date(plan.end), title, "_timetable", marks=(plan.elapsed,))


def _date(day: ProjectDay) -> date:
    """Return *day*, which is a date in a package that has a start date."""
    return cast("date", day)


def _counts(item: GuideItem) -> bool:
    return not item.used.use.beside_the_clock


def _of_item(guide: Guide, item: GuideItem, words: Catalogue) -> Iterator[Appointment]:
    """Yield when *item* is accepted, and when it has to be decided."""
    dates, window = item.dates, item.window
    if dates is None:
        return
    promised = words.text("item.promised") + words.text("punctuation.colon")
    phone = None if guide.historical else window.phone
    told: tuple[str, ...] = (
        promised + Wording(words).limit(item.item.promised),
        item.department.name,
    )
    told += tuple(filter(None, (window.hours, phone)))
    choice = (Marks(undecided=True),) if item.used.undecided else ()
    for event, day, marks in (
        ("accepted", dates.accepted, dates.acceptance),
        ("due", dates.due, dates),
    ):
        title = words.text(f"ics.{event}", item=f"{item.number} {item.short_name}")
        yield Appointment(
            f"{item.id}.{event}", _date(day), title, item.id, told, (marks, *choice), window.place
        )


def _event(each: Appointment, guide: Guide, page: str, words: Catalogue) -> Event:
    marks = [mark for mark in MARKS if any(getattr(said, mark) for said in each.marks)]
    title = words.text(f"ics.{marks[0]}", title=each.title) if marks else each.title
    why = (words.text(f"ics.{mark}_why") for mark in marks)
    told = (guide.package.name, *why, *each.told, f"{page}#{each.anchor}")
    as_of = guide.as_of or each.day
    event = Event()
    event.add("uid", f"{guide.id}.{each.key}@{urlsplit(page).hostname}")
    event.add("dtstamp", datetime.combine(as_of, time(), UTC))
    event.add("sequence", max((as_of - EPOCH).days, 0))
    event.add("dtstart", each.day)
    event.add("dtend", each.day + timedelta(1))
    event.add("summary", title)
    event.add("description", "\n".join(told))
    event.add("url", vUri(f"{page}#{each.anchor}"))
    event.add("status", "TENTATIVE" if marks else "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    if each.place:
        event.add("location", each.place)
    event.add_component(_alarm(each.day, title, guide))
    return event


def _alarm(day: date, title: str, guide: Guide) -> Alarm:
    """Return the reminder of *day*: at nine on the working day before."""
    before = day - timedelta(1)
    with suppress(MissingYear):  # on the very first days that the calendar knows
        before = guide.schedule.calendar.before(day, 1)
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", title)
    alarm.add("trigger", datetime.combine(before, REMINDER) - datetime.combine(day, time()))
    return alarm


def _version(guide: Guide, words: Catalogue) -> str:
    day = Wording(words).day(guide.as_of) if guide.as_of else ""
    return words.text("guide.version", day=day, version=guide.version)
