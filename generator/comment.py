"""A review as one comment in Markdown, which a job updates in place: the worst first, cut."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from generator.amendments import Amendment
    from generator.contrast import Subject
    from generator.effects import Effect
    from generator.reports import Report

MARKER = "<!-- approval-guides diff -->"
"""The first line of the comment, by which a job finds the one that it updates."""
LARGEST = 65_536
"""Characters that GitHub lets a comment have."""
SHARE_OF_CHANGES, SHARE_OF_EFFECTS = 0.6, 0.75
"""How far a comment may be filled by the changes, and by the table of packages below them."""
MARKDOWN = re.compile(r"([\\`*_\[\]<>|#~@&])")


def comment(report: Report, largest: int = LARGEST) -> str:
    """Return *report* as one comment in Markdown of at most *largest* characters, worst first."""
    page = _Comment(largest)
    page.add(f"{MARKER}\n## {report.text('title')}\n\n{escaped(report.summary)}\n")
    reserved = _reviewers(report)
    page.keep_free(len(reserved))
    _add_changes(page, report)
    _add_effects(page, report)
    page.keep_free(0)
    page.add(reserved)
    return page.text


class _Comment:
    """Text that grows as long as there is room."""

    def __init__(self, largest: int) -> None:
        self.text, self._largest, self._free = "", largest, 0

    def keep_free(self, characters: int) -> None:
        self._free = characters

    def add(self, text: str, share: float = 1.0) -> bool:
        """Add *text*, if the comment is then filled no further than to this *share*."""
        room = (self._largest - self._free - _SPARE) * share
        fits = len(self.text) + len(text) <= room
        self.text += text if fits else ""
        return fits

    def force(self, text: str) -> None:
        """Add *text*, which is short."""
        self.text += text


_SPARE = 800
"""Characters for the lines that say how much was left out."""


def _add_changes(page: _Comment, report: Report) -> None:
    left, full = len(report.review.amendments), False
    for level, subjects in report.levels:
        count = sum(len(found) for _, found in subjects)
        heading = f"\n### {escaped(report.level(level))} {count}\n\n"
        for subject, found in subjects:
            for each in found:
                text = heading + _change(report, subject, each)
                full = full or not page.add(text, SHARE_OF_CHANGES)
                if full:
                    break
                heading, left = "", left - 1
    if left:
        page.force(f"\n{report.text('more_changes', count=left)}\n")


def _change(report: Report, subject: Subject, each: Amendment) -> str:
    notes = "".join(f"<br>{escaped(note)}" for note in report.notes(each))
    title, told = report.teller.titled(subject), report.teller.sentence(each)
    return f"- **{escaped(title)}**　{escaped(told)}　`{each.fingerprint}`{notes}\n"


def _add_effects(page: _Comment, report: Report) -> None:
    found = report.review.effects
    if not report.review.amendments:
        return
    page.force(f"\n### {escaped(report.text('effects'))}\n\n")
    if not found:
        page.force(f"{report.text('none_moved')}\n")
        return
    titles = [report.text(key) for key in ("package", "end", "approval", "saved")]
    page.force(_row(titles) + _row(["---"] * len(titles)))
    told = 0
    for effect in found:
        end, approval, _, _, saved = report.figures(effect)
        cells = [
            effect.name,
            f"{end.arrow}<br>{report.outcome(effect)}",
            approval.arrow,
            saved.arrow,
        ]
        if not page.add(_row([_cell(each) for each in cells]), SHARE_OF_EFFECTS):
            break
        told += 1
    if told < len(found):
        page.force(f"\n{report.text('more_effects', count=len(found) - told)}\n")
    for effect in found[:told]:
        if not page.add(_side_by_side(report, effect)):
            break


def _side_by_side(report: Report, effect: Effect) -> str:
    """Return the timetable of a package before and after, to be opened."""
    rows, same = report.rows(effect)
    if not rows or effect.before is None or effect.after is None:
        return ""
    titles = [report.text(key) for key in ("item", "promised", "accepted", "due")]
    lines = [_row(titles), _row(["---"] * 4)]
    lines += (_row([escaped(name), *(escaped(p.arrow) for p in pairs)]) for name, *pairs in rows)
    critical = "".join(f"{escaped(line)}<br>\n" for line in report.critical(effect))
    title = f"{report.text('timetable')}{report.words.text('punctuation.colon')}{effect.name}"
    unchanged = report.unchanged(same)
    return (
        f"\n<details><summary>{escaped(title)}</summary>\n\n{critical}\n{''.join(lines)}\n"
        f"{unchanged}\n\n</details>\n"
    )


def _reviewers(report: Report) -> str:
    if not report.reviewers:
        return ""
    lines = [f"\n### {report.text('reviewers')}\n\n"]
    for each in report.reviewers:
        mention = f" {' '.join(each.handles)}" if each.handles and each.open else ""
        lines.append(f"- {escaped(report.asked_of(each))}{mention}\n")
    lines.append(f"\n{report.text('how_to_confirm')}\n")
    if report.stale:
        lines.append(f"\n### {report.text('stale')}\n\n")
        lines += (f"- {escaped(line)}\n" for line in report.stale[:20])
    return "".join(lines)


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |\n"


def _cell(text: str) -> str:
    """Return *text* for a cell of a table, its own line breaks kept."""
    return "<br>".join(escaped(part) for part in text.split("<br>"))


def escaped(text: str) -> str:
    """Return *text* as Markdown that shows it: no markup, no mention and no link of its own."""
    line = " ".join(text.split())
    return MARKDOWN.sub(lambda found: f"&#{ord(found[0])};", line)
