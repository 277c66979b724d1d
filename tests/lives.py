"""What items live through, day by day: the two passes of the simulation."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from graphlib import TopologicalSorter

from .abstract_package import Days, Item, Network, Procedure, Wait
from .walked_calendar import DATED, UNDATED, Calendar


@dataclass(frozen=True)
class Course:
    """What one item has to go through in one pass."""

    waits: tuple[Wait, ...]
    limit: Days | None
    """None: not known, so nothing is ticked off."""
    check: int = 0
    preparation: int | None = None
    prepared_after: tuple[str, ...] = ()
    procedures: tuple[Days, ...] = ()
    from_receipt: bool = False

    @property
    def sources(self) -> set[str]:
        """All items that it waits for in any way."""
        return {wait.on for wait in self.waits} | set(self.prepared_after)


@dataclass(frozen=True)
class Life:
    """What became of one item; all days by number."""

    prepared: tuple[int, int] | None
    received: int
    accepted: int
    limit_end: int
    procedures_end: int
    own_end: int
    """When it would have been decided, had no material been late."""
    finish: int
    held_up_by: frozenset[str]
    """The items for want of which it could not be accepted a working day earlier."""


@dataclass(frozen=True)
class Pass:
    """All courses, in an order in which each comes after those that it waits for."""

    courses: dict[str, Course]
    calendar: Calendar
    start: int

    def lived(self) -> dict[str, Life]:
        lives: dict[str, Life] = {}
        finish: dict[str, int] = {}
        for id, course in self.courses.items():
            lives[id] = life = live(course, finish, self.calendar, self.start)
            finish[id] = life.finish
        return lives

    def end_if_pushed(self, id: str, working_days: int, lives: Mapping[str, Life]) -> int:
        """Return the last finish, were that of *id* so much later and nothing else touched."""
        finish = {other: life.finish for other, life in lives.items()}
        finish[id] = self.calendar.forward(finish[id], working_days)
        moved = {id}
        for other, course in self.courses.items():
            if other != id and not moved.isdisjoint(course.sources):
                moved.add(other)
                finish[other] = live(course, finish, self.calendar, self.start).finish
        return max(finish.values())

    def waiting_for(self, sources: Iterable[str]) -> set[str]:
        """Return *sources* and all that waits for them, however far away."""
        found = set(sources)
        for id, course in self.courses.items():
            if not found.isdisjoint(course.sources):
                found.add(id)
        return found


def live(course: Course, finish: Mapping[str, int], calendar: Calendar, start: int) -> Life:
    """Go through *course* day by day from *start*, knowing when what it waits for finishes."""
    prepared = _prepared(course, finish, calendar, start)
    hurdles = list(_hurdles(course, finish, calendar, start, prepared))
    day = _first_free_day([down for down, _ in hurdles], calendar, start)
    eve = calendar.back(day, 1)
    received = calendar.back(day, course.check)
    limit_end = received if course.from_receipt else day
    if course.limit:
        limit_end = calendar.end(course.limit, limit_end)
    procedures_end = limit_end
    for procedure in course.procedures:
        procedures_end = calendar.end(procedure, procedures_end)
    own_end = max(procedures_end, day)
    late = (finish[wait.on] for wait in course.waits if wait.deferrable is not None)
    return Life(
        prepared,
        received,
        day,
        limit_end,
        procedures_end,
        own_end,
        finish=max([own_end, *late]),
        held_up_by=frozenset(id for down, ids in hurdles if down > eve for id in ids),
    )


def _prepared(
    course: Course, finish: Mapping[str, int], calendar: Calendar, start: int
) -> tuple[int, int] | None:
    """Return the day that the preparation counts from, and its last."""
    if course.preparation is None:
        return None
    begun = max((finish[id] for id in course.prepared_after), default=start)
    return begun, calendar.forward(begun, course.preparation)


def _hurdles(
    course: Course,
    finish: Mapping[str, int],
    calendar: Calendar,
    start: int,
    prepared: tuple[int, int] | None,
) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Yield from which day on each thing no longer stands in the way, and who is behind it."""
    yield calendar.forward(calendar.forward(start, 0), course.check), ()
    if prepared:
        begun, ready = prepared
        last = tuple(id for id in course.prepared_after if finish[id] == begun)
        yield calendar.forward(ready, course.check), last
    for wait in course.waits:
        yield calendar.back(finish[wait.on], wait.deferrable or 0), (wait.on,)


def _first_free_day(downs: list[int], calendar: Calendar, start: int) -> int:
    """Go from *start* to the first working day on which every hurdle is down."""
    standing = sorted(downs, reverse=True)
    day = start
    while True:
        while standing and standing[-1] <= day:
            standing.pop()
        if not standing and calendar.works[day]:
            return day
        day += 1


def calendar_pass(made: Network, start: date | None) -> Pass:
    """Return what the owner lives through."""
    calendar = DATED if start else UNDATED
    courses = {
        id: Course(
            tuple(made.waits[id]),
            item.promised,
            item.check,
            item.preparation.days if item.preparation else None,
            made.prepared_after.get(id, ()),
            tuple(procedure.days for procedure in uncounted(item) if procedure.days),
            item.from_receipt,
        )
        for id, item in made.items.items()
    }
    return Pass(in_order(courses), calendar, calendar.number(start))


def uncounted(item: Item) -> list[Procedure]:
    """Return the procedures behind the limit that take place."""
    return [p for p in item.procedures if not p.counted and (p.chosen or not p.conditional)]


def clock_pass(made: Network, limit_of: Callable[[Item], Days | None]) -> Pass:
    """Return what the authorities answer for, with the limits that *limit_of* gives."""
    courses = {
        id: Course(tuple(made.waits[id]), Days(0) if item.beside else limit_of(item))
        for id, item in made.items.items()
    }
    return Pass(in_order(courses), UNDATED, UNDATED.before)


def in_order(courses: dict[str, Course]) -> dict[str, Course]:
    """Return *courses*, each after those that it waits for; raises graphlib.CycleError."""
    sorter = TopologicalSorter({id: sorted(course.sources) for id, course in courses.items()})
    return {id: courses[id] for id in sorter.static_order()}
