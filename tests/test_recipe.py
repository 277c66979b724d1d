"""Dates that the browser computes from the owner's own start are those of the generator."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

import pytest
from selenium.webdriver import Chrome

from generator import assets
from generator.directory import Department
from generator.lint import checked
from generator.network import Network
from generator.package import Package
from generator.recipe import calendar_data, recipe
from generator.resolution import Directory, resolve
from generator.schedule import Schedule, Span, schedule
from generator.sources import read_bytes
from generator.working_days import WorkingDays

from . import abstract_package
from .conftest import ROOT
from .made_up_sources import sources
from .random_packages import random_package

COUNT = int(os.environ.get("PACKAGES", "1000"))
STARTS = [date(2025, 1, 1) + timedelta(days) for days in range(0, 3 * 365, 31)]
"""Days of every kind: workdays, weekends, holidays, announced years and one that is estimated."""
ASKED = """
return arguments[1].map(([recipe, starts]) => {
  const plan = new ApprovalGuidesPlan(arguments[0], recipe);
  return starts.map((start) => {
    const {items, axis, ...told} = plan.from(start);
    return {...told, items: items.map(
      ({numbers, after, heldUpBy, ...item}) => ({...item, heldUpBy: [...heldUpBy].sort()}))};
  });
});
"""


@pytest.fixture(scope="module")
def plan(browser: Chrome, tmp_path_factory: pytest.TempPathFactory) -> Chrome:
    """A page with nothing but the script."""
    page = tmp_path_factory.mktemp("plan") / "plan.html"
    script = (assets.STATIC / "site" / "plan.js").as_uri()
    page.write_text(f'<!doctype html><script src="{script}"></script>', "utf-8")
    browser.get(page.as_uri())
    return browser


def computed(
    browser: Chrome, calendar: WorkingDays, asked: list[tuple[Network, list[date]]]
) -> list[Any]:
    """Return what the browser says of each network from each of its starts."""
    given = [[asdict(recipe(network)), [str(day) for day in days]] for network, days in asked]
    # Through JSON, as on a page; the driver's own coding of lists is slow.
    asking = f"return JSON.stringify((function () {{{ASKED}}})(...JSON.parse(arguments[0])))"
    return json.loads(browser.execute_script(asking, json.dumps([calendar_data(calendar), given])))


def expected(made: Schedule) -> dict[str, Any]:
    """Return what the generator says, in the words of the script."""
    assert made.elapsed_calendar is not None
    return {
        "start": str(made.start),
        "end": str(made.end),
        "elapsed": made.elapsed.days,
        "elapsedCalendar": made.elapsed_calendar.days,
        "estimated": made.elapsed.estimated,
        "items": {
            item.id: {
                "id": item.id,
                "received": str(item.received),
                "accepted": str(item.accepted),
                "limitEnd": str(item.limit_end),
                "due": str(item.due),
                "latest": str(item.latest),
                "slack": item.slack,
                "preparation": days_of(item.preparation),
                "procedures": days_of(item.procedures),
                "acceptanceEstimated": item.acceptance.estimated,
                "estimated": item.estimated,
                "critical": item.critical,
                "heldUpBy": sorted(item.bound_by.items),
            }
            for item in made.items
        },
    }


def days_of(span: Span | None) -> list[str] | None:
    return span and [str(span.first), str(span.last)]


def differences(
    browser: Chrome, calendar: WorkingDays, asked: list[tuple[Network, list[date]]]
) -> Iterator[tuple[int, date, Any, Any]]:
    for place, ((network, days), found) in enumerate(
        zip(asked, computed(browser, calendar, asked), strict=True)
    ):
        for day, told in zip(days, found, strict=True):
            told["items"] = {item["id"]: item for item in told["items"]}
            ours = expected(schedule(network, day, calendar))
            if told != ours:
                yield place, day, told, ours


def test_every_package_has_the_same_dates_in_the_browser(plan: Chrome) -> None:
    workspace, _ = checked(ROOT)
    asked = [(workspace.resolved(id).network, STARTS) for id in workspace.packages]
    assert list(differences(plan, workspace.calendar, asked)) == []


def made_up(package: abstract_package.Package) -> Network:
    """Return the network of *package*, read from the YAML that its authors would write."""
    texts = sources(package)
    department = read_bytes(texts["made-up"].encode(), "made-up.yml", Department).value
    project = read_bytes(texts["project"].encode(), "project.yml", Package).value
    return resolve("project", project, Directory({"made-up": department})).network


def test_made_up_packages_have_the_same_dates_in_the_browser(plan: Chrome) -> None:
    packages = map(random_package, range(COUNT))
    asked = [
        (made_up(package), [package.start or STARTS[seed % len(STARTS)]])
        for seed, package in enumerate(packages)
    ]
    assert list(differences(plan, checked(ROOT)[0].calendar, asked)) == []


def test_the_calendar_of_the_browser_is_small_and_says_where_it_ends() -> None:
    workspace, _ = checked(ROOT)
    told = calendar_data(workspace.calendar)
    assert (told["first"], told["announced"]) == (2025, 2026)
    assert len(json.dumps(told, separators=(",", ":"))) < 1200


def test_a_start_beyond_the_calendar_is_refused(plan: Chrome) -> None:
    workspace, _ = checked(ROOT)
    network = workspace.resolved(next(iter(workspace.packages))).network
    refused = """
    const plan = new ApprovalGuidesPlan(...arguments);
    return ["2024-12-31", "2036-12-30", "", "2026-02-30"].map((start) => {
      try { return plan.from(start).end } catch (error) { return error.name }
    });
    """
    told = plan.execute_script(refused, calendar_data(workspace.calendar), asdict(recipe(network)))
    assert told == ["RangeError"] * 4
