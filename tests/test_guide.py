"""What a guide says of its package: materials that are stated or not, alternatives, drawings."""

from __future__ import annotations

from datetime import date

import pytest

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
