"""What a file tolerates stands until its day, in its own place, and never if it is an error."""

from datetime import date
from pathlib import Path

import pytest

from generator import lint
from generator.workspace import files_of

from .test_lint import CASES, workspace_of

WARNINGS = "name: 水利局\nitems:\n" + "".join(
    f"  {id}: {{name: {id}, promised: 1 个工作日, materials: none}}\n" for id in "abc"
)
PACKAGE = """\
name: 某园区
stages:
  - {id: first, name: 立项, items: [filing]}
  - name: 许可
    items:
      - {use: z, id: z-one, phase: 一期}
      - {use: z, id: z-two, phase: 二期}
      - id: choice
        question: 办哪个
        one_of: [{use: x}, {use: y}]
"""
UNLIMITED = "name: 水利局\nitems: " + str(
    {id: {"name": id, "materials": "none"} for id in "xyz"}
).replace("'", "")


def examined(root, day=lint.no_day):
    return lint.settled(files_of(root), lint.HERE, day)[1]


def settled(root: Path, department: str, package: str = "", day: str = "2026-03-09"):
    workspace_of(CASES / "model" / "good.txt", root)
    (root / "guides/departments/other.yml").write_text(department, "utf-8")
    if package:
        (root / "guides/projects/other.yml").write_text(package, "utf-8")
    return examined(root, lambda: date.fromisoformat(day))


def entry(code: str, **values: str) -> str:
    values = {"code": code, "why": "等发文", "until": "2026-06-30", **values}
    return "tolerated: [{" + ", ".join(f"{key}: {value}" for key, value in values.items()) + "}]\n"


def codes(found) -> list[str]:
    return [problem.code for problem in found.problems]


def test_what_is_tolerated_is_told_with_its_reason_and_its_day(tmp_path):
    found = settled(tmp_path, WARNINGS + entry("promise-without-since"))
    assert codes(found) == []
    assert {(each.why, each.until) for each in found.tolerated} == {("等发文", date(2026, 6, 30))}
    assert [each.problem.place.line for each in found.tolerated] == [3, 4, 5]


def test_an_entry_holds_in_the_item_that_it_names_alone(tmp_path):
    found = settled(tmp_path, WARNINGS + entry("promise-without-since", at="b"))
    assert [problem.place.line for problem in found.problems] == [3, 5]


@pytest.mark.parametrize(
    ("at", "left"),
    [("z-one", 3), ("z-two", 3), ("choice", 2), ("x", 3), ("stage-2", 0), ("first", 5)],
)
def test_an_entry_of_a_package_names_a_use_a_choice_or_a_stage(tmp_path, at, left):
    found = settled(tmp_path, UNLIMITED, PACKAGE + entry("limit-missing", at=at))
    assert len(codes(found)) == left


def test_an_entry_holds_in_its_own_file_alone(tmp_path):
    found = settled(
        tmp_path,
        WARNINGS,
        PACKAGE.split("  - name: 许可", maxsplit=1)[0] + entry("promise-without-since"),
    )
    assert codes(found) == [*["promise-without-since"] * 3, "tolerated-unneeded"]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2026-06-30", []),
        ("2026-07-01", [*["promise-without-since"] * 3, "tolerated-expired"]),
    ],
)
def test_an_entry_holds_to_the_end_of_its_last_day(tmp_path, day, expected):
    found = settled(tmp_path, WARNINGS + entry("promise-without-since"), day=day)
    assert codes(found) == expected


def test_nobody_is_asked_for_the_day_where_nothing_is_tolerated(tmp_path):
    workspace_of(CASES / "model" / "good.txt", tmp_path)

    def day():
        pytest.fail("asked for the day")

    assert examined(tmp_path, day).problems == []


def test_the_settings_tolerate_what_an_attachment_holds(tmp_path):
    workspace_of(CASES / "model" / "good.txt", tmp_path)
    (tmp_path / "guides/files").mkdir()
    (tmp_path / "guides/files/list.txt").write_text("值班：138 0000 0000\n", "utf-8")
    with (tmp_path / "site_config.yml").open("a", encoding="utf-8") as file:
        file.write(entry("personal-mobile", at="files/list.txt", found="138****0000"))
    found = examined(tmp_path)
    assert codes(found) == []
    assert [str(each.problem.place) for each in found.tolerated] == ["guides/files/list.txt:1:4"]


def test_one_number_is_tolerated_and_another_is_not(tmp_path):
    text = "# 13800000000 13900000000\n" + WARNINGS.replace("items:", "items:", 1)
    found = settled(tmp_path, text + entry("personal-mobile", found="138****0000"))
    assert [dict(p.values)["found"] for p in found.problems if p.code == "personal-mobile"] == [
        "139****0000"
    ]
