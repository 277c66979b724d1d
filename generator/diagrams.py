"""A guide as drawings: the flow and the timetable, and what their legends have to explain."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from generator import flow, timetable
from generator.flow_layout import Box, Line
from generator.original import LANGUAGE
from generator.scale import Scale, scale
from generator.timetable import Axis, Row, Tick

if TYPE_CHECKING:
    from markupsafe import Markup

    from generator.guide import Guide, GuideItem
    from generator.messages import Catalogue
    from generator.wording import Wording

WEEKLY_UP_TO = 70
"""Working days for which the axis of dates has a mark a week; a longer one has a mark a month."""


@dataclass(frozen=True)
class Legend:
    """The signs that occur in each drawing; nothing else needs explaining."""

    flow: tuple[str, ...]
    timetable: tuple[str, ...]


def legend(guide: Guide) -> Legend:
    """Return what the drawings of *guide* have to explain."""
    items = [item for item in guide.taking_part if item.dates]
    lines = {line.kind for line in _lines(guide)}
    occurring = {
        "after": "after" in lines,
        "critical": any(item.dates.critical for item in items),  # type: ignore[union-attr]
        "deferrable": "deferrable" in lines,
        "beside": any(item.used.use.beside_the_clock for item in guide.taking_part),
        "or": any(item.used.choice for item in guide.items),
        "dropped": any(not item.used.takes_part for item in guide.items),
    }
    whole = scale(guide.schedule)
    rows = _rows(guide, whole)
    bars = {
        "limit": any(row.limit[1] > row.limit[0] for row in rows),
        "immediate": any(row.limit[1] == row.limit[0] and not row.unknown for row in rows),
        "unknown": any(row.unknown for row in rows),
        "preparation": any(row.preparation for row in rows),
        "procedures": any(row.procedures for row in rows),
        "slack": any(
            row.slack_end > max(row.limit[1], (row.procedures or (0, 0))[1]) for row in rows
        ),
        "critical": occurring["critical"],
        "today": _today(guide, whole) is not None,
    }
    return Legend(
        tuple(key for key, occurs in occurring.items() if occurs),
        tuple(key for key, occurs in bars.items() if occurs),
    )


def flow_diagram(
    guide: Guide, geometry: flow.Geometry, words: Catalogue, wording: Wording, style: str = ""
) -> Markup:
    """Return the flow of *guide*, every item as a box and every arrow as a line."""
    title = words.text("guide.flow_title", stages=len(guide.stages), items=guide.handled)
    return flow.flow(
        [stage.name for stage in guide.stages],
        [_box(item, wording) for item in guide.items],
        _lines(guide),
        roomy(geometry, words),
        {"title": title, "or": words.text("guide.or"), "language": words.text("language.html")},
        style,
    )


def timetable_drawing(
    guide: Guide,
    sheet: timetable.Sheet,
    words: Catalogue,
    wording: Wording,
    *,
    linked: bool = True,
    on: Scale | None = None,
) -> Markup:
    """Return the timetable of *guide*, *on* a scale that is its own where none is given.

    Its rows lead to the items of the page, where *linked*.
    """
    on = on or scale(guide.schedule)
    names, rows, axis, sheet, title = _timetable(guide, sheet, words, wording, on)
    shown = rows if linked else [replace(row, href=None) for row in rows]
    return timetable.timetable(names, shown, axis, sheet, title)


def timetable_sheets(
    guide: Guide, sheet: timetable.Sheet, words: Catalogue, wording: Wording, style: str
) -> list[Markup]:
    """Return the timetable of *guide* as drawings that fill pages, one or more a stage."""
    whole = scale(guide.schedule)
    return timetable.timetables(*_timetable(guide, sheet, words, wording, whole), style)


def _timetable(
    guide: Guide, sheet: timetable.Sheet, words: Catalogue, wording: Wording, on: Scale
) -> tuple[list[str], list[Row], Axis, timetable.Sheet, dict[str, str]]:
    told = {
        "title": words.text("guide.timetable_title"),
        "language": words.text("language.html"),
    }
    names = [stage.name for stage in guide.stages]
    if not is_dense(words):
        sheet = replace(sheet, labels=sheet.labels * 1.3)
    axis = Axis(on.length, list(_ticks(on, wording)), _today(guide, on))
    return names, _rows(guide, on), axis, sheet, told


def roomy(geometry: flow.Geometry, words: Catalogue) -> flow.Geometry:
    """Return *geometry* with boxes that the names of items fit into, in the language of *words*."""
    more = 1 if geometry.columns > flow.PHONE.columns else 2
    return geometry if is_dense(words) else replace(geometry, rows=geometry.rows + more)


def is_dense(words: Catalogue) -> bool:
    """Tell whether the language of *words* says in two characters what others say in a word."""
    return words.language == LANGUAGE


def _box(item: GuideItem, wording: Wording) -> Box:
    department = item.department.short_name or item.department.name
    return Box(
        item.id,
        item.number,
        item.short_name,
        (wording.brief(item.item.promised), department),
        item.used.stage,
        href=f"#{item.id}",
        critical=bool(item.dates and item.dates.critical),
        beside=item.used.use.beside_the_clock,
        choice=item.used.choice.id if item.used.choice else None,
        dropped=not item.used.takes_part,
    )


def _lines(guide: Guide) -> list[Line]:
    critical = set(guide.schedule.critical_path)
    return [
        Line(
            relation.item.id,
            id,
            relation.kind if relation.kind != "preparation" else "after",
            critical=id in critical
            and relation.item.id in guide.schedule.by_id[id].bound_by.items
            and relation.item.id in critical,
        )
        for id, relations in guide.before.items()
        for relation in relations
    ]


def _rows(guide: Guide, on: Scale) -> list[Row]:
    return [_row(guide, item, on) for item in guide.taking_part]


def _row(guide: Guide, item: GuideItem, on: Scale) -> Row:
    dates, number = guide.schedule.by_id[item.id], on.number

    def span(days: object) -> tuple[float, float] | None:
        return days and (number(days.first), number(days.last))  # type: ignore[attr-defined, return-value]

    return Row(
        item.number,
        item.short_name,
        item.used.stage,
        span(dates.preparation),
        (number(dates.accepted), number(dates.limit_end)),
        span(dates.procedures),
        number(dates.latest),
        dates.critical,
        item.used.use.beside_the_clock,
        item.item.promised is None,
        f"#{item.id}",
    )


def _today(guide: Guide, on: Scale) -> float | None:
    today = guide.as_of
    if today and isinstance(on.first, date) and on.first <= today <= on.last:  # type: ignore[operator]
        return on.number(today)
    return None


def _ticks(on: Scale, wording: Wording) -> Iterator[Tick]:
    """Yield the marks of the axis: Mondays or first days of months, else every few days."""
    weekly = on.length <= WEEKLY_UP_TO
    if isinstance(on.first, date) and isinstance(on.last, date):
        for day in _marked_days(on.first, on.last, weekly=weekly):
            yield Tick(on.number(day), wording.axis_day(day, weekly=weekly))
    else:
        for number in range(0, on.length + 1, 5 if weekly else 20):
            yield Tick(number, str(number))


def _marked_days(start: date, end: date, *, weekly: bool) -> Iterator[date]:
    """Yield *start*, and each Monday or first day of a month up to *end*."""
    for number in range((end - start).days + 1):
        day = start + timedelta(days=number)
        if number == 0 or (day.weekday() == 0 if weekly else day.day == 1):
            yield day
