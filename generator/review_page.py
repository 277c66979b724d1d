"""A review as a page of its own, with the timetables before and after side by side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from generator import timetable
from generator.diagrams import timetable_drawing
from generator.guide import guide
from generator.package import Package
from generator.rendering import render, stylesheet
from generator.scale import common_scale

if TYPE_CHECKING:
    from generator.effects import Effect
    from generator.guide import Guide
    from generator.reports import Report
    from generator.scale import Scale
    from generator.sources import File
    from generator.workspace import Workspace

MOST_DRAWN = 12
"""Packages whose timetables are drawn, the worst first: a page with hundreds would not open."""
MOST_TOLD = 100
"""Packages that are told of at all."""
TEMPLATE, STYLE = "review/review.html.j2", "review/review.css"


@dataclass(frozen=True)
class Drawn:
    """One timetable, for a wide screen and for a narrow one."""

    wide: Markup
    narrow: Markup


def page(report: Report) -> str:
    """Return *report* as HTML that needs no other file."""
    return render(
        TEMPLATE,
        report.words.language,
        report=report,
        effects=report.review.effects[:MOST_TOLD],
        left_out=max(0, len(report.review.effects) - MOST_TOLD),
        drawings={e.id: _drawings(report, e) for e in report.review.effects[:MOST_DRAWN]},
        style=Markup(stylesheet(STYLE)),  # noqa: S704 - our own
    )


def _drawings(report: Report, effect: Effect) -> tuple[Drawn | None, Drawn | None]:
    """Return the timetables of a package before and after; None where it has none.

    They are of one scale where one holds both, so that what has not moved stays in its place.
    """
    review = report.review
    old, new = review.files.get(effect.id, (None, None))
    before = _guide(review.before, old) if effect.before and old else None
    after = _guide(review.after, new) if effect.after and new else None
    on = common_scale(before.schedule, after.schedule) if before and after else None
    return (
        _drawn(report, before, on) if before else None,
        _drawn(report, after, on) if after else None,
    )


def _guide(workspace: Workspace, file: File) -> Guide:
    source = file.read(Package)
    return guide(workspace.having(source), source.id)


def _drawn(report: Report, made: Guide, on: Scale | None) -> Drawn:
    words, wording = report.words, report.teller.wording
    return Drawn(
        timetable_drawing(made, timetable.SCREEN, words, wording, linked=False, on=on),
        timetable_drawing(made, timetable.PHONE, words, wording, linked=False, on=on),
    )
