"""Flows that authorities published: the program reaches what they print, and what a hand reaches.

Most are guides of the example site; those that are too little for one lie in
cases/published/elsewhere, a workspace of its own.
"""

import re
import tomllib
from collections import Counter
from functools import cache, partial
from types import SimpleNamespace

import pytest

from generator.fees import fee_total
from generator.lint import checked
from generator.marks import Figure
from generator.network import Arrow, Network, Task
from generator.package import Choice
from generator.passes import in_order
from generator.resolution import resolve
from generator.schedule import schedule
from generator.totals import Clock, promised

from .conftest import ROOT

CASES = ROOT / "tests/cases/published"
ROOTS = (ROOT, CASES / "elsewhere")
TOTALS = tomllib.loads((CASES / "totals.toml").read_text("utf-8"))["total"]
BY_HAND = tomllib.loads((CASES / "by_hand.toml").read_text("utf-8"))["schedule"]
WARNINGS = {  # what the sources themselves do, and their authors should be told of
    "published-huinong-forest-land": ["catch-all-material", "fee-without-basis"],
    "county-single-items": ["catch-all-material", "catch-all-material"],
    "nairobi-construction-permit": ["fee-without-basis"] * 4,
}
TELEPHONE = re.compile(r"(?<![\d/])(0\d{2,3}[- ]?\d{7,8}|1[3-9]\d{9})(?!\d)")
number = partial(re.sub, r"[^\d.]", "")


@cache
def workspaces():
    """Return each workspace with what is warned of in it."""
    return [checked(root) for root in ROOTS]


@cache
def flows():
    """Return every published flow by its id, with the directory that it stands in."""
    return {
        id: (source.value, workspace.directory)
        for workspace, _ in workspaces()
        for id, source in workspace.packages.items()
        if source.value.published
    }


def made(id, chosen=None):
    """Return the flow *id*, its only choice decided for *chosen*, with its schedule by number."""
    package, directory = flows()[id]
    stages = [
        stage.model_copy(update={"items": tuple(_decided(entry, chosen) for entry in stage.items)})
        for stage in package.stages
    ]
    resolved = resolve(id, package.model_copy(update={"stages": tuple(stages)}), directory)
    return SimpleNamespace(resolved=resolved, plan=schedule(resolved.network, None, None))


def _decided(entry, chosen):
    return entry.model_copy(update={"chosen": chosen}) if isinstance(entry, Choice) else entry


def tied(item):
    """Return the steps of *item* as a network, one after another."""
    tasks = []
    for step in item.steps:
        waits = tuple(Arrow(task.id) for task in tasks[-1:])
        tasks.append(Task(str(len(tasks)), 0, promised=step.days, arrows=waits))
    return Network(tuple(tasks))


def computed(total):
    """Return what the part of the package that *total* names adds up to, with its marks."""
    flow = made(total["package"])
    if "fees" in total:
        costs = fee_total(flow.resolved)
        assert costs.low == costs.high
        return Figure(int(costs.low), at_least=costs.at_least)
    if "stage" in total:
        (place,) = (n for n, each in enumerate(flow.resolved.stages) if each.id == total["stage"])
        return flow.plan.stages[place].promised
    if "all" in total:
        return flow.plan.approval.promised
    network = (
        tied(flow.resolved.by_id[total["steps"]].item)
        if "steps" in total
        else Network(tuple(flow.resolved.network.by_id[id] for id in total["items"]))
    )
    return schedule(network, None, None).approval.promised


def label(total):
    """Return the name of a total; one that proves nothing says so."""
    part = next(key for key in ("all", "stage", "items", "steps", "fees") if key in total)
    name = f"{total['package']} {number(total['days'])} by {part}"
    return name if total.get("independent", True) else f"{name} (not independent)"


@pytest.mark.parametrize("total", [t for t in TOTALS if "unread" not in t], ids=label)
def test_the_parts_add_up_to_the_total_that_was_printed(total):
    assert computed(total) == Figure(int(number(total["days"])))


def test_no_printed_total_is_passed_over():
    printed = {
        (id, total.scope, total.days)
        for id, (package, _) in flows().items()
        for total in package.published.totals
    }
    assert printed == {(total["package"], total["scope"], total["days"]) for total in TOTALS}


