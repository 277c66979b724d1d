"""Rules of a calendar year: what can be read, and yet cannot be a year's arrangement."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import combinations

from generator.calendar_year import CalendarYear
from generator.problems import Problem
from generator.sources import Location, Source
from generator.working_days import SATURDAY


def calendar_problems(source: Source[CalendarYear]) -> Iterator[Problem]:
    """Yield every broken rule of one calendar year."""
    for rule in CALENDAR_RULES:
        yield from rule(source)


def file_is_named_after_its_year(source: Source[CalendarYear]) -> Iterator[Problem]:
    if source.id != str(source.value.year):
        yield source.problem("calendar-file-name", "year", found=source.value.year)


def periods_run_forward(source: Source[CalendarYear]) -> Iterator[Problem]:
    for place, period in enumerate(source.value.off):
        if period.last < period.first:
            yield source.problem(
                "calendar-period-backward", "off", place, "to",
                name=period.name, first=period.first, found=period.last,
            )  # fmt: skip


def days_lie_about_the_year(source: Source[CalendarYear]) -> Iterator[Problem]:
    """Hold that no day lies further off than a holiday at the turn of the year may reach."""
    year = source.value.year
    first, last = date(year - 1, 12, 1), date(year + 1, 1, 31)
    for location, day in _written_days(source.value):
        if not first <= day <= last:
            yield source.problem("calendar-other-year", *location, found=day, year=year)


def periods_do_not_overlap(source: Source[CalendarYear]) -> Iterator[Problem]:
    for (before, one), (place, other) in combinations(enumerate(source.value.off), 2):
        if one.first <= other.last and other.first <= one.last:
            yield source.problem(
                "calendar-periods-overlap", "off", place, also=[source.place("off", before)],
                name=other.name, other=one.name,
            )  # fmt: skip


def worked_days_are_not_off(source: Source[CalendarYear]) -> Iterator[Problem]:
    for place, weekend in enumerate(source.value.worked):
        for number, period in enumerate(source.value.off):
            if period.first <= weekend.date <= period.last:
                yield source.problem(
                    "calendar-off-and-worked", "worked", place, "date",
                    also=[source.place("off", number)],
                    found=weekend.date, name=period.name,
                )  # fmt: skip


def worked_days_are_weekends(source: Source[CalendarYear]) -> Iterator[Problem]:
    for place, weekend in enumerate(source.value.worked):
        if weekend.date.weekday() < SATURDAY:
            yield source.problem(
                "calendar-worked-weekday", "worked", place, "date", found=weekend.date
            )


def worked_days_are_given_once(source: Source[CalendarYear]) -> Iterator[Problem]:
    days = [weekend.date for weekend in source.value.worked]
    for place, day in enumerate(days):
        if day in days[:place]:
            before = source.place("worked", days.index(day), "date")
            yield source.problem(
                "calendar-worked-twice", "worked", place, "date", also=[before], found=day
            )


def _written_days(year: CalendarYear) -> Iterator[tuple[Location, date]]:
    for place, period in enumerate(year.off):
        yield ("off", place, "from"), period.first
        yield ("off", place, "to"), period.last
    for place, weekend in enumerate(year.worked):
        yield ("worked", place, "date"), weekend.date


CALENDAR_RULES = (
    file_is_named_after_its_year,
    periods_run_forward,
    days_lie_about_the_year,
    periods_do_not_overlap,
    worked_days_are_not_off,
    worked_days_are_weekends,
    worked_days_are_given_once,
)
