"""A guide, a problem or a due date as JSON with stable keys; docs/json.md describes them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from pydantic_core import to_json

if TYPE_CHECKING:
    from collections.abc import Iterable
    from fractions import Fraction

    from generator.checklist import ListedMaterial
    from generator.guide import Guide, GuideItem
    from generator.limits import Limit
    from generator.marks import Figure, Marks
    from generator.messages import Catalogue
    from generator.package import PublishedFlow
    from generator.problems import Problem
    from generator.schedule import ProjectDay, ScheduledItem
    from generator.settling import Standing
    from generator.totals import Figures, Saved
    from generator.working_days import Due

FORMAT = 1
"""Raised when a key changes its meaning or goes; new keys may come at any time."""
MARKS = ("at_least", "at_most", "approximate", "estimated", "undecided")


def package_json(guide: Guide) -> str:
    """Return everything that the guide says of its dates, figures and materials."""
    package = guide.package
    data = {
        "format": FORMAT,
        "id": guide.id,
        "name": package.name,
        "code": package.code,
        "kind": package.kind,
        "version": guide.version,
        "as_of": guide.as_of and guide.as_of.isoformat(),
        **schedule_data(guide),
        "materials": [_material(listed) for listed in guide.checklist.to_prepare],
        "materials_not_stated": [item.id for item in guide.checklist.unstated],
        "source": _source(guide.package.published),
    }
    return dumped(data)


def _source(published: PublishedFlow | None) -> dict[str, Any] | None:
    """Return where the flow was published that the package transcribes; None for our own."""
    if published is None:
        return None
    return {
        "authority": published.authority,
        "year": published.year,
        "sources": list(published.sources),
        "historical": published.historical,
    }


def schedule_data(guide: Guide) -> dict[str, Any]:
    """Return the schedule of *guide*: figures, stages and items."""
    plan = guide.schedule
    return {
        "start": _day(plan.start),
        "end": _day(plan.end),
        "figures": {
            "approval_days": _figures(plan.approval),
            "one_after_another": _figures(plan.one_after_another),
            "saved": _saved(plan.saved),
            "elapsed_working_days": _figure(plan.elapsed),
            "elapsed_calendar_days": plan.elapsed_calendar and _figure(plan.elapsed_calendar),
        },
        "critical_path": list(plan.critical_path),
        "stages": [
            {"id": stage.id, "name": stage.name, "days": _figures(stage.days)}
            for stage in guide.stages
        ],
        "items": [_item(guide, item) for item in guide.items],
    }


def problems_data(
    problems: Iterable[Problem], words: Catalogue, tolerated: Iterable[Standing] = ()
) -> dict[str, Any]:
    """Return *problems* with their words in the language of *words*, and what is *tolerated*."""
    return {
        "format": FORMAT,
        "problems": [_problem(problem, words) for problem in problems],
        "tolerated": [
            {
                **_problem(each.problem, words),
                "why": each.why,
                "until": each.until.isoformat(),
            }
            for each in tolerated
        ],
    }


def _problem(problem: Problem, words: Catalogue) -> dict[str, Any]:
    return {
        "path": problem.place.path,
        "line": problem.place.line,
        "column": problem.place.column,
        "severity": str(problem.severity),
        "code": problem.code,
        "message": words.message(problem),
        "mend": words.mend(problem),
        "also": [str(place) for place in problem.also],
    }


def due_data(day: date, limit: Limit, due: Due) -> dict[str, Any]:
    """Return the answer to when *limit* ends that runs from *day*."""
    return {
        "format": FORMAT,
        "accepted": day.isoformat(),
        "limit": {"days": limit.days, "unit": str(limit.unit)},
        "due": due.date.isoformat(),
        "estimated": due.estimated,
    }


def dumped(data: object) -> str:
    """Return *data* as JSON that a person can read, ending in a line break."""
    return to_json(data, indent=2).decode() + "\n"


def _item(guide: Guide, item: GuideItem) -> dict[str, Any]:
    data: dict[str, Any] = {
        "id": item.id,
        "number": item.number,
        "name": item.name,
        "department": item.department_id,
        "takes_part": item.used.takes_part,
        "beside_the_clock": item.used.use.beside_the_clock,
        "promised": _limit(item.item.promised),
        "statutory": _limit(item.item.statutory),
        "waits_for": [
            {"item": relation.item.id, "kind": relation.kind, "days": relation.days}
            for relation in guide.before.get(item.id, ())
        ],
    }
    return data | (_dates(item.dates) if item.dates else {})


def _dates(dates: ScheduledItem) -> dict[str, Any]:
    return {
        "received": _day(dates.received),
        "accepted": _day(dates.accepted),
        "limit_end": _day(dates.limit_end),
        "due": _day(dates.due),
        "latest": _day(dates.latest),
        "slack": dates.slack,
        "critical": dates.critical,
        "marks": _marks(dates),
    }


def _material(listed: ListedMaterial) -> dict[str, Any]:
    return {
        "id": listed.anchor,
        "name": listed.material.name,
        "originals": listed.originals,
        "copies": listed.copies,
        "items": [request.item.id for request in listed.requests],
        "deferred_until": None if listed.deferred_until is None else _day(listed.deferred_until),
    }


def _day(day: ProjectDay) -> str | int:
    """Return a date as YYYY-MM-DD, or the number of a working day from the start."""
    return day.isoformat() if isinstance(day, date) else day


def _limit(limit: Limit | None) -> dict[str, Any] | None:
    return None if limit is None else {"days": limit.days, "unit": str(limit.unit)}


def _figures(figures: Figures) -> dict[str, Any]:
    return {"promised": _figure(figures.promised), "statutory": _told(figures.statutory)}


def _told(figure: Figure) -> dict[str, Any] | None:
    return _figure(figure) if figure.tells else None


def _figure(figure: Figure) -> dict[str, Any]:
    return {"days": figure.days, "marks": _marks(figure)}


def _saved(saved: Saved | None) -> dict[str, Any] | None:
    return (
        None
        if saved is None
        else {
            "days": saved.days,
            "share": _share(saved.share),
            "by_shorter_limits": _share(saved.share_by_shorter_limits),
            "by_parallel": _share(saved.share_by_parallel),
            "without_statutory": saved.without_statutory,
            "marks": _marks(saved),
        }
    )


def _share(share: Fraction) -> float:
    return round(float(share), 4)


def _marks(marks: Marks) -> list[str]:
    """Return what has to be said along with a date or a figure."""
    return [mark for mark in MARKS if getattr(marks, mark)]
