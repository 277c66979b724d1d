"""What a guide says of its package: materials that are stated or not, alternatives, drawings."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import yaml

from generator.checklist import checklist
from generator.diagrams import legend
from generator.directory import Department
from generator.drawing import wrapped
from generator.guide import Guide, guide
from generator.lint import checked
from generator.package import Package
from generator.resolution import Directory, resolve

from .conftest import AS_OF, ROOT

WORKSPACE, _ = checked(ROOT)
FORM = {"name": "某表"}


def made(id: str) -> Guide:
    return guide(WORKSPACE, id, date.fromisoformat(AS_OF))


@pytest.mark.parametrize(
    ("offered", "used", "expected"),
    [
        ({}, {}, None),
        ({}, {"promised": "1 个工作日"}, None),
        ({}, {"materials": [FORM]}, ["某表"]),
        ({"materials": "none"}, {}, []),
        ({"materials": []}, {"promised": "1 个工作日"}, []),
        ({"materials": [FORM]}, {"without": [{"material": "某表", "why": "某故"}]}, []),
    ],
)
def test_a_package_leaves_unsaid_what_its_department_leaves_unsaid(
    offered: dict[str, object], used: dict[str, object], expected: list[str] | None
) -> None:
    items = {"permit": {"name": "某许可", "promised": "2 个工作日", **offered}}
    department = Department.model_validate({"name": "某局", "items": items})
    stage = {"name": "某阶段", "items": [{"use": "permit", **used}]}
    package = Package.model_validate({"name": "某项目", "stages": [stage]})
    (item,) = resolve("project", package, Directory({"office": department})).items
    stated = item.item.stated_materials
    assert (None if stated is None else [each.name for each in stated]) == expected


@pytest.mark.parametrize(
    ("chosen", "low", "high", "visits"), [(None, 40, 110, 3), ("a", 110, 110, 3), ("b", 40, 40, 2)]
)
def test_of_alternatives_one_is_paid_and_visited_for(
    chosen: str | None, low: int, high: int, visits: int, tmp_path: Path
) -> None:
    def item(fee: int, times: int) -> dict[str, object]:
        fees = [{"name": "某费", "basis": {"law": "某法"}, "amount": fee}]
        return {"name": f"某许可{fee}", "promised": "2 个工作日", "fees": fees, "visits": times}

    items = {"a": item(100, 2), "b": item(30, 1), "c": item(10, 1)}
    choice = {"id": "way", "question": "某事", "one_of": [{"use": "a"}, {"use": "b"}]}
    stage = {"name": "某阶段", "items": [choice | ({"chosen": chosen} if chosen else {}), "c"]}
    files = {
        "site_config.yml": {
            "title": "某",
            "address": "https://a.example/",
            "office": {"name": "某"},
        },
        "guides/departments/office.yml": {"name": "某局", "items": items},
        "guides/projects/project.yml": {"name": "某项目", "stages": [stage]},
    }
    for name, data in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(yaml.safe_dump(data, allow_unicode=True), "utf-8")
    made = guide(checked(tmp_path)[0], "project", date.fromisoformat(AS_OF))
    assert (made.fees.low, made.fees.high, made.visits) == (low, high, visits)


def test_what_one_item_obtains_and_another_asks_for_is_asked_for() -> None:
    def offer(**material: object) -> dict[str, object]:
        material = {"name": "某证", **material}
        return {"name": "某许可", "promised": "2 个工作日", "materials": [material]}

    items = {
        "a": offer(id="licence", exempt="部门共享"),
        "b": offer(id="licence"),
        "c": offer(id="a-1"),
        "d": {**offer(), "materials": [{"name": "又一证"}]},
    }
    department = Department.model_validate({"name": "某局", "items": items})
    stages = [{"name": "某阶段", "items": list(items)}]
    package = Package.model_validate({"name": "某项目", "stages": stages})
    listed = checklist(resolve("project", package, Directory({"office": department})), {})
    asked = [(each.anchor, [r.item.id for r in each.requests]) for each in listed.owner]
    assert asked == [("licence_owner", ["b"]), ("a-1", ["c"]), ("d_1", ["d"])]
    assert [[r.item.id for r in each.requests] for each in listed.exempt] == [["a"]]


@pytest.mark.parametrize("id", WORKSPACE.packages)
def test_alternatives_are_handled_once(id: str) -> None:
    each = made(id)
    for held in (each, *each.stages):
        alone = [item for item in held.items if item.used.choice is None]
        choices = {item.used.choice.id for item in held.items if item.used.choice}
        assert held.handled == len(alone) + len(choices)
        assert held.handled + held.alternatives == len(held.items)


@pytest.mark.parametrize("id", WORKSPACE.packages)
def test_a_limit_that_nobody_published_is_not_drawn_as_one_of_no_days(id: str) -> None:
    each = made(id)
    unknown = any(item.item.promised is None for item in each.taking_part)
    assert ("unknown" in legend(each).timetable) is unknown


@pytest.mark.parametrize(
    ("text", "lines", "expected"),
    [
        ("施工图审查（二期）", 2, ["施工图审查", "（二期）"]),
        ("施工图审查（二期）", 1, ["施工图审查…"]),
        ("许可（二期）", 2, ["许可（二期）"]),
        ("许可（一二三四五六七）", 2, ["许可（一二三", "四五六七）"]),
    ],
)
def test_a_short_remark_in_brackets_stays_whole(text: str, lines: int, expected: list[str]) -> None:
    assert wrapped(text, 1, 6, lines) == tuple(expected)
