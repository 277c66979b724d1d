"""The schedule of a package: every date and every figure that its network of items leads to.

See docs/deadlines.md for what each of them means.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from generator.critical import Binding, bindings, critical_path, last_finish, latest_finishes
from generator.marks import Figure, Marks, calendar_marks
from generator.network import Network, Task
from generator.passes import Axis, Course, calendar_pass, in_order
from generator.totals import Clock, Figures, Saved, promised, saved, statutory
from generator.working_days import Calendar, RelativeDays, WorkingDays

ProjectDay = date | int
"""A date; without a start date, the number of a working day, the start being 0."""


@dataclass(frozen=True)
class Span:
    """From one day to another: `first` is day 0 and `last` the last day counted."""

    first: ProjectDay
    last: ProjectDay


@dataclass(frozen=True)
class ScheduledItem(Marks):
    """One item in the calendar pass; its marks are those of its due date."""

    id: str
    stage: int
    preparation: Span | None
    received: ProjectDay
    accepted: ProjectDay
    acceptance: Marks
    """What has to be said of `received` and `accepted`."""
    limit_end: ProjectDay
    """时限届满; the day that counting starts from, when the promised limit is not known."""
    procedures: Span | None
    """The uncounted procedures, from the end of the limit on."""
    due: ProjectDay
    """办结期限, the item's earliest finish."""
    latest: ProjectDay
    """The latest finish that leaves the end where it is; its marks are those of the end."""
    slack: int
    """机动时间, in working days."""
    critical: bool
    bound_by: Binding


@dataclass(frozen=True)
class Schedule:
    """The dates and figures of one package."""

    axis: Axis[Any]
    items: tuple[ScheduledItem, ...]
    """In the order of the network."""
    critical_path: tuple[str, ...]
    """关键路径: ids, each after what it hangs on."""
    end: ProjectDay
    """The last finish of all."""
    elapsed: Figure
    """全流程用时, in working days from the start."""
    elapsed_calendar: Figure | None
    """The same in calendar days; None without a date."""
    approval: Figures
    """审批用时."""
    one_after_another: Figures
    """串联用时."""
    stages: tuple[Figures, ...]
    """阶段用时, by the number of the stage."""
    saved: Saved | None
    """压缩; None without any statutory limit."""

    @property
    def calendar(self) -> Calendar[Any]:
        """The working days by date, or by number without a start date."""
        return self.axis.calendar

    @property
    def start(self) -> ProjectDay:
        """The project's start; 0 without a date."""
        return self.axis.start  # type: ignore[no-any-return]

    @cached_property
    def by_id(self) -> Mapping[str, ScheduledItem]:
        return {item.id: item for item in self.items}

    def number(self, day: ProjectDay) -> int:
        """Return how many working days after the start *day* is."""
        return self.axis.number(day)


def schedule(network: Network, start: date | None, calendar: WorkingDays) -> Schedule:
    """Return the schedule of *network* from *start* on, or by numbers of days without it.

    Raises CircularItems when items wait for one another, and MissingYear when a date is needed
    from a year that *calendar* has no data for.
    """
    tasks = in_order(network)
    axis: Axis[Any] = Axis(calendar, start) if start else Axis(RelativeDays(), 0)
    courses = calendar_pass(tasks, axis)
    end = last_finish(courses, axis)
    items = _items(tasks, courses, end, axis)
    elapsed = Figure(
        end,
        at_least=any(item.at_least for item in items.values()),
        approximate=any(item.approximate for item in items.values()),
        estimated=any(item.estimated for item in items.values()),
        undecided=any(task.alternatives for task in tasks),
    )
    clocks = Clock(tasks, promised), Clock(tasks, statutory)
    return Schedule(
        axis,
        items=tuple(items[task.id] for task in network.tasks),
        critical_path=tuple(id for id, item in items.items() if item.critical),
        end=axis.day(end),
        elapsed=elapsed,
        elapsed_calendar=replace(elapsed, days=(axis.day(end) - start).days) if start else None,
        approval=Figures(*(clock.approval_days() for clock in clocks)),
        one_after_another=Figures(*(clock.one_after_another() for clock in clocks)),
        stages=tuple(map(Figures, *(clock.stage_days() for clock in clocks))),
        saved=saved(tasks),
    )


def _items(
    tasks: Sequence[Task], courses: Mapping[str, Course], end: int, axis: Axis[Any]
) -> dict[str, ScheduledItem]:
    """Return the items by id, in the order of *tasks*."""
    latest = latest_finishes(tasks, end, axis)
    bound = bindings(tasks, courses, axis.first)
    critical = critical_path(courses, bound, end)
    marks = calendar_marks(tasks, courses, axis)
    items = {}
    for task in tasks:
        id, course = task.id, courses[task.id]
        items[id] = ScheduledItem(
            id,
            stage=task.stage,
            preparation=_span(course.preparation, axis),
            received=axis.day(course.received),
            accepted=axis.day(course.accepted),
            acceptance=marks[id].acceptance,
            limit_end=axis.day(course.limit_end),
            procedures=_span(course.procedures if task.procedures else None, axis),
            due=axis.day(course.finish),
            latest=axis.day(latest[id]),
            slack=latest[id] - course.finish,
            critical=id in critical,
            bound_by=bound[id],
            **vars(marks[id].due),
        )
    return items


def _span(numbers: tuple[int, int] | None, axis: Axis[Any]) -> Span | None:
    return Span(axis.day(numbers[0]), axis.day(numbers[1])) if numbers else None
