"""A package as a workbook: the checklist, the timetable and the items, to tick, sort and print.

Every cell is a text, a number or a date that was put there as such. A text is marked to be one
twice (`quotePrefix`, and the number format of texts), so that nothing is evaluated later either,
when somebody edits it: LibreOffice forgets the first of them when it saves.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from io import BytesIO
from math import ceil
from typing import TYPE_CHECKING

from xlsxwriter import Workbook

from generator.drawing import text_width
from generator.uris import absolute, guide_uri
from generator.wording import Wording

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xlsxwriter.worksheet import Worksheet

    from generator.checklist import ListedMaterial
    from generator.guide import Guide, GuideItem
    from generator.messages import Catalogue

LONGEST = 32_767
"""UTF-16 units that a cell of a workbook holds."""
LONGEST_FOOT = 100
"""Characters of a name in the foot of a page; a foot may have 255 in all."""
A4 = 9
TWO_PAGES = 62
"""Percent, at which either page of the items is as wide as a sheet of paper."""
SIZE, TITLE_SIZE, SPACING = 10, 16, 1.45
"""Sizes in points, and the height of a line in them."""
UNIT = 5.25
"""Points in a unit of column width: a digit of the program's own font."""
MOST_HIGH = 400
"""Points that a row may be high; programs allow 409."""
FONT = "Microsoft YaHei"
ACCENT, TINT, LINE, QUIET = "#0f4f4a", "#eef4f3", "#c5cfcc", "#55625f"
MARKED = {"quote_prefix": True, "num_format": "@"}
"""How a text says that it is one."""
Cell = str | int | date | None


@dataclass(frozen=True)
class Column:
    """A column: its head, how wide it is in characters, and what stands in its middle."""

    key: str
    width: float
    centred: bool = False


@dataclass(frozen=True)
class Sheet:
    """One sheet: its name, its columns, and the rows below them."""

    key: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    named: int = 3
    """How many columns name a row; they stay in view, and come again on every printed page."""
    second: int | None = None
    """The column with which a second page begins, where one is too narrow for all."""


def workbook(guide: Guide, words: Catalogue) -> bytes:
    """Return *guide* as a workbook in *words*; the same guide gives the same bytes."""
    buffer = BytesIO()
    book = Workbook(buffer, {"in_memory": True})
    day = guide.as_of or date(1980, 1, 1)
    book.set_properties({"title": guide.package.name, "created": datetime.combine(day, time())})
    writer = _Writer(book, guide, words)
    for sheet in (_checklist(guide, words), _timetable(guide, words), _items(guide, words)):
        writer.write(sheet)
    book.close()
    return buffer.getvalue()


def _checklist(guide: Guide, words: Catalogue) -> Sheet:
    columns = (
        Column("done", 6, centred=True),
        Column("number", 6, centred=True),
        Column("material", 38),
        Column("supplier", 16),
        Column("originals", 6, centred=True),
        Column("copies", 7, centred=True),
        Column("form", 10, centred=True),
        Column("deferred_until", 16, centred=True),
        Column("for_items", 14),
        Column("when", 20),
        Column("standard", 34),
    )
    rows = [("☐", number, *row) for number, row in enumerate(_listed(guide, words), 1)]
    return Sheet("checklist", columns, tuple(rows))


def _listed(guide: Guide, words: Catalogue) -> Iterator[tuple[Cell, ...]]:
    wording, list = Wording(words), guide.checklist
    for supplier in ("owner", "intermediary", "issued"):
        materials: tuple[ListedMaterial, ...] = getattr(list, supplier)
        for listed in materials:
            material = listed.material
            until = listed.deferred_until
            told = (material.standard, material.instructions, material.note)
            yield (
                material.name,
                words.text(f"checklist.{supplier}"),
                listed.originals,
                listed.copies,
                words.text(f"form.{material.form}") if material.form else None,
                wording.day(until) if isinstance(until, int) else until,
                wording.numbers(guide.by_id[request.item.id] for request in listed.requests),
                material.when if listed.conditional else None,
                "\n".join(filter(None, told)) or None,
            )


