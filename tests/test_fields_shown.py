"""Every field of the model reaches its readers, on page and paper, or a reason says why not."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatch
from typing import TYPE_CHECKING

import pypdfium2
import pytest
from lxml import html

from generator import plugin, schema
from generator.guide import guide
from generator.lint import checked
from generator.printing import guide_document

from . import planting
from .planting import SEEN, say, squeezed

if TYPE_CHECKING:
    from pathlib import Path

    from .planting import Mark

AS_OF = "2026-03-09"
MKDOCS = """\
site_name: 〔站名〕
docs_dir: guides
use_directory_urls: false
theme: {name: material, font: false}
plugins: [approval-guides]
nav: [index.md]
validation: {nav: {omitted_files: ignore}}
"""
GUIDE = ("projects/planted.html", "projects/old.html", "projects/plain.html")
PAGES = {
    "Settings": [("index.html", *GUIDE, "assets/ag/search/search-index.js")],
    "Department": [("departments/planted.html",)],
    "Item": [("items/full.html",), GUIDE],
    "Package": [GUIDE],
    "Stage": [GUIDE],
    "Use": [GUIDE],
    "Choice": [GUIDE],
}
"""Where readers look for what a model says: somewhere on each of these groups of pages."""
UNPLANTED = {"CalendarYear": "readers see the dates that come of it"}
"""Kinds of files whose fields are not looked for, and why."""
UNSEEN = {
    "Settings.address": "the reader is there already; on paper a code leads there",
    "*.id": "an id joins things; readers follow it as a link",
}
"""Fields that no page shows, by path, and why."""
PAPER = ("planted", "old", "plain")
UNPRINTED = {
    "Settings.foot.*": "what the law asks of the foot of a site, and only there",
}
"""Fields that the guide's page shows and its document does not, by path, and why."""
ALIKE = "Use.materials.one_set"
"""A bare yes, said in the same words of an item's own materials and of a package's."""


@dataclass(frozen=True)
class Shown:
    """What readers see of a site: the text and the links of its pages, by address."""

    text: dict[str, str]
    links: dict[str, str]

    def has(self, mark: Mark, *pages: str) -> bool:
        where = self.links if mark.link else self.text
        return any(re.search(mark.pattern, where[page]) for page in pages)


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Mark], Shown]:
    root = tmp_path_factory.mktemp("planted")
    marks = planting.workspace(root)
    (root / "mkdocs.yml").write_text(MKDOCS, "utf-8")
    workspace, _ = checked(root)
    seen = shown(plugin.build(root, root / "site", AS_OF, 1, pdfs=True))
    for id in PAPER:
        document = guide_document(guide(workspace, id, date.fromisoformat(AS_OF)), "zh", None)
        seen.text[id], seen.links[id] = text_and_links(document.html)
    return marks, seen


def shown(site: Path) -> Shown:
    text, links = {}, {}
    for path in (*site.rglob("*.html"), *site.rglob("search-index.js")):
        uri, content = path.relative_to(site).as_posix(), path.read_text("utf-8")
        if path.suffix == ".html":
            text[uri], links[uri] = text_and_links(content)
        else:
            text[uri], links[uri] = squeezed(content), ""
    for path in site.rglob("projects/*.pdf"):
        sheets = [sheet.get_textpage().get_text_bounded() for sheet in pypdfium2.PdfDocument(path)]
        text[path.name] = squeezed(" ".join(sheets))
    return Shown(text, links)


def text_and_links(page: str) -> tuple[str, str]:
    document = html.document_fromstring(page)
    for unseen in document.xpath("//script | //style | //head"):
        unseen.drop_tree()
    links = " ".join(document.xpath("//@href | //@src"))
    return squeezed(f"lang={document.get('lang')} {document.text_content()}"), links


def reason(path: str, reasons: dict[str, str]) -> str | None:
    return next((why for pattern, why in reasons.items() if fnmatch(path, pattern)), None)


