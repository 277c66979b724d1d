"""The simulation that the scheduler is checked against is right itself, by sums done by hand."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from graphlib import CycleError
from typing import TYPE_CHECKING, Any

import chinese_calendar
import pytest
from lunar_python import Lunar, Solar

from .abstract_package import (
    Choice,
    Days,
    Item,
    Material,
    Package,
    Preparation,
    Procedure,
    Stage,
    items_of,
    network,
)
from .lives import calendar_pass
from .package_features import FEATURES
from .random_packages import FEWEST, MOST, random_package
from .simulator import last_finish, simulated
from .walked_calendar import DATED, FIXED, LUNAR

if TYPE_CHECKING:
    from collections.abc import Iterable

SEEDS = range(200)
"""Packages on which what must always hold is tried."""
MONDAY, FRIDAY, SATURDAY = date(2026, 3, 2), date(2026, 2, 13), date(2026, 3, 7)
"""After MONDAY and SATURDAY only weekends rest until 04-04; after FRIDAY, 02-15 to 02-23 do."""


def item(id: str, promised: int | Days | None = 0, **said: Any) -> Item:
    days = Days(promised) if isinstance(promised, int) else promised
    return Item(id, **{"offer": id, "promised": days, **said})


def calendar_days(count: int) -> Days:
    return Days(count, "calendar")


def package(*entries: Item | Choice, start: date | None = None, **said: Any) -> Package:
    return Package((Stage("s", entries),), start, **said)


def two_stages(first: Iterable[Item], second: Iterable[Item], *after: str) -> Package:
    return Package((Stage("one", tuple(first)), Stage("two", tuple(second), after)))


def needs(name: str, deferrable: int | None = None) -> tuple[Material, ...]:
    return (Material(name, deferrable),)


def day(text: str) -> date:
    return date.fromisoformat(f"2026-{text}")


# The calendar


VECTORS = [
    ("2025-01-20", 5, "2025-01-26"),
    ("2025-04-29", 5, "2025-05-09"),
    ("2025-09-26", 5, "2025-10-10"),
    ("2025-09-30", 20, "2025-11-04"),
    ("2026-02-13", 1, "2026-02-14"),
    ("2026-02-14", 5, "2026-02-28"),
    ("2026-09-18", 5, "2026-09-24"),
    ("2026-09-30", 7, "2026-10-15"),
    ("2026-06-18", 1, "2026-06-22"),
]
"""Accepted on, working days, due: counted off on a printed calendar."""


@pytest.mark.parametrize(("accepted", "count", "due"), VECTORS)
def test_a_limit_ends_where_a_printed_calendar_says(accepted: str, count: int, due: str) -> None:
    number = DATED.number(date.fromisoformat(accepted))
    assert str(DATED.shown(DATED.forward(number, count))) == due
    assert DATED.back(DATED.number(date.fromisoformat(due)), count) <= number


@pytest.mark.parametrize("year", [2025, 2026])
def test_announced_years_are_as_another_calendar_has_them(year: int) -> None:
    days = [date(year, 1, 1) + timedelta(n) for n in range(365)]
    works = [DATED.works[DATED.number(day)] for day in days]
    assert works == [chinese_calendar.is_workday(day) for day in days]
    assert sum(works) == 248


@pytest.mark.parametrize("year", LUNAR)
def test_lunar_holidays_are_as_a_library_of_the_lunar_calendar_has_them(year: int) -> None:
    new_year = _solar(Lunar.fromYmd(year, 1, 1))
    clear = next(
        day
        for day in (date(year, 4, n) for n in range(3, 7))
        if Solar.fromYmd(*day.timetuple()[:3]).getLunar().getJieQi() == "清明"
    )
    expected = [new_year + timedelta(n) for n in (-1, 0, 1, 2)]
    expected += [clear, _solar(Lunar.fromYmd(year, 5, 5)), _solar(Lunar.fromYmd(year, 8, 15))]
    assert LUNAR[year].split() == [f"{day:%m%d}" for day in expected]


def _solar(lunar: Lunar) -> date:
    return date.fromisoformat(lunar.getSolar().toYmd())


@pytest.mark.parametrize("year", LUNAR)
def test_a_year_without_a_notice_rests_on_weekends_and_thirteen_days(year: int) -> None:
    days = [date(year, 1, 1) + timedelta(n) for n in range(365)]
    rest = {f"{day:%m%d}" for day in days if not DATED.works[DATED.number(day)]}
    weekends = {f"{day:%m%d}" for day in days if day.isoweekday() > 5}
    assert len(f"{LUNAR[year]} {FIXED}".split()) == 13
    assert rest == weekends | set(f"{LUNAR[year]} {FIXED}".split())


# The worked example


EXAMPLE = package(
    item("a", 3),
    item("b", 2, after=("a",), procedures=(Procedure(calendar_days(5)),)),
    item("c", 1, materials=needs("a", 2)),
    start=date(2026, 2, 12),
)


def test_the_worked_example_comes_out_as_written() -> None:
    found = simulated(EXAMPLE)
    rows = {
        id: tuple(row[key] for key in ("accepted", "limit_end", "due", "slack", "critical"))
        for id, row in found["items"].items()
    }
    assert rows == {
        "a": (day("02-12"), day("02-24"), day("02-24"), 0, True),
        "b": (day("02-24"), day("02-26"), day("03-03"), 0, True),
        "c": (day("02-13"), day("02-14"), day("02-24"), 6, False),
    }
    assert found["end"] == found["items"]["c"]["latest"] == day("03-03")
    assert found["approval_days"]["promised"]["days"] == 5
    assert found["one_after_another"]["promised"]["days"] == 6
    assert found["elapsed_working"]["days"] == 9  # 13 14 24 25 26 27 28 2 3
    assert found["elapsed_calendar"]["days"] == 19
    assert found["stage_days"]["s"]["promised"]["days"] == 5


# One rule at a time: a package, and by the path of a value what it must be


CASES: dict[str, tuple[Package, dict[str, Any]]] = {
    "a chain adds up": (
        package(item("a", 6), item("b", 5, after=("a",)), item("c", 3, after=("b",))),
        {"end": 14, "items b accepted": 6, "items c accepted": 11, "elapsed_working days": 14},
    ),
    "an item that waits for nobody runs in parallel": (
        package(item("a", 6), item("b", 5)),
        {"end": 6, "items b slack": 1, "items b critical": False, "items a slack": 0},
    ),
    "a start on a day of rest moves to the next working day": (
        package(item("a", 1), start=SATURDAY),  # Monday 9, Tuesday 10
        {"items a accepted": day("03-09"), "end": day("03-10"), "elapsed_working days": 2},
    ),
    "a check lies between receipt and acceptance": (
        package(item("a", 3, check=2), start=MONDAY),  # received 2, accepted 4, then 5 6 9
        {
            "items a received": day("03-02"),
            "items a accepted": day("03-04"),
            "items a due": day("03-09"),
            "approval_days promised days": 3,
        },
    ),
    "a check begins on a working day": (
        package(item("a", 0, check=1), start=SATURDAY),
        {"items a received": day("03-09"), "items a accepted": day("03-10")},
    ),
    "papers go in as late as still works": (
        package(item("a", 5), item("b", 0, check=2, after=("a",)), start=MONDAY),
        {"items b received": day("03-05"), "items b accepted": day("03-09")},  # 6 and 9
    ),
    "a limit may count from receipt": (
        package(item("a", 3, check=2, from_receipt=True), start=MONDAY),  # 3 4 5
        {"items a accepted": day("03-04"), "items a due": day("03-05")},
    ),
    "nothing is decided before it is accepted": (
        package(item("a", 1, check=2, from_receipt=True), start=MONDAY),
        {"items a limit_end": day("03-03"), "items a due": day("03-04")},
    ),
    "a preparation runs from the start": (
        package(item("a", 0, preparation=Preparation(3), check=1), start=MONDAY),  # 3 4 5, then 6
        {
            "items a preparation": (day("03-02"), day("03-05")),
            "items a received": day("03-05"),
            "items a accepted": day("03-06"),
            "approval_days promised days": 0,
        },
    ),
    "a preparation from a day of rest ends on the working days after it": (
        package(
            item("a", 0, preparation=Preparation(1)),
            item("b", 0, preparation=Preparation(0)),
            start=SATURDAY,
        ),
        {"items a accepted": day("03-09"), "items b accepted": day("03-09")},
    ),
    "a preparation may wait for the last of several items": (
        package(item("a", 2), item("b", 4), item("c", 1, preparation=Preparation(3, ("a", "b")))),
        {
            "items c accepted": 7,
            "end": 8,
            "items b critical": True,
            "items a critical": False,
            "items a slack": 2,
            "approval_days promised days": 4,
        },
    ),
    "a limit in calendar days that ends on a day of rest ends on the next working day": (
        package(item("a", calendar_days(5)), start=FRIDAY),  # 18, amid the holiday
        {"end": day("02-24"), "approval_days promised days": 4},
    ),
    "days without a unit are working days": (
        package(item("a", Days(5, "unstated")), start=FRIDAY),  # 14 24 25 26 27
        {"end": day("02-27")},
    ),
    "without a date calendar days are five in seven, and about": (
        package(item("a", calendar_days(8)), item("b", 1, after=("a",)), item("c", 1)),
        {
            "end": 7,
            "items a approximate": True,
            "items b approximate": True,
            "items b acceptance approximate": True,
            "items c approximate": False,
            "elapsed_working approximate": True,
            "elapsed_calendar": None,
        },
    ),
    "with a date nothing is about": (
        package(item("a", calendar_days(8)), start=MONDAY),
        {"items a approximate": False, "end": day("03-10")},
    ),
    "procedures run one after another behind the limit": (
        package(
            item(
                "a",
                1,
                procedures=(
                    Procedure(calendar_days(4)),  # from 3 to Saturday 7, so Monday 9
                    Procedure(Days(30), counted=True),
                    Procedure(Days(30), conditional=True),
                    Procedure(Days(2, "unstated"), conditional=True, chosen=True),
                ),
            ),
            start=MONDAY,
        ),
        {
            "items a limit_end": day("03-03"),
            "items a procedures": (day("03-03"), day("03-11")),
            "end": day("03-11"),
            "approval_days promised days": 1,
        },
    ),
    "a procedure of unknown length makes its date at least": (
        package(item("a", 2, procedures=(Procedure(None),))),
        {"items a at_least": True, "elapsed_working at_least": True, "end": 2}
        | {"approval_days promised at_least": False},
    ),
    "a result of another item comes first": (
        package(item("b", 1, materials=needs("a")), item("a", 2)),
        {"items b accepted": 2},
    ),
    "a result that is held does not": (
        package(item("b", 1, materials=needs("x")), held=("x",)),
        {"items b accepted": 0},
    ),
    "a deferred result comes before the decision": (
        package(item("a", 4), item("b", 1, materials=needs("a", 3))),
        {"items b accepted": 1, "items b due": 4, "items b limit_end": 2, "items a critical": True},
    ),
    "nothing is accepted before the start": (
        package(item("a", 4), item("b", 1, materials=needs("a", 9))),
        {"items b accepted": 0, "items b due": 4},
    ),
    "a material that comes too late binds as much as one that is wanted at once": (
        package(item("a", 4), item("b", 2, materials=needs("a", 2))),  # accepted 2, due 4 both ways
        {"items b accepted": 2, "items b due": 4, "items a critical": True, "items a slack": 0},
    ),
    "who may be late and is not holds nobody up": (
        package(item("a", 2), item("b", 9, materials=needs("a", 2))),
        {"items b accepted": 0, "items a critical": True, "items b critical": True},
    ),
    "who may be later still is not critical": (
        package(item("a", 2), item("b", 9, materials=needs("a", 3))),
        {"items b accepted": 0, "items a critical": False, "items a slack": 1},
    ),
    "a stage that waits waits for all on the clock, and for whom it names": (
        Package(
            (
                Stage("one", (item("a", 2), item("b", 3), item("long", 9, beside=True))),
                Stage("two", (item("c", 1), item("aside", 1, beside=True)), ("one",)),
                Stage("three", (item("d", 1),), ("long",)),
                Stage("four", (item("e", 1),)),
            )
        ),
        {
            "items c accepted": 3,
            "items aside accepted": 0,
            "items d accepted": 9,
            "items e accepted": 0,
        },
    ),
    "an item may precede a stage, though it is in it": (
        two_stages([item("a", 2)], [item("b", 3, before=("two",)), item("c", 1), item("d", 1)]),
        {"items b accepted": 0, "items c accepted": 3, "items d accepted": 3},
    ),
    "an item may precede an item": (
        package(item("a", 1), item("b", 2, before=("a",))),
        {"items a accepted": 2},
    ),
    "an item beside the clock lasts nothing on it and keeps its arrows": (
        package(item("a", 2), item("b", 7, after=("a",), beside=True), item("c", 3, after=("b",))),
        {
            "approval_days promised days": 5,
            "one_after_another promised days": 5,
            "stage_days s promised days": 5,
            "end": 12,
        },
    ),
    "an item beside the clock has a latest finish": (
        package(item("a", 6), item("b", 2, beside=True, before=("c",)), item("c", 1, after=("a",))),
        {"items b due": 2, "items b latest": 6, "items b slack": 4},
    ),
    "one beside the clock that precedes nobody has time until the end": (
        package(item("a", 6), item("b", 2, beside=True)),
        {"items b latest": 6},
    ),
    "who waits for an alternative waits for the one that applies": (
        package(
            Choice("kind", (item("long", 9, before=("z",)), item("short", 2)), "short"),
            item("x", 1, after=("long",)),
            item("y", 1, materials=needs("long", 1)),
            item("z", 1),
        ),
        {
            "items x accepted": 2,
            "items y accepted": 1,
            "items z accepted": 0,
            "end": 3,
            "approval_days promised undecided": False,
            "one_after_another promised days": 5,
        },
    ),
    "who waits for an open choice waits for all of it": (
        package(
            Choice("kind", (item("long", 9), item("short", 2))),
            item("x", 1, after=("short",)),
            item("y", 1),
        ),
        {
            "items x accepted": 9,
            "items x undecided": True,
            "items y undecided": False,
            "items short slack": 7,
            "approval_days promised days": 10,
            "approval_days promised undecided": True,
            "elapsed_working undecided": True,
            "one_after_another promised days": 11,
        },
    ),
    "an item used twice is two, and its name stands for both": (
        package(
            item("a1", 2, offer="a", phase="一期"),
            item("a2", 5, offer="a", phase="二期"),
            item("x", 1, materials=needs("a")),
            item("y", 1, materials=needs("a"), phase="一期"),
            item("z", 1, after=("a2",)),
        ),
        {"items x accepted": 5, "items y accepted": 2, "items z accepted": 5},
    ),
    "an unknown limit makes all that waits for it at least": (
        two_stages(
            [item("a", None, statutory=Days(3)), item("b", 1)],
            [item("c", 2, after=("a",), statutory=Days(2)), item("d", 4, statutory=Days(4))],
        ),
        {
            "items a at_least": True,
            "items a acceptance at_least": False,
            "items b at_least": False,
            "items c acceptance at_least": True,
            "items d at_least": False,
            "approval_days promised at_least": True,
            "approval_days statutory at_least": True,
            "one_after_another promised at_least": True,
            "stage_days one statutory at_least": True,
            "stage_days two promised at_least": True,
            "stage_days two statutory at_least": False,
            "elapsed_working at_least": True,
            "saved at_most": True,
            "saved without_statutory": 1,
        },
    ),
    "saved is shorter limits and running in parallel": (
        package(
            item("a", 5, statutory=Days(20)),
            item("b", 5, statutory=calendar_days(14)),  # 10
            item("c", 3, after=("a",)),
        ),
        {
            "saved days": 25,
            "saved share": Fraction(25, 30),
            "saved by_shorter_limits": Fraction(20, 30),
            "saved by_parallel": Fraction(5, 30),
            "saved without_statutory": 1,
            "saved at_most": False,
            "approval_days promised days": 8,
            "approval_days statutory days": 20,
            "one_after_another promised days": 13,
            "one_after_another statutory days": 30,
        },
    ),
    "without a statutory day nothing is saved": (package(item("a", 5)), {"saved": None}),
    "a stage lasts from its first acceptance to its last finish": (
        two_stages([item("a", 4)], [item("b", 2, after=("a",)), item("c", 3, after=("b",))]),
        {"stage_days one promised days": 4, "stage_days two promised days": 5},
    ),
    "a stage beside the clock lasts nothing": (
        two_stages([item("a", 4)], [item("b", 2, beside=True)]),
        {"stage_days two promised days": 0},
    ),
    "a holiday may absorb the delay of a critical item": (
        package(  # 11; to 16, so 24. As late as 14 it still is 19, so 24; from 24 on it is not
            item("a", 2), item("b", calendar_days(5), after=("a",)), start=day("02-09")
        ),
        {"end": day("02-24"), "items a critical": True, "items a slack": 3},
    ),
    "chains that end together are critical together": (
        package(item("a", 3), item("b", 3), item("c", 1, after=("a", "b")), item("d", 4)),
        {f"items {id} critical": True for id in "abcd"},
    ),
    "a day in a year without a notice is estimated": (
        package(  # 29 30 31; then Friday to Sunday, and Monday 4
            item("a", 3), item("b", 4), item("c", 0, materials=needs("b", 1)), start=day("12-28")
        ),
        {
            "items a estimated": False,
            "items b due": date(2027, 1, 4),
            "items b estimated": True,
            "items b acceptance estimated": False,
            "items c accepted": day("12-31"),
            "items c acceptance estimated": True,
            "elapsed_working estimated": True,
            "elapsed_working days": 4,
            "elapsed_calendar days": 7,
        },
    ),
}


def at(found: Any, path: str) -> Any:
    for key in path.split():
        found = found[key]
    return found


@pytest.mark.parametrize("case", CASES)
def test_each_rule_comes_out_as_done_by_hand(case: str) -> None:
    given, expected = CASES[case]
    found = simulated(given)
    assert {path: at(found, path) for path in expected} == expected


def test_items_that_wait_in_a_circle_are_refused() -> None:
    with pytest.raises(CycleError):
        simulated(package(item("a", after=("b",)), item("b", after=("a",))))


# What always holds


@pytest.mark.parametrize("seed", SEEDS)
def test_an_item_goes_forward_on_working_days_and_not_beyond_the_end(seed: int) -> None:
    given = random_package(seed)
    found = simulated(given)
    calendar = calendar_pass(network(given), given.start).calendar
    for row in found["items"].values():
        assert row["received"] <= row["accepted"] <= row["due"] <= row["latest"] <= found["end"]
        for key in ("received", "accepted", "limit_end", "due"):
            assert calendar.works[_number(calendar, row[key])]


@pytest.mark.parametrize("seed", SEEDS)
def test_figures_contain_one_another(seed: int) -> None:
    found = simulated(random_package(seed))
    for name in ("promised", "statutory"):
        longest, plain = found["approval_days"][name], found["one_after_another"][name]
        assert all(days[name]["days"] <= longest["days"] for days in found["stage_days"].values())
        assert longest["undecided"] or longest["days"] <= plain["days"]
    if saved := found["saved"]:
        assert saved["share"] == saved["by_shorter_limits"] + saved["by_parallel"]


def _number(calendar: Any, day: date | int) -> int:
    return calendar.number(day) if isinstance(day, date) else calendar.before + day


@pytest.mark.parametrize("seed", SEEDS)
def test_critical_is_what_has_no_slack_where_every_day_works(seed: int) -> None:
    found = simulated(replace(random_package(seed), start=None))
    rows = found["items"].items()
    assert [id for id, row in rows if row["critical"]] == [
        id for id, row in rows if row["slack"] == 0
    ]


@pytest.mark.parametrize("seed", SEEDS)
def test_beyond_its_slack_every_delay_moves_the_end(seed: int) -> None:
    given = random_package(seed)
    slack = {id: row["slack"] for id, row in simulated(given)["items"].items()}
    lived = calendar_pass(network(given), given.start)
    lives = lived.lived()
    for id in lives:
        ends = [lived.end_if_pushed(id, days, lives) for days in range(slack[id] + 6)]
        assert ends == sorted(ends)
        assert ends[slack[id]] == last_finish(lives) < ends[slack[id] + 1]


def test_a_later_start_never_ends_earlier() -> None:
    for seed in SEEDS:
        given = random_package(seed)
        if given.start:
            later = replace(given, start=given.start + timedelta(1))
            assert simulated(given)["end"] <= simulated(later)["end"], seed


# The packages made up by chance


def test_every_feature_is_in_a_fifth_of_the_packages() -> None:
    packages = [random_package(seed) for seed in range(2000)]
    count = Counter(name for name, has in FEATURES.items() for one in packages if has(one))
    assert {name: count[name] for name in FEATURES if count[name] < len(packages) / 5} == {}


@pytest.mark.parametrize("seed", SEEDS)
def test_a_seed_always_makes_the_same_package(seed: int) -> None:
    made = random_package(seed)
    assert made == random_package(seed)
    assert FEWEST <= len(items_of(made)) <= MOST
