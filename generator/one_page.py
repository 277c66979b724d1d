"""The guide on one page (一图读懂): to hand out as A4, to hang up as A3; the same page enlarged.

However long a package is, it stays one page: type gets smaller down to a floor, then items are told
by name alone, then by department, then by stage. What fits is reckoned beforehand, in points of A4.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil
from typing import TYPE_CHECKING, TypeVar

from generator.cells import Cell, Cells, lines_of
from generator.drawing import text_width
from generator.messages import catalogue
from generator.paper import of_package, paper, version_page
from generator.uris import guide_uri
from generator.wording import Wording

if TYPE_CHECKING:
    from generator.desk import Desk
    from generator.guide import Guide, GuideStage
    from generator.pdf import Document

T = TypeVar("T")

HEIGHT, WIDTH = 842.0, 523.0
"""How high the page is, and how wide its text."""
LABEL, GUTTER = 103.0, 16.0
"""How wide the name of a stage is, and what is empty beside a cell."""
HEAD, TITLE, LEAST_HEAD = 83.0, 420.0, 124.0
"""The head without its title, the width of the title, and how high the head is at least."""
TITLES = ((20, 26, 34), (40, 19, 26), (1000, 15, 21))
"""Up to how many characters a title has which size and which leading."""
FIGURES, LEGEND, FOOT = 122.0, 17.0, 162.0
"""How high the figures are with what stands around them, the legend, and the foot."""
NOTE = 8.0
"""The size of the notes; nothing is smaller."""
LEADING = 1.36
ROW, STAGE = 5.0, 12.0
"""What is empty below a row of cells, and in a stage around them."""
STAGE_NAME, STAGE_LINE, STAGE_NOTE, STAGE_ALONE = 11.0, 15.5, 36.0, 22.5
"""Size and leading of a stage's name, what stands around and below it, and a stage in one line."""
MATERIALS, MATERIAL = 28.0, 3.0
"""What stands above the names of the materials, and between two of them."""
AIR = 24.0
"""The most by which a stage is spread out."""
FIRST_WIDTH = 150.0
"""How wide the first items are named, in one line each."""


@dataclass(frozen=True)
class Layout:
    """How the stages are set: the size of names, the cells in a row, and what a cell tells."""

    size: float
    columns: int
    tells: str
    """due (items with department, limit and due date), limits (without the date), names,
    departments (with the numbers of their items), counts (how many they are), most (the departments
    that have most of them) or stages."""
    materials: bool
    """Whether the names of the materials stand below."""
    rows: int = 0
    """How many rows of cells a stage has at most, where it tells of the most only."""
    air: float = 0
    """What is added to each stage, in points, so that a short page is not empty below."""

    @property
    def width(self) -> float:
        """How wide the text of a cell is."""
        return (WIDTH - LABEL - 8) / self.columns - GUTTER


LAYOUTS = (
    Layout(11.5, 2, "due", materials=True),
    Layout(10, 2, "due", materials=True),
    Layout(9.5, 3, "limits", materials=True),
    Layout(10, 2, "due", materials=False),
    Layout(9.5, 3, "limits", materials=False),
    Layout(8.5, 3, "limits", materials=False),
    Layout(8, 3, "limits", materials=False),
    Layout(8, 4, "limits", materials=False),
    Layout(10, 2, "names", materials=False),
    Layout(9, 3, "names", materials=False),
    Layout(8, 3, "names", materials=False),
    Layout(8, 4, "names", materials=False),
    Layout(9.5, 3, "departments", materials=False),
    Layout(8.5, 3, "departments", materials=False),
    Layout(9.5, 3, "counts", materials=False),
    Layout(8, 4, "counts", materials=False),
    Layout(9.5, 3, "most", materials=False, rows=4),
    Layout(9.5, 3, "most", materials=False, rows=2),
    Layout(8.5, 4, "most", materials=False, rows=1),
    Layout(8.5, 1, "stages", materials=False),
)
"""From the roomiest to the tightest; the last one fits always."""


