"""Answers: what a reader of an old paper asks, whether it holds, and what changed since."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from typing import TYPE_CHECKING

from generator.levels import Level

if TYPE_CHECKING:
    from generator.version_records import Figures, Record, RecordedChange, Versions


class Verdict(StrEnum):
    """Whether a version of a guide holds."""

    CURRENT = "current"
    WORDING = "wording"
    """There is a newer one that only words, dates or arranges something else."""
    CHANGED = "changed"
    UNTOLD = "untold"
    """What is published is newer than all that was recorded."""
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Answer:
    """What is told of one version of a guide."""

    version: str
    record: Record | None
    """None of a version that is published and not recorded yet."""
    verdict: Verdict
    since: tuple[Record, ...] = ()
    """What was recorded after it, the newest first."""

    @property
    def levels(self) -> list[tuple[Level, list[tuple[Record, RecordedChange]]]]:
        """What changed since, the worst first and then the newest; what came twice, once."""
        told = {each.fingerprint: (record, each) for record in self.since[::-1]
                for each in record.changes}  # fmt: skip
        found = sorted(told.values(), key=lambda e: (e[1].level.rank, -e[0].number))
        return [(level, list(of)) for level, of in groupby(found, lambda each: each[1].level)]

    @property
    def unlisted(self) -> tuple[Record, ...]:
        """What was recorded after it without a list of changes."""
        return tuple(each for each in self.since if not each.changes and not each.withdrawn)

    @property
    def figures(self) -> list[tuple[str, object, object]]:
        """The figures that have changed since, as they were and as they are."""
        before, after = self.record and self.record.figures, self.since and self.since[0].figures
        if not before or not after:
            return []
        both = ((key, getattr(before, key), getattr(after, key)) for key in SHOWN)
        return [(key, was, now) for key, was, now in both if was != now]


SHOWN = ("approval_days", "elapsed_working_days", "end")
"""The figures that an owner reckons with."""


def answers(versions: Versions, current: str | None) -> Iterator[Answer]:
    """Yield what is told of each version, where *current* is published, or none is any more."""
    known = dict.fromkeys(record.version for record in versions.records if not record.withdrawn)
    for version in known:
        since = versions.since(version)[::-1]
        verdict = _verdict(versions, version, current)
        yield Answer(version, versions.of(version), verdict, since)
    if current and current not in known:
        yield Answer(current, None, Verdict.CURRENT)


def _verdict(versions: Versions, version: str, current: str | None) -> Verdict:
    if current is None:
        return Verdict.WITHDRAWN
    if version == current:
        return Verdict.CURRENT
    if not versions.is_current(current):
        return Verdict.UNTOLD
    since = versions.since(version)
    record, last = versions.of(version), since[-1]
    same = record is not None and _same(record.figures, last.figures)
    words = all(r.changes and {c.level for c in r.changes} == {Level.EDITORIAL} for r in since)
    return Verdict.WORDING if same and words else Verdict.CHANGED


def _same(before: Figures | None, after: Figures | None) -> bool:
    return before is not None and before == after