def _timetable(guide: Guide, words: Catalogue) -> Sheet:
    wording, yes = Wording(words), words.text("sheet.yes")
    columns = (
        Column("number", 7, centred=True),
        Column("item", 44),
        Column("department", 26),
        Column("accepted", 18, centred=True),
        Column("due", 18, centred=True),
        Column("slack", 10, centred=True),
        Column("critical", 7, centred=True),
        Column("waits_for", 16),
        Column("remark", 30),
    )
    rows = [
        (
            item.number,
            item.name,
            item.department.name,
            _day(item.dates.accepted, wording),
            _day(item.dates.due, wording),
            item.dates.slack,
            yes if item.dates.critical else None,
            wording.numbers(relation.item for relation in guide.before[item.id]) or None,
            _remark(item, wording, words),
        )
        for item in guide.taking_part
        if item.dates
    ]
    return Sheet("timetable", columns, tuple(rows), named=2)


def _day(day: date | int, wording: Wording) -> Cell:
    return day if isinstance(day, date) else wording.day(day)


def _remark(item: GuideItem, wording: Wording, words: Catalogue) -> str | None:
    """Return what has to be said of the dates of *item*, where they are not sure."""
    told = [wording.due(item.dates)] if item.dates and _marked(item) else []
    told += [words.text("guide.beside")] if item.used.use.beside_the_clock else []
    undecided = item.used.undecided or (item.dates and item.dates.undecided)
    told += [words.text("ics.undecided_why")] if undecided else []
    return "\n".join(told) or None


def _marked(item: GuideItem) -> bool:
    dates = item.dates
    return dates is not None and (dates.at_least or dates.approximate or dates.estimated)


def _items(guide: Guide, words: Catalogue) -> Sheet:
    columns = (
        Column("number", 7, centred=True),
        Column("stage", 13),
        Column("item", 28),
        Column("department", 20),
        Column("promised", 12),
        Column("statutory", 12),
        Column("place", 24),
        Column("phone", 15),
        Column("hours", 20),
        Column("results", 18),
        Column("fees", 14),
        Column("visits", 9, centred=True),
        Column("code", 16),
        Column("task_code", 30),
        Column("basis", 32),
        Column("remark", 12),
    )
    rows = [
        (item.number, stage.name, *_item(guide, item, words))
        for stage in guide.stages
        for item in stage.items
    ]
    return Sheet("items", columns, tuple(rows), second=9)


def _item(guide: Guide, item: GuideItem, words: Catalogue) -> tuple[Cell, ...]:
    wording, offered, window = Wording(words), item.item, item.window
    results = "\n".join(result.name for result in offered.results)
    basis = "\n".join(f"{each.law}{each.article or ''}" for each in offered.basis)
    return (
        item.name,
        item.department.name,
        wording.limit(offered.promised),
        wording.limit(offered.statutory),
        window.place,
        None if guide.historical else window.phone,
        window.hours,
        results or None,
        _fees(item, words),
        offered.visits,
        offered.code,
        offered.task_code,
        basis or None,
        None if item.used.takes_part else words.text("sheet.dropped"),
    )


def _fees(item: GuideItem, words: Catalogue) -> str | None:
    """Return what *item* costs: nothing, or the names of its fees; None where nobody says."""
    fees = item.item.fees
    if fees is None:
        return None
    return "\n".join(fee.name for fee in fees) or words.text("money.free")


