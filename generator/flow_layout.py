"""The layout of the flow diagram: places and ways in a grid of rows and columns, without lengths.

A line leaves a box at its foot, runs in the gaps between rows and in the gutters between columns,
and enters at the top of the box it leads to. Lines to one box share their way, as do lines from one
box.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


@dataclass(frozen=True)
class Box:
    """One item in the diagram."""

    id: str
    number: str
    title: str
    notes: tuple[str, ...]
    """What is said below the title: a line each where there is room, else on one."""
    stage: int
    href: str | None = None
    critical: bool = False
    beside: bool = False
    choice: str | None = None
    """The choice that it is one of: such boxes stand side by side, joined by "or"."""
    dropped: bool = False
    """An alternative that does not apply."""


@dataclass(frozen=True)
class Line:
    """`target` waits for `source`."""

    source: str
    target: str
    kind: str = "after"
    """after, deferrable or beside."""
    critical: bool = False


@dataclass(frozen=True)
class Cell:
    """Where a box stands."""

    row: int
    column: int


@dataclass(frozen=True)
class Route:
    """The way of a line.

    Down from its source in gap `leave`, along `gutter`, into its target from gap `enter`; without
    a gutter both gaps are one.
    """

    line: Line
    leave: int
    enter: int
    gutter: int | None


@dataclass
class Plan:
    """Where everything is, in rows, columns and tracks."""

    cells: dict[str, Cell]
    rows: list[int]
    """The stage of each row."""
    routes: list[Route]
    gap_tracks: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    gutter_tracks: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))


def layout(boxes: Sequence[Box], lines: Sequence[Line], columns: int) -> Plan:
    """Return where *boxes* stand in a grid of that many *columns*, and the ways of *lines*."""
    cells, rows = placed(boxes, lines, columns)
    plan = Plan(cells, rows, [routed(line, cells, columns) for line in shortened(lines)])
    for route in plan.routes:
        reserve(plan, route)
    return plan


def shortened(lines: Sequence[Line]) -> list[Line]:
    """Return *lines* without those that a longer way says already."""
    after: dict[str, set[str]] = defaultdict(set)
    for line in lines:
        after[line.source].add(line.target)

    def reaches(source: str, target: str) -> bool:
        seen, todo = set(), [t for t in after[source] if t != target]
        while todo:
            here = todo.pop()
            if here == target:
                return True
            if here not in seen:
                seen.add(here)
                todo += after[here]
        return False

    return [line for line in lines if line.critical or not reaches(line.source, line.target)]


def placed(
    boxes: Sequence[Box], lines: Sequence[Line], columns: int
) -> tuple[dict[str, Cell], list[int]]:
    """Return the cell of each box, and the stage of each row.

    In a stage, a box stands below every box of the stage that it waits for, as near as may be to
    the columns of what it waits for.
    """
    before: dict[str, list[str]] = defaultdict(list)
    for line in lines:
        before[line.target].append(line.source)
    depth = _depths(boxes, before)
    cells: dict[str, Cell] = {}
    rows: list[int] = []
    ordered = sorted(boxes, key=lambda box: (box.stage, depth[box.id]))
    for (stage, _), rank in groupby(ordered, key=lambda box: (box.stage, depth[box.id])):
        for chunk in _chunks(list(rank), columns):
            for box, column in _columns(chunk, before, cells, columns):
                cells[box.id] = Cell(len(rows), column)
            rows.append(stage)
    return cells, rows


def _depths(boxes: Sequence[Box], before: Mapping[str, list[str]]) -> dict[str, int]:
    """Return how many boxes of the own stage stand above each box; alternatives stand level."""
    by_id = {box.id: box for box in boxes}
    depths = {box.id: 0 for box in boxes}
    for _ in boxes:
        changed = False
        for box in boxes:
            own = [s for s in before[box.id] if s in by_id and by_id[s].stage == box.stage]
            least = max((depths[s] + 1 for s in own), default=0)
            level = [b.id for b in boxes if box.choice and b.choice == box.choice] or [box.id]
            for id in level:
                if depths[id] < least:
                    depths[id], changed = least, True
        if not changed:
            break
    return depths


def _chunks(rank: list[Box], columns: int) -> Iterable[list[Box]]:
    """Yield the boxes of one rank row by row; the boxes of a choice stay together."""
    row: list[Box] = []
    for _, group in groupby(rank, key=lambda box: box.choice or box.id):
        together = list(group)
        if row and len(row) + len(together) > columns:
            yield row
            row = []
        row += together
        while len(row) > columns:
            yield row[:columns]
            row = row[columns:]
    if row:
        yield row


def _columns(
    row: list[Box], before: Mapping[str, list[str]], cells: Mapping[str, Cell], columns: int
) -> list[tuple[Box, int]]:
    """Return the boxes of a row with their columns, near to what they wait for."""

    def wish(box: Box) -> float:
        known = [cells[s].column for s in before[box.id] if s in cells]
        return sum(known) / len(known) if known else -1

    choices: dict[str, float] = {}
    for box in row:
        key = box.choice or box.id
        choices[key] = min(choices.get(key, columns), wish(box))
    ordered = sorted(row, key=lambda box: choices[box.choice or box.id])
    taken, found = 0, []
    for place, box in enumerate(ordered):
        latest = columns - (len(ordered) - place)
        column = min(max(taken, round(max(wish(box), 0))), latest)
        found.append((box, column))
        taken = column + 1
    return found


def routed(line: Line, cells: Mapping[str, Cell], columns: int) -> Route:
    """Return the way of *line*: gap n lies above row n, gutter n left of column n."""
    source, target = cells[line.source], cells[line.target]
    leave, enter = source.row + 1, target.row
    if leave == enter:
        return Route(line, leave, enter, None)
    sides = (target.column, target.column + 1)
    gutter = min(sides, key=lambda g: (abs(g - 0.5 - source.column), g))
    return Route(line, leave, enter, min(gutter, columns))


def reserve(plan: Plan, route: Route) -> None:
    """Give the line its tracks: one a target in gaps and gutters, one a source where it leaves."""
    target, source = f"to {route.line.target}", f"from {route.line.source}"
    straight = route.gutter is None and (
        plan.cells[route.line.source].column == plan.cells[route.line.target].column
    )
    if not straight and target not in plan.gap_tracks[route.enter]:
        plan.gap_tracks[route.enter].append(target)
    if route.gutter is not None:
        if source not in plan.gap_tracks[route.leave]:
            plan.gap_tracks[route.leave].append(source)
        if target not in plan.gutter_tracks[route.gutter]:
            plan.gutter_tracks[route.gutter].append(target)
