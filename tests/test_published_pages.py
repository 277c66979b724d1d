"""Pages, documents and data of published flows say no more than their sources do."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pypdfium2
import pytest
from lxml import html

from generator.directory import Item
from generator.lint import checked
from generator.messages import catalogue

from .conftest import ROOT
from .planting import squeezed

if TYPE_CHECKING:
    from pathlib import Path

    from generator.package import Package

WORKSPACE, _ = checked(ROOT)
FLOWS = {id: read.value for id, read in WORKSPACE.packages.items() if read.value.published}
SETTINGS = WORKSPACE.settings.value
say = catalogue().text


@dataclass(frozen=True)
class Told:
    """What one flow tells its readers: on its page and on paper, without spaces, and as data."""

    texts: tuple[str, str]
    data: dict[str, Any]

    def tells(self, words: str) -> list[bool]:
        return [squeezed(words) in text for text in self.texts]


@pytest.fixture(scope="module", params=FLOWS)
def flow(request: pytest.FixtureRequest, real_site: Path) -> tuple[Package, Told]:
    file = real_site / "projects" / request.param
    (article,) = html.parse(file.with_suffix(".html")).xpath("//article[@class='ag ag-guide']")
    sheets = pypdfium2.PdfDocument(file.with_suffix(".pdf"))
    paper = " ".join(sheet.get_textpage().get_text_bounded() for sheet in sheets)
    data = json.loads(file.with_suffix(".json").read_text("utf-8"))
    return FLOWS[request.param], Told((squeezed(article.text_content()), squeezed(paper)), data)


def items_of(package: Package) -> dict[str, Item]:
    return {id: item for each in package.departments.values() for id, item in each.items.items()}


def test_an_item_whose_source_lists_no_materials_says_so(flow: tuple[Package, Told]) -> None:
    package, told = flow
    silent = {id for id, item in items_of(package).items() if item.stated_materials is None}
    assert set(told.data["materials_not_stated"]) == silent
    page, paper = say("published.no_list"), say("published.unstated") + say("item.materials")
    assert [told.tells(page)[0], told.tells(paper)[1]] == [bool(silent)] * 2
    assert told.tells(say("item.no_materials")) == [False, False]


def test_no_figure_counts_materials_that_nobody_listed(flow: tuple[Package, Told]) -> None:
    _, told = flow
    nought = [re.search(r"(?<![0-9])0份", text) for text in told.texts]
    assert nought == [None, None]


def test_it_names_its_source_and_is_no_example(flow: tuple[Package, Told]) -> None:
    package, told = flow
    assert package.published
    assert SETTINGS.example
    assert told.tells(SETTINGS.example) == [False, False]
    assert told.tells(say("published.banner", authority=package.published.authority)) == [True] * 2
    assert told.tells(say("guide.historical")) == [package.published.historical] * 2
    assert told.data["source"]["authority"] == package.published.authority


def test_nobody_of_ours_stands_there_as_competent(flow: tuple[Package, Told]) -> None:
    _, told = flow
    channels = [*SETTINGS.helplines, *SETTINGS.complaints]
    ours = [
        SETTINGS.office.name,
        *(c.name for c in channels),
        *(c.phone for c in channels if c.phone),
    ]
    assert [name for name in ours if any(told.tells(name))] == []
    assert [name for name in ours if name in json.dumps(told.data, ensure_ascii=False)] == []


def test_a_statutory_figure_rests_on_a_statutory_limit(flow: tuple[Package, Told]) -> None:
    package, told = flow
    stated = any(item.statutory for item in items_of(package).values())
    figures = told.data["figures"]
    for name in ("approval_days", "one_after_another"):
        assert (figures[name]["statutory"] is not None) is stated
    assert stated or figures["saved"] is None
    assert [bool(re.search(r"法定(≥|不少于)?[0-9]", text)) for text in told.texts] == [stated] * 2


def test_what_the_source_leaves_open_is_told_as_an_assumption(flow: tuple[Package, Told]) -> None:
    package, told = flow
    told_by_source = any("counts_from" in i.model_fields_set for i in items_of(package).values())
    assert told.tells(say("counts_from.acceptance")) == [told_by_source] * 2
    assert told.tells(say("published.assumed_how")) == [True, True]


def test_nobody_signs_for_it(flow: tuple[Package, Told]) -> None:
    _, told = flow
    assert told.tells(say("print.slip_signed")) == [False, False]
