"""The timetable: one row an item on an axis of working days, rest days as narrow gaps."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

from generator.drawing import drawing, element, label, text_width, wrapped
from generator.original import like

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from markupsafe import Markup


@dataclass(frozen=True)
class Row:
    """One item; all positions are on the axis, in working days from the start."""

    number: str
    title: str
    stage: int
    preparation: tuple[float, float] | None
    limit: tuple[float, float]
    procedures: tuple[float, float] | None
    slack_end: float
    critical: bool = False
    beside: bool = False
    unknown: bool = False
    """Whether nobody said how long it takes, so that its bar has no length."""
    href: str | None = None


@dataclass(frozen=True)
class Tick:
    """A mark on the axis."""

    at: float
    text: str


@dataclass(frozen=True)
class Axis:
    """What the rows stand on: its length in working days, its marks, and where today is."""

    length: float
    ticks: Sequence[Tick]
    today: float | None = None


@dataclass(frozen=True)
class Sheet:
    """How large a timetable is: the label column, the axis, the text and the rows."""

    width: float
    labels: float
    size: float
    note: float
    """Of the marks on the axis."""
    rows: int = 14
    """What one drawing holds at most where the timetable is drawn as several."""

    @property
    def row(self) -> float:
        return self.size * 1.9


PAPER = Sheet(width=482, labels=150, size=8, note=8)
SCREEN = Sheet(width=760, labels=230, size=13, note=11.5)
PHONE = Sheet(width=350, labels=118, size=12, note=10.5)


def timetable(
    stages: Sequence[str],
    rows: Sequence[Row],
    axis: Axis,
    sheet: Sheet,
    words: Mapping[str, str],
    style: str = "",
) -> Markup:
    """Return the timetable of *rows* under their *stages*; *words* names it (title, language)."""
    return _Ruler(sheet, axis).drawn(stages, rows, words, style)


def timetables(
    stages: Sequence[str],
    rows: Sequence[Row],
    axis: Axis,
    sheet: Sheet,
    words: Mapping[str, str],
    style: str,
) -> list[Markup]:
    """Return the timetable of *rows* as drawings of one axis, of the rows of a stage each.

    None has more rows than the *sheet* holds, and each has the marks of the axis at its head.
    """
    ruler = _Ruler(sheet, axis)
    runs = [
        run
        for _, stage in groupby(rows, key=lambda row: row.stage)
        for run in _even_runs(list(stage), sheet.rows)
    ]
    return [
        ruler.drawn(
            stages,
            run,
            {**words, "title": f"{words['title']} {n}/{len(runs)}"},
            style,
        )
        for n, run in enumerate(runs, start=1)
    ]


def _even_runs(rows: list[Row], most: int) -> Iterator[list[Row]]:
    """Yield *rows* in runs of about one length, none longer than *most*."""
    count = -(-len(rows) // most)
    cuts = [len(rows) * n // count for n in range(count + 1)]
    for first, last in pairwise(cuts):
        yield rows[first:last]


class _Ruler:
    """Turns days into lengths and draws."""

    def __init__(self, sheet: Sheet, axis: Axis) -> None:
        self.sheet, self.axis = sheet, axis
        self.unit = (sheet.width - sheet.labels - sheet.size) / max(1.0, axis.length)

    def x(self, day: float) -> float:
        return self.sheet.labels + day * self.unit

    def drawn(
        self,
        stages: Sequence[str],
        rows: Sequence[Row],
        words: Mapping[str, str],
        style: str,
    ) -> Markup:
        """Return the drawing: the grid of ticks, then stage by stage the rows."""
        s = self.sheet
        y, body = s.size * 2.2, []
        for place, row in enumerate(rows):
            if place == 0 or rows[place - 1].stage != row.stage:
                body += self._heading(stages[row.stage], row.stage, y)
                y += s.row
            body += self._row(row, y)
            y += s.row
        grid = list(self._grid(y))
        if self.axis.today is not None:
            x = self.x(self.axis.today)
            grid.append(element("line", class_="today", x1=x, x2=x, y1=s.size, y2=y))
        measures = (
            {} if style else {"data_labels": s.labels, "data_size": s.size, "data_note": s.note}
        )
        return drawing(
            [*grid, *body],
            s.width,
            y + s.size * 0.3,
            "ag-time",
            words["title"],
            words["language"],
            style,
            **measures,
        )

    def _grid(self, height: float) -> Iterator[str]:
        s, small, free = self.sheet, self.sheet.note, 0.0
        for tick in self.axis.ticks:
            x = self.x(tick.at)
            yield element("line", class_="tick", x1=x, x2=x, y1=s.size * 1.6, y2=height)
            width = text_width(tick.text, small)
            if x >= free and x + width <= s.width:
                yield label(tick.text, x, s.size * 1.2, "tick-word", size=small)
                free = x + width + s.size * 0.8

    def _heading(self, name: str, stage: int, y: float) -> list[str]:
        s = self.sheet
        title = wrapped(like(f"{stage + 1} {name}", name), s.size, s.width - s.size * 2, 1)[0]
        return [
            element(
                "rect", class_=f"band stage-{stage % 4 + 1}",
                x=0, y=y, width=float(s.width), height=s.row * 0.86,
            ),
            label(title, s.size * 0.6, y + s.size * 1.15, "band-title", size=s.size),
        ]  # fmt: skip

    def _row(self, row: Row, y: float) -> list[str]:
        s = self.sheet
        name = wrapped(like(f"{row.number} {row.title}", row.title), s.size, s.labels - s.size, 1)[
            0
        ]
        title = label(name, s.size * 0.6, y + s.size * 1.3, "row-title", size=s.size)
        bars = list(self._bars(row, y + s.size * 0.5, s.size * 0.95))
        kind = "row" + " critical" * row.critical + " beside" * row.beside
        drawn = element("g", title, *bars, class_=kind)
        return [element("a", drawn, href=row.href) if row.href else drawn]

    def _bars(self, row: Row, y: float, height: float) -> Iterator[str]:
        finish = row.procedures[1] if row.procedures else row.limit[1]
        if row.slack_end > finish:
            middle = y + height / 2
            yield element(
                "line",
                class_="slack",
                x1=self.x(finish),
                x2=self.x(row.slack_end),
                y1=middle,
                y2=middle,
            )
        if row.preparation:
            yield self._bar("preparation", row.preparation, y + height * 0.2, height * 0.6)
            yield from self._hatching(row.preparation, y + height * 0.2, height * 0.6)
        if row.procedures:
            yield self._bar("procedures", row.procedures, y + height * 0.1, height * 0.8)
        if row.limit[1] > row.limit[0]:
            yield self._bar("limit", row.limit, y, height)
        else:
            x, middle, half = self.x(row.limit[0]), y + height / 2, height * 0.5
            corners = ((half, half), (-half, half), (-half, -half))
            sides = "".join(f"l{dx:.2f} {dy:.2f}" for dx, dy in corners)
            points = f"M{x:.2f} {middle - half:.2f}{sides}z"
            yield element("path", class_="unknown" if row.unknown else "limit", d=points)

    def _bar(self, kind: str, span: tuple[float, float], y: float, height: float) -> str:
        x, width = self.x(span[0]), max((span[1] - span[0]) * self.unit, 1.0)
        return element("rect", class_=kind, x=x, y=y, width=width, height=height, rx=height * 0.15)

    def _hatching(self, span: tuple[float, float], y: float, height: float) -> Iterator[str]:
        step, x, end = self.sheet.size * 0.4, self.x(span[0]), self.x(span[1])
        path = ""
        while x + height <= end:
            path += f"M{x:.2f} {y + height:.2f}l{height:.2f} {-height:.2f}"
            x += step
        if path:
            yield element("path", class_="hatching", d=path)
