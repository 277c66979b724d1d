"""The two passes through a network: the clock pass and the calendar pass.

Both count days by number: day n of a project is the n-th working day after its start, and day 0 is
the start itself. Everything that is planned falls on a working day, so a chain of working-day
limits is a sum; only a calendar-day limit has to ask the calendar, and it does so through `Axis`.
See docs/deadlines.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from typing import Generic

from generator.limits import Limit, Unit
from generator.network import Network, Task
from generator.working_days import Calendar, Day

UNKNOWN = Limit(0)
"""What a limit that is not known counts as; whatever waits for it is marked."""


class CircularItems(Exception):
    """Items that wait for one another; `cycle` names them in order, the first again at its end."""

    def __init__(self, cycle: Sequence[str]) -> None:
        super().__init__(" → ".join(cycle))
        self.cycle = tuple(cycle)


def in_order(network: Network) -> tuple[Task, ...]:
    """Return the tasks, each after all that it waits for.

    Raises CircularItems when there is no such order.
    """
    tasks = {task.id: task for task in network.tasks}
    graph = {task.id: predecessors(task) for task in network.tasks}
    try:
        return tuple(tasks[id] for id in TopologicalSorter(graph).static_order())
    except CycleError as error:
        raise CircularItems(error.args[1]) from error


def arrow_predecessors(task: Task) -> tuple[str, ...]:
    """Return the ids that *task* waits for by its arrows, as it does in the clock pass."""
    return tuple(arrow.predecessor for arrow in task.arrows)


def predecessors(task: Task) -> tuple[str, ...]:
    """Return all ids that *task* waits for: by its arrows and through its preparation."""
    prepared = task.preparation.after if task.preparation else ()
    return (*arrow_predecessors(task), *prepared)


def waiting_for(
    seeds: Iterable[str], tasks: Iterable[Task], waits: Callable[[Task], Iterable[str]]
) -> frozenset[str]:
    """Return *seeds* and whatever of *tasks*, which are in order, waits for one of them."""
    reached = set(seeds)
    for task in tasks:
        if not reached.isdisjoint(waits(task)):
            reached.add(task.id)
    return frozenset(reached)


@dataclass(frozen=True)
class Axis(Generic[Day]):
    """The days of a project by number."""

    calendar: Calendar[Day]
    start: Day
    """Day 0; it may be a day of rest."""

    @cached_property
    def first(self) -> int:
        """The first day on which anything can happen: 0, or 1 if the start is a day of rest."""
        return self.number(self.calendar.roll(self.start))

    def number(self, day: Day) -> int:
        """Return the number of *day*, a day of rest having that of the working day before it."""
        return self.calendar.count(self.start, day)

    def latest(self, days: Iterable[int]) -> int:
        """Return the last of *days*; every comparison in the calendar pass is made here."""
        return max(days)

    def earliest(self, days: Iterable[int]) -> int:
        """Return the first of *days*."""
        return min(days)

    def day(self, number: int) -> Day:
        """Return the working day with this *number*, or the start for 0."""
        return self.calendar.after(self.start, number) if number else self.start

    def end_of(self, limit: Limit, number: int) -> int:
        """Return the day on which *limit* ends when day *number* is its day 0."""
        if limit.unit is not Unit.CALENDAR:
            return number + limit.days
        return self.number(self.calendar.end_of(limit, self.day(number)))

    def latest_start(self, limit: Limit, end: int) -> int:
        """Return the last day from which *limit* ends by day *end*: the inverse of `end_of`."""
        if limit.unit is not Unit.CALENDAR:
            return end - limit.days
        return self.number(self.calendar.latest_start(limit, self.day(end)))


@dataclass(frozen=True)
class Run:
    """When the clock of one item runs, in the clock pass."""

    accepted: int
    finish: int


def clock_pass(tasks: Sequence[Task], days: Callable[[Task], int]) -> dict[str, Run]:
    """Return when each task's clock runs if it lasts *days*: what the authorities answer for.

    *tasks* are in order. Preparation, check of completeness and procedures take no part.
    """
    runs: dict[str, Run] = {}
    for task in tasks:
        finishes = {id: runs[id].finish for id in arrow_predecessors(task)}
        accepted = max([0, *_ready(task, finishes)])
        runs[task.id] = Run(accepted, max([accepted + days(task), *finishes.values()]))
    return runs


@dataclass(frozen=True)
class Course:
    """What happens to one item on which day, in the calendar pass."""

    preparation: tuple[int, int] | None
    """Its day 0 and its last day."""
    received: int
    accepted: int
    limit_end: int
    procedures_end: int
    """The end of the last uncounted procedure; without one, the end of the limit."""
    own_finish: int
    """When it would be finished if no deferred material were to come."""
    finish: int

    @property
    def procedures(self) -> tuple[int, int]:
        """The end of the limit, and that of the last procedure."""
        return self.limit_end, self.procedures_end


def calendar_pass(tasks: Sequence[Task], axis: Axis[Day]) -> dict[str, Course]:
    """Return the course of each task: what the owner lives through; *tasks* are in order."""
    courses: dict[str, Course] = {}
    for task in tasks:
        finishes = {id: courses[id].finish for id in predecessors(task)}
        courses[task.id] = _course(task, finishes, axis)
    return courses


def _course(task: Task, finishes: Mapping[str, int], axis: Axis[Day]) -> Course:
    preparation = _preparation(task, finishes, axis)
    prepared = preparation[1] if preparation else axis.first
    accepted = axis.latest([prepared + task.check, *_ready(task, finishes)])
    received = accepted - task.check
    day_zero = received if task.counts_from_receipt else accepted
    limit_end = axis.end_of(task.promised or UNKNOWN, day_zero)
    procedures_end = limit_end
    for procedure in task.procedures:
        procedures_end = axis.end_of(procedure, procedures_end)
    own_finish = axis.latest([accepted, procedures_end])
    finish = axis.latest([own_finish, *(finishes[id] for id in arrow_predecessors(task))])
    return Course(preparation, received, accepted, limit_end, procedures_end, own_finish, finish)


def _preparation(
    task: Task, finishes: Mapping[str, int], axis: Axis[Day]
) -> tuple[int, int] | None:
    if task.preparation is None:
        return None
    after = task.preparation.after
    begun = axis.latest(finishes[id] for id in after) if after else 0
    return begun, axis.latest([axis.first, begun + task.preparation.days])


def _ready(task: Task, finishes: Mapping[str, int]) -> Iterator[int]:
    """Yield the days from which on each predecessor lets *task* be accepted."""
    for arrow in task.arrows:
        yield finishes[arrow.predecessor] - (arrow.deferrable or 0)
