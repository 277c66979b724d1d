"""The calendar of a package: whole, stable, and read alike by a program that did not write it."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from ical.calendar_stream import IcsCalendarStream

from generator.calendar_file import calendar_file
from generator.guide import Guide, guide
from generator.lint import checked
from generator.messages import LANGUAGES, catalogue

from . import planting
from .conftest import AS_OF, ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from ical.event import Event

    from generator.workspace import Workspace

DAY = date.fromisoformat(AS_OF)
DATED = ("selenium-food-park", "rural-water-supply", "biomass-heat-power")
HOST = "@guides.example.org"


@pytest.fixture(scope="module")
def ours() -> Workspace:
    return checked(ROOT)[0]


def dated(workspace: Workspace, id: str, as_of: date = DAY) -> Guide:
    made = guide(workspace, id, as_of)
    assert made.package.start
    return made


def events(made: Guide, language: str = "zh") -> dict[str, Event]:
    """Return the events of *made* as a reader of its own kind sees them, by what they are."""
    text = calendar_file(made, catalogue(language)).decode("utf-8")
    read = IcsCalendarStream.calendar_from_ics(text)
    return {event.uid.removeprefix(f"{made.id}.").partition("@")[0]: event for event in read.events}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("id", DATED)
def test_every_item_has_its_two_days_and_the_project_its_milestones(
    id: str, language: str, ours: Workspace
) -> None:
    made, days = dated(ours, id), {}
    for item in made.taking_part:
        days[f"{item.id}.accepted"] = item.dates.accepted
        days[f"{item.id}.due"] = item.dates.due
    days |= {"start": made.schedule.start, "end": made.schedule.end}
    for listed in made.checklist.to_prepare:
        if listed.deferred_until:
            days[f"{listed.anchor}.deferred"] = listed.deferred_until
    found = {key: event.dtstart for key, event in events(made, language).items()}
    stages = {key: day for key, day in found.items() if key.endswith(".stage")}
    assert {key: day for key, day in found.items() if key not in stages} == days
    assert max(stages.values()) == max(i.dates.due for i in made.taking_part if on_the_clock(i))


def on_the_clock(item: object) -> bool:
    return not item.used.use.beside_the_clock  # type: ignore[attr-defined]


def test_an_event_lasts_its_whole_day_and_takes_no_time_of_it(ours: Workspace) -> None:
    for event in events(dated(ours, DATED[0])).values():
        assert type(event.dtstart) is type(event.dtend) is date
        assert event.dtend - event.dtstart == timedelta(1)
        assert event.transparency == "TRANSPARENT"


def test_a_reminder_rings_at_nine_on_the_working_day_before(ours: Workspace) -> None:
    made = dated(ours, DATED[0])
    calendar, distances = made.schedule.calendar, set()
    for event in events(made).values():
        (alarm,) = event.alarm
        rings = datetime.combine(event.dtstart, datetime.min.time()) + alarm.trigger
        assert rings.hour == 9
        assert rings.date() == calendar.before(event.dtstart, 1)
        distances.add((event.dtstart - rings.date()).days)
    assert {1, 3} <= distances, "no Monday among the days"


def test_an_event_is_the_same_one_in_every_version_and_a_later_one_wins(ours: Workspace) -> None:
    made = dated(ours, DATED[0])
    earlier, later = events(made), events(dated(ours, DATED[0], DAY + timedelta(1)))
    assert earlier.keys() == later.keys()
    for key, event in earlier.items():
        assert event.uid == later[key].uid
        assert event.uid.endswith(HOST)
        assert event.sequence < later[key].sequence
        assert event.dtstamp.date() == DAY
    uids = Counter(event.uid for id in DATED for event in events(dated(ours, id)).values())
    assert max(uids.values()) == 1


def test_no_clock_decides_about_the_bytes(ours: Workspace) -> None:
    made = dated(ours, DATED[0])
    assert calendar_file(made, catalogue()) == calendar_file(made, catalogue())


def test_a_day_that_may_move_says_so(ours: Workspace) -> None:
    made = events(dated(ours, "biomass-heat-power"))
    marked = {key: event for key, event in made.items() if event.status == "TENTATIVE"}
    items = dated(ours, "biomass-heat-power").taking_part
    estimated = {f"{item.id}.due" for item in items if item.dates.estimated}
    assert estimated <= marked.keys()
    assert estimated
    for key in estimated:
        assert marked[key].summary.startswith("预计 ")
        assert "还没有公布" in marked[key].description
    waiting = events(dated(ours, "rural-water-supply"))["end"]
    assert waiting.summary.startswith("不早于 ")


def test_an_open_choice_and_the_first_days_of_the_calendar(tmp_path: Path) -> None:
    files = {
        "site_config.yml": "title: 县\noffice: {name: 局}\naddress: https://guides.example.org/\n",
        "guides/departments/d.yml": "name: 局\nitems: {a: {name: 甲, promised: 5 个工作日}, "
        "b: {name: 乙, promised: 3 个工作日}, c: {name: 丙, promised: 1 个工作日}}\n",
        "guides/projects/p.yml": "name: 项目\nstart: 2025-01-02\nstages: [{name: 段, items: "
        "[{id: x, question: 哪种, one_of: [{use: a}, {use: b}]}, {use: c, after: x}]}]\n",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    read = events(dated(checked(tmp_path)[0], "p"))
    assert read["a.accepted"].dtstart == date(2025, 1, 2)
    assert read["a.accepted"].alarm[0].trigger == timedelta(hours=-15)
    undecided = {key for key, event in read.items() if event.summary.startswith("情形未定 ")}
    assert undecided == {f"{id}.{day}" for id in "abc" for day in ("accepted", "due")} | {
        "stage-1.stage",
        "end",
    }


def test_lines_are_short_and_no_character_is_cut(ours: Workspace) -> None:
    made = dated(ours, DATED[0])
    package = made.package.model_copy(update={"name": "很长的名字𠮷🏗️é" * 40})
    long = replace(made, resolved=replace(made.resolved, package=package))
    written = calendar_file(long, catalogue())
    lines = written.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    for line in lines:
        line.decode("utf-8")  # fails in the middle of a character
    assert events(long)["start"].summary == f"启动：{package.name}"


@pytest.mark.parametrize("hostile", ["a\r\nEND:VEVENT", 'x";\\,;:y', "BEGIN:VALARM\nACTION:AUDIO"])
def test_hostile_words_stay_words(hostile: str, ours: Workspace) -> None:
    made = dated(ours, DATED[0])
    package = made.package.model_copy(update={"name": hostile})
    whole = replace(made, resolved=replace(made.resolved, package=package))
    read = events(whole)
    assert read.keys() == events(made).keys()
    assert read["end"].summary == f"全部办结：{hostile}".replace("\r\n", "\n")
    assert {len(event.alarm) for event in read.values()} == {1}


def test_every_field_may_be_filled_and_an_old_flow_has_no_calendar(
    tmp_path: Path, real_site: Path
) -> None:
    planting.workspace(tmp_path)
    workspace, _ = checked(tmp_path)
    assert len(events(dated(workspace, "planted"))) > 10
    theirs = {path.stem for path in (real_site / "projects").glob("*.ics")}
    packages = checked(ROOT)[0].packages
    assert theirs == {id for id, source in packages.items() if source.value.start}
