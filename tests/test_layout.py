"""The pages of the printed guide, measured: whatever its length, nothing is cut off or alone."""

import re
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from types import SimpleNamespace

import pikepdf
import pypdfium2
import pytest

from generator import pdf, printing
from generator.guide import guide
from generator.lint import checked
from generator.messages import catalogue

from . import long_packages
from .long_packages import Shape

SHAPES = {
    "few": Shape(items=5, stages=2, name=4, departments=3, dated=False),
    "wide": Shape(items=10, stages=3, name=60, departments=10, phones=30, undecided=True),
    "bare": Shape(items=24, materials=0, text=0),
    "stacks": Shape(items=3, materials=40, stages=2, departments=2),
    "texts": Shape(items=1, materials=1, stages=1, departments=1, text=20_000),
}
MILLIMETRE = 72 / 25.4
WIDTH, HEIGHT = 210 * MILLIMETRE, 297 * MILLIMETRE
LEFT, RIGHT = 22 * MILLIMETRE, WIDTH - 18 * MILLIMETRE
FOOT, HEAD = 20 * MILLIMETRE, HEIGHT - 18 * MILLIMETRE
"""Of the text area, as the distance from the left and from the foot of the page."""
EMPTIEST = 0.5
"""How much of the text area is used at least, on every page but the cover and the last."""


@dataclass(frozen=True)
class Run:
    """A run of text on a page and where it stands, in points from the left and the foot."""

    left: float
    foot: float
    right: float
    head: float

    @property
    def in_area(self) -> bool:
        """Whether it stands at the height of the text area, and not at the edge as a tab does."""
        return self.foot > FOOT - 1 and self.head < HEAD + 1 and self.left < WIDTH - 9 * MILLIMETRE


@pytest.fixture(scope="module", params=SHAPES)
def laid_out(request, tmp_path_factory):
    """A package of a shape, with the runs of text on each page of its document."""
    root = long_packages.workspace(tmp_path_factory.mktemp(request.param), SHAPES[request.param])
    made = guide(checked(root)[0], "long", date(2026, 3, 9))
    path = root / "long.pdf"
    fonts = tmp_path_factory.getbasetemp() / "fonts"
    path.write_bytes(pdf.to_pdf(printing.guide_document(made, "zh", None), fonts))
    with pikepdf.open(path) as document, pypdfium2.PdfDocument(path) as pages:
        texts = [page.get_textpage() for page in pages]
        yield SimpleNamespace(
            runs=[[Run(*t.get_rect(n)) for n in range(t.count_rects())] for t in texts],
            texts=[text.get_text_bounded() for text in texts],
            headings=list(headings(document)),
        )


def headings(document):
    """Yield every entry of the outline: its title, its page from 0, and how high it stands."""
    numbers = {page.objgen: number for number, page in enumerate(document.pages)}

    def entries(items):
        for item in items:
            page, _, _, height, *_ = item.destination
            yield str(item.title), numbers[page.objgen], float(height)
            yield from entries(item.children)

    with document.open_outline() as opened:
        yield from entries(opened.root)


def test_no_text_leaves_the_text_area(laid_out):
    out = [
        (number, run)
        for number, runs in enumerate(laid_out.runs, start=1)
        for run in runs
        if (number == 1 or run.in_area) and not (run.left >= LEFT - 1 and run.right <= RIGHT + 1)
    ]
    assert out == []


def test_no_text_lies_over_another(laid_out):
    over = [
        (number, one, other)
        for number, runs in enumerate(laid_out.runs, start=1)
        for one, other in combinations(runs, 2)
        if min(one.right, other.right) - max(one.left, other.left) > 1
        and min(one.head, other.head) - max(one.foot, other.foot) > 1
    ]
    assert over == []


def test_no_heading_is_alone_at_the_end_of_a_page(laid_out):
    """Two lines of what it is about stand below it."""
    for title, page, height in laid_out.headings:
        below = {round(run.foot) for run in laid_out.runs[page] if FOOT < run.foot < height - 24}
        assert page == 0 or len(below) > 1, (title, page + 1)


def test_the_heads_of_a_table_are_on_all_its_pages(laid_out):
    words = catalogue().text
    pages = {title: page for title, page, _ in laid_out.headings}
    if first := pages.get(words("guide.checklist")):
        last = pages[words("guide.about")]
        for text in laid_out.texts[first : last + 1]:
            boxed = text.partition(words("guide.about") + "\r\n")[0]
            assert not re.search(words("material.originals", count=1), boxed) or (
                words("print.for_items") in boxed
            )


def test_no_page_is_mostly_empty(laid_out):
    for number, runs in enumerate(laid_out.runs[1:-1], start=2):
        lowest = min(run.foot for run in runs if run.in_area)
        assert (HEAD - lowest) / (HEAD - FOOT) > EMPTIEST, number


@pytest.mark.parametrize("name", [4, 60])
@pytest.mark.parametrize("items", [5, 30, 200])
def test_the_overview_is_one_page(items, name, tmp_path, tmp_path_factory):
    """Items where there is room for them, else departments, else how many there are."""
    most = min(items, 20)
    shape = Shape(items=items, name=name, departments=most, stages=min(items, 6), materials=1)
    root = long_packages.workspace(tmp_path, shape, print={"parts": ["cover", "overview"]})
    made = guide(checked(root)[0], "long", date(2026, 3, 9))
    fonts = tmp_path_factory.getbasetemp() / "fonts"
    printed = pdf.to_pdf(printing.guide_document(made, "zh", None), fonts)
    with pypdfium2.PdfDocument(printed) as pages:
        assert len(pages) == 2
        told = pages[1].get_textpage().get_text_bounded()
    assert all(stage.name in re.sub(r"\s", "", told) for stage in made.stages)
