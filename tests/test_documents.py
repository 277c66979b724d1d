"""The documents beside the guide, as PDF: what is on them, and that they are whole."""

from __future__ import annotations

import logging
import re
from dataclasses import replace
from datetime import date
from fnmatch import fnmatch
from io import BytesIO
from typing import TYPE_CHECKING

import pikepdf
import pypdfium2
import pypdfium2.raw
import pytest
from lxml import html as markup

from generator import documents as registry
from generator import fonts, pdf, printing
from generator.booklets import MOST
from generator.desk import Desk
from generator.documents import KINDS, documents, printed_to
from generator.lint import checked
from generator.messages import LANGUAGES, catalogue
from generator.problems import InvalidSources
from generator.site import published

from . import planting
from .conftest import AS_OF, ROOT
from .offices import office
from .test_fields_shown import text_and_links
from .test_pdf import (
    BOX,
    SMALLEST_TYPE,
    annotations,
    outline,
    size_of,
    squeezed,
    structure,
    told_to,
)
from .test_workers import EATER

if TYPE_CHECKING:
    from pathlib import Path

    from .planting import Mark

DAY = date.fromisoformat(AS_OF)
PACKAGE, DEPARTMENT = "small-low-risk-workshop", "meteorology"
A4, A3 = (595.28, 841.89), (841.89, 1190.55)
ENGINE = logging.getLogger("weasyprint")
say = catalogue().text


class Printed:
    """A document of an desk, printed."""

    def __init__(self, desk: Desk, kind: str, id: str, cache: Path) -> None:
        self.desk, self.id = desk, id
        (chosen,) = [each for each in KINDS if each.name == kind]
        made = chosen.made(desk, id)
        self.html, self.title = made.html, printing.title(made)
        with told_to(ENGINE) as complaints:
            content = pdf.to_pdf(made, cache)
        assert complaints == []
        self.document = pikepdf.open(BytesIO(content))
        self.pages = pypdfium2.PdfDocument(content)
        self.texts = [squeezed(page.get_textpage().get_text_bounded()) for page in self.pages]

    def boxes(self) -> int:
        """Return how many boxes there are for a pen."""
        found = 0
        for page in self.pages:
            for each in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_PATH]):
                left, bottom, right, top = each.get_bounds()
                found += (right - left, top - bottom) == pytest.approx((BOX, BOX), abs=0.1)
        return found


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache") / "fonts"


@pytest.fixture(scope="module")
def desk() -> Desk:
    return Desk.of(checked(ROOT)[0], DAY)


def made_up(root: Path, **sizes: object) -> Desk:
    return Desk.of(checked(office(root, **sizes))[0], DAY)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def booklet(tmp_path_factory: pytest.TempPathFactory, cache: Path) -> Printed:
    root = tmp_path_factory.mktemp("bound") / "office"
    return Printed(made_up(root, items=4, packages=3), "chain-booklet", "chain", cache)


@pytest.fixture(scope="module")
def handbook(desk: Desk, cache: Path) -> Printed:
    return Printed(desk, "handbook", DEPARTMENT, cache)


@pytest.fixture(scope="module", params=["one-page", "poster", "checklist", "slip"])
def of_package(request: pytest.FixtureRequest, desk: Desk, cache: Path) -> Printed:
    return Printed(desk, request.param, PACKAGE, cache)


def is_whole(printed: Printed) -> None:
    """Hold what holds of every document: PDF/UA's ground rules, glyphs, sizes, links."""
    document, root = printed.document, printed.document.Root
    assert str(root.Lang) == "zh-CN"
    assert root.MarkInfo.Marked
    with document.open_metadata() as metadata:
        assert metadata["dc:title"] == printed.title
        assert metadata["pdfuaid:part"] == "1"
    assert outline(document), "no outline"
    elements = list(structure(root.StructTreeRoot.K))
    assert all(str(each.get("/Alt", "")) for each in elements if each.S == "/Figure")
    for table in [each for each in elements if each.S == "/Table"]:
        rows = [each for each in structure(table) if each.S == "/TR"]
        cells = [[cell.S for cell in structure(row) if cell.S in {"/TH", "/TD"}] for row in rows]
        assert len({len(row) for row in cells}) == 1
        assert set(cells[0]) == {pikepdf.Name("/TH")}
    assert fonts.missing(markup.document_fromstring(printed.html).text_content()) == ""
    lands(document)
    sizes = {
        round(size_of(page, place), 2)
        for page in (sheet.get_textpage() for sheet in printed.pages)
        for place, character in enumerate(page.get_text_range())
        if character.strip()
    }
    assert min(sizes) >= SMALLEST_TYPE - 0.01


