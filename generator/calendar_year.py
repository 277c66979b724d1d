"""A calendar year as the State Council's office announces it: days off and working weekends."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from pydantic import Field, field_validator

from generator.fields import FIRST_YEAR, LAST_YEAR, Day, Line, Model, Url, Whole, refused


class Notice(Model):
    """The notice that announces a year's holidays."""

    title: Line
    url: Url


class DaysOff(Model):
    """The days off around one holiday, weekends among them."""

    name: Line
    first: Day = Field(alias="from")
    last: Day = Field(alias="to")
    """The last day off, the same as `from` where there is only one."""

    @property
    def days(self) -> Iterator[date]:
        """Every day from the first to the last."""
        for number in range((self.last - self.first).days + 1):
            yield self.first + timedelta(number)


class WorkingWeekend(Model):
    """A Saturday or Sunday that is worked to make up for a day off (调休)."""

    date: Day
    holiday: Line = Field(alias="for")
    """The holiday that it makes up for."""


class CalendarYear(Model):
    """The arrangement of one year; what it does not name is a weekday or a weekend as ever."""

    year: Whole
    notice: Notice
    off: tuple[DaysOff, ...]
    worked: tuple[WorkingWeekend, ...]

    @field_validator("year")
    @classmethod
    def in_range(cls, year: int) -> int:
        """Refuse a year in which no day can be written."""
        if not FIRST_YEAR <= year <= LAST_YEAR:
            raise refused("year-out-of-range", found=year, first=FIRST_YEAR, last=LAST_YEAR)
        return year

    @property
    def named(self) -> dict[date, bool]:
        """Whether each day that the notice names is worked; some lie in a neighbouring year."""
        off = dict.fromkeys((day for period in self.off for day in period.days), False)
        return off | dict.fromkeys((weekend.date for weekend in self.worked), True)
