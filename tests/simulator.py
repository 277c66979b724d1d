"""The deadline rules lived through day by day, to check the scheduler against.

An independent reading of docs/deadlines.md that imports nothing of the generator: its own words for
a package, its own calendar, and no formula where a day can be walked. Every item lives alone, after
those that it waits for: from the project's start it goes from one day to the next until nothing
holds it up, then ticks its limit off. Slack is found by pushing a finish one day further until the
end moves; the critical path by asking what still held an item up on the working day before.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from .abstract_package import Days, Item, Network, Package, network
from .lives import Course, Life, Pass, calendar_pass, clock_pass, uncounted
from .walked_calendar import Calendar, in_working_days


def simulated(package: Package) -> dict[str, Any]:
    """Return everything that docs/deadlines.md promises of *package*.

    `items` by id: `received`, `accepted`, `limit_end`, `due`, `latest` (days: dates, or without a
    start numbers of working days after it), `preparation` and `procedures` (each the day that it
    counts from and its last, or None), `slack` (working days), `critical`, and what has to be said
    of the due date: `at_least`, `approximate`, `estimated`, `undecided`; `acceptance` says the same
    of the acceptance. `end` is the last due date.

    Figures are objects with `days` and what has to be said of them: `elapsed_working`,
    `elapsed_calendar` (None without a start), and, each with `promised` and `statutory`,
    `approval_days`, `one_after_another` and, by the stage's id, `stage_days`. `saved` has, as
    fractions, `share`, `by_shorter_limits` and `by_parallel`, with `days`, `without_statutory`,
    `at_most` and `undecided`; it is None without any statutory day.
    """
    made = network(package)
    lived = calendar_pass(made, package.start)
    lives = lived.lived()
    end = last_finish(lives)
    figures = {name: _clock_figures(made, name) for name in ("promised", "statutory")}
    return {
        "items": _items(made, lived, lives, end),
        "end": lived.calendar.shown(end),
        **_elapsed(made, lived, end),
        "approval_days": {name: found["approval_days"] for name, found in figures.items()},
        "one_after_another": {name: found["one_after_another"] for name, found in figures.items()},
        "stage_days": {
            stage: {name: found["stage_days"][stage] for name, found in figures.items()}
            for stage in made.stages
        },
        "saved": _saved(made),
    }


def last_finish(lives: Mapping[str, Life]) -> int:
    return max(life.finish for life in lives.values())


def ends(package: Package) -> date | int:
    """Return the last due date alone; raises graphlib.CycleError."""
    lived = calendar_pass(network(package), package.start)
    return lived.calendar.shown(last_finish(lived.lived()))


def _items(
    made: Network, lived: Pass, lives: Mapping[str, Life], end: int
) -> dict[str, dict[str, Any]]:
    calendar = lived.calendar
    path = critical(lived, lives, end)
    slacks = {id: slack(lived, lives, id, end) for id in lives}
    marks = {
        "at_least": lived.waiting_for(id for id, item in made.items.items() if is_open(item)),
        "approximate": lived.waiting_for(
            id for id, course in lived.courses.items() if is_converted(course, calendar)
        ),
        "estimated": lived.waiting_for(
            id for id, life in lives.items() if calendar.is_estimated(life.finish)
        ),
    }
    undecided = undecided_items(made, lived)
    return {
        id: {
            **_days(life, calendar),
            "latest": calendar.shown(calendar.forward(life.finish, slacks[id])),
            "slack": slacks[id],
            "critical": id in path,
            "undecided": id in undecided,
            **{mark: id in ids for mark, ids in marks.items()},
            "acceptance": {
                "undecided": id in undecided,
                **{
                    mark: not ids.isdisjoint(lived.courses[id].sources)
                    for mark, ids in marks.items()
                },
            }
            | ({"estimated": True} if calendar.is_estimated(life.accepted) else {}),
        }
        for id, life in lives.items()
    }


def _days(life: Life, calendar: Calendar) -> dict[str, Any]:
    shown = calendar.shown
    has_procedures = life.procedures_end > life.limit_end
    return {
        "preparation": life.prepared and tuple(map(shown, life.prepared)),
        "received": shown(life.received),
        "accepted": shown(life.accepted),
        "limit_end": shown(life.limit_end),
        "procedures": (shown(life.limit_end), shown(life.procedures_end))
        if has_procedures
        else None,
        "due": shown(life.finish),
    }


def is_open(item: Item) -> bool:
    """Whether nobody knows how long *item* takes."""
    return item.promised is None or any(p.days is None for p in uncounted(item))


def is_converted(course: Course, calendar: Calendar) -> bool:
    """Whether calendar days had to be taken for working days."""
    limits = (course.limit, *course.procedures)
    return not calendar.dated and any(limit.unit == "calendar" for limit in limits if limit)


def undecided_items(made: Network, lived: Pass) -> set[str]:
    """Return what waits for a choice that is open."""
    members = [id for choice in made.open_choices for id in choice]
    reached = lived.waiting_for(members)
    return {id for id, course in lived.courses.items() if not reached.isdisjoint(course.sources)}


def slack(lived: Pass, lives: Mapping[str, Life], id: str, end: int) -> int:
    """Push the finish of *id* until the end moves."""
    pushed = 1
    while lived.end_if_pushed(id, pushed, lives) == end:
        pushed += 1
    return pushed - 1


def critical(lived: Pass, lives: Mapping[str, Life], end: int) -> set[str]:
    """Follow what fixed each date back from the end."""
    found = set[str]()
    following = [id for id, life in lives.items() if life.finish == end]
    while following:
        id = following.pop()
        if id in found:
            continue
        found.add(id)
        life = lives[id]
        following.extend(
            wait.on
            for wait in lived.courses[id].waits
            if wait.deferrable is not None and lives[wait.on].finish == life.finish
        )
        if life.own_end == life.finish:
            following.extend(life.held_up_by)
    return found


def _elapsed(made: Network, lived: Pass, end: int) -> dict[str, Any]:
    """Count the days that pass from the start to the end."""
    passing = range(lived.start + 1, end + 1)
    marks = {
        "at_least": any(is_open(item) for item in made.items.values()),
        "approximate": any(is_converted(c, lived.calendar) for c in lived.courses.values()),
        "estimated": lived.calendar.is_estimated(end),
        "undecided": bool(made.open_choices),
    }
    working = sum(lived.calendar.works[day] for day in passing)
    calendar = {"days": len(passing), **marks} if lived.calendar.dated else None
    return {"elapsed_working": {"days": working, **marks}, "elapsed_calendar": calendar}


def _clock_figures(made: Network, name: str) -> dict[str, Any]:
    """Return the figures of the clock pass with the limits *name*."""
    clock = clock_pass(made, lambda item: getattr(item, name))
    lives = clock.lived()
    on_clock = [item for item in made.items.values() if not item.beside]
    unknown = [item.id for item in on_clock if getattr(item, name) is None]
    marks = {"at_least": bool(unknown), "undecided": is_undecided(made)}
    longest = last_finish(lives) - clock.start
    plain = plain_sum(made, lambda item: getattr(item, name))
    late = clock.waiting_for(unknown)
    choosing = undecided_items(made, clock) | {id for ids in made.open_choices for id in ids}
    return {
        "approval_days": {"days": longest, **marks},
        "one_after_another": {"days": plain, **marks},
        "stage_days": {
            stage: {
                "days": _span([lives[id] for id in ids]),
                "at_least": not late.isdisjoint(ids),
                "undecided": not choosing.isdisjoint(ids),
            }
            for stage, ids in made.stages.items()
        },
    }


def is_undecided(made: Network) -> bool:
    """Whether a choice is open among what counts on the clock."""
    return any(not made.items[id].beside for choice in made.open_choices for id in choice)


def _span(lives: list[Life]) -> int:
    if not lives:
        return 0
    return max(life.finish for life in lives) - min(life.accepted for life in lives)


def plain_sum(made: Network, limit_of: Callable[[Item], Days | None]) -> int:
    """Add the limits up; of an open choice the largest."""
    days = {
        id: in_working_days(limit_of(item) or Days(0))
        for id, item in made.items.items()
        if not item.beside
    }
    total = sum(days.values())
    for choice in made.open_choices:
        of_choice = [days.get(id, 0) for id in choice]
        total -= sum(of_choice) - max(of_choice)
    return total


def _saved(made: Network) -> dict[str, Any] | None:
    """Compare the statutory limits one after another with the promised ones in parallel."""
    on_clock = [item for item in made.items.values() if not item.beside]
    bounded = [item for item in on_clock if item.statutory is not None]

    def promised(item: Item) -> Days | None:
        return item.promised if item.statutory is not None else Days(0)

    statutory_sum = plain_sum(made, lambda item: item.statutory)
    if statutory_sum == 0:
        return None
    promised_sum = plain_sum(made, promised)
    clock = clock_pass(made, promised)
    path = last_finish(clock.lived()) - clock.start
    return {
        "days": statutory_sum - path,
        "share": Fraction(statutory_sum - path, statutory_sum),
        "by_shorter_limits": Fraction(statutory_sum - promised_sum, statutory_sum),
        "by_parallel": Fraction(promised_sum - path, statutory_sum),
        "without_statutory": len(on_clock) - len(bounded),
        "at_most": any(item.promised is None for item in bounded),
        "undecided": any(item.id in choice for choice in made.open_choices for item in bounded),
    }
