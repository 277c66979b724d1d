"""The guide on one page (一图读懂): to hand out as A4, to hang up as A3; the same page enlarged.

However long a package is, it stays one page: type gets smaller down to a floor, then items are told
by name alone, then by department, then by stage. What fits is reckoned beforehand, in points of A4.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from math import ceil
from typing import TYPE_CHECKING, TypeVar

from generator.drawing import text_width, wrapped
from generator.messages import catalogue
from generator.paper import of_package, paper, version_page
from generator.uris import guide_uri
from generator.wording import Wording

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from generator.desk import Desk
    from generator.guide import Guide, GuideItem, GuideStage
    from generator.messages import Catalogue
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
FIRST, FIRST_WIDTH = 2, 150.0
"""How many of the first items are named, in one line each."""


@dataclass(frozen=True)
class Cell:
    """A place in a stage: an item, or all of one department."""

    name: str
    note: str = ""
    critical: bool = False


@dataclass(frozen=True)
class Layout:
    """How the stages are set: the size of names, the cells in a row, and what a cell tells."""

    size: float
    columns: int
    tells: str
    """due (items with department, limit and due date), limits (without the date), names,
    departments (with the numbers of their items), counts (how many they are) or stages."""
    materials: bool
    """Whether the names of the materials stand below."""
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
        stages=cells.of(layout),
        first=list(cells.first()),
        title_size=_title(guide)[0],
        title_leading=_title(guide)[1],
        **of_package(guide),
    )


@dataclass(frozen=True)
class Cells:
    """What the cells of a guide's stages say."""

    guide: Guide
    words: Catalogue
    wording: Wording

    def of(self, layout: Layout) -> list[tuple[GuideStage, list[Cell]]]:
        """Return every stage with its cells as *layout* has them."""
        told: dict[str, Callable[[GuideStage], Iterable[Cell]]] = {
            "due": partial(self._items, self._due),
            "limits": partial(self._items, self._limit),
            "names": partial(self._items, lambda _: ""),
            "departments": partial(self._departments, numbers=True),
            "counts": partial(self._departments, numbers=False),
            "stages": lambda _: (),
        }
        return [(stage, list(told[layout.tells](stage))) for stage in self.guide.stages]

    def first(self) -> Iterator[Cell]:
        """Yield what can be begun at once, each name in one line."""
        for item in self.guide.first[:FIRST]:
            (name,) = wrapped(f"{item.number} {item.short_name}", 9, FIRST_WIDTH, 1)
            (note,) = wrapped(
                " · ".join(filter(None, (_department(item), item.window.phone))),
                NOTE,
                FIRST_WIDTH,
                1,
            )
            yield Cell(name, note)

    def _items(self, note: Callable[[GuideItem], str], stage: GuideStage) -> Iterator[Cell]:
        for item in _shown(stage):
            critical = item.dates is not None and item.dates.critical
            yield Cell(f"{item.number} {item.short_name}", note(item), critical)

    def _limit(self, item: GuideItem) -> str:
        return f"{_department(item)} · {self.wording.brief(item.item.promised)}"

    def _due(self, item: GuideItem) -> str:
        told = self._limit(item)
        if item.dates is None:
            return told
        due = self.wording.marked(item.dates.due, item.dates, "day.axis")
        return f"{told} · {self.words.text('guide.due_by', day=due)}"

    def _departments(self, stage: GuideStage, *, numbers: bool) -> Iterator[Cell]:
        found: dict[str, list[GuideItem]] = {}
        for item in _shown(stage):
            found.setdefault(item.department_id, []).append(item)
        for items in found.values():
            count = self.words.text("guide.stage_items", count=len(items))
            note = f"{count} · {self.wording.numbers(items)}" if numbers else ""
            name = _department(items[0]) if numbers else f"{_department(items[0])} {count}"
            yield Cell(name, note, any(item.dates and item.dates.critical for item in items))


def _shown(stage: GuideStage) -> list[GuideItem]:
    return [item for item in stage.items if item.used.takes_part]


def _department(item: GuideItem) -> str:
    return item.department.short_name or item.department.name


def fitting(cells: Cells) -> Layout:
    """Return the roomiest layout in which *cells* stay on one page."""
    room = _room(cells.guide)
    for layout in LAYOUTS:
        left = room - _height(cells, layout)
        if left >= 0:
            break
    stages = len(cells.guide.stages)
    return replace(layout, air=min(max(left, 0) / max(stages, 1), AIR))


def _room(guide: Guide) -> float:
    """Return how high stages and materials may be together."""
    size, leading = _title(guide)
    head = HEAD + _lines(guide.package.name, size, TITLE) * leading
    banner = guide.settings.example or ""
    lines = sum(_lines(line, NOTE, WIDTH - 11) for line in banner.splitlines())
    return HEIGHT - max(head, LEAST_HEAD) - FIGURES - LEGEND - FOOT - lines * 12 - 8


def _title(guide: Guide) -> tuple[float, float]:
    """Return size and leading of the title of *guide*."""
    length = len(guide.package.name)
    return next((size, leading) for most, size, leading in TITLES if length <= most)


def _height(cells: Cells, layout: Layout) -> float:
    """Return how high the stages are, and the materials, where *layout* names them."""
    stages = sum(_stage_height(stage, told, layout) for stage, told in cells.of(layout))
    return stages + (_materials_height(cells.guide) if layout.materials else 0)


def _stage_height(stage: GuideStage, cells: Sequence[Cell], layout: Layout) -> float:
    if layout.tells == "stages":
        return STAGE_ALONE
    label = _lines(stage.name, STAGE_NAME, LABEL - 36) * STAGE_LINE + STAGE_NOTE
    rows = _rows(cells, layout.columns)
    inside = sum(max(_cell_height(cell, layout) for cell in row) + ROW for row in rows)
    return max(label, inside + STAGE)


def _cell_height(cell: Cell, layout: Layout) -> float:
    name = _lines(cell.name, layout.size, layout.width) * layout.size * LEADING
    return name + (_lines(cell.note, NOTE, layout.width) * NOTE * LEADING if cell.note else 0)


def _materials_height(guide: Guide) -> float:
    """Return how high the names of the materials are, in three columns."""
    width = WIDTH / 3 - 24
    lines = [_lines(each.material.name, NOTE, width) for each in guide.checklist.to_prepare]
    rows = sum(max(row) * NOTE * LEADING + MATERIAL for row in _rows(lines, 3))
    return MATERIALS + rows if lines else 0


def _rows(things: Sequence[T], columns: int) -> list[Sequence[T]]:
    return [things[n : n + columns] for n in range(0, len(things), columns)]


def _lines(text: str, size: float, width: float) -> int:
    """Return in how many lines *text* is set, at most; a number or a word is not broken."""
    return ceil(text_width(text, size) / (width - size / 2)) if text else 0
