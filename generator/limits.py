"""Limits: a whole number of working days, of calendar days, or of days whose unit nobody stated."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

LONGEST = 3650
"""More days than any lawful limit has; a larger number is a slip of the pen."""


class Unit(StrEnum):
    """What a limit counts."""

    WORKING = "working"
    CALENDAR = "calendar"
    UNSTATED = "unstated"
    """The source says only "days"; counted as working days and flagged wherever it is shown."""


SPELLINGS = {
    "working day": Unit.WORKING,
    "working days": Unit.WORKING,
    "个工作日": Unit.WORKING,
    "calendar day": Unit.CALENDAR,
    "calendar days": Unit.CALENDAR,
    "个自然日": Unit.CALENDAR,
    "day": Unit.UNSTATED,
    "days": Unit.UNSTATED,
    "日": Unit.UNSTATED,
    "天": Unit.UNSTATED,
}


def _pattern(*units: Unit) -> str:
    """Return how a limit in one of *units* is written, for the reader and for the JSON Schema."""
    spellings = sorted((s for s in SPELLINGS if SPELLINGS[s] in units), key=len, reverse=True)
    return r"^(0|[1-9][0-9]*) ?(" + "|".join(spellings) + r")$"


PATTERN = _pattern(*Unit)
WORKING_PATTERN = _pattern(Unit.WORKING, Unit.UNSTATED)


@dataclass(frozen=True)
class Limit:
    """How long something may take: `days`, a whole number from 0 on, counted in `unit`."""

    days: int
    unit: Unit = Unit.WORKING

    @classmethod
    def parse(cls, text: str) -> Limit:
        """Return the limit that *text* writes, as in "5 working days", "7 个自然日" or "20 日".

        Raises ValueError when *text* is not of that form or names more than LONGEST days.
        """
        match = re.fullmatch(PATTERN, text)
        if match is None or int(match[1]) > LONGEST:
            raise ValueError(text)
        return cls(int(match[1]), SPELLINGS[match[2]])

    @property
    def in_working_days(self) -> int:
        """The limit brought to working days: n calendar days are ⌈5n/7⌉ working days."""
        return -(-5 * self.days // 7) if self.unit is Unit.CALENDAR else self.days

    def __str__(self) -> str:
        """Return the English spelling, which `parse` reads back."""
        word = {
            Unit.WORKING: "working day",
            Unit.CALENDAR: "calendar day",
            Unit.UNSTATED: "day",
        }
        return f"{self.days} {word[self.unit]}" + ("" if self.days == 1 else "s")


def longer(promised: Limit, statutory: Limit) -> bool:
    """Return whether *promised* takes longer than *statutory*, brought to one unit."""
    return promised.in_working_days > statutory.in_working_days
