"""How a department agrees to changes: what it may confirm, and what is written of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.confirmations import FOLDER, OFFICE, Confirmation, Confirmations, written
from generator.keeping import write
from generator.nearest import nearest
from generator.sources import read_bytes

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

    from generator.amendments import Amendment
    from generator.reports import Report


class NotAsked(Exception):
    """What is to be confirmed cannot be, by that department; `told` says why."""

    def __init__(self, told: str) -> None:
        self.told = told
        super().__init__(told)


def asked(report: Report, department: str, fingerprints: Sequence[str]) -> list[Amendment]:
    """Return the changes of these fingerprints, or all that wait for *department* without any.

    What it has confirmed already is left out. Raises NotAsked.
    """
    review, words = report.review, report.words
    known = (*review.after.departments, *review.before.departments, OFFICE)
    if department not in known:
        near = _hint(report, nearest(department, known))
        raise NotAsked(words.text("diff.no_department", found=department, nearest=near))
    changes = {each.fingerprint: each for each in review.amendments}
    chosen = [_chosen(report, changes, each, department) for each in fingerprints]
    waiting = chosen or [each for each in review.amendments if department in each.departments]
    return [each for each in waiting if department in review.open_for(each)]


def _chosen(
    report: Report, changes: dict[str, Amendment], fingerprint: str, department: str
) -> Amendment:
    if fingerprint not in changes:
        near = _hint(report, nearest(fingerprint, changes))
        raise NotAsked(report.words.text("diff.no_change", found=fingerprint, nearest=near))
    found = changes[fingerprint]
    if department not in found.departments:
        others = report.words.text("punctuation.list").join(found.departments) or "–"
        told = report.words.text(
            "diff.not_asked", found=fingerprint, department=department, asked=others
        )
        raise NotAsked(told)
    return found


def _hint(report: Report, near: str) -> str:
    return near and report.words.text("severity.nearest", name=near)


def confirm(
    root: Path, report: Report, department: str, changes: Sequence[Amendment], day: date,
    role: str | None, note: str | None,
) -> Path:  # fmt: skip
    """Write that *department* agrees to *changes* into its file below *root*, and return that.

    Raises InvalidSources, and leaves the file alone, where it is written so that none can follow.
    """
    path = root / FOLDER / f"{department}.yml"
    before = path.read_text("utf-8") if path.is_file() else ""
    added = (
        Confirmation(
            change=each.fingerprint, on=day, by=role, what=report.teller.whole(each), note=note
        )
        for each in changes
    )
    content = written(before, report.text("confirmations_head"), added).encode()
    read_bytes(content, path.relative_to(root).as_posix(), Confirmations)
    write(path, content)
    return path