class _Writer:
    """Writes sheets of one look into a workbook."""

    def __init__(self, book: Workbook, guide: Guide, words: Catalogue) -> None:
        self.book, self.guide, self.words = book, guide, words
        plain = {"font_name": FONT, "font_size": SIZE, "valign": "top", "text_wrap": True}
        cell = {**plain, "border": 1, "border_color": LINE, **MARKED}
        self.formats = {
            name: book.add_format(look)
            for name, look in {
                "title": {**plain, "bold": True, "font_size": TITLE_SIZE, **MARKED},
                "note": {**plain, "font_color": QUIET, **MARKED},
                "head": {
                    **cell,
                    "bold": True,
                    "font_color": "#ffffff",
                    "bg_color": ACCENT,
                    "valign": "vcenter",
                    "align": "center",
                },
                "text": cell,
                "centred": {**cell, "align": "center"},
                "number": {**cell, "align": "center", "quote_prefix": False, "num_format": "0"},
                "day": {
                    **cell,
                    "align": "center",
                    "quote_prefix": False,
                    "num_format": "yyyy-mm-dd",
                },
            }.items()
        }

    def write(self, sheet: Sheet) -> None:
        """Write *sheet*: title and notes, the head, the rows."""
        page = self.book.add_worksheet(self.words.text(f"sheet.{sheet.key}"))
        lines = list(self._lines(sheet))
        for row, (look, text) in enumerate(lines):
            self._line(page, row, text, look, sheet)
        head = len(lines)
        for place, column in enumerate(sheet.columns):
            page.set_column(place, place, column.width)
            self._text(page, head, place, self.words.text(f"sheet.{column.key}"), "head")
        page.set_row(head, 2 * SIZE * SPACING)
        for row, cells in enumerate(sheet.rows, head + 1):
            page.set_row(row, _height(cells, sheet.columns))
            for place, cell in enumerate(cells):
                self._cell(page, row, place, cell, sheet.columns[place])
        self._print_setup(page, sheet, head)

    def _lines(self, sheet: Sheet) -> Iterator[tuple[str, str]]:
        """Yield what stands above the table, with the look of each line."""
        guide, words = self.guide, self.words
        name = words.text(f"sheet.{sheet.key}")
        yield "title", f"{guide.package.name}{words.text('punctuation.colon')}{name}"
        if guide.as_of:
            day = Wording(words).day(guide.as_of)
            yield "note", words.text("guide.version", day=day, version=guide.version)
        yield "note", absolute(guide.settings.address, guide_uri(guide.id))
        source = guide.package.published
        if source:
            yield "note", words.text("published.banner", authority=source.authority)
        elif guide.settings.example:
            yield "note", guide.settings.example.partition("\n")[0]
        if guide.historical:
            yield "note", words.text("guide.historical_why")

    def _line(self, page: Worksheet, row: int, text: str, look: str, sheet: Sheet) -> None:
        """Write *text* across all columns, as high as it needs to be there."""
        size = TITLE_SIZE if look == "title" else SIZE
        width = sum(column.width for column in sheet.columns[: sheet.second])
        page.set_row(row, size * SPACING * _lines(text, size, width))
        page.merge_range(
            row, 0, row, (sheet.second or len(sheet.columns)) - 1, "", self.formats[look]
        )
        self._text(page, row, 0, text, look)

    def _cell(self, page: Worksheet, row: int, place: int, cell: Cell, column: Column) -> None:
        match cell:
            case None:
                page.write_blank(row, place, None, self.formats["text"])
            case date():
                moment = datetime.combine(cell, time())
                page.write_datetime(row, place, moment, self.formats["day"])
            case int():
                page.write_number(row, place, cell, self.formats["number"])
            case text:
                self._text(page, row, place, text, "centred" if column.centred else "text")

    def _text(self, page: Worksheet, row: int, place: int, text: str, look: str) -> None:
        page.write_string(row, place, fitting(text), self.formats[look])

    def _print_setup(self, page: Worksheet, sheet: Sheet, head: int) -> None:
        last = head + len(sheet.rows)
        page.set_paper(A4)
        page.set_landscape()
        page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        if sheet.second:
            page.set_print_scale(TWO_PAGES)
            page.set_v_pagebreaks([sheet.second])
            page.repeat_columns(0, sheet.named - 1)
        else:
            page.fit_to_pages(1, 0)
        page.repeat_rows(head)
        page.freeze_panes(head + 1, sheet.named)
        page.autofilter(head, 0, max(last, head + 1), len(sheet.columns) - 1)
        page.print_area(0, 0, last, len(sheet.columns) - 1)
        name = self.guide.package.name[:LONGEST_FOOT].replace("&", "&&")
        pages = self.words.text("sheet.page", page="&P", pages="&N")
        page.set_footer(f"&L&8{_not_a_size(name)}&R&8{pages}")


def _height(cells: tuple[Cell, ...], columns: tuple[Column, ...]) -> float:
    """Return how high a row has to be: not every program finds out by itself."""
    texts = zip(cells, columns, strict=True)
    lines = (_lines(cell, SIZE, column.width) for cell, column in texts if isinstance(cell, str))
    return min(SIZE * SPACING * max(lines, default=1) + 3, MOST_HIGH)


def _lines(text: str, size: float, width: float) -> int:
    """Return how many lines *text* takes at *size* in a column of *width*."""
    room = width * UNIT - size / 2
    return sum(max(1, ceil(text_width(line, size) / room)) for line in text.split("\n"))


def _not_a_size(name: str) -> str:
    """Return *name* so that its first digits are not taken for the rest of the size before it."""
    return f" {name}"


def fitting(text: str) -> str:
    """Return *text*, cut with an ellipsis where a cell cannot hold it."""
    units = text.encode("utf-16-le")
    if len(units) <= 2 * LONGEST:
        return text
    return units[: 2 * LONGEST - 2].decode("utf-16-le", "ignore") + "…"
