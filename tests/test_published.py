"""Flows that authorities published: the program reaches the totals that they print."""

import tomllib
from datetime import date
from pathlib import Path

import pytest

from generator.guide import guide
from generator.lint import checked
from generator.network import Network
from generator.passes import in_order
from generator.schedule import schedule
from generator.totals import Clock, promised

CASES = Path("tests/cases/published")
TOTALS = tomllib.loads((CASES / "totals.toml").read_text("utf-8"))["total"]
BY_HAND = tomllib.loads((CASES / "by_hand.toml").read_text("utf-8"))
DAY = date(2026, 11, 24)


@pytest.fixture(scope="module")
def workspace():
    return checked(Path())[0]


def label(total):
    proof = "" if total.get("independent", True) else " (not independent)"
    return f"{total['package']}: {total['days']}{proof}"


def days_of(made, scope):
    """Return the working days of *scope*: everything, a stage, or some items by themselves."""
    if scope == "all":
        return made.schedule.approval.promised.days
    if isinstance(scope, str):
        (stage,) = (stage for stage in made.stages if stage.id == scope)
        return stage.days.promised.days
    tasks = tuple(task for task in made.resolved.network.tasks if task.id in scope)
    assert {task.id for task in tasks} == set(scope)
    return schedule(Network(tasks), None, None).approval.promised.days


@pytest.mark.parametrize("total", TOTALS, ids=label)
def test_the_items_add_up_to_the_total_that_was_printed(total, workspace):
    made = guide(workspace, total["package"], DAY)
    assert days_of(made, total["scope"]) == total["days"]


@pytest.mark.parametrize("total", TOTALS, ids=label)
def test_a_total_that_proves_nothing_is_labelled_where_people_read_it(total, workspace):
    printed = workspace.packages[total["package"]].value.published.totals
    (found,) = [each for each in printed if str(total["days"]) in each.days]
    told = "推得" in (found.note or "") and "互相印证" in found.note
    assert told is not total.get("independent", True)


@pytest.mark.parametrize("package", BY_HAND)
def test_the_clock_runs_as_worked_out_by_hand(package, workspace):
    made = guide(workspace, package, DAY)
    runs = Clock(in_order(made.resolved.network), promised).runs
    found = {id: [run.accepted, run.finish] for id, run in runs.items()}
    assert found == BY_HAND[package]["clock"]
    assert made.schedule.approval.promised.days == BY_HAND[package]["approval"]
    assert made.schedule.one_after_another.promised.days == BY_HAND[package]["one_after_another"]


@pytest.mark.parametrize("package", BY_HAND)
def test_the_days_run_as_worked_out_by_hand(package, workspace):
    plan = guide(workspace, package, DAY).schedule
    found = {item.id: [item.accepted, item.due] for item in plan.items}
    assert found == BY_HAND[package]["calendar"]


@pytest.mark.parametrize("package", [id for id in BY_HAND if "wolong" in id])
def test_what_waits_for_an_unknown_limit_is_at_least(package, workspace):
    plan = guide(workspace, package, DAY).schedule
    assert [item.id for item in plan.items if item.at_least] == ["r1b", "r1c", "r3"]
    assert not plan.approval.promised.at_least
    assert plan.elapsed.at_least


def test_historical_flows_show_no_telephone(workspace):
    for id, source in workspace.packages.items():
        if source.value.published and source.value.published.historical:
            path = Path(f"guides/projects/{id}.yml")
            assert "phone" not in path.read_text("utf-8")
