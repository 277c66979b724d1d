"""The calendar counts days as the law does, for announced years and estimated ones."""

import tomllib
from datetime import date, timedelta
from pathlib import Path

import chinese_calendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator import assets
from generator.calendar_year import CalendarYear
from generator.holidays import statutory_holidays
from generator.limits import Limit, Unit
from generator.lint_calendar import calendar_problems
from generator.messages import catalogue
from generator.problems import InvalidSources
from generator.sources import read, read_bytes
from generator.working_days import HORIZON, Due, MissingYear, RelativeDays, WorkingDays

CASES = Path(__file__).parent / "cases" / "working_days"
LIMITS = tomllib.loads((CASES / "limits.toml").read_text("utf-8"))["limit"]
HOLIDAYS = tomllib.loads((CASES / "holidays.toml").read_text("utf-8"))
NEIGHBOURING = CASES / "neighbouring" / "2019.yml"
"""A notice that has days of the year before: read from 国办发明电〔2018〕15号 and 〔2019〕3号."""
REFUSED = sorted((CASES / "refused").glob("*.yml"))
SHIPPED = [
    read(path, assets.CALENDAR, CalendarYear) for path in sorted(assets.CALENDAR.glob("*.yml"))
]
CALENDAR = WorkingDays.of(source.value for source in SHIPPED)

days = st.dates(date(2025, 6, 1), date(2028, 6, 1))
limits = st.builds(Limit, st.integers(0, 200), st.sampled_from(Unit))
unhurried = settings(deadline=None)
"""A busy machine is no broken promise."""


def days_of(*years):
    first, last = date(min(years), 1, 1), date(max(years), 12, 31)
    return [first + timedelta(number) for number in range((last - first).days + 1)]


def is_working_day_by_definition(day):
    """Say the same in the plainest words, year by year."""
    year = next((s.value for s in SHIPPED if s.value.year == day.year), None)
    weekday = day.weekday() < 5
    if year is None:
        return weekday and day not in statutory_holidays(day.year)
    off = any(period.first <= day <= period.last for period in year.off)
    return day in {weekend.date for weekend in year.worked} or (weekday and not off)


@pytest.mark.parametrize("case", LIMITS, ids=lambda case: f"{case['from']} {case['limit']}")
def test_a_limit_ends_on_the_day_worked_out_by_hand(case):
    due = CALENDAR.due(Limit.parse(case["limit"]), case["from"])

    assert due == Due(case["ends"], case.get("estimated", False))


def test_the_announced_years_agree_with_another_library_day_by_day():
    for day in days_of(2025, 2026):
        assert CALENDAR.is_working_day(day) == chinese_calendar.is_workday(day), day


def year(number, off=(), worked=()):
    """Return a calendar year with one holiday, from *off*'s first day to its last."""
    periods = [{"name": "元旦", "from": off[0], "to": off[-1]}] if off else []
    return CalendarYear.model_validate(
        {
            "year": number,
            "notice": {"title": "示例通知", "url": "https://www.example.gov.cn/"},
            "off": periods,
            "worked": [{"date": day, "for": "元旦"} for day in worked],
        }
    )


def test_one_file_holds_a_notice_that_reaches_into_the_year_before():
    source = read(NEIGHBOURING, NEIGHBOURING.parent, CalendarYear)
    calendar = WorkingDays.of([year(2018), source.value])

    assert list(calendar_problems(source)) == []
    for day in [date(2018, 12, number) for number in range(1, 32)] + days_of(2019):
        assert calendar.is_working_day(day) == chinese_calendar.is_workday(day), day


def test_a_notice_may_name_days_of_a_year_that_is_not_announced_yet():
    calendar = WorkingDays.of([year(2027, off=["2027-12-31", "2028-01-04"], worked=["2028-01-08"])])

    assert not calendar.is_working_day(date(2028, 1, 4))
    assert calendar.is_working_day(date(2028, 1, 5))
    assert calendar.is_working_day(date(2028, 1, 8))
    assert not calendar.is_working_day(date(2028, 5, 1))
    assert calendar.is_estimated(date(2028, 1, 8))


def test_of_two_notices_that_name_a_day_the_later_one_holds():
    years = [year(2026, worked=["2027-01-02"]), year(2027, off=["2027-01-01", "2027-01-03"])]

    assert not WorkingDays.of(years).is_working_day(date(2027, 1, 2))


@pytest.mark.parametrize("year", [2025, 2026])
def test_an_announced_year_has_248_working_days(year):
    assert CALENDAR.count(date(year, 1, 1), date(year, 12, 31)) == 248


@pytest.mark.parametrize("year", [2025, 2026])
def test_a_notice_gives_every_statutory_holiday_off(year):
    assert not any(CALENDAR.is_working_day(day) for day in statutory_holidays(year))


@pytest.mark.parametrize("year", HOLIDAYS)
def test_moving_holidays_fall_where_almanacs_say(year):
    moving = HOLIDAYS[year]
    spring = [moving["new_years_eve"] + timedelta(number) for number in range(4)]
    fixed = [(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)]

    assert statutory_holidays(int(year)) == {
        *spring, *moving.values(), *(date(int(year), month, day) for month, day in fixed),
    }  # fmt: skip


def test_a_year_to_come_rests_on_weekends_and_statutory_holidays_only():
    worked = [day for day in days_of(2027) if CALENDAR.is_working_day(day)]

    assert worked == [day for day in days_of(2027) if is_working_day_by_definition(day)]
    assert len(worked) == 261 - 7  # of the 13 holidays, six lie on weekends
    assert date(2027, 2, 9) in worked  # a notice will probably give it off; nobody knows yet