def one_page_document(desk: Desk, id: str) -> Document:
    """Return the package *id* on one page of A4."""
    return _document(desk, id, "one-page")


def poster_document(desk: Desk, id: str) -> Document:
    """Return the package *id* as a poster of A3."""
    return _document(desk, id, "poster")


def _document(desk: Desk, id: str, kind: str) -> Document:
    guide, words = desk.guides[id], catalogue(desk.language)
    cells = Cells(guide, words, Wording(words))
    layout = fitting(cells)
    return paper(
        desk,
        "one-page",
        f"projects/{id}.{kind}.pdf",
        guide_uri(id),
        scanned=version_page(guide),
        kind=kind,
        layout=layout,
        stages=[(*each, _label_width(each[0])) for each in _told(cells, layout)],
        first=list(cells.first(FIRST_WIDTH, NOTE)),
        title_size=_title(guide)[0],
        title_leading=_title(guide)[1],
        **of_package(guide),
    )


def fitting(cells: Cells) -> Layout:
    """Return the roomiest layout in which *cells* stay on one page."""
    room = _room(cells.guide)
    for layout in LAYOUTS:
        left = room - _height(cells, layout)
        if left >= 0:
            break
    stages = len(cells.guide.stages)
    return replace(layout, air=min(max(left, 0) / max(stages, 1), AIR))


def _told(cells: Cells, layout: Layout) -> list[tuple[GuideStage, list[Cell]]]:
    """Return every stage with its cells as *layout* has them."""
    return cells.of(layout.tells, layout.rows * layout.columns, layout.size, layout.width)


def _label_width(stage: GuideStage) -> int:
    """Return how wide the lines of a stage's name are, in its characters, so that none is short."""
    lines = lines_of(stage.name, STAGE_NAME, LABEL - 36)
    return ceil(text_width(stage.name, STAGE_NAME) / STAGE_NAME / max(lines, 1))


def _room(guide: Guide) -> float:
    """Return how high stages and materials may be together."""
    size, leading = _title(guide)
    head = HEAD + lines_of(guide.package.name, size, TITLE) * leading
    banner = guide.settings.example or ""
    lines = sum(lines_of(line, NOTE, WIDTH - 11) for line in banner.splitlines())
    return HEIGHT - max(head, LEAST_HEAD) - FIGURES - LEGEND - FOOT - lines * 12 - 8


def _title(guide: Guide) -> tuple[float, float]:
    """Return size and leading of the title of *guide*."""
    length = len(guide.package.name)
    return next((size, leading) for most, size, leading in TITLES if length <= most)


def _height(cells: Cells, layout: Layout) -> float:
    """Return how high the stages are, and the materials, where *layout* names them."""
    stages = sum(_stage_height(stage, told, layout) for stage, told in _told(cells, layout))
    return stages + (_materials_height(cells.guide) if layout.materials else 0)


def _stage_height(stage: GuideStage, cells: Sequence[Cell], layout: Layout) -> float:
    if layout.tells == "stages":
        return STAGE_ALONE
    label = lines_of(stage.name, STAGE_NAME, LABEL - 36) * STAGE_LINE + STAGE_NOTE
    rows = _rows(cells, layout.columns)
    inside = sum(max(_cell_height(cell, layout) for cell in row) + ROW for row in rows)
    return max(label, inside + STAGE)


def _cell_height(cell: Cell, layout: Layout) -> float:
    name = lines_of(cell.name, layout.size, layout.width) * layout.size * LEADING
    return name + (lines_of(cell.note, NOTE, layout.width) * NOTE * LEADING if cell.note else 0)


def _materials_height(guide: Guide) -> float:
    """Return how high the names of the materials are, in three columns."""
    width = WIDTH / 3 - 24
    lines = [lines_of(each.material.name, NOTE, width) for each in guide.checklist.to_prepare]
    rows = sum(max(row) * NOTE * LEADING + MATERIAL for row in _rows(lines, 3))
    return MATERIALS + rows if lines else 0


def _rows(things: Sequence[T], columns: int) -> list[Sequence[T]]:
    return [things[n : n + columns] for n in range(0, len(things), columns)]
