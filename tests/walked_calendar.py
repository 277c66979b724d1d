"""A calendar of its own for the simulation, walked one day after another."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from math import ceil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .abstract_package import Days

ANNOUNCED = {
    2025: (
        """0101 0128 0129 0130 0131 0201 0202 0203 0204 0404 0405 0406 0501 0502 0503 0504 0505
        0531 0601 0602 1001 1002 1003 1004 1005 1006 1007 1008""",
        "0126 0208 0427 0928 1011",
    ),
    2026: (
        """0101 0102 0103 0215 0216 0217 0218 0219 0220 0221 0222 0223 0404 0405 0406 0501 0502
        0503 0504 0505 0619 0620 0621 0925 0926 0927 1001 1002 1003 1004 1005 1006 1007""",
        "0104 0214 0228 0509 0920 1010",
    ),
}
"""Days of rest and worked weekends by the notices 国办发明电〔2024〕12号 and 〔2025〕7号."""
LUNAR = {
    2027: "0205 0206 0207 0208 0405 0609 0915",
    2028: "0125 0126 0127 0128 0404 0528 1003",
    2029: "0212 0213 0214 0215 0404 0616 0922",
    2030: "0202 0203 0204 0205 0405 0605 0912",
    2031: "0122 0123 0124 0125 0405 0624 1001",
    2032: "0210 0211 0212 0213 0404 0612 0919",
    2033: "0130 0131 0201 0202 0404 0601 0908",
}
"""除夕 to 初三, 清明, 端午, 中秋 of years without a notice."""
FIXED = "0101 0501 0502 1001 1002 1003"
FIRST_DAY, LAST_DAY, LAST_ANNOUNCED = date(2025, 1, 1), date(2033, 12, 31), 2026


def _days_of(year: int, text: str) -> set[date]:
    return {date(year, int(day[:2]), int(day[2:])) for day in text.split()}


def _works(day: date, rest: set[date], worked: set[date]) -> bool:
    return day in worked or (day not in rest and day.isoweekday() < 6)


def _every_day() -> list[bool]:
    """Return whether each day from FIRST_DAY to LAST_DAY is a working day."""
    rest, worked = set[date](), set[date]()
    for year, (off, made_up) in ANNOUNCED.items():
        rest |= _days_of(year, off)
        worked |= _days_of(year, made_up)
    for year, lunar in LUNAR.items():
        rest |= _days_of(year, f"{lunar} {FIXED}")
    every = (FIRST_DAY + timedelta(n) for n in range((LAST_DAY - FIRST_DAY).days + 1))
    return [_works(day, rest, worked) for day in every]


class Calendar:
    """Days by number, and whether each works. Day 0 is FIRST_DAY."""

    dated = True

    def __init__(self) -> None:
        self.works = _every_day()

    def number(self, day: date | None) -> int:
        return (day - FIRST_DAY).days

    def shown(self, number: int) -> date | int:
        return FIRST_DAY + timedelta(number)

    def is_estimated(self, number: int) -> bool:
        return self.shown(number).year > LAST_ANNOUNCED

    def forward(self, day: int, count: int) -> int:
        """Return the *count*-th working day after *day*; for 0, *day* or the next that works."""
        while count or not self.works[day]:
            day += 1
            count -= self.works[day] and count > 0
        return day

    def back(self, day: int, count: int) -> int:
        """Return the *count*-th working day before *day*."""
        while count:
            day -= 1
            count -= self.works[day]
        return day

    def end(self, limit: Days, day: int) -> int:
        """Return the last day of *limit*, whose day 0 is *day*."""
        return self.forward(day + limit.count, 0) if limit.unit == "calendar" else self.forward(
            day, limit.count
        )  # fmt: skip


class NoDates(Calendar):
    """The calendar of a project without a start: every day works, and day 0 is the start."""

    dated = False
    before = 1000
    """How many days there are before the start, for what is counted back."""

    def __init__(self) -> None:
        self.works = [True] * 9000

    def number(self, day: date | None) -> int:  # noqa: ARG002 - there is none
        return self.before

    def shown(self, number: int) -> int:
        return number - self.before

    def is_estimated(self, number: int) -> bool:  # noqa: ARG002 - no day lies in a year
        return False

    def end(self, limit: Days, day: int) -> int:
        return self.forward(day, in_working_days(limit))


DATED, UNDATED = Calendar(), NoDates()


def in_working_days(limit: Days) -> int:
    """Five working days in seven, and a begun one counts."""
    return ceil(Fraction(5 * limit.count, 7)) if limit.unit == "calendar" else limit.count
