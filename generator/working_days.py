"""The working-day calendar: which days count, and on which day a limit ends.

Limits of administrative permits are counted in working days (行政许可法 第八十二条). The day of
the event is not counted (民法典 第二百零一条); a calendar-day limit whose last day is a day of rest
ends on the next day that is none (第二百零三条).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, cached_property
from typing import Protocol, TypeVar

from generator.calendar_year import CalendarYear
from generator.holidays import statutory_holidays
from generator.limits import Limit, Unit

SATURDAY = 5
HORIZON = 100
"""How many years after the last announced one are estimated; a later day is a slip of the pen."""

Day = TypeVar("Day", date, int)


class MissingYear(Exception):
    """The calendar has no data for `year`, nor may it be estimated."""

    def __init__(self, year: int) -> None:
        super().__init__(f"the calendar has no year {year}")
        self.year = year


class Calendar(Protocol[Day]):
    """Which days are working days, of dates or of bare day numbers.

    A method raises MissingYear when it has to look at a year that the calendar does not know.
    """

    def roll(self, day: Day) -> Day:
        """Return *day*, or the next working day when it is a day of rest."""

    def after(self, day: Day, n: int) -> Day:
        """Return the *n*-th working day after *day*; with 0, *day* rolled."""

    def before(self, day: Day, n: int) -> Day:
        """Return the *n*-th working day before *day*; with 0, the last one up to *day*."""

    def count(self, start: Day, end: Day) -> int:
        """Return the number of working days after *start* up to and with *end*."""

    def end_of(self, limit: Limit, day_zero: Day) -> Day:
        """Return the last day of *limit* when counting starts the day after *day_zero*."""

    def latest_start(self, limit: Limit, end: Day) -> Day:
        """Return the last working day from which *limit* ends by the working day *end*."""

    def is_estimated(self, day: Day) -> bool:
        """Return whether *day* lies in a year whose arrangement has not been announced."""

    def is_approximate(self, limit: Limit) -> bool:
        """Return whether the end of *limit* is a conversion into working days."""


class RelativeDays:
    """Working days by number, for a project without a date: there is no day of rest.

    n calendar days are ⌈5n/7⌉ of them.
    """

    def roll(self, day: int) -> int:
        return day

    def after(self, day: int, n: int) -> int:
        return day + n

    def before(self, day: int, n: int) -> int:
        return day - n

    def count(self, start: int, end: int) -> int:
        return end - start

    def end_of(self, limit: Limit, day_zero: int) -> int:
        return day_zero + limit.in_working_days

    def latest_start(self, limit: Limit, end: int) -> int:
        return end - limit.in_working_days

    def is_estimated(self, _: int) -> bool:
        return False

    def is_approximate(self, limit: Limit) -> bool:
        return limit.unit is Unit.CALENDAR


@dataclass(frozen=True)
class Due:
    """The day on which a limit ends; `estimated` if that rests on an unannounced year."""

    date: date
    estimated: bool


@dataclass(frozen=True)
class WorkingDays:
    """The working days of the announced years, and estimated ones after the last of them.

    In an estimated year the statutory holidays and the weekends are days of rest. A year before
    the last announced one that is not among `years` is refused by MissingYear.
    """

    years: tuple[CalendarYear, ...]
    """At least one, in order."""

    @classmethod
    def of(cls, years: Iterable[CalendarYear]) -> WorkingDays:
        """Return the calendar of *years*, which may come in any order."""
        return cls(tuple(sorted(years, key=lambda year: year.year)))

    @property
    def first_year(self) -> int:
        return self.years[0].year

    @property
    def last_year(self) -> int:
        """The last year whose arrangement has been announced."""
        return self.years[-1].year

    def is_working_day(self, day: date) -> bool:
        return self.roll(day) == day

    def roll(self, day: date) -> date:
        return self._at(day.year, bisect_left(self._working(day.year), day.toordinal()))

    def after(self, day: date, n: int) -> date:
        return self._at(day.year, self._through(day) + n - 1) if n else self.roll(day)

    def before(self, day: date, n: int) -> date:
        place = bisect_left(self._working(day.year), day.toordinal()) if n else self._through(day)
        return self._at(day.year, place - max(n, 1))

    def count(self, start: date, end: date) -> int:
        if end < start:
            return -self.count(end, start)
        between = sum(len(self._working(year)) for year in range(start.year, end.year))
        return between + self._through(end) - self._through(start)

    def end_of(self, limit: Limit, day_zero: date) -> date:
        if limit.unit is Unit.CALENDAR:
            return self.roll(day_zero + timedelta(limit.days))
        return self.after(day_zero, limit.days)

    def latest_start(self, limit: Limit, end: date) -> date:
        if limit.unit is Unit.CALENDAR:
            return self.before(end - timedelta(limit.days), 0)
        return self.before(end, limit.days)

    def due(self, limit: Limit, day_zero: date) -> Due:
        """Return when *limit* ends, counted from the recorded day *day_zero*."""
        end = self.end_of(limit, day_zero)
        return Due(end, self.is_estimated(end))

    def is_estimated(self, day: date) -> bool:
        return day.year > self.last_year

    def is_approximate(self, _: Limit) -> bool:
        return False

    def _through(self, day: date) -> int:
        """Return the number of working days of its year up to and with *day*."""
        return bisect_right(self._working(day.year), day.toordinal())

    def _at(self, year: int, place: int) -> date:
        """Return the working day at *place* of *year*, from 0 on; it may reach into other years."""
        while place < 0:
            year -= 1
            place += len(self._working(year))
        while place >= len(self._working(year)):
            place -= len(self._working(year))
            year += 1
        return date.fromordinal(self._working(year)[place])

    def _working(self, year: int) -> tuple[int, ...]:
        """Return the ordinals of the working days of *year*, in order."""
        if year in self._announced:
            return self._announced[year]
        if year == self.last_year + 1:
            return self._begun
        if self.last_year < year <= self.last_year + HORIZON:
            return _estimated(year)
        raise MissingYear(year)

    @cached_property
    def _announced(self) -> dict[int, tuple[int, ...]]:
        return {year.year: _working_days(year.year, self._named) for year in self.years}

    @cached_property
    def _begun(self) -> tuple[int, ...]:
        """The first estimated year, of which the last notice may name days already."""
        year = self.last_year + 1
        return _working_days(year, _statutory(year) | self._named)

    @cached_property
    def _named(self) -> dict[date, bool]:
        """Whether each day that a notice names is worked; where two name it, by the later one."""
        return {day: worked for year in self.years for day, worked in year.named.items()}


@cache
def _estimated(year: int) -> tuple[int, ...]:
    return _working_days(year, _statutory(year))


def _statutory(year: int) -> dict[date, bool]:
    return dict.fromkeys(statutory_holidays(year), False)


def _working_days(year: int, named: Mapping[date, bool]) -> tuple[int, ...]:
    """Return the ordinals of the days of *year* that are worked: as *named*, else if no weekend."""
    january = date(year, 1, 1).toordinal()
    days = map(date.fromordinal, range(january, date(year, 12, 31).toordinal() + 1))
    return tuple(day.toordinal() for day in days if named.get(day, day.weekday() < SATURDAY))
