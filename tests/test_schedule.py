"""Every date and figure means what docs/deadlines.md says; a file in cases/schedule is a rule."""

import tomllib
from dataclasses import replace
from datetime import date
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator import assets
from generator.calendar_year import CalendarYear
from generator.limits import Limit, Unit
from generator.network import Arrow, Network, Preparation, Task
from generator.passes import CircularItems
from generator.schedule import schedule
from generator.sources import read
from generator.working_days import WorkingDays

CASES = [
    pytest.param(tomllib.loads(path.read_text("utf-8")), id=path.stem)
    for path in sorted((Path(__file__).parent / "cases" / "schedule").glob("*.toml"))
]
CALENDAR = WorkingDays.of(
    read(path, assets.CALENDAR, CalendarYear).value for path in assets.CALENDAR.glob("*.yml")
)
WORDS = {"at_least": "at least", "at_most": "at most", "approximate": "about",
         "estimated": "estimated", "undecided": "undecided"}  # fmt: skip
unhurried = settings(deadline=None)
"""A busy machine is no broken promise."""


def network_of(items):
    return Network(tuple(_task(id, **written) for id, written in items.items()))


def _task(id, stage=0, after=(), preparation=None, **fields):
    deferrable = fields.pop("deferrable", {}).items()
    for name in fields.keys() & {"promised", "statutory"}:
        fields[name] = Limit.parse(fields[name])
    return Task(
        id,
        stage,
        arrows=(*map(Arrow, after), *(Arrow(named, days) for named, days in deferrable)),
        preparation=preparation
        and Preparation(preparation["days"], tuple(preparation.get("after", ()))),
        procedures=tuple(map(Limit.parse, fields.pop("procedures", ()))),
        **fields,
    )


def marks(marked):
    return " ".join(word for mark, word in WORDS.items() if getattr(marked, mark))


def figure(value):
    return f"{marks(value)} {value.days}".strip()


def both(figures):
    return [figure(figures.promised), figure(figures.statutory)]


def told(saved):
    return {
        "figure": figure(saved),
        "by_shorter_limits": saved.by_shorter_limits,
        "by_parallel": saved.by_parallel,
        "without_statutory": saved.without_statutory,
        "share": str(saved.share),
    }


def told_of_item(item):
    binding = item.bound_by
    return {
        **{name: getattr(item, name)
           for name in ("received", "accepted", "limit_end", "due", "latest", "slack")},
        "preparation": item.preparation and [item.preparation.first, item.preparation.last],
        "procedures": item.procedures and [item.procedures.first, item.procedures.last],
        "bound_by": [*binding.items, *["preparation"] * binding.preparation,
                     *["start"] * binding.start],
        "marks": marks(item),
        "acceptance": marks(item.acceptance),
    }  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_a_rule_gives_the_dates_and_figures_worked_out_by_hand(case):
    plan = schedule(network_of(case["items"]), case.get("start"), CALENDAR)
    expected = case["expected"]
    found = {
        "end": plan.end,
        "elapsed": figure(plan.elapsed),
        "elapsed_calendar": plan.elapsed_calendar and figure(plan.elapsed_calendar),
        "critical_path": list(plan.critical_path),
        "approval": both(plan.approval),
        "one_after_another": both(plan.one_after_another),
        "stages": [both(stage) for stage in plan.stages],
        "saved": plan.saved and told(plan.saved),
        "items": {item.id: told_of_item(item) for item in plan.items},
    }

    for name, value in expected.items():
        if name == "saved":
            assert value.items() <= found["saved"].items()
        elif name != "items":
            assert found[name] == value, name
    for id, values in expected.get("items", {}).items():
        assert {name: found["items"][id][name] for name in values} == values, id


def test_without_a_date_there_are_no_calendar_days_to_tell():
    assert schedule(Network(), None, CALENDAR).elapsed_calendar is None


