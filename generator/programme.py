"""The timetable across projects: a row a project, its stages as bars on an axis of dates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from typing import TYPE_CHECKING

from generator.drawing import drawing, element, label, text_width, wrapped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from markupsafe import Markup

MONTHS = 14
"""Months up to which each has its mark; of a longer time, every third."""


@dataclass(frozen=True)
class Project:
    """One project with a date: the first and last day of each of its stages."""

    name: str
    href: str
    spans: tuple[tuple[date, date] | None, ...]

    @property
    def begin(self) -> date:
        return min(span[0] for span in self.spans if span)

    @property
    def end(self) -> date:
        return max(span[1] for span in self.spans if span)


@dataclass(frozen=True)
class Sheet:
    """How wide a drawing is, and how large its text."""

    width: float
    size: float

    @property
    def bar(self) -> float:
        return self.size * 0.9

    @property
    def head(self) -> float:
        """How high the name of a project stands above its bars."""
        return self.size * 1.7

    def row(self, project: Project) -> float:
        """Return how high the row of *project* is: its name, and a bar for each stage."""
        return self.head + self.bar * len(project.spans) + self.size * 0.9


SCREEN = Sheet(760, 13.5)
PHONE = Sheet(350, 13)


def programme(
    projects: Sequence[Project],
    sheet: Sheet,
    month: Callable[[date], str],
    today: date,
    title: str,
    language: str,
) -> Markup:
    """Return the drawing of *projects*, of which there is one at least.

    *month* names a month by its first day, *title* says in *language* what is drawn.
    """
    return _Ruler(projects, sheet).drawn(projects, month, today, title, language)


class _Ruler:
    """Turns days into lengths and draws."""

    def __init__(self, projects: Sequence[Project], sheet: Sheet) -> None:
        self.sheet = sheet
        self.begin = min(project.begin for project in projects).replace(day=1)
        self.end = max(project.end for project in projects)
        self.unit = sheet.width / max((self.end - self.begin).days + 1, 1)

    def x(self, day: date) -> float:
        return (day - self.begin).days * self.unit

    def drawn(
        self,
        projects: Sequence[Project],
        month: Callable[[date], str],
        today: date,
        title: str,
        language: str,
    ) -> Markup:
        s = self.sheet
        tops = list(accumulate(map(s.row, projects), initial=s.size * 2))
        height = tops[-1]
        grid = list(self._grid(month, height))
        rows = [self._row(project, top) for project, top in zip(projects, tops, strict=False)]
        if self.begin <= today <= self.end:
            x = self.x(today)
            rows.append(element("line", class_="today", x1=x, x2=x, y1=s.size * 1.4, y2=height))
        return drawing([*grid, *rows], s.width, height + 2, "ag-programme", title, language)

    def _grid(self, month: Callable[[date], str], height: float) -> Iterator[str]:
        s, free, small = self.sheet, 0.0, self.sheet.size * 0.85
        months = list(_months(self.begin, self.end))
        for first in months if len(months) <= MONTHS else months[::3]:
            x, told = self.x(first), month(first)
            yield element("line", class_="tick", x1=x, x2=x, y1=s.size * 1.4, y2=height)
            width = text_width(told, small)
            if x >= free and x + width <= s.width:
                yield label(told, x, s.size, "tick-word", size=small)
                free = x + width + s.size

    def _row(self, project: Project, y: float) -> str:
        s = self.sheet
        name = wrapped(project.name, s.size, s.width, 1)[0]
        title = label(name, 0, y + s.size * 1.15, "row-title", size=s.size)
        bars = [
            part
            for number, span in enumerate(project.spans)
            if span
            for part in self._bar(number, span, y + s.head + s.bar * number)
        ]
        return element("a", title, *bars, href=project.href)

    def _bar(self, number: int, span: tuple[date, date], y: float) -> Iterator[str]:
        x, end = self.x(span[0]), self.x(span[1] + timedelta(days=1))
        height, told, small = self.sheet.bar, str(number + 1), self.sheet.size * 0.75
        kind = f"band stage-{number % 4 + 1}"
        yield element("rect", class_=kind, x=x, y=y, width=max(end - x, 2.0), height=height - 1)
        if end - x > text_width(told, small) + 2:
            yield label(told, x + 3, y + height * 0.8, "band-number", size=small)


def _months(begin: date, end: date) -> Iterator[date]:
    """Yield the first day of each month from *begin*, which is one, to *end*."""
    while begin <= end:
        yield begin
        begin = (begin + timedelta(days=32)).replace(day=1)