def test_only_what_lies_beyond_the_announced_years_is_estimated():
    assert not CALENDAR.is_estimated(date(2026, 12, 31))
    assert CALENDAR.is_estimated(date(2027, 1, 1))


@unhurried
@given(days, st.integers(0, 300))
def test_counting_forwards_meets_every_working_day_once(day, n):
    found, left = day, n
    while left or not is_working_day_by_definition(found):
        found += timedelta(1)
        left -= bool(left) and is_working_day_by_definition(found)

    assert CALENDAR.after(day, n) == found


@unhurried
@given(days, st.integers(0, 100))
def test_counting_backwards_meets_every_working_day_once(day, n):
    found, left = day, n
    while left or not is_working_day_by_definition(found):
        found -= timedelta(1)
        left -= bool(left) and is_working_day_by_definition(found)

    assert CALENDAR.before(day, n) == found


@unhurried
@given(days, days)
def test_a_count_is_of_the_days_after_the_first_up_to_the_last(one, other):
    start, end = sorted((one, other))
    counted = sum(is_working_day_by_definition(day) for day in days_of(start.year, end.year)
                  if start < day <= end)  # fmt: skip

    assert CALENDAR.count(start, end) == counted
    assert CALENDAR.count(end, start) == -counted


@unhurried
@given(limits, st.dates(date(2026, 3, 1), date(2028, 6, 1)))
def test_the_latest_start_is_the_last_from_which_a_limit_still_ends_in_time(limit, day):
    end = CALENDAR.roll(day)
    start = CALENDAR.latest_start(limit, end)

    assert CALENDAR.is_working_day(start)
    assert CALENDAR.end_of(limit, start) <= end
    assert CALENDAR.end_of(limit, CALENDAR.after(start, 1)) > end


@unhurried
@given(limits, days)
def test_a_limit_ends_on_a_working_day(limit, day):
    assert CALENDAR.is_working_day(CALENDAR.end_of(limit, day))


@unhurried
@given(limits, st.integers(0, 500))
def test_days_without_a_date_bring_every_limit_to_working_days(limit, day):
    relative = RelativeDays()
    end = relative.end_of(limit, day)

    assert end == day + limit.in_working_days == relative.after(day, limit.in_working_days)
    assert relative.latest_start(limit, end) == day == relative.before(end, end - day)
    assert relative.count(day, end) == limit.in_working_days
    assert relative.is_approximate(limit) == (limit.unit is Unit.CALENDAR)
    assert relative.roll(day) == day
    assert not relative.is_estimated(day)


@pytest.mark.parametrize(
    "ask",
    [
        CALENDAR.is_working_day,
        lambda day: CALENDAR.after(day, 3),
        lambda day: CALENDAR.before(day + timedelta(212), 5),
        lambda day: CALENDAR.count(day, date(2026, 1, 1)),
        lambda day: CALENDAR.end_of(Limit(9, Unit.CALENDAR), day),
    ],
)
def test_a_past_year_without_data_is_never_guessed(ask):
    with pytest.raises(MissingYear) as caught:
        ask(date(2024, 6, 3))

    assert caught.value.year == 2024


def test_a_gap_between_announced_years_is_never_guessed():
    later = SHIPPED[-1].value.model_copy(update={"year": 2028, "off": (), "worked": ()})
    with_gap = WorkingDays.of([later, *(source.value for source in SHIPPED)])

    assert (with_gap.first_year, with_gap.last_year) == (2025, 2028)
    with pytest.raises(MissingYear, match="2027"):
        with_gap.after(date(2026, 12, 30), 5)


def test_a_day_beyond_all_sense_is_never_guessed():
    last = date(CALENDAR.last_year + HORIZON, 12, 31)

    with pytest.raises(MissingYear):
        CALENDAR.after(last, 1)


@pytest.mark.parametrize("source", SHIPPED, ids=lambda source: source.path)
def test_the_shipped_years_keep_the_rules(source):
    assert list(calendar_problems(source)) == []
    assert source.value.notice.url.startswith("https://www.gov.cn/")


@pytest.mark.parametrize("path", REFUSED, ids=lambda path: path.stem)
def test_a_year_that_cannot_be_is_refused_where_it_is_wrong(path):
    text = path.read_text("utf-8")
    source = read_bytes(text.encode(), "2026.yml", CalendarYear)

    told = [f"{p.place.line}:{p.place.column} {p.code}" for p in calendar_problems(source)]

    assert ", ".join(told) == text.splitlines()[0].removeprefix("# ")


@pytest.mark.parametrize("path", REFUSED, ids=lambda path: path.stem)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_is_wrong_with_a_year_is_told_in_words(path, language):
    source = read_bytes(path.read_bytes(), "2026.yml", CalendarYear)

    for problem in calendar_problems(source):
        assert "{" not in catalogue(language).message(problem) + catalogue(language).mend(problem)


def test_a_year_without_days_is_refused():
    text = (assets.CALENDAR / "2026.yml").read_text("utf-8").replace("year: 2026", "year: 20266")

    with pytest.raises(InvalidSources) as caught:
        read_bytes(text.encode(), "20266.yml", CalendarYear)

    assert [problem.code for problem in caught.value.problems] == ["year-out-of-range"]
