"""The flow diagram: stages as bands, items as boxes, arrows that never cross a box."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from generator.drawing import drawing, element, label, number, text_width, wrapped
from generator.flow_layout import layout
from generator.original import like

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from markupsafe import Markup

    from generator.flow_layout import Box, Line, Plan, Route


@dataclass(frozen=True)
class Geometry:
    """How large a drawing is and what it is set in."""

    width: float
    columns: int
    size: float
    """Of the text in a box and of the band's title."""
    note: float
    """Of a box's second line."""
    track: float
    """Between two lines that run side by side."""
    rows: int = 3
    """Of text in a box: up to one less are the title's, the others say more."""

    @property
    def box_height(self) -> float:
        return self.size * (0.75 + 1.15 * self.rows)

    @property
    def gap(self) -> float:
        return self.size * 0.8


GUTTERS = 0.4
"""How much of the width lines may take between the boxes; more of them move closer together."""
PAPER = Geometry(width=482, columns=4, size=8, note=8, track=4)
SCREEN = Geometry(width=760, columns=4, size=13, note=11.5, track=6)
PHONE = Geometry(width=350, columns=2, size=13, note=11.5, track=6)


def flow(
    stages: Sequence[str],
    boxes: Sequence[Box],
    lines: Sequence[Line],
    geometry: Geometry,
    words: Mapping[str, str],
    style: str = "",
) -> Markup:
    """Return the diagram of *boxes* under the names of their *stages*.

    *words* names the drawing (title) in their language (language) and joins alternatives (or).
    """
    plan = layout(boxes, lines, geometry.columns)
    return Pen(plan, geometry, words).drawn(stages, boxes, style)


