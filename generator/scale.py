"""The scale of a timetable: from which day to which it reaches, and where a day lies on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from generator.passes import Axis
from generator.working_days import MissingYear

if TYPE_CHECKING:
    from generator.schedule import ProjectDay, Schedule


@dataclass(frozen=True)
class Scale:
    """The days from one to another; timetables of one scale can be laid beside each other."""

    axis: Axis[Any]
    last: ProjectDay

    @property
    def first(self) -> ProjectDay:
        """The day that lies at 0."""
        return self.axis.start  # type: ignore[no-any-return]

    @property
    def length(self) -> int:
        """How many working days it has."""
        return self.number(self.last)

    def number(self, day: ProjectDay) -> int:
        """Return how many working days after the first *day* is."""
        return self.axis.number(day)


def scale(plan: Schedule) -> Scale:
    """Return the scale of *plan* by itself."""
    return Scale(plan.axis, plan.end)


def common_scale(before: Schedule, after: Schedule) -> Scale | None:
    """Return the scale that both plans have room on; its days of rest are those of *after*.

    None where there is none: only one of them has dates, or a year between them has no calendar.
    """
    if isinstance(before.start, date) is not isinstance(after.start, date):
        return None
    axis = Axis(after.calendar, min(before.start, after.start))
    found = Scale(axis, max(before.end, after.end))
    try:
        found.length  # noqa: B018 - counts through every year
    except MissingYear:
        return None
    return found
