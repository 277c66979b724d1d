"""The statutory holidays of a year, for years whose arrangement has not been announced."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

from lunar_python import Lunar

NEW_YEARS_EVE_TO_THIRD = range(-1, 3)
"""Days from the first of the first lunar month on: 除夕, 初一, 初二, 初三."""


@cache
def statutory_holidays(year: int) -> frozenset[date]:
    """Return the days off that all citizens have in *year* by law.

    Thirteen a year since 2025: 全国年节及纪念日放假办法, 第二条 (as revised in 2024). Where two of
    them fall on one day, as 中秋 may on 国庆, they are fewer.
    """
    spring = _lunar_day(year, 1, 1)
    return frozenset(
        {
            date(year, 1, 1),
            *(spring + timedelta(days) for days in NEW_YEARS_EVE_TO_THIRD),
            _clear_and_bright(year),
            date(year, 5, 1),
            date(year, 5, 2),
            _lunar_day(year, 5, 5),
            _lunar_day(year, 8, 15),
            *(date(year, 10, day) for day in (1, 2, 3)),
        }
    )


def _lunar_day(year: int, month: int, day: int) -> date:
    return date.fromisoformat(Lunar.fromYmd(year, month, day).getSolar().toYmd())


def _clear_and_bright(year: int) -> date:
    """Return 清明, which is a solar term and no day of the lunar calendar."""
    return date.fromisoformat(Lunar.fromYmd(year, 1, 1).getJieQiTable()["清明"].toYmd())
