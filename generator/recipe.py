"""The arithmetic of a schedule, written down for the browser to repeat from another start date.

The calendar pass runs once with days that are not numbers yet: what it does to them is recorded
as steps. So the browser knows no rule about time, only the latest and the earliest of some days,
and where so many calendar days end; docs/deadlines.md stays the only book of rules.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from generator.critical import Hold, holds, last_finish, latest_finishes
from generator.limits import Limit, Unit
from generator.passes import Axis, calendar_pass, in_order
from generator.working_days import SATURDAY, MissingYear, RelativeDays, WorkingDays

if TYPE_CHECKING:
    from generator.network import Network

AHEAD = 10
"""How many years after the last announced one the browser can count in."""
LATEST, EARLIEST, END, START = range(4)
"""What a step does: the latest or the earliest of days; where calendar days end, or must begin."""


@dataclass(frozen=True)
class Later:
    """The day `plus` working days after what the step number `step` came to.

    Step 0 is the start of the project, step 1 the first day on which anything can happen.
    """

    step: int
    plus: int = 0

    def __add__(self, days: int) -> Later:
        return Later(self.step, self.plus + days)

    def __sub__(self, days: int) -> Later:
        return self + -days


Recorded = Any
"""A Later where the passes say int: all they do is add to it, and hand it back to the axis."""


class Recorder(Axis[int]):
    """An axis on which nothing is computed: it records what the passes ask of it."""

    def __init__(self) -> None:
        super().__init__(RelativeDays(), 0)
        self.steps: dict[tuple[int, ...], Later] = {}
        self._least: list[dict[int, int]] = [{0: 0}, {0: 0, 1: 0}]
        """For each step: how many days it comes at least after which earlier ones."""

    @property
    def first(self) -> Recorded:
        return Later(1)

    def latest(self, days: Iterable[Recorded]) -> Recorded:
        bounds = _of_each_step(max, days)
        needed = [day for day in bounds if not self._is_reached(day, bounds)]
        if len(needed) == 1:
            return needed[0]
        return self._step((LATEST, *_flat(needed)), needed)

    def earliest(self, days: Iterable[Recorded]) -> Recorded:
        bounds = _of_each_step(min, days)
        return bounds[0] if len(bounds) == 1 else self._step((EARLIEST, *_flat(bounds)))

    def end_of(self, limit: Limit, number: Recorded) -> Recorded:
        if limit.unit is not Unit.CALENDAR:
            return number + limit.days
        return self._step((END, number.step, number.plus, limit.days), [number])

    def latest_start(self, limit: Limit, end: Recorded) -> Recorded:
        if limit.unit is not Unit.CALENDAR:
            return end - limit.days
        return self._step((START, end.step, end.plus, limit.days))

    def _is_reached(self, day: Later, bounds: list[Later]) -> bool:
        """Return whether another of *bounds* never comes before *day*."""
        for other in bounds:
            least = self._least[other.step].get(day.step)
            if other is not day and least is not None and other.plus + least >= day.plus:
                return True
        return False

    def _step(self, step: tuple[int, ...], reached: Iterable[Later] = ()) -> Later:
        """Return the day that *step* comes to, which is none before those in *reached*."""
        if step not in self.steps:
            self.steps[step] = Later(len(self._least))
            least = {len(self._least): 0}
            for day in reached:
                for before, days in self._least[day.step].items():
                    least[before] = max(least.get(before, days + day.plus), days + day.plus)
            self._least.append(least)
        return self.steps[step]


def _of_each_step(outer: Callable[[int, int], int], days: Iterable[Recorded]) -> list[Later]:
    """Return of *days* that are counted from one step only the outermost."""
    bounds: dict[int, int] = {}
    for day in map(_later, days):
        bounds[day.step] = outer(bounds.get(day.step, day.plus), day.plus)
    return [Later(*bound) for bound in sorted(bounds.items())]


def _later(day: Later | int) -> Later:
    return day if isinstance(day, Later) else Later(0, day)


@dataclass(frozen=True)
class Recipe:
    """How the dates of one package follow from its start; all in plain lists, as JSON has them."""

    steps: list[tuple[int, ...]] = field(default_factory=list)
    """The operation, then for each operand its step and the working days after it; last the
    calendar days, where it counts those. A step uses only earlier ones."""
    end: list[int] = field(default_factory=list)
    """When everything is finished."""
    items: list[list[Any]] = field(default_factory=list)
    """Each in the order of the passes: its id; the days of receipt, acceptance, end of limit, due
    date, latest finish, and the last one that acceptance rests on (what a due date rests on never
    comes after it); preparation and procedures, where there are any; and the places of those that
    held it up if certain days are equal."""


def recipe(network: Network) -> Recipe:
    """Return how the schedule of *network* follows from a start date."""
    axis, tasks = Recorder(), in_order(network)
    courses: Mapping[str, Any] = calendar_pass(tasks, axis)
    end = last_finish(courses, axis)
    latest = latest_finishes(tasks, end, axis)
    places = {task.id: place for place, task in enumerate(tasks)}
    items = []
    for task in tasks:
        course = courses[task.id]
        late = [courses[arrow.predecessor].finish for arrow in task.arrows]
        days = (course.received, course.accepted, course.limit_end, course.finish, latest[task.id],
                axis.latest([course.accepted, *late]))  # fmt: skip
        spans = (course.preparation, course.procedures if task.procedures else None)
        held = [[places[hold.item], *_pairs(hold)] for hold in holds(task, courses)]
        items.append([task.id, _flat(days), *(span and _flat(span) for span in spans), held])
    return Recipe(list(axis.steps), _flat([end]), items)


def _pairs(hold: Hold) -> Iterator[list[int]]:
    """Yield the pairs of days that are equal if *hold* holds, but those that always are."""
    for pair in hold.equal:
        one, other = map(_later, pair)
        if one != other:
            yield _flat((one, other))


def _flat(days: Iterable[Any]) -> list[int]:
    return [number for day in map(_later, days) for number in (day.step, day.plus)]


def calendar_data(calendar: WorkingDays) -> dict[str, Any]:
    """Return the years of *calendar* without a gap before the last one, and some after it.

    Of each year only the days that are not as the week has them: their numbers in the year.
    """
    years: dict[int, list[int]] = {}
    for year in range(calendar.last_year + AHEAD, 0, -1):
        try:
            years[year] = _turned(calendar, year)
        except MissingYear:
            break
    return {"first": min(years), "announced": calendar.last_year, "turned": [*years.values()][::-1]}


def _turned(calendar: WorkingDays, year: int) -> list[int]:
    january = date(year, 1, 1)
    days = (january + timedelta(place) for place in range(366))
    return [
        (day - january).days
        for day in days
        if day.year == year and calendar.is_working_day(day) != (day.weekday() < SATURDAY)
    ]
