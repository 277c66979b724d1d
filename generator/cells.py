"""A package at a glance: what each stage says of its items, from every item to the departments.

The more there is of it, the less is told of each; who lays it out decides what fits.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from math import ceil
from typing import TYPE_CHECKING

from generator.drawing import text_width, wrapped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from generator.guide import Guide, GuideItem, GuideStage
    from generator.messages import Catalogue
    from generator.wording import Wording

FIRST = 2
"""How many of the first items are named."""
FIRST_SIZE = 9.0
"""In which size, in points."""


@dataclass(frozen=True)
class Cell:
    """A place in a stage: an item, or all of one department."""

    name: str
    note: str = ""
    critical: bool = False
    id: str = ""
    """The item's, where it tells of one."""


@dataclass(frozen=True)
class Cells:
    """What the cells of a guide's stages say."""

    guide: Guide
    words: Catalogue
    wording: Wording

    def of(
        self, tells: str, most: int = 0, size: float = 9, width: float = 100
    ) -> list[tuple[GuideStage, list[Cell]]]:
        """Return every stage with its cells.

        They tell due (items with department, limit and due date), limits (without the date), names,
        departments (with the numbers of their items), counts (how many they are), most (of the
        departments that have most of them; *most* cells of two lines of this *size* and *width*)
        or stages (nothing more).
        """
        told: dict[str, Callable[[GuideStage], Iterable[Cell]]] = {
            "due": partial(self._items, self._due),
            "limits": partial(self._items, self._limit),
            "names": partial(self._items, lambda _: ""),
            "departments": partial(self._departments, numbers=True),
            "counts": partial(self._departments, numbers=False),
            "most": partial(self._most, most, size, width),
            "stages": lambda _: (),
        }
        return [(stage, list(told[tells](stage))) for stage in self.guide.stages]

    def first(self, width: float, note: float) -> Iterator[Cell]:
        """Yield what can be begun at once, name and *note* in one line of this *width* each."""
        for item in self.guide.first[:FIRST]:
            (name,) = wrapped(f"{item.number} {item.short_name}", FIRST_SIZE, width, 1)
            phone = f" · {item.window.phone}" if item.window.phone else ""
            (department,) = wrapped(_department(item), note, width - text_width(phone, note), 1)
            yield Cell(name, department + phone)

    def _items(self, note: Callable[[GuideItem], str], stage: GuideStage) -> Iterator[Cell]:
        for item in _shown(stage):
            critical = item.dates is not None and item.dates.critical
            yield Cell(f"{item.number} {item.short_name}", note(item), critical, item.id)

    def _limit(self, item: GuideItem) -> str:
        return f"{_department(item)} · {self.wording.brief(item.item.promised)}"

    def _due(self, item: GuideItem) -> str:
        told = self._limit(item)
        return f"{told} · {self.wording.due_by(item.dates, 'day.axis')}" if item.dates else told

    def _departments(self, stage: GuideStage, *, numbers: bool) -> Iterator[Cell]:
        for items in _by_department(stage):
            count = self.words.text("guide.stage_items", count=len(items))
            note = f"{count} · {self.wording.numbers(items)}" if numbers else ""
            name = _department(items[0]) if numbers else f"{_department(items[0])} {count}"
            yield Cell(name, note, _is_critical(items))

    def _most(self, most: int, size: float, width: float, stage: GuideStage) -> Iterator[Cell]:
        ranked = sorted(_by_department(stage), key=len, reverse=True)
        shown = ranked if len(ranked) <= most else ranked[: most - 1]
        for items in shown:
            count = self.words.text("guide.stage_items", count=len(items))
            name = wrapped(_department(items[0]), size, width, 1)[0]
            yield Cell(name, count, _is_critical(items))
        if rest := ranked[len(shown) :]:
            items = [item for each in rest for item in each]
            count = self.words.text("guide.stage_items", count=len(items))
            name = self.words.text("document.other_departments", count=len(rest))
            yield Cell(name, count, _is_critical(items))


OVERVIEW = (("limits", 0), ("departments", 0), ("most", 12), ("most", 6), ("stages", 0))
"""What the overview of a guide tells of each stage, and how many cells: whatever fits first."""
OVERVIEW_ROOM, OVERVIEW_WIDTH, ACROSS = 500.0, 482.0, 4
"""How high all stages may be in points of A4, how wide a row of them is, and how many are in it."""


def overview(cells: Cells) -> list[list[tuple[GuideStage, list[Cell]]]]:
    """Return the stages of a guide in rows, with as much of their items as fits on one page."""
    for tells, most in OVERVIEW:
        stages = cells.of(tells, most, 9, OVERVIEW_WIDTH / ACROSS - 18)
        rows = [stages[at : at + ACROSS] for at in range(0, len(stages), ACROSS)]
        if sum(map(_row_height, rows)) <= OVERVIEW_ROOM:
            break
    return rows


def _row_height(row: Sequence[tuple[GuideStage, list[Cell]]]) -> float:
    width = OVERVIEW_WIDTH / len(row) - 18
    cells = (sum(_cell_height(each, width) for each in told) for _, told in row)
    return 42 + max(cells)


def _cell_height(cell: Cell, width: float) -> float:
    return 2.5 + 12 * lines_of(cell.name, 9, width) + 10.5 * lines_of(cell.note, 8, width)


def lines_of(text: str, size: float, width: float) -> int:
    """Return in how many lines *text* is set, at most; a number or a word is not broken."""
    return ceil(text_width(text, size) / (width - size / 2)) if text else 0


def _shown(stage: GuideStage) -> list[GuideItem]:
    return [item for item in stage.items if item.used.takes_part]


def _by_department(stage: GuideStage) -> list[list[GuideItem]]:
    found: dict[str, list[GuideItem]] = {}
    for item in _shown(stage):
        found.setdefault(item.department_id, []).append(item)
    return list(found.values())


def _department(item: GuideItem) -> str:
    return item.department.short_name or item.department.name


def _is_critical(items: Iterable[GuideItem]) -> bool:
    return any(item.dates is not None and item.dates.critical for item in items)