@pytest.mark.parametrize("total", TOTALS, ids=lambda t: f"{t['package']} {t['scope']}")
def test_a_total_tells_its_readers_when_it_proves_nothing_or_was_not_computed(total):
    printed = flows()[total["package"]][0].published.totals
    (note,) = [each.note or "" for each in printed if each.scope == total["scope"]]
    assert ("不能互相印证" in note) is not total.get("independent", True)
    assert ("无法复算" in note) is ("unread" in total)


def named(case):
    return " ".join(filter(None, (case["package"], case.get("chosen"))))


@pytest.mark.parametrize("case", BY_HAND, ids=named)
def test_every_item_runs_as_worked_out_by_hand(case):
    flow = made(case["package"], case.get("chosen"))
    runs = Clock(in_order(flow.resolved.network), promised).runs
    assert case["items"] == {
        item.id: {
            "clock": [runs[item.id].accepted, runs[item.id].finish],
            "calendar": [item.accepted, item.due],
            "slack": item.slack,
        }
        for item in flow.plan.items
    }


@pytest.mark.parametrize("case", BY_HAND, ids=named)
def test_every_figure_is_as_worked_out_by_hand(case):
    plan = made(case["package"], case.get("chosen")).plan
    assert plan.approval.promised.days == case["approval"]
    assert plan.one_after_another.promised.days == case["one_after_another"]
    assert [stage.promised.days for stage in plan.stages] == case["stages"]
    assert plan.elapsed.days == case["elapsed"]
    assert set(plan.critical_path) == set(case["critical"])


@pytest.mark.parametrize("case", BY_HAND, ids=named)
def test_what_waits_for_an_unknown_limit_is_at_least_and_nothing_else_is(case):
    plan = made(case["package"], case.get("chosen")).plan
    unknown = case.get("at_least", [])
    assert [item.id for item in plan.items if item.at_least] == unknown
    assert plan.elapsed.at_least is bool(unknown)


@pytest.mark.parametrize("case", BY_HAND, ids=named)
def test_a_figure_says_when_it_rests_on_a_choice_that_is_open(case):
    flow = made(case["package"], case.get("chosen"))
    open_choice = any(item.undecided for item in flow.resolved.items)
    assert flow.plan.approval.promised.undecided is open_choice
    assert flow.plan.one_after_another.promised.undecided is open_choice


@pytest.mark.parametrize(
    ("chosen", "study"), [("energy-report", "节能评估报告书"), ("energy-form", "节能评估报告表")]
)
def test_the_alternative_that_applies_decides_which_materials_are_asked_for(chosen, study):
    (item,) = (i for i in made("sanshan-energy-review", chosen).resolved.items if i.takes_part)
    materials = {material.name: material for material in item.item.materials}
    assert {name for name in materials if name.startswith("节能评估")} == {study}
    assert [m.originals for m in materials.values()] == [1, 1, 2, 1]
    assert [m.when for m in materials.values()] == [None, None, None, "高耗能项目"]


def test_a_flow_is_warned_of_what_its_source_does_and_nothing_else():
    told = Counter(
        (problem.place.path.rpartition("/")[2].removesuffix(".yml"), problem.code)
        for _, problems in workspaces()
        for problem in problems
    )
    expected = Counter((id, code) for id, codes in WARNINGS.items() for code in codes)
    assert {key: count for key, count in told.items() if key[0] in flows()} == expected


@pytest.mark.parametrize("id", flows())
def test_no_published_flow_tells_a_telephone(id):
    (path,) = (path for root in ROOTS for path in root.glob(f"guides/projects/{id}.yml"))
    text = path.read_text("utf-8")
    assert not TELEPHONE.findall(text)
    assert not re.search(r"\b(phone|complaints|chief_approver|contacts|steward|agent):", text)


@pytest.mark.parametrize("id", flows())
def test_a_flow_brings_all_its_departments_and_names_its_source(id):
    package, _ = flows()[id]
    own = {item for department in package.departments.values() for item in department.items}
    assert {item.use.use for item in made(id).resolved.items} == own
    assert any(str(source).startswith("http") for source in package.published.sources) or any(
        "副本" in source for source in package.published.sources
    )