def lands(document: pikepdf.Pdf) -> None:
    """Hold that every link within the document leads somewhere in it, the others to addresses."""
    links = annotations(document)
    inner = {str(each.Dest) for each in links if "/Dest" in each}
    if inner:
        assert inner <= {str(name) for name in list(document.Root.Names.Dests.Names)[::2]}
    outer = [str(each.A.URI) for each in links if "/A" in each]
    assert all(re.match(r"(https?|tel):", address) for address in outer), outer


def test_what_ends_no_earlier_than_a_day_is_not_said_to_end_before_it(desk: Desk) -> None:
    told = squeezed(registry.KINDS[0].made(desk, "rural-water-supply").html)
    assert re.search("不早于[^<前]+办结", told)
    assert not re.search("不早于[^<，。；]+前办结", told)


@pytest.mark.parametrize("id", ["selenium-food-park", "county-hospital-building"])
def test_nothing_below_a_title_in_the_flow_is_cut_off(id: str, desk: Desk) -> None:
    html = registry.KINDS[0].made(desk, id).html
    notes = re.findall(r'class="box-note"[^>]*>([^<]*)', html)
    assert len(notes) > len(desk.guides[id].items)
    assert [note for note in notes if "…" in note] == []


def test_documents_of_a_package_are_whole(of_package: Printed) -> None:
    is_whole(of_package)


def test_a_handbook_is_whole(handbook: Printed) -> None:
    is_whole(handbook)


def test_a_booklet_is_whole(booklet: Printed) -> None:
    is_whole(booklet)


@pytest.mark.parametrize(
    "sizes",
    [
        {"items": 5},
        {"items": 30},
        {"items": 30, "name": 60},
        {"items": 60},
        {"items": 200},
        {"items": 200, "name": 60, "departments": 70},
        {"items": 40, "stages": tuple(f"第{number}个阶段" for number in range(1, 9))},
        {"items": 300, "stages": tuple(f"名字很长的阶段{number}" for number in range(1, 13))},
    ],
    ids=str,
)
def test_one_page_is_one_page_and_nothing_on_it_overlaps(
    sizes: dict[str, object], tmp_path: Path, cache: Path
) -> None:
    printed = Printed(made_up(tmp_path / "office", **sizes), "one-page", "p0", cache)
    assert len(printed.pages) == 1
    guide = printed.desk.guides["p0"]
    for stage in guide.stages:
        assert squeezed(stage.name) in printed.texts[0]
    page = printed.pages[0].get_textpage()
    last = lowest(page, guide.stages[-1].name)
    assert last > highest(page, say("guide.first")), "the stages run into the foot"
    if say("legend.critical")[:2] in printed.texts[0]:
        assert lowest(page, say("legend.critical")) > highest(page, say("guide.first"))


def lowest(page: pypdfium2.PdfTextPage, text: str) -> float:
    """Return how far up the page *text* is at its foot, where it stands last, in points."""
    return min(box[1] for box in boxes_of(page, text))


def highest(page: pypdfium2.PdfTextPage, text: str) -> float:
    return max(box[3] for box in boxes_of(page, text)[-1:])


def boxes_of(page: pypdfium2.PdfTextPage, text: str) -> list[tuple[float, ...]]:
    found = page.search(text[:4])
    boxes = []
    while place := found.get_next():
        start, count = place
        boxes += [page.get_charbox(n) for n in range(start, start + count)]
    return boxes


def test_thirty_items_are_named_on_one_page_with_who_and_how_long(desk: Desk, cache: Path) -> None:
    printed = Printed(desk, "one-page", "selenium-food-park", cache)
    guide = desk.guides["selenium-food-park"]
    assert len(guide.taking_part) >= 30
    for item in guide.taking_part:
        department = item.department.short_name or item.department.name
        assert squeezed(f"{item.number} {item.short_name}{department}") in printed.texts[0]


