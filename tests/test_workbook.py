"""The workbook of a package: texts, numbers and dates, and nothing that a program evaluates."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

import openpyxl
import pytest

from generator.guide import Guide, guide
from generator.lint import checked
from generator.messages import LANGUAGES, catalogue
from generator.workbook import LONGEST, fitting, workbook

from . import planting
from .conftest import AS_OF, ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from openpyxl.cell import Cell
    from openpyxl.workbook import Workbook

DAY = date.fromisoformat(AS_OF)
WIDE = [chr(ord(sign) + 0xFEE0) for sign in "=+-@"]
STARTS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "	=1",
    '=HYPERLINK("//x")',
    *(f"{sign}1" for sign in WIDE),
]
SAFE = ["00123", "410000200001010007", "1E5", "3.10", "TRUE", "2026-02-01", "_x000D_", "'=1", "&P"]
SHEETS = ("材料清单", "进度表", "事项表")


@pytest.fixture(scope="module")
def ours() -> dict[str, Guide]:
    workspace, _ = checked(ROOT)
    return {id: guide(workspace, id, DAY) for id in workspace.packages}


def opened(made: Guide, language: str = "zh") -> Workbook:
    return openpyxl.load_workbook(BytesIO(workbook(made, catalogue(language))))


def cells(book: Workbook) -> Iterator[Cell]:
    for sheet in book:
        for row in sheet.iter_rows():
            yield from (cell for cell in row if cell.value is not None)


def table(book: Workbook, name: str) -> list[dict[str, Any]]:
    """Return the rows of a sheet below its head, by the head's words."""
    rows = [[cell.value for cell in row] for row in book[name].iter_rows()]
    head = int(re.match(r"\D+(\d+)", book[name].auto_filter.ref)[1]) - 1
    return [dict(zip(rows[head], row, strict=True)) for row in rows[head + 1 :]]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_cell_is_evaluated(language: str, ours: dict[str, Guide]) -> None:
    for id in ("selenium-food-park", "published-wolong-water", "rural-water-supply"):
        made = ours[id]
        written = workbook(made, catalogue(language))
        parts = ZipFile(BytesIO(written))
        assert [name for name in parts.namelist() if b"<f>" in parts.read(name)] == [], id
        assert [name for name in parts.namelist() if re.search("vba|external|macro", name)] == []
        kinds = {cell.data_type for cell in cells(opened(made, language))}
        assert kinds <= {"s", "n", "d"}, id


@pytest.mark.tried("Exports", outcome="a text in every cell of a workbook, marked as one")
@pytest.mark.parametrize("text", [*STARTS, *SAFE])
def test_a_text_stays_the_text_that_it_is(
    text: str, ours: dict[str, Guide], record_property: Any
) -> None:
    record_property("case", f"`{text}` in a cell")
    made = hostile(ours["small-low-risk-workshop"], text)
    book = opened(made)
    found = [cell for cell in cells(book) if text.strip() in str(cell.value)]
    assert len(found) > 3
    assert {cell.data_type for cell in found} == {"s"}
    assert {(cell.quotePrefix, cell.number_format) for cell in found} == {(True, "@")}
    codes = {row["基本编码"] for row in table(book, "事项表")}
    assert codes == {text}


def hostile(made: Guide, text: str) -> Guide:
    """Return *made* with *text* for its name, and for what can be any text in its items."""
    items = {}
    for used in made.resolved.items:
        material = {"name": text, "standard": text, "when": text}
        materials = tuple(m.model_copy(update=material) for m in used.item.materials)
        change = {"name": text, "code": text, "task_code": text, "stated_materials": materials}
        items[used.id] = replace(used, item=used.item.model_copy(update=change))
    stages = tuple(
        replace(stage, items=tuple(items[item.id] for item in stage.items))
        for stage in made.resolved.stages
    )
    package = made.package.model_copy(update={"name": text})
    return replace(made, resolved=replace(made.resolved, package=package, stages=stages))


def test_every_text_of_every_field_is_marked_as_one(tmp_path: Path) -> None:
    planting.workspace(tmp_path)
    workspace, _ = checked(tmp_path)
    for id in workspace.packages:
        texts = [c for c in cells(opened(guide(workspace, id, DAY))) if c.data_type == "s"]
        assert texts
        assert {(cell.quotePrefix, cell.number_format) for cell in texts} == {(True, "@")}


def test_the_sheets_say_what_the_guide_says(ours: dict[str, Guide]) -> None:
    made = ours["selenium-food-park"]
    book = opened(made)
    assert tuple(book.sheetnames) == SHEETS
    checklist, timetable, items = (table(book, name) for name in SHEETS)
    assert [row["材料"] for row in checklist] == [
        listed.material.name for listed in made.checklist.to_prepare
    ]
    assert [(row["编号"], row["受理"], row["办结期限"]) for row in timetable] == [
        (item.number, midnight(item.dates.accepted), midnight(item.dates.due))
        for item in made.taking_part
    ]
    assert [row["事项"] for row in items] == [item.name for item in made.items]
    deferred = [row["可缓交到"] for row in checklist if row["可缓交到"]]
    assert deferred == [
        midnight(listed.deferred_until)
        for listed in made.checklist.to_prepare
        if listed.deferred_until
    ]


def midnight(day: date) -> datetime:
    return datetime.combine(day, datetime.min.time())


def test_a_package_without_a_start_counts_days(ours: dict[str, Guide]) -> None:
    rows = table(opened(ours["published-wolong-water"]), "进度表")
    assert rows[0]["受理"] == "启动当天"
    assert {cell for row in rows for cell in row.values() if isinstance(cell, date)} == set()


def test_an_old_flow_tells_no_telephone(ours: dict[str, Guide]) -> None:
    old = [made for made in ours.values() if made.historical][:3]
    assert len(old) == 3
    for made in old:
        assert {row["电话"] for row in table(opened(made), "事项表")} == {None}


def test_a_printed_sheet_is_a4_across_with_its_head_on_every_page(ours: dict[str, Guide]) -> None:
    for sheet in opened(ours["selenium-food-park"]):
        head = int(re.match(r"\D+(\d+)", sheet.auto_filter.ref)[1])
        assert sheet.page_setup.paperSize == int(sheet.PAPERSIZE_A4)
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.print_title_rows == f"${head}:${head}"
        assert sheet.freeze_panes is not None
        assert sheet.row_dimensions[head + 1].height


def test_the_same_guide_gives_the_same_bytes(ours: dict[str, Guide]) -> None:
    made = ours["selenium-food-park"]
    one, two = (workbook(made, catalogue()) for _ in range(2))
    assert one == two
    assert b"2026-03-09T" in ZipFile(BytesIO(one)).read("docProps/core.xml")


def test_a_text_that_no_cell_can_hold_is_cut_visibly() -> None:
    assert fitting("字" * LONGEST) == "字" * LONGEST
    assert fitting("字" * (LONGEST + 1)) == "字" * (LONGEST - 1) + "…"
    cut = fitting("𠮷" * LONGEST)
    assert len(cut.encode("utf-16-le")) <= 2 * LONGEST
    assert cut.endswith("𠮷…")