def test_nothing_to_do_takes_no_time():
    plan = schedule(Network(), date(2026, 3, 2), CALENDAR)

    assert (plan.end, plan.elapsed.days, plan.approval.promised.days) == (date(2026, 3, 2), 0, 0)
    assert (plan.items, plan.stages, plan.critical_path, plan.saved) == ((), (), (), None)


def test_the_shares_of_what_is_saved_add_up():
    case = next(param.values[0] for param in CASES if param.id == "saved")
    saved = schedule(network_of(case["items"]), None, CALENDAR).saved

    assert saved.share == Fraction(36, 50)
    assert saved.share_by_shorter_limits + saved.share_by_parallel == saved.share


def test_items_that_wait_for_one_another_are_named_in_their_order():
    ring = {
        "a": {"after": ["c"]},
        "b": {"after": ["a"]},
        "c": {"preparation": {"days": 1, "after": ["b"]}},
        "d": {"after": ["a"]},
    }

    with pytest.raises(CircularItems) as caught:
        schedule(network_of(ring), None, CALENDAR)

    cycle = caught.value.cycle
    assert cycle[0] == cycle[-1]
    assert set(pairwise(cycle)) == {("a", "b"), ("b", "c"), ("c", "a")}


def test_an_item_that_waits_for_itself_is_named():
    with pytest.raises(CircularItems, match="a → a"):
        schedule(network_of({"a": {"after": ["a"]}}), None, CALENDAR)


def test_items_come_as_they_were_given_whatever_their_order_in_time():
    later_first = network_of({"b": {"after": ["a"]}, "a": {}})

    assert [item.id for item in schedule(later_first, None, CALENDAR).items] == ["b", "a"]


def limits(*units):
    return st.builds(Limit, st.integers(0, 15), st.sampled_from(units))


@st.composite
def networks(draw, units=tuple(Unit)):
    """Draw up to nine items, each waiting for some that were drawn before it."""
    tasks = []
    for number in range(draw(st.integers(1, 9))):
        earlier = [task.id for task in tasks]
        some = (
            st.lists(st.sampled_from(earlier), unique=True, max_size=3) if earlier else st.just([])
        )
        deferrals = st.none() | st.integers(0, 6)
        task = Task(
            f"item-{number}",
            draw(st.integers(0, 2)),
            promised=draw(st.none() | limits(*units)),
            statutory=draw(st.none() | limits(*units)),
            arrows=tuple(Arrow(id, draw(deferrals)) for id in draw(some)),
            preparation=draw(
                st.none() | st.builds(Preparation, st.integers(0, 8), some.map(tuple))
            ),
            check=draw(st.integers(0, 5)),
            counts_from_receipt=draw(st.booleans()),
            procedures=tuple(draw(st.lists(limits(*units), max_size=2))),
            beside_the_clock=draw(st.booleans()),
            alternatives=draw(st.sampled_from([None, None, "one", "two"])),
        )
        tasks.append(task)
    return Network(tuple(tasks))


starts = st.none() | st.dates(date(2025, 1, 1), date(2026, 12, 31))


def changed(network, id, **changes):
    return Network(
        tuple(replace(task, **changes) if task.id == id else task for task in network.tasks)
    )


def end_when_slipped(network, start, item, days):
    """Return the end when *item* finishes *days* working days later than it could."""
    plan = schedule(network, start, CALENDAR)
    own = item.procedures.last if item.procedures else item.limit_end
    delay = Limit(plan.number(item.due) - plan.number(own) + days)
    task = next(task for task in network.tasks if task.id == item.id)
    slipped = changed(network, item.id, procedures=(*task.procedures, delay))
    return schedule(slipped, start, CALENDAR).end


@unhurried
@given(networks(), starts)
def test_slack_is_exactly_what_an_item_can_slip(network, start):
    plan = schedule(network, start, CALENDAR)

    for item in plan.items:
        assert end_when_slipped(network, start, item, item.slack) == plan.end
        assert end_when_slipped(network, start, item, item.slack + 1) > plan.end
        assert plan.number(item.latest) - plan.number(item.due) == item.slack >= 0


