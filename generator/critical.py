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


def _binding(task: Task, courses: Mapping[str, Course], first: int) -> Binding:
    course = courses[task.id]
    late = [
        arrow.predecessor
        for arrow in task.arrows
        if arrow.deferrable is not None and courses[arrow.predecessor].finish == course.finish
    ]
    if course.own_finish < course.finish:
        return Binding(_once(late))
    waited = [
        arrow.predecessor
        for arrow in task.arrows
        if courses[arrow.predecessor].finish - (arrow.deferrable or 0) == course.accepted
    ]
    prepared = course.preparation is not None and course.preparation[1] == course.received
    needed = _needed_last(task, courses) if prepared else []
    return Binding(_once([*late, *waited, *needed]), prepared, course.received == first)


def _needed_last(task: Task, courses: Mapping[str, Course]) -> list[str]:
    """Return the items whose finish the preparation of *task* had to wait for."""
    named = task.preparation.after if task.preparation else ()
    latest = max((courses[id].finish for id in named), default=None)
    return [id for id in named if courses[id].finish == latest]


def _once(ids: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(ids))


def critical_path(courses: Mapping[str, Course], bound: Mapping[str, Binding]) -> frozenset[str]:
    """Return the items that the end hangs on: what was *bound*, followed back from the end.

    *courses* are in the order of the passes.
    """
    end = last_finish(courses)
    found = {id for id, course in courses.items() if course.finish == end}
    for id in reversed(list(courses)):
        if id in found:
            found.update(bound[id].items)
    return frozenset(found)


def last_finish(courses: Mapping[str, Course]) -> int:
    """Return the day on which everything is finished."""
    return max((course.finish for course in courses.values()), default=0)


def latest_finishes(tasks: Sequence[Task], end: int, axis: Axis[Day]) -> dict[str, int]:
    """Return how late each of *tasks* may finish so that all are finished by day *end*.

    *tasks* are in order. Every step is the exact inverse of one of the calendar pass, so an item
    that finishes a day later than this does move the end.
    """
    latest = {task.id: end for task in tasks}
    for task in reversed(tasks):
        for predecessor, day in _demands(task, latest[task.id], axis):
            latest[predecessor] = min(latest[predecessor], day)
    return latest


def _demands(task: Task, finish: int, axis: Axis[Day]) -> Iterator[tuple[str, int]]:
    """Yield each predecessor with the day by which *task*, to finish on *finish*, needs it."""
    accepted = _latest_acceptance(task, finish, axis)
    for arrow in task.arrows:
        yield arrow.predecessor, min(accepted + (arrow.deferrable or 0), finish)
    if task.preparation:
        for id in task.preparation.after:
            yield id, accepted - task.check - task.preparation.days


def _latest_acceptance(task: Task, finish: int, axis: Axis[Day]) -> int:
    day = finish
    for limit in (*reversed(task.procedures), task.promised or UNKNOWN):
        day = axis.latest_start(limit, day)
    return min(finish, day + task.check if task.counts_from_receipt else day)
