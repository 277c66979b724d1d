"""What an office may settle about its documents: colour, emblem, sides, parts, templates."""

from datetime import date

import pikepdf
import pypdfium2
import pytest

from generator import pdf, printing
from generator.desk import emblem_address
from generator.guide import guide
from generator.lint import checked
from generator.messages import catalogue

from . import long_packages
from .long_packages import Shape

SMALL = Shape(items=6, materials=1, departments=2, stages=2)
EMBLEM = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M0 0h9v9z"/></svg>'
MILLIMETRE = 72 / 25.4
WIDTH = 210 * MILLIMETRE


@pytest.fixture
def printed(tmp_path, tmp_path_factory):
    """A function that prints a small guide under settings, and returns the PDF's path."""

    def made(templates=None, files=None, **settings):
        for name, content in (files or {}).items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(content, "utf-8")
        workspace, _ = checked(long_packages.workspace(tmp_path, SMALL, **settings))
        small = guide(workspace, "long", date(2026, 3, 9))
        own = tmp_path / templates if templates else None
        document = printing.guide_document(small, "zh", own, emblem_address(workspace))
        path = tmp_path / "long.pdf"
        path.write_bytes(pdf.to_pdf(document, tmp_path_factory.getbasetemp() / "fonts"))
        return path

    return made


def titles(path):
    with pikepdf.open(path) as document, document.open_outline() as outline:
        return [str(entry.title) for entry in outline.root]


def test_the_cover_has_the_colour_of_the_office(printed):
    with pypdfium2.PdfDocument(printed(print={"accent": "#7A1F2B"})) as document:
        assert document[0].render().to_pil().convert("RGB").getpixel((9, 9)) == (0x7A, 0x1F, 0x2B)


def test_the_cover_shows_the_emblem_and_says_whose_it_is(printed):
    office = {"name": "示例县行政审批服务局", "emblem": "files/emblem.svg"}
    path = printed(office=office, files={"guides/files/emblem.svg": EMBLEM})
    words = catalogue().text("print.emblem", office=office["name"])
    with pikepdf.open(path) as document:
        told = [
            str(each.Alt)
            for each in document.objects
            if isinstance(each, pikepdf.Dictionary) and each.get("/S") == "/Figure"
        ]
    assert words in told


def test_a_guide_has_the_parts_that_the_office_wants_in_its_order(printed):
    words = catalogue().text
    found = titles(printed(print={"parts": ["contacts", "overview", "slip"]}))
    assert found == [words("guide.contacts"), words("print.overview"), words("print.slip")]


@pytest.mark.parametrize(("sides", "left"), [("single", 22), ("double", 18)])
def test_printed_on_both_sides_margins_and_tabs_are_mirrored(printed, sides, left):
    path = printed(print={"sides": sides, "parts": ["stages"]})
    with pypdfium2.PdfDocument(path) as document:
        pages = [page.get_textpage() for page in document]
        assert len(pages) > 1
        for number, page in enumerate(pages, start=1):
            runs = [page.get_rect(place) for place in range(page.count_rects())]
            inner = [run for run in runs if 9 * MILLIMETRE < run[0] < WIDTH - 9 * MILLIMETRE]
            margin = left if number % 2 == 0 else 22
            assert min(run[0] for run in inner) == pytest.approx(margin * MILLIMETRE, abs=1.5)
            (tab,) = [run for run in runs if run not in inner]
            assert (tab[0] < WIDTH / 2) == (number % 2 == 0 and sides == "double")


def test_a_file_of_the_office_takes_the_place_of_ours_alone(printed):
    """One part, and one style sheet; the other parts and what a style sheet is given stay ours."""
    path = printed(
        "templates",
        {
            "templates/print/slip.html.j2": "<h2>办公室自己的回执</h2>{{ guide.version }}",
            "templates/print/print.css": "h2 { color: {{ accent }}; break-before: page }",
        },
        print={"parts": ["overview", "slip"]},
    )
    assert titles(path) == [catalogue().text("print.overview"), "办公室自己的回执"]
    with pypdfium2.PdfDocument(path) as document:
        width, _ = document[0].get_size()
        assert width == pytest.approx(WIDTH, abs=0.5)
        assert "版本" not in document[1].get_textpage().get_text_bounded()
