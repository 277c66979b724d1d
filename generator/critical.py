"""What the end hangs on: the critical path, and how far every other item may slip."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from generator.network import Task
from generator.passes import UNKNOWN, Axis, Course
from generator.working_days import Day


@dataclass(frozen=True)
class Binding:
    """What fixed the dates of an item; where several did, each is named."""

    items: tuple[str, ...] = ()
    """The predecessors that fixed its acceptance, or its finish by a deferred material, or its
    preparation's beginning."""
    preparation: bool = False
    """Its preparation was what the acceptance waited for."""
    start: bool = False
    """It could not be accepted earlier because the project begins no earlier."""


def bindings(
    tasks: Iterable[Task], courses: Mapping[str, Course], first: int
) -> dict[str, Binding]:
    """Return what fixed the dates of each of *tasks*, in a project that begins on day *first*."""
    return {task.id: _binding(task, courses, first) for task in tasks}


@dataclass(frozen=True)
class Hold:
    """A predecessor that fixed the dates of an item, if each of the pairs is of equal days."""

    item: str
    equal: tuple[tuple[int, int], ...]

    @property
    def held(self) -> bool:
        return all(one == other for one, other in self.equal)


def holds(task: Task, courses: Mapping[str, Course]) -> Iterator[Hold]:
    """Yield what may have fixed the dates of *task*: by a deferred material, an arrow, a need."""
    course = courses[task.id]
    on_time = (course.own_finish, course.finish)
    for arrow in task.arrows:
        if arrow.deferrable is not None:
            yield Hold(arrow.predecessor, ((courses[arrow.predecessor].finish, course.finish),))
    for arrow in task.arrows:
        ready = courses[arrow.predecessor].finish - (arrow.deferrable or 0)
        yield Hold(arrow.predecessor, (on_time, (ready, course.accepted)))
    if task.preparation and course.preparation:
        begun, ready = course.preparation
        for id in task.preparation.after:
            needed_last = courses[id].finish, begun
            yield Hold(id, (on_time, (ready, course.received), needed_last))


def _binding(task: Task, courses: Mapping[str, Course], first: int) -> Binding:
    course = courses[task.id]
    items = tuple(dict.fromkeys(hold.item for hold in holds(task, courses) if hold.held))
    if course.own_finish < course.finish:
        return Binding(items)
    prepared = course.preparation is not None and course.preparation[1] == course.received
    return Binding(items, prepared, course.received == first)


def critical_path(
    courses: Mapping[str, Course], bound: Mapping[str, Binding], end: int
) -> frozenset[str]:
    """Return the items that the *end* hangs on: what was *bound*, followed back from it.

    *courses* are in the order of the passes.
    """
    found = {id for id, course in courses.items() if course.finish == end}
    for id in reversed(list(courses)):
        if id in found:
            found.update(bound[id].items)
    return frozenset(found)


def last_finish(courses: Mapping[str, Course], axis: Axis[Day]) -> int:
    """Return the day on which everything is finished."""
    return axis.latest(course.finish for course in courses.values()) if courses else 0


def latest_finishes(tasks: Sequence[Task], end: int, axis: Axis[Day]) -> dict[str, int]:
    """Return how late each of *tasks* may finish so that all are finished by day *end*.

    *tasks* are in order. Every step is the exact inverse of one of the calendar pass, so an item
    that finishes a day later than this does move the end.
    """
    needed = {task.id: [end] for task in tasks}
    latest: dict[str, int] = {}
    for task in reversed(tasks):
        latest[task.id] = axis.earliest(needed[task.id])
        for predecessor, day in _demands(task, latest[task.id], axis):
            needed[predecessor].append(day)
    return latest


def _demands(task: Task, finish: int, axis: Axis[Day]) -> Iterator[tuple[str, int]]:
    """Yield each predecessor with the day by which *task*, to finish on *finish*, needs it."""
    accepted = _latest_acceptance(task, finish, axis)
    for arrow in task.arrows:
        deferred = accepted + (arrow.deferrable or 0)
        yield arrow.predecessor, axis.earliest([deferred, finish])
    if task.preparation:
        for id in task.preparation.after:
            yield id, accepted - task.check - task.preparation.days


def _latest_acceptance(task: Task, finish: int, axis: Axis[Day]) -> int:
    day = finish
    for limit in (*reversed(task.procedures), task.promised or UNKNOWN):
        day = axis.latest_start(limit, day)
    return axis.earliest([finish, day + task.check if task.counts_from_receipt else day])
