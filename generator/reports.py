"""A review as its readers see it: what every form of it says."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING

from generator.levels import Level
from generator.reviewers import handles
from generator.telling import Teller
from generator.wording import percent

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from generator.amendments import Amendment
    from generator.contrast import Subject
    from generator.effects import Effect, Row, State
    from generator.messages import Catalogue
    from generator.review import Review

FEW_NAMED = 4
"""Packages that a change names which reaches no more."""


@dataclass(frozen=True)
class Reviewer:
    """A department that is asked, and for what."""

    name: str
    handles: tuple[str, ...]
    asked: tuple[Amendment, ...]
    open: int


@dataclass(frozen=True)
class Pair:
    """One figure or item, as it was and as it is."""

    title: str
    before: str
    after: str

    @property
    def arrow(self) -> str:
        """Both, or the one where they are the same."""
        return self.after if self.before == self.after else f"{self.before} → {self.after}"


@dataclass(frozen=True)
class Report:
    """What is told of a review, in the language of the words."""

    review: Review
    words: Catalogue

    @cached_property
    def teller(self) -> Teller:
        """What tells the changes."""
        return Teller(self.words, self.review.names)

    def text(self, key: str, **values: object) -> str:
        """Return the words of *key* in the table of differences."""
        return self.words.text(f"diff.{key}", **values)

    @property
    def summary(self) -> str:
        """How much has changed, in one sentence."""
        found = self.review.amendments
        if not found:
            return self.text("nothing")
        levels = self.counted(found)
        return self.text(
            "summary", changes=len(found), levels=levels, packages=len(self.review.effects)
        )

    def counted(self, found: Sequence[Amendment]) -> str:
        """Return how many of *found* there are of each level."""
        count = Counter(each.level for each in found)
        parts = [
            self.text("level_count", level=self.level(level), count=count[level])
            for level in Level
            if count[level]
        ]
        return self.words.text("punctuation.list").join(parts)

    def level(self, level: Level) -> str:
        """Return what *level* is called."""
        return self.words.text(f"diff_level.{level}")

    @property
    def levels(self) -> list[tuple[Level, list[tuple[Subject, list[Amendment]]]]]:
        """The changes by level, the worst first, and by what they are said of."""
        return [
            (level, [(s, list(of)) for s, of in groupby(each, lambda a: a.subject)])
            for level, each in groupby(self.review.amendments, lambda a: a.level)
        ]

    def notes(self, amendment: Amendment) -> list[str]:
        """Return what has to be said along with a change: its reach, and who has agreed."""
        told = []
        if amendment.reach:
            told.append(self._reach(amendment.reach))
        told += [
            self.text(
                "confirmed_by", department=self.teller.department(id), by=each.by or id, on=each.on
            )
            for id in amendment.departments
            if (each := self.review.confirmed.get((id, amendment.fingerprint)))
        ]
        if waiting := self.review.open_for(amendment):
            names = map(self.teller.department, waiting)
            told.append(self.text("open_for", departments=self._list(names)))
        return told

    def _reach(self, reach: Sequence[str]) -> str:
        count = self.text("reach", count=len(reach))
        if len(reach) > FEW_NAMED:
            return count
        names = (self.review.touched[id] for id in reach)
        return self.text("reach_named", names=self._list(names))

    def _list(self, names: Iterable[str]) -> str:
        return self.words.text("punctuation.list").join(names)

    def outcome(self, effect: Effect) -> str:
        """Return what becomes of a package, in a few words."""
        if effect.before is None or effect.after is None:
            return self._came_or_went(effect)
        if effect.later:
            key = "later" if effect.later > 0 else "earlier"
            return self.text(key, days=abs(effect.later))
        return self.text("same_end_details")

    def _came_or_went(self, effect: Effect) -> str:
        was, now = self.review.files.get(effect.id, (None, None))
        if was is None:
            return self.text("new_package")
        return self.text("gone_package" if now is None else "unknown_state")

    def figures(self, effect: Effect) -> list[Pair]:
        """Return the end and the figures of a package, as they were and as they are."""
        before, after = self._figures(effect.before), self._figures(effect.after)
        titles = ("end", "approval", "one_by_one", "elapsed", "saved")
        return [
            Pair(self.text(title), old, new)
            for title, old, new in zip(titles, before, after, strict=True)
        ]

    def _figures(self, state: State | None) -> tuple[str, str, str, str, str]:
        if state is None:
            return ("–", "–", "–", "–", "–")
        wording = self.teller.wording
        return (
            wording.marked(state.end, state.elapsed, "day.full"),
            wording.figure(state.approval),
            wording.figure(state.one_after_another),
            wording.figure(state.elapsed),
            percent(state.saved) if state.saved is not None else "–",
        )

    def critical(self, effect: Effect) -> list[str]:
        """Return what has come to the critical path, and what has left it."""
        if effect.before is None or effect.after is None:
            return []
        names = {row.id: row.name for s in (effect.before, effect.after) for row in s.rows}
        old, new = effect.before.critical, effect.after.critical
        told = {"critical_added": [i for i in new if i not in old],
                "critical_removed": [i for i in old if i not in new]}  # fmt: skip
        return [
            self.text(key, names=self._list(names[id] for id in ids))
            for key, ids in told.items()
            if ids
        ]

    def rows(self, effect: Effect) -> tuple[list[tuple[str, Pair, Pair, Pair]], int]:
        """Return the items whose days differ, side by side, and how many do not."""
        old = {row.id: row for row in (effect.before.rows if effect.before else ())}
        new = {row.id: row for row in (effect.after.rows if effect.after else ())}
        all_ids = dict.fromkeys((*new, *old))
        ids = [id for id in all_ids if self._days(old.get(id)) != self._days(new.get(id))]
        told = []
        for id in ids:
            was, now = self._days(old.get(id)), self._days(new.get(id))
            here = new.get(id) or old[id]
            promised, accepted, due = map(Pair, ("", "", ""), was, now)
            told.append((f"{here.number} {here.name}", promised, accepted, due))
        return told, len(all_ids) - len(ids)

    def _days(self, row: Row | None) -> tuple[str, str, str]:
        if row is None:
            return ("–", "–", "–")
        day = self.teller.plain_day
        return self.teller.wording.brief(row.promised), day(row.accepted), day(row.due)

    def unchanged(self, count: int) -> str:
        """Return that *count* items are as they were; "" of none."""
        return self.text("unchanged_rows", count=count) if count else ""

    @property
    def reviewers(self) -> list[Reviewer]:
        """The departments that are asked, those with most to confirm first."""
        found = [
            Reviewer(
                self.teller.department(id),
                handles(self.review.after, id),
                asked,
                sum(id in self.review.open_for(each) for each in asked),
            )
            for id, asked in self.review.by_department().items()
        ]
        return sorted(found, key=lambda each: (-each.open, -len(each.asked), each.name))

    def asked_of(self, reviewer: Reviewer) -> str:
        """Return how many changes a department has to confirm, and how many it has not yet."""
        key = "reviewer" if reviewer.open else "reviewer_done"
        count = len(reviewer.asked)
        return self.text(key, department=reviewer.name, count=count, open=reviewer.open)

    def reviewer(self, each: Reviewer) -> str:
        """Return who is asked for how much."""
        told = self.asked_of(each)
        return told + (self.text("handles", handles=" ".join(each.handles)) if each.handles else "")

    @property
    def stale(self) -> list[str]:
        """The confirmations of changes that are no more."""
        return [
            self.text(
                "stale_line",
                department=self.teller.department(id), on=each.on, change=each.change,
                what=each.what,
            )
            for id, each in self.review.stale
        ]  # fmt: skip
