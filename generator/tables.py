"""A schedule as plain text, for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.drawing import text_width
from generator.wording import Wording

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from generator.guide import Guide
    from generator.messages import Catalogue
    from generator.schedule import ScheduledItem


def schedule_table(guide: Guide, words: Catalogue) -> str:
    """Return the items of *guide* with their days, one a line, and the figures below."""
    wording, text, plan = Wording(words), words.text, guide.schedule
    head = [text(f"item.{key}") for key in ("item", "promised", "accepted", "due", "slack")]
    rows = [
        [
            f"{item.number} {item.short_name}",
            wording.limit(item.item.promised),
            wording.accepted(item.dates),
            wording.due(item.dates),
            _slack(item.dates, text("guide.critical")),
        ]
        for item in guide.taking_part
        if item.dates
    ]
    figures = [
        (text("guide.approval_days"), wording.figure(plan.approval.promised)),
        (text("guide.one_after_another"), wording.figure(plan.one_after_another.promised)),
        (text("guide.whole_way"), wording.figure(plan.elapsed)),
        (text("item.due"), wording.end(plan)),
    ]
    lines = [guide.package.name, "", *aligned([head, *rows]), ""]
    lines += [f"{name}{text('punctuation.colon')}{figure}" for name, figure in figures]
    return "\n".join(lines) + "\n"


def _slack(dates: ScheduledItem, critical: str) -> str:
    """Return the slack; an item may be critical and have some, where rest days absorb a delay."""
    if not dates.critical:
        return str(dates.slack)
    return f"{critical} {dates.slack}" if dates.slack else critical


def aligned(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield *rows* as lines whose columns stand below one another."""
    widths = [max(map(cells, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        padded = (
            cell + " " * (width - cells(cell)) for cell, width in zip(row, widths, strict=True)
        )
        yield "  ".join(padded).rstrip()


def cells(text: str) -> int:
    """Return how many cells of a terminal *text* takes."""
    return round(sum(2 if text_width(c, 1) == 1 else 1 for c in text))
