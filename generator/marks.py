"""What has to be said along with a date or a figure: at least, about, estimated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from generator.network import Task
from generator.passes import Axis, Course, predecessors, waiting_for
from generator.working_days import Calendar, Day


@dataclass(frozen=True, kw_only=True)
class Marks:
    """What has to be said of a date or a figure wherever it is shown."""

    at_least: bool = False
    """不少于: it waits for a limit that is not known."""
    at_most: bool = False
    """不超过: it would be smaller if every limit were known."""
    approximate: bool = False
    """约: calendar days were converted into working days, for want of a date."""
    estimated: bool = False
    """预计: it rests on a year whose holidays have not been announced."""
    undecided: bool = False
    """It waits for a choice that is open: of the alternatives the longest was counted."""


@dataclass(frozen=True)
class Figure(Marks):
    """A number of days, with what has to be said of it."""

    days: int

    @property
    def tells(self) -> bool:
        """Whether it says anything: that it is not less than no days does not."""
        return self.days > 0 or not self.at_least


@dataclass(frozen=True)
class ItemMarks:
    """What has to be said of the dates of one item."""

    acceptance: Marks
    due: Marks


def calendar_marks(
    tasks: Sequence[Task], courses: Mapping[str, Course], axis: Axis[Day]
) -> dict[str, ItemMarks]:
    """Return the marks of each of *tasks*, which are in order, in the calendar pass.

    A mark goes with an item's finish to all that waits for it.
    """
    calendar = axis.calendar
    finishes = {id: axis.day(course.finish) for id, course in courses.items()}
    seeds = {
        "at_least": [task.id for task in tasks if task.promised is None or task.open_ended],
        "approximate": [task.id for task in tasks if _is_approximate(task, calendar)],
        "estimated": [id for id, day in finishes.items() if calendar.is_estimated(day)],
    }
    reached = {mark: waiting_for(ids, tasks, predecessors) for mark, ids in seeds.items()}
    choices = [task.id for task in tasks if task.alternatives]
    open_ended = waiting_for(choices, tasks, predecessors)
    marks = {}
    for task in tasks:
        waits = predecessors(task)
        inherited = {mark: not ids.isdisjoint(waits) for mark, ids in reached.items()}
        inherited["estimated"] |= calendar.is_estimated(axis.day(courses[task.id].accepted))
        own = {mark: task.id in ids for mark, ids in reached.items()}
        undecided = not open_ended.isdisjoint(waits)
        marks[task.id] = ItemMarks(
            Marks(undecided=undecided, **inherited), Marks(undecided=undecided, **own)
        )
    return marks


def _is_approximate(task: Task, calendar: Calendar[Day]) -> bool:
    limits = (task.promised, *task.procedures) if task.promised else task.procedures
    return any(calendar.is_approximate(limit) for limit in limits)