@unhurried
@given(networks(units=(Unit.WORKING, Unit.UNSTATED)), starts)
def test_where_no_day_of_rest_absorbs_a_delay_critical_items_are_those_without_slack(
    network, start
):
    plan = schedule(network, start, CALENDAR)

    assert set(plan.critical_path) == {item.id for item in plan.items if item.slack == 0}


@unhurried
@given(networks(), starts)
def test_the_critical_path_is_a_chain_from_the_start_to_the_end(network, start):
    plan = schedule(network, start, CALENDAR)
    critical = [plan.by_id[id] for id in plan.critical_path]

    assert any(item.due == plan.end for item in critical)
    for place, item in enumerate(critical):
        assert set(item.bound_by.items) <= set(plan.critical_path[:place])
        assert item.bound_by.items or item.bound_by.start or item.bound_by.preparation


@unhurried
@given(networks(), starts, st.data())
def test_waiting_for_less_never_makes_anything_later(network, start, data):
    task = data.draw(st.sampled_from(network.tasks))
    fewer = changed(network, task.id, arrows=task.arrows[1:], preparation=None)
    before, after = (schedule(n, start, CALENDAR) for n in (network, fewer))

    assert after.end <= before.end
    assert all(after.by_id[item.id].due <= item.due for item in before.items)
    assert after.approval.promised.days <= before.approval.promised.days
    assert after.approval.statutory.days <= before.approval.statutory.days


@unhurried
@given(networks(), starts, st.data())
def test_a_longer_limit_never_makes_anything_earlier(network, start, data):
    task = data.draw(st.sampled_from(network.tasks))
    limit = task.promised or Limit(0)
    longer = changed(network, task.id, promised=Limit(limit.days + 3, limit.unit))
    before, after = (schedule(n, start, CALENDAR) for n in (network, longer))

    assert all(after.by_id[item.id].due >= item.due for item in before.items)
    assert after.approval.promised.days >= before.approval.promised.days


@unhurried
@given(networks(), starts)
def test_an_item_goes_its_way_in_order(network, start):
    plan = schedule(network, start, CALENDAR)

    for item in plan.items:
        assert plan.start <= item.received <= item.accepted <= item.due <= item.latest <= plan.end
        for day in (item.received, item.accepted, item.limit_end, item.due, item.latest):
            assert plan.calendar.roll(day) == day
        if item.preparation:
            assert plan.start <= item.preparation.first <= item.preparation.last <= item.received


@unhurried
@given(networks(), starts)
def test_handling_side_by_side_never_takes_longer_than_one_after_another(network, start):
    decided = Network(tuple(replace(task, alternatives=None) for task in network.tasks))
    plan = schedule(decided, start, CALENDAR)

    assert plan.approval.promised.days <= plan.one_after_another.promised.days
    assert all(stage.promised.days <= plan.approval.promised.days for stage in plan.stages)
    if plan.saved:
        assert plan.saved.by_parallel >= 0


@unhurried
@given(networks())
def test_numbers_of_days_are_working_days_from_the_start(network):
    plan = schedule(network, None, CALENDAR)

    assert plan.elapsed.days == plan.end
    assert not plan.elapsed.estimated


@unhurried
@given(networks(units=(Unit.WORKING,)), st.dates(date(2025, 1, 1), date(2026, 6, 30)))
def test_working_day_limits_take_as_long_with_a_date_as_without(network, start):
    dated = schedule(network, CALENDAR.roll(start), CALENDAR)

    assert dated.elapsed.days == schedule(network, None, CALENDAR).elapsed.days


@unhurried
@given(networks(), starts)
def test_a_figure_is_at_least_where_a_limit_that_it_counts_is_missing(network, start):
    plan = schedule(network, start, CALENDAR)
    counted = [task for task in network.tasks if not task.beside_the_clock]

    assert plan.elapsed.at_least == any(task.promised is None for task in network.tasks)
    for name in ("promised", "statutory"):
        missing = any(getattr(task, name) is None for task in counted)
        assert getattr(plan.approval, name).at_least == missing
        assert getattr(plan.one_after_another, name).at_least == missing
