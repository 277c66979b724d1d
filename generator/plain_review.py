"""A review for a terminal, whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.tables import aligned

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.reports import Report


def plain_text(report: Report) -> str:
    """Return *report* for a terminal, whole."""
    lines = [report.summary]
    for level, subjects in report.levels:
        lines += ["", f"== {report.level(level)}"]
        for subject, found in subjects:
            lines.append(report.teller.titled(subject))
            for each in found:
                lines.append(f"  {each.fingerprint}  {report.teller.sentence(each)}")
                lines += (f"                {note}" for note in report.notes(each))
    lines += _plain_effects(report)
    if report.reviewers:
        lines += ["", f"== {report.text('reviewers')}"]
        lines += (report.reviewer(each) for each in report.reviewers)
    if report.stale:
        lines += ["", f"== {report.text('stale')}", *report.stale]
    return "\n".join(lines) + "\n"


def _plain_effects(report: Report) -> Iterator[str]:
    if not report.review.amendments:
        return
    yield from ("", f"== {report.text('effects')}")
    if not report.review.effects:
        yield report.text("none_moved")
    for effect in report.review.effects:
        yield from (
            "",
            f"{effect.name}{report.words.text('punctuation.colon')}{report.outcome(effect)}",
        )
        yield from (f"  {pair.title}  {pair.arrow}" for pair in report.figures(effect))
        yield from (f"  {line}" for line in report.critical(effect))
        rows, same = report.rows(effect)
        if rows and effect.before and effect.after:
            head = [report.text(key) for key in ("item", "promised", "accepted", "due")]
            table = [head, *([name, *(p.arrow for p in pairs)] for name, *pairs in rows)]
            yield from (f"  {line}" for line in aligned(table))
            yield f"  {report.unchanged(same)}"