def test_a_poster_is_the_page_enlarged(desk: Desk, cache: Path) -> None:
    page, poster = (Printed(desk, kind, PACKAGE, cache) for kind in ("one-page", "poster"))
    assert page.pages[0].get_size() == pytest.approx(A4, abs=0.5)
    assert poster.pages[0].get_size() == pytest.approx(A3, abs=0.5)
    assert page.texts == poster.texts


def test_the_checklist_has_a_box_for_each_material(desk: Desk, cache: Path) -> None:
    printed = Printed(desk, "checklist", PACKAGE, cache)
    listed = desk.guides[PACKAGE].checklist.to_prepare
    assert printed.boxes() == len(listed)
    text = "".join(printed.texts)
    assert [each.material.name for each in listed if squeezed(each.material.name) not in text] == []
    assert len(printed.pages) == 1


def test_a_slip_asks_for_each_material_once_and_is_cut_in_two(desk: Desk, cache: Path) -> None:
    printed = Printed(desk, "slip", PACKAGE, cache)
    guide = desk.guides[PACKAGE]
    titles = [squeezed(title) for title, _ in outline(printed.document)]
    items = [squeezed(f"{item.number}{item.name}") for item in guide.taking_part]
    assert [title for title in titles if title in items] == items
    asked = [
        len([m for m in item.item.materials if not (m.exempt or guide.supplies(m))]) or 3
        for item in guide.taking_part
    ]
    sheets = len(items) + len(guide.stages)
    assert printed.boxes() == sum(asked) + len(items) + 2 * 2 * sheets
    for text in printed.texts:
        assert text.count(squeezed(say("slip.title"))) == 2
        assert squeezed(say("slip.proves")) in text


def test_a_handbook_has_every_item_where_its_contents_say(handbook: Printed) -> None:
    pages = {squeezed(title): page for title, page in outline(handbook.document)}
    department = handbook.desk.departments[DEPARTMENT]
    for number, item in enumerate(department.items.values(), start=1):
        entry = squeezed(f"{number}{item.name}")
        assert entry in handbook.texts[pages[entry] - 1]
        limits = r"(?:\d+个\S{1,3}日|即办|未公布|–)"
        told = re.search(f"{re.escape(entry)}{limits}{limits}(\\d)", "".join(handbook.texts))
        assert told, entry
        assert int(told[1]) == pages[entry]


def test_a_booklet_names_the_page_of_each_guide(booklet: Printed) -> None:
    entries = outline(booklet.document)
    for guide in booklet.desk.guides.values():
        name = guide.package.name
        (start,) = [page for title, page in entries if title == say("guide.title", name=name)]
        figure = re.escape(squeezed(say("figure.days", days=guide.schedule.approval.promised.days)))
        told = re.search(f"{re.escape(squeezed(name))}\\S*?{figure}(\\d+)", booklet.texts[1])
        assert told
        assert told[1].startswith(str(start))
        assert squeezed(name) in booklet.texts[start - 1]
        assert guide.version in booklet.texts[start], "the foot is not that of the guide"
        assert squeezed(say("guide.title", name=name)) in booklet.texts[start]
    assert booklet.texts[-1].count(f"{len(booklet.pages)}/{len(booklet.pages)}") == 1


def test_a_booklet_has_the_outline_of_each_guide_below_its_title(booklet: Printed) -> None:
    with booklet.document.open_outline() as opened:
        tops = [(top.title, [squeezed(kid.title) for kid in top.children]) for top in opened.root]
    assert len(tops) == 1 + len(booklet.desk.ours)
    for guide, (title, below) in zip(booklet.desk.guides.values(), tops[1:], strict=True):
        assert guide.package.name in title
        for stage in guide.stages:
            assert squeezed(f"{stage.number}{stage.name}") in below


def test_ids_of_one_guide_are_not_those_of_another(booklet: Printed) -> None:
    ids = markup.document_fromstring(booklet.html).xpath("//@id")
    assert len(set(ids)) == len(ids)


