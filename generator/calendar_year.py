"""A calendar year as the State Council's office announces it: days off and working weekends."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from pydantic import Field

from generator.fields import Day, Line, Model, Url, Whole


class Notice(Model):
    """The notice that announces a year's holidays."""

    title: Line
    url: Url


class DaysOff(Model):
    """The days off around one holiday, weekends among them."""

    name: Line
    first: Day = Field(alias="from")
    last: Day = Field(alias="to")

    @property
    def days(self) -> Iterator[date]:
        """Every day from the first to the last."""
        for number in range((self.last - self.first).days + 1):
            yield self.first + timedelta(number)


class WorkingWeekend(Model):
    """A Saturday or Sunday that is worked to make up for a day off (调休)."""

    date: Day
    holiday: Line = Field(alias="for")


class CalendarYear(Model):
    """The arrangement of one year; what it does not name is a weekday or a weekend as ever."""

    year: Whole
    notice: Notice
    off: tuple[DaysOff, ...]
    worked: tuple[WorkingWeekend, ...]

    @property
    def days_off(self) -> frozenset[date]:
        """Every day that the notice gives off, weekends among them."""
        return frozenset(day for period in self.off for day in period.days)

    @property
    def days_worked(self) -> frozenset[date]:
        """The weekend days that are working days."""
        return frozenset(weekend.date for weekend in self.worked)