class Pen:
    """Turns a plan into lengths and draws it."""

    def __init__(self, plan: Plan, geometry: Geometry, words: Mapping[str, str]) -> None:
        self.plan, self.geometry, self.words = plan, geometry, words
        self._measure_columns()
        self._measure_rows()

    def _measure_columns(self) -> None:
        g = self.geometry
        tracks = [len(self.plan.gutter_tracks.get(n, ())) + 1 for n in range(g.columns + 1)]
        self.track = min(g.track, g.width * GUTTERS / sum(tracks))
        widths = [self.track * count for count in tracks]
        self.box_width = (g.width - sum(widths)) / g.columns
        self.gutters, self.lefts, x = [], [], 0.0
        for width in widths:
            self.gutters.append(x)
            x += width
            self.lefts.append(x)
            x += self.box_width

    def _measure_rows(self) -> None:
        g, plan = self.geometry, self.plan
        self.gaps, self.tops, self.bands, y = [], [], [], 0.0
        for row, stage in enumerate(plan.rows):
            if row == 0 or plan.rows[row - 1] != stage:
                y += g.gap / 2
                self.bands.append((stage, y))
                y += g.size * 2.2
            self.gaps.append(y)
            tracks = len(plan.gap_tracks.get(row, ()))
            y += g.gap + g.track * tracks
            self.tops.append(y)
            y += g.box_height
        self.gaps.append(y)
        self.height = y + g.gap + g.track * len(plan.gap_tracks.get(len(plan.rows), ()))

    def _gap_y(self, gap: int, key: str) -> float:
        place = self.plan.gap_tracks[gap].index(key)
        return self.gaps[gap] + self.geometry.gap / 2 + self.geometry.track * (place + 0.5)

    def _gutter_x(self, gutter: int, key: str) -> float:
        place = self.plan.gutter_tracks[gutter].index(key)
        return self.gutters[gutter] + self.track * (place + 1)

    def drawn(self, stages: Sequence[str], boxes: Sequence[Box], style: str) -> Markup:
        """Return the drawing: lines (the critical ones last), over them bands and boxes."""
        lines = sorted(self.plan.routes, key=lambda route: route.line.critical)
        parts = [self._line(route) for route in lines]
        parts += [part for stage, y in self.bands for part in self._band(stages[stage], stage, y)]
        parts += [part for box in boxes for part in self._box(box)]
        parts += self._ors(boxes)
        return drawing(
            parts,
            self.geometry.width,
            self.height,
            "ag-flow",
            self.words["title"],
            self.words["language"],
            style,
        )

    def _band(self, name: str, stage: int, y: float) -> list[str]:
        g = self.geometry
        title = wrapped(name, g.size, g.width - g.size * 4, 1)[0]
        height, tint = g.size * 1.9, f"band stage-{stage % 4 + 1}"
        return [
            element("rect", class_=tint, x=0, y=y, width=float(g.width), height=height),
            label(str(stage + 1), g.size * 0.6, y + g.size * 1.3, "band-number", size=g.size),
            label(title, g.size * 1.9, y + g.size * 1.3, "band-title", size=g.size),
        ]

    def _points(self, route: Route) -> list[tuple[float, float]]:
        source, target = (self.plan.cells[id] for id in (route.line.source, route.line.target))
        middle = self.box_width / 2
        x1, y1 = (
            self.lefts[source.column] + middle,
            self.tops[source.row] + self.geometry.box_height,
        )
        x2, y2 = self.lefts[target.column] + middle, self.tops[target.row]
        to = f"to {route.line.target}"
        if route.gutter is None:
            if x1 == x2:
                return [(x1, y1), (x2, y2)]
            y = self._gap_y(route.enter, to)
            return [(x1, y1), (x1, y), (x2, y), (x2, y2)]
        leave = self._gap_y(route.leave, f"from {route.line.source}")
        enter, x = self._gap_y(route.enter, to), self._gutter_x(route.gutter, to)
        return [(x1, y1), (x1, leave), (x, leave), (x, enter), (x2, enter), (x2, y2)]

    def _line(self, route: Route) -> str:
        points = self._points(route)
        tip, size = points[-1], self.geometry.size
        points[-1] = (tip[0], tip[1] - size * 0.45)
        kind = f"line {route.line.kind}" + (" critical" if route.line.critical else "")
        x, y, wing = tip[0], tip[1], size * 0.28
        head = f"M{_at((x, y))}l{_at((-wing, -size * 0.5))}h{number(2 * wing)}z"
        return element(
            "g", element("path", d=rounded(points, self.geometry.track / 2)),
            element("path", class_="head", d=head), class_=kind,
            data_from=route.line.source, data_to=route.line.target,
        )  # fmt: skip

    def _box(self, box: Box) -> list[str]:
        g, cell = self.geometry, self.plan.cells[box.id]
        x, y = self.lefts[cell.column], self.tops[cell.row]
        states = {"critical": box.critical, "beside": box.beside, "dropped": box.dropped}
        kind = " ".join(["box", *(name for name, holds in states.items() if holds)])
        room = self.box_width - g.size
        name = like(f"{box.number} {box.title}", box.title)
        lines = wrapped(name, g.size, room, g.rows - 1)
        texts = [
            label(
                text,
                x + g.size / 2,
                y + g.size * (1.3 + 1.15 * place),
                "box-title",
                size=g.size,
            )
            for place, text in enumerate(lines)
        ]
        told = self._notes(box, room, one_line=len(lines) == g.rows - 1)
        for place, text in enumerate(reversed(told)):
            low = y + g.box_height - g.size * 0.45 - g.note * 1.2 * place
            texts.append(label(text, x + g.size / 2, low, "box-note", size=g.note))
        rect = element(
            "rect", x=x, y=y, width=self.box_width, height=g.box_height, rx=g.size * 0.45
        )
        drawn = element("g", rect, *texts, class_=kind)
        return [element("a", drawn, href=box.href) if box.href else drawn]

    def _notes(self, box: Box, room: float, *, one_line: bool) -> tuple[str, ...]:
        """Return the lines below a title: on one line as many notes as can be read there."""
        size = self.geometry.note
        joined = (" · ".join(box.notes), " ".join(box.notes))
        together = [like(told, box.notes[-1]) for told in joined]
        fitting = [told for told in together if text_width(told, size) <= room]
        if one_line or together[0] in fitting:
            return wrapped(next(iter([*fitting, box.notes[0]]), ""), size, room, 1)
        return tuple(wrapped(note, size, room, 1)[0] for note in box.notes)

    def _ors(self, boxes: Sequence[Box]) -> list[str]:
        """Return the "or" between neighbouring boxes of one choice."""
        g, parts = self.geometry, []
        chosen = [box for box in boxes if box.choice]
        chosen.sort(
            key=lambda box: (
                box.choice,
                self.plan.cells[box.id].row,
                self.plan.cells[box.id].column,
            )
        )
        for left, right in pairwise(chosen):
            one, other = self.plan.cells[left.id], self.plan.cells[right.id]
            if left.choice == right.choice and one.row == other.row:
                x = (self.lefts[one.column] + self.box_width + self.lefts[other.column]) / 2
                y = self.tops[one.row] + g.box_height / 2
                radius = g.size * 0.8
                width = text_width(self.words["or"], g.size)
                parts += [
                    element("circle", class_="or", cx=x, cy=y, r=radius),
                    label(
                        self.words["or"],
                        x - width / 2,
                        y + g.size * 0.35,
                        "or-word",
                        size=g.size,
                    ),
                ]
        return parts


def rounded(points: Sequence[tuple[float, float]], radius: float) -> str:
    """Return the path through *points*, horizontal and vertical in turn, its corners rounded."""
    path = f"M{_at(points[0])}"
    for (x0, y0), (x, y), (x1, y1) in zip(points, points[1:], points[2:], strict=False):
        r = min(radius, (abs(x - x0) + abs(y - y0)) / 2, (abs(x1 - x) + abs(y1 - y)) / 2)
        begun, ended = (
            (_toward(x, x0, r), _toward(y, y0, r)),
            (_toward(x, x1, r), _toward(y, y1, r)),
        )
        path += f"L{_at(begun)}Q{_at((x, y))} {_at(ended)}"
    return path + f"L{_at(points[-1])}"


def _at(point: tuple[float, float]) -> str:
    return f"{number(point[0])} {number(point[1])}"


def _toward(here: float, there: float, distance: float) -> float:
    if here == there:
        return here
    return here + min(distance, abs(there - here)) * (1 if there > here else -1)
