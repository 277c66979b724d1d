"""Values of a guide as JSON has them: days, limits, figures, windows; see `records`."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fractions import Fraction

    from generator.directory import Verification, Window
    from generator.guide_records import FigureRecord, FiguresRecord, SavedRecord, SpanRecord
    from generator.limits import Limit
    from generator.marks import Figure, Marks
    from generator.records import LimitRecord, VerificationRecord, WindowRecord
    from generator.schedule import ProjectDay, Span
    from generator.totals import Figures, Saved

MARKS = ("at_least", "at_most", "approximate", "estimated", "undecided")


def day(value: ProjectDay) -> str | int:
    """Return a date as YYYY-MM-DD, or the number of a working day from the start."""
    return value.isoformat() if isinstance(value, date) else value


def written(value: date | None) -> str | None:
    return None if value is None else value.isoformat()


def span(value: Span | None) -> SpanRecord | None:
    return {"first": day(value.first), "last": day(value.last)} if value else None


def limit(value: Limit) -> LimitRecord:
    return {"days": value.days, "unit": str(value.unit)}


def stated(value: Limit | None) -> LimitRecord | None:
    return None if value is None else limit(value)


def figures(value: Figures) -> FiguresRecord:
    told = figure(value.statutory) if value.statutory.tells else None
    return {"promised": figure(value.promised), "statutory": told}


def figure(value: Figure) -> FigureRecord:
    return {"days": value.days, "marks": marks(value)}


def saved(value: Saved | None) -> SavedRecord | None:
    if value is None:
        return None
    return {
        "days": value.days,
        "share": _share(value.share),
        "by_shorter_limits": _share(value.share_by_shorter_limits),
        "by_parallel": _share(value.share_by_parallel),
        "without_statutory": value.without_statutory,
        "marks": marks(value),
    }


def _share(share: Fraction) -> float:
    return round(float(share), 4)


def marks(value: Marks) -> list[str]:
    """Return what has to be said along with a date or a figure."""
    return [mark for mark in MARKS if getattr(value, mark)]


def window(value: Window, *, phones: bool = True) -> WindowRecord:
    """Return *value*; without its telephone where *phones* are not to be told."""
    phone = value.phone if phones else None
    return {"place": value.place, "phone": phone, "hours": value.hours}


def verification(value: Verification | None) -> VerificationRecord | None:
    return {"on": value.on.isoformat(), "by": value.by} if value else None