def test_booklets_are_of_some_guides_and_not_too_many(desk: Desk) -> None:
    ours = {count: dict.fromkeys(map(str, range(count))) for count in (1, 2, MOST, MOST + 1)}
    bound = {
        count: [
            each.id
            for each in documents(replace(desk, ours=packages))
            if each.kind.name == "office-booklet"
        ]
        for count, packages in ours.items()
    }
    assert bound == {1: [], 2: ["office"], MOST: ["office"], MOST + 1: []}


def test_flows_from_elsewhere_are_printed_as_guides_only(desk: Desk) -> None:
    theirs = desk.guides.keys() - desk.ours.keys()
    assert theirs
    assert {each.kind.name for each in documents(desk) if each.id in theirs} == {"guide"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_has_its_words(language: str) -> None:
    words = catalogue(language)
    for kind in KINDS:
        assert words.text(f"document.{kind.name}", name="")
        assert words.text(f"kinds.{kind.name}", fewest=1, most=2)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_document_is_made_in_each_language(language: str, tmp_path: Path) -> None:
    planting.workspace(tmp_path)
    settings = tmp_path / "site_config.yml"
    text = settings.read_text("utf-8")
    settings.write_text(re.sub(r'("?language"?: "?)zh', rf"\g<1>{language}", text), "utf-8")
    planting.own(tmp_path)
    planted = Desk.of(checked(tmp_path)[0], DAY)
    assert planted.language == language
    listed = list(documents(planted))
    assert {each.kind.name for each in listed} >= {"one-page", "checklist", "slip", "handbook"}
    for each in listed:
        html = each.made().html
        assert not re.search(r"<built-in|&lt;bound method|\bNone\b|Undefined", html), each.uri


UNPRINTED = {
    "Department.items:*": "they are what the handbook is made of",
    "*.id:*": "an id joins things; readers follow it as a link",
    "*.internal_*": "the public edition has none; see test_fields_shown",
    "*.tolerated*": "a matter of the file, not of what the department offers",
    "Department.remedies.*": "told with every item that has none of its own",
}
"""Fields of a department that its handbook does not show by themselves, by path, and why."""


def test_a_handbook_says_all_that_a_department_says(tmp_path: Path) -> None:
    marks = planting.workspace(tmp_path)
    planted = Desk.of(checked(tmp_path)[0], DAY)
    made = {each.id: each.made() for each in documents(planted) if each.kind.name == "handbook"}
    seen = [text_and_links(document.html) for document in made.values()]
    missing = [
        f"{mark.path}: {mark.pattern}"
        for mark in marks
        if mark.path.startswith(("Department.", "Item.")) and not shown(mark, seen)
    ]
    told = {path for path in missing if not any(fnmatch(path, why) for why in UNPRINTED)}
    assert sorted(told) == []


def shown(mark: Mark, seen: list[tuple[str, str]]) -> bool:
    return any(re.search(mark.pattern, links if mark.link else text) for text, links in seen)


def test_what_cannot_be_printed_stops_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The others are printed, those of before stay, and a build publishes nothing."""
    root = office(tmp_path / "office", items=2, packages=2)
    bad, ids = "p0", ["p0", "p1"]
    kind = KINDS[[each.name for each in KINDS].index("checklist")]

    def made(desk: Desk, id: str) -> pdf.Document:
        document = kind.made(desk, id)
        return replace(document, html=document.html + EATER) if id == bad else document

    hostile = replace(kind, made=made)
    monkeypatch.setattr(printing, "MEMORY", 500 << 20)
    out = tmp_path / "out"
    out.mkdir()
    (out / "p0.checklist.pdf").write_bytes(b"of before")
    desk = Desk.of(checked(root)[0], DAY)
    written = []
    with pytest.raises(InvalidSources) as failed:
        written += printed_to(out, list(documents(desk, [hostile])), 2)
    assert [problem.place.path for problem in failed.value.problems] == ["guides/projects/p0.yml"]
    assert (out / "p0.checklist.pdf").read_bytes() == b"of before"
    assert (out / "p1.checklist.pdf").read_bytes().startswith(b"%PDF-")
    assert {path.name for path in out.iterdir()} == {f"{id}.checklist.pdf" for id in ids}

    monkeypatch.setattr(registry, "PACKAGE_KINDS", (hostile,))
    monkeypatch.setattr("generator.site_documents.SHARED_KINDS", ())
    with pytest.raises(InvalidSources):
        published(root, AS_OF, 1, pdfs=True)