def pages_of(mark: Mark) -> list[tuple[str, ...]]:
    return PAGES[mark.path.partition(".")[0]]


def test_every_kind_of_file_is_planted() -> None:
    kinds = {model.__name__ for model in schema.FILES.values()}
    assert kinds - PAGES.keys() == UNPLANTED.keys()


def test_every_field_is_on_its_pages(planted: tuple[list[Mark], Shown]) -> None:
    marks, seen = planted
    missing = [
        f"{mark.path} is not on {pages[0]}: {mark.pattern}"
        for mark in marks
        for pages in pages_of(mark)
        if not seen.has(mark, *pages) and reason(mark.path, UNSEEN) is None
    ]
    assert not missing, "\n".join(missing)


def test_what_a_guide_says_on_its_page_it_says_on_paper(planted: tuple[list[Mark], Shown]) -> None:
    marks, seen = planted
    missing = [
        f"{mark.path}: {mark.pattern}"
        for mark in marks
        if seen.has(mark, *GUIDE)
        and not seen.has(mark, *PAPER)
        and reason(mark.path, UNPRINTED) is None
    ]
    assert not missing, "\n".join(missing)


def test_what_a_document_says_is_printed(planted: tuple[list[Mark], Shown]) -> None:
    _, seen = planted
    for id in PAPER:
        words = set(re.findall("〔[^〔〕]+〕", seen.text[id]))
        assert len(words) > 1
        assert sorted(word for word in words if word not in seen.text[f"{id}.pdf"]) == []


def test_an_old_flow_tells_no_telephone(planted: tuple[list[Mark], Shown]) -> None:
    _, seen = planted
    page = seen.text["projects/old.html"].partition(say("guide.version", day="", version=""))[0]
    for text in (seen.text["old"], seen.text["old.pdf"], page):
        assert re.findall(r"0900-\d+", text) == []
    assert "0900-" in seen.text["planted.pdf"]


def test_materials_that_nobody_listed_are_told_from_none(
    planted: tuple[list[Mark], Shown],
) -> None:
    _, seen = planted
    for page in ("projects/plain.html", "plain", "plain.pdf", "items/opening.html"):
        assert say("item.no_list") in seen.text[page]
        assert say("item.no_materials") not in seen.text[page]
        assert not re.search(r"(?<!\d)0份", seen.text[page])
    for page in ("projects/planted.html", "planted", "planted.pdf", "items/closing.html"):
        assert say("item.no_materials") in seen.text[page]


def test_a_flow_from_elsewhere_tells_no_channel_of_ours(
    planted: tuple[list[Mark], Shown],
) -> None:
    marks, seen = planted
    channels = ("Settings.helplines.", "Settings.complaints.", "Settings.office.name")
    ours = [mark for mark in marks if mark.path.startswith(channels)]
    assert [mark.path for mark in ours if seen.has(mark, "planted", "old")] == []
    assert [mark.path for mark in ours if not seen.has(mark, "plain")] == []


def test_every_reason_for_silence_holds(planted: tuple[list[Mark], Shown]) -> None:
    marks, seen = planted
    shown = [
        mark.path
        for mark in marks
        if reason(mark.path, UNSEEN) and any(seen.has(mark, *pages) for pages in pages_of(mark))
    ]
    printed = [m.path for m in marks if reason(m.path, UNPRINTED) and seen.has(m, *PAPER)]
    assert (shown, printed) == ([], [])
    for pattern in UNSEEN | UNPRINTED:
        assert [mark for mark in marks if fnmatch(mark.path, pattern)], f"{pattern} is no field"


def test_no_two_fields_are_taken_for_each_other(planted: tuple[list[Mark], Shown]) -> None:
    marks, _ = planted
    marks = [mark for mark in marks if mark.path not in SEEN and mark.path != ALIKE]
    places = Counter(mark.pattern for mark in marks)
    assert [mark.path for mark in marks if places[mark.pattern] > 1] == []
