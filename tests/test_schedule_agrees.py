"""The schedule of a package written in YAML is what a day-by-day simulation of it comes to.

PACKAGES=100000 pytest tests/test_schedule_agrees.py tries more packages than every build does.
"""

from __future__ import annotations

import os
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from generator import assets
from generator.calendar_year import CalendarYear
from generator.directory import Department
from generator.exports import schedule_data
from generator.guide import Guide, guide
from generator.lint import directory_problems, package_problems
from generator.package import Package
from generator.plain import MARKS
from generator.problems import Severity
from generator.settings import Settings
from generator.sources import read, read_bytes
from generator.workspace import Workspace

from .made_up_sources import sources
from .random_packages import random_package
from .simulator import simulated

if TYPE_CHECKING:
    from collections.abc import Iterator

    from . import abstract_package

COUNT = int(os.environ.get("PACKAGES", "2000"))
BATCH = 100
AS_OF = date(2026, 3, 9)
DATES = ("received", "accepted", "limit_end", "due", "latest")
YEARS = tuple(
    read(path, assets.CALENDAR, CalendarYear) for path in sorted(assets.CALENDAR.glob("*.yml"))
)


def in_memory(package: abstract_package.Package) -> Workspace:
    """Return the workspace that the YAML of *package* makes."""
    models = {"site_config": Settings, "made-up": Department, "project": Package}
    texts = sources(package)
    read_in = {
        name: read_bytes(texts[name].encode(), f"{name}.yml", model)
        for name, model in models.items()
    }
    return Workspace(
        assets.CALENDAR,
        read_in["site_config"],
        {"made-up": read_in["made-up"]},
        {"project": read_in["project"]},
        YEARS,
    )


def scheduled(package: abstract_package.Package) -> dict[str, Any]:
    """Return what the generator says of *package*, flattened."""
    workspace = in_memory(package)
    problems = [
        *directory_problems(workspace),
        *package_problems(workspace, workspace.packages["project"]),
    ]
    errors = [problem for problem in problems if problem.severity is Severity.ERROR]
    assert not errors, errors
    made = guide(workspace, "project", AS_OF)
    return dict(_flat(schedule_data(made))) | dict(_unexported(made))


def _unexported(made: Guide) -> Iterator[tuple[str, Any]]:
    """Yield what the pages show and the exported data do not."""
    for item in made.items:
        if dates := item.dates:
            for name in ("preparation", "procedures"):
                span = getattr(dates, name)
                yield f"{item.id} {name}", span and (span.first, span.last)
            told = sorted(mark for mark in MARKS if getattr(dates.acceptance, mark))
            yield f"{item.id} acceptance", told


def _flat(data: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield what is compared, by a name for each."""
    figures = data["figures"]
    yield "end", data["end"]
    yield from _figure("elapsed_working", figures["elapsed_working_days"])
    yield from _figure("elapsed_calendar", figures["elapsed_calendar_days"])
    for name in ("promised", "statutory"):
        for figure in ("approval_days", "one_after_another"):
            yield from _figure(f"{figure} {name}", figures[figure][name])
        for stage in data["stages"]:
            yield from _figure(f"{stage['id']} {name}", stage["days"][name])
    saved = figures["saved"]
    yield "saved", saved and {**saved, "marks": sorted(saved["marks"])}
    for item in data["items"]:
        if item["takes_part"]:
            for key in (*DATES, "slack", "critical"):
                yield f"{item['id']} {key}", item[key]
            yield f"{item['id']} due marks", sorted(item["marks"])


def _figure(name: str, figure: dict[str, Any] | None) -> Iterator[tuple[str, Any]]:
    yield name, figure and figure["days"]
    yield f"{name} marks", figure and sorted(figure["marks"])


def expected(package: abstract_package.Package) -> dict[str, Any]:
    """Return what the simulation says of *package*, flattened alike."""
    found = simulated(package)
    return dict(_flat(_as_exported(found))) | dict(_as_shown(found))


def _as_shown(found: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for id, item in found["items"].items():
        for name in ("preparation", "procedures"):
            yield f"{id} {name}", item[name]
        yield f"{id} acceptance", sorted(_marks(item["acceptance"]))


def _as_exported(found: dict[str, Any]) -> dict[str, Any]:
    return {
        "end": _day(found["end"]),
        "figures": {
            "elapsed_working_days": _marked(found["elapsed_working"]),
            "elapsed_calendar_days": _marked(found["elapsed_calendar"]),
            **{figure: _both(found[figure]) for figure in ("approval_days", "one_after_another")},
            "saved": _saved(found["saved"]),
        },
        "stages": [{"id": id, "days": _both(days)} for id, days in found["stage_days"].items()],
        "items": [
            {
                "id": id,
                "takes_part": True,
                **{key: _day(item[key]) for key in DATES},
                "slack": item["slack"],
                "critical": item["critical"],
                "marks": _marks(item),
            }
            for id, item in found["items"].items()
        ],
    }


def _day(day: date | int) -> str | int:
    return day.isoformat() if isinstance(day, date) else day


def _marks(figure: dict[str, Any]) -> list[str]:
    return [mark for mark in MARKS if figure.get(mark)]


def _marked(figure: dict[str, Any] | None) -> dict[str, Any] | None:
    return figure and {"days": figure["days"], "marks": _marks(figure)}


def _both(figures: dict[str, Any]) -> dict[str, Any]:
    """Return a figure by promised and by statutory limits; "at least 0" is left out of the law."""
    statutory = figures["statutory"]
    empty = statutory["days"] == 0 and statutory.get("at_least")
    return {
        "promised": _marked(figures["promised"]),
        "statutory": None if empty else _marked(statutory),
    }


def _saved(saved: dict[str, Any] | None) -> dict[str, Any] | None:
    if saved is None:
        return None
    shares = ("share", "by_shorter_limits", "by_parallel")
    return {
        "days": saved["days"],
        **{share: round(float(saved[share]), 4) for share in shares},
        "without_statutory": saved["without_statutory"],
        "marks": _marks(saved),
    }


def differences(package: abstract_package.Package) -> dict[str, tuple[Any, Any]]:
    """Return what the generator (first) and the simulation (second) do not agree on."""
    ours, theirs = scheduled(package), expected(package)
    return {
        name: (ours.get(name), theirs.get(name))
        for name in sorted(ours.keys() | theirs.keys())
        if ours.get(name) != theirs.get(name)
    }


@pytest.mark.parametrize("first", range(0, COUNT, BATCH))
def test_the_generator_agrees_with_the_simulation(first: int) -> None:
    for seed in range(first, min(first + BATCH, COUNT)):
        package = random_package(seed)
        found = differences(package)
        assert not found, f"seed {seed}: {found}\n{sources(package)}"
