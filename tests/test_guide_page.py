"""The page of a guide: what it says at a glance, how it opens, follows, counts and keeps."""

from __future__ import annotations

import base64
import csv
import gzip
import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from lxml import html
from selenium.webdriver import ActionChains, Chrome, Keys
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.wait import WebDriverWait

from generator import assets, plugin
from generator.guide import Guide, guide
from generator.lint import checked
from generator.messages import catalogue
from generator.pages import Pages
from generator.resolution import resolve
from generator.schedule import schedule
from generator.stepper import beside_the_last
from generator.uris import guide_uri
from generator.workspace import Workspace

from .browser import chromium, complaints, look, run_scripts
from .conftest import AS_OF, ROOT
from .made_up_sources import SITE

DAY = date.fromisoformat(AS_OF)
PACKAGES = sorted(path.stem for path in (ROOT / "guides/projects").glob("*.yml"))
OURS = [id for id in PACKAGES if not id.startswith("published")]
LARGE, USUAL = "selenium-food-park", "small-low-risk-workshop"
LONG = (
    "富硒食品精深加工产业园区合并建设及配套污水处理供热供电道路管"
    "网一体化综合开发工程示范建设项目审批套餐全流程新新新（示例）"
)
"""Sixty characters, as many as a name may have."""
say = catalogue().text


@pytest.fixture(scope="module")
def workspace() -> Workspace:
    return checked(ROOT)[0]


@pytest.fixture
def reader(browser: Chrome) -> Iterator[Chrome]:
    """A phone that has kept nothing and complained of nothing."""
    run_scripts(browser, allowed=True)
    look(browser, 390)
    complaints(browser)
    yield browser
    run_scripts(browser, allowed=True)


def opened(driver: Chrome, site: Path, id: str = USUAL, hash: str = "") -> None:
    """Open the page of *id* as for the first time: nothing is kept of earlier visits."""
    if driver.current_url.startswith("file:"):
        driver.execute_script("localStorage.clear(); sessionStorage.clear()")
    driver.get("about:blank")  # an address that differs in its hash alone would load nothing
    driver.get((site / guide_uri(id)).as_uri() + hash)


def all_of(driver: Chrome, selector: str) -> list[WebElement]:
    return driver.find_elements(By.CSS_SELECTOR, selector)


def one(driver: Chrome, selector: str) -> WebElement:
    return driver.find_element(By.CSS_SELECTOR, selector)


def press(driver: Chrome, *keys: str) -> None:
    ActionChains(driver).send_keys(*keys).perform()


# At a glance

FOLD = """
const at = (element) => element.getBoundingClientRect();
return ['.ag-figures > div:nth-child(1) b', '.ag-figures > div:nth-child(2) b', '.ag-next a',
        '.ag-steward a.ag-button']
  .map((name) => at(document.querySelector(name))).map(({top, bottom}) => [top, bottom]);
"""


@pytest.mark.parametrize("id", OURS)
def test_days_materials_first_step_and_steward_are_seen_without_scrolling(
    id: str, reader: Chrome, real_site: Path
) -> None:
    opened(reader, real_site, id)
    for width, height in ((390, 844), (1280, 900)):
        look(reader, width, height)
        assert all(0 < top < bottom < height for top, bottom in reader.execute_script(FOLD))
    stage = "return document.querySelector('.ag-stage > header').getBoundingClientRect().top"
    assert reader.execute_script(stage) < 900, "a desktop shows the first stage, too"


# The largest and the longest


@pytest.fixture(scope="module")
def extreme_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site with one guide: a name of sixty characters, 200 items, two of three waiting."""
    root = tmp_path_factory.mktemp("extreme")
    (root / "guides/departments").mkdir(parents=True)
    (root / "guides/projects").mkdir()
    shutil.copy(assets.STARTER / "workspace/mkdocs.yml", root)
    materials = [{"id": "form", "name": "申请表"}, {"name": "图纸"}]
    item = {"name": LONG[:30], "promised": "3 个工作日", "promised_since": "2026-01-01"}
    department = {"name": "示例局", "items": {"survey": {**item, "materials": materials}}}
    stages = [
        {
            "name": f"{LONG[:28]}{stage}",
            "items": [
                {
                    "use": "survey",
                    "id": f"step-{stage}-{place}",
                    "phase": f"第{stage * 50 + place}期",
                    **({"after": [f"step-{stage}-{place - 1}"]} if place % 3 else {}),
                }
                for place in range(50)
            ],
        }
        for stage in range(4)
    ]
    steward = {"department": "only", "phone": "0900-0000011", "hours": "工作日"}
    package = {"name": LONG, "steward": steward, "stages": stages}
    for name, data in (("site_config", SITE), ("guides/departments/only", department),
                       ("guides/projects/extreme", package)):  # fmt: skip
        # JSON is YAML, too.
        (root / f"{name}.yml").write_text(json.dumps(data, ensure_ascii=False), "utf-8")
    return plugin.build(root, root / "site", AS_OF, 1, pdfs=False)


COUNTED_ANEW = """
const field = document.querySelector('#_start');
field.value = '2026-05-06';
field.dispatchEvent(new Event('change'));
"""


def test_sixty_characters_and_two_hundred_items_still_answer_at_a_glance(
    reader: Chrome, extreme_site: Path
) -> None:
    assert len(LONG) == 60
    opened(reader, extreme_site, "extreme")
    assert all(0 < top < bottom < 844 for top, bottom in reader.execute_script(FOLD))
    for width in (320, 1280):
        look(reader, width)
        assert reader.execute_script("return document.documentElement.scrollWidth") == width
    assert len(all_of(reader, "details.ag-item")) == 200
    reader.execute_script(COUNTED_ANEW)
    assert "2026年5月6日" in one(reader, "[data-own='told']").text
    assert complaints(reader) == []


# Stages that open and close

STAGES = """
return [...document.querySelectorAll('.ag-stage')].map((stage) => {
  const buttons = stage.querySelectorAll(':scope > header button');
  const body = stage.querySelector('.ag-stage-body');
  return {
    buttons: buttons.length,
    inHeading: buttons.length === 1 && buttons[0].parentElement.tagName === 'H3',
    expanded: buttons.length ? buttons[0].getAttribute('aria-expanded') : null,
    controls: buttons.length ? buttons[0].getAttribute('aria-controls') === body.id : null,
    shown: body.querySelector('summary').checkVisibility({contentVisibilityAuto: true}),
  };
});
"""


def test_without_scripts_every_stage_is_open_and_none_says_it_could_close(
    reader: Chrome, real_site: Path
) -> None:
    run_scripts(reader, allowed=False)
    reader.get((real_site / guide_uri(USUAL)).as_uri())
    stages = reader.execute_script(STAGES)
    assert len(stages) == 3
    assert all(stage["shown"] and stage["buttons"] == 0 for stage in stages)
    assert all_of(reader, "article [aria-expanded]") == []
    assert [part.text for part in all_of(reader, ".ag-scripted") if part.is_displayed()] == []


def test_with_scripts_each_stage_heading_holds_one_button_that_tells_its_state(
    reader: Chrome, real_site: Path
) -> None:
    opened(reader, real_site)
    stages = reader.execute_script(STAGES)
    assert all(stage["inHeading"] and stage["controls"] for stage in stages)
    assert [stage["expanded"] for stage in stages] == ["true", "false", "false"]
    assert [stage["shown"] for stage in stages] == [True, False, False]


def test_a_stage_button_is_named_by_number_name_and_what_it_does(
    reader: Chrome, real_site: Path, workspace: Workspace
) -> None:
    opened(reader, real_site)
    names = [button.accessible_name for button in all_of(reader, ".ag-stage-button")]
    for number, (name, stage) in enumerate(
        zip(names, workspace.packages[USUAL].value.stages, strict=True), start=1
    ):
        assert name.startswith(say("guide.stage_number", number=number).strip()), name
        assert stage.name in name
        does = say("steps.hide" if number == 1 else "steps.show")
        assert name.endswith(f"{does} {say('steps.of_stage')}"), name


def test_a_stage_opens_by_keyboard_and_keeps_the_focus(reader: Chrome, real_site: Path) -> None:
    opened(reader, real_site)
    second = all_of(reader, ".ag-stage-button")[1]
    reader.execute_script("arguments[0].focus()", second)
    press(reader, Keys.ENTER)
    assert second.get_attribute("aria-expanded") == "true"
    assert say("steps.hide") in second.accessible_name
    assert reader.switch_to.active_element == second
    press(reader, Keys.SPACE)
    assert second.get_attribute("aria-expanded") == "false"
    press(reader, Keys.TAB)
    third = all_of(reader, ".ag-stage-button")[2]
    assert reader.switch_to.active_element == third, "what is closed is passed over"


def test_one_button_opens_and_closes_all_stages(reader: Chrome, real_site: Path) -> None:
    opened(reader, real_site)
    everything = one(reader, ".ag-show-all button")
    assert everything.text == say("steps.show_all")
    everything.click()
    assert {stage["expanded"] for stage in reader.execute_script(STAGES)} == {"true"}
    assert (everything.text, everything.get_attribute("aria-expanded")) == (
        say("steps.hide_all"),
        "true",
    )
    everything.click()
    assert {stage["expanded"] for stage in reader.execute_script(STAGES)} == {"false"}


def test_a_tab_remembers_which_stages_were_open(reader: Chrome, real_site: Path) -> None:
    opened(reader, real_site)
    all_of(reader, ".ag-stage-button")[2].click()
    reader.refresh()
    told = [stage["expanded"] for stage in reader.execute_script(STAGES)]
    assert told == ["true", "false", "true"]


def test_a_link_from_outside_or_inside_opens_what_it_leads_to(
    reader: Chrome, real_site: Path
) -> None:
    opened(reader, real_site, hash="#construction-permit")
    target = one(reader, "#construction-permit")
    assert target.get_attribute("open") is not None
    assert target.find_element(By.CLASS_NAME, "ag-item-body").is_displayed()
    link = target.find_element(By.CSS_SELECTOR, ".ag-columns a[href='#project-planning-permit']")
    link.click()
    before = one(reader, "#project-planning-permit .ag-item-body")
    WebDriverWait(reader, 30).until(lambda _: before.is_displayed())


PARTS = """
const list = document.querySelector('.ag-toc ul'), heading = document.querySelector(arguments[0]);
const room = list.getBoundingClientRect();
return [...list.querySelectorAll('[aria-current]')].map((link) => {
  const box = link.getBoundingClientRect();
  return [link.hash, room.top >= 0 && box.left >= room.left && box.right <= room.right
    && box.bottom <= heading.getBoundingClientRect().top && room.top < innerHeight / 2];
});
"""


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_the_parts_of_a_page_stay_in_sight_and_say_which_is_being_read(
    width: int, reader: Chrome, real_site: Path
) -> None:
    opened(reader, real_site, LARGE)
    look(reader, width)
    parts = reader.execute_script(
        "return [...document.querySelectorAll('.ag-toc a')].map((link) => link.hash)"
    )
    assert {"#_stages", "#_flow", "#_timetable", "#_checklist", "#_contacts"} <= set(parts)
    for part in ("#_contacts", "#_stages", "#_checklist"):
        reader.execute_script("document.querySelector(arguments[0]).scrollIntoView()", part)
        WebDriverWait(reader, 30).until(
            lambda driver, part=part: driver.execute_script(PARTS, part) == [[part, True]]
        )


def test_alternatives_and_parallel_steps_are_no_headings_of_their_own(
    reader: Chrome, real_site: Path
) -> None:
    opened(reader, real_site, LARGE)
    marks = all_of(reader, ".ag-and, .ag-or")
    assert {mark.tag_name for mark in marks} == {"p"}
    told = {mark.get_attribute("textContent") for mark in marks}
    assert told == {
        say("steps.and") + say("steps.and_told"),
        say("guide.or") + say("steps.or_told"),
    }
    assert {head.tag_name for head in all_of(reader, ".ag-choice > h4")} == {"h4"}


def reaches(made: Guide, id: str, other: str) -> bool:
    """Return whether *id* waits for *other*, through however many items."""
    return any(
        relation.item.id == other or reaches(made, relation.item.id, other)
        for relation in made.before.get(id, ())
    )


@pytest.mark.parametrize("id", PACKAGES)
def test_and_stands_where_neither_step_waits_for_the_other(id: str, workspace: Workspace) -> None:
    made = guide(workspace, id, DAY)
    marked = beside_the_last(made)
    for stage in made.stages:
        steps = [[item.id for item in items] for _, items in stage.groups]
        assert steps[0][0] not in marked
        for above, step in pairwise(steps):
            wait = any(reaches(made, a, b) or reaches(made, b, a) for a in above for b in step)
            assert (step[0] in marked) is not wait


# The flow, followed


def pick(driver: Chrome, id: str) -> WebElement:
    link = one(driver, f".ag-narrow .ag-flow a[href='#{id}']")
    driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", link)
    link.click()
    return link


MARKS = """
return Object.fromEntries([...document.querySelectorAll('.ag-narrow .ag-flow a')]
  .filter((link) => link.querySelector('.ag-mark'))
  .map((link) => [link.getAttribute('href').slice(1), link.querySelector('.ag-mark').textContent]));
"""


def test_a_picked_item_shows_in_words_what_it_waits_for_and_what_waits_for_it(
    reader: Chrome, real_site: Path, workspace: Workspace
) -> None:
    opened(reader, real_site)
    made = guide(workspace, USUAL, DAY)
    for id in ("construction-permit", "project-filing"):
        link = pick(reader, id)
        assert link.get_attribute("aria-pressed") == "true"
        assert link.get_attribute("role") == "button"
        expected = {r.item.id: say("follow.before_mark") for r in made.before[id]}
        expected |= {r.item.id: say("follow.after_mark") for r in made.after[id]}
        expected[id] = say("follow.picked_mark")
        assert reader.execute_script(MARKS) == expected
        told = one(reader, ".ag-follow")
        assert told.get_attribute("role") == "status"
        for relation in (*made.before[id], *made.after[id]):
            assert f"{relation.item.number} {relation.item.short_name}" in told.text
    assert complaints(reader) == []


def test_the_flow_is_followed_by_keyboard(
    reader: Chrome, real_site: Path, workspace: Workspace
) -> None:
    opened(reader, real_site)
    made = guide(workspace, USUAL, DAY)
    link = one(reader, ".ag-narrow .ag-flow a[href='#project-filing']")
    reader.execute_script("arguments[0].focus()", link)
    press(reader, Keys.ENTER)
    assert link.get_attribute("aria-pressed") == "true"
    press(reader, Keys.ARROW_DOWN)
    after = made.after["project-filing"][0].item.id
    assert reader.switch_to.active_element.get_attribute("href") == f"#{after}" or (
        reader.execute_script("return document.activeElement.getAttribute('href')") == f"#{after}"
    )
    press(reader, Keys.ARROW_UP)
    assert link.get_attribute("aria-pressed") == "true"
    press(reader, Keys.ESCAPE)
    assert reader.execute_script(MARKS) == {}
    assert one(reader, ".ag-follow").text == ""
    assert reader.execute_script("return document.activeElement === arguments[0]", link)


def test_a_second_tap_lets_go_and_the_panel_leads_to_the_item(
    reader: Chrome, real_site: Path
) -> None:
    opened(reader, real_site)
    link = pick(reader, "quality-safety-supervision")
    link.click()
    assert link.get_attribute("aria-pressed") == "false"
    link.click()
    one(reader, ".ag-follow .ag-tools a").click()
    body = one(reader, "#quality-safety-supervision .ag-item-body")
    WebDriverWait(reader, 30).until(lambda _: body.is_displayed())


@pytest.mark.parametrize("id", PACKAGES)
def test_the_list_beside_the_flow_says_all_that_hangs_together(
    id: str, real_site: Path, workspace: Workspace
) -> None:
    made = guide(workspace, id, DAY)
    document = html.parse(real_site / guide_uri(id)).getroot()
    rows = document.xpath("//ol[@class='ag-relations']/li")
    assert [row.get("data-item") for row in rows] == [item.id for item in made.taking_part]
    for row in rows:
        name, before, after = ([a.get("href")[1:] for a in p.iter("a")] for p in row.iter("p"))
        item = row.get("data-item")
        assert name == [item]
        assert before == [r.item.id for r in made.before[item]] == row.get("data-before").split()
        assert after == [r.item.id for r in made.after[item]]


# The owner's own start


def page_from(workspace: Workspace, id: str, start: date) -> html.HtmlElement:
    """Return what the generator writes of a package that starts on *start*."""
    source = workspace.packages[id]
    package = source.value.model_copy(update={"start": start})
    packages = {**workspace.packages, id: replace(source, value=package)}
    moved = replace(workspace, packages=packages)
    return html.fromstring(Pages(moved, [], "zh", DAY).guide(guide(moved, id, DAY)).html)


SHOWN = """
const text = (element) => element.textContent.replace(/\\s+/g, '');
const own = [...document.querySelectorAll('[data-own]:not([data-own=told]):not([data-own=note])')];
const bars = (drawing) => [...drawing.querySelectorAll('.row > :not(text), .tick')].map((part) => [
  part.getAttribute('class'),
  ...['x', 'width', 'x1', 'x2', 'd'].map((name) => part.getAttribute(name)),
]);
return [own.map((each) => each.hidden ? '' : text(each)),
  [...document.querySelectorAll('.ag-time')].map((drawing) => [bars(drawing),
    [...drawing.querySelectorAll('.row.critical text')].map(text)]),
  [...document.querySelectorAll('.ag-flow .box.critical')].map(text)];
"""


def written(page: html.HtmlElement) -> list[Any]:
    """Return of a page as generated what SHOWN returns of one that scripts have changed."""
    own = page.xpath("//*[@data-own and not(@data-own='told') and not(@data-own='note')]")
    drawings = page.xpath("//*[contains(@class, 'ag-time')][name()='svg']")
    parts = ".//*[contains(@class, 'row')]/*[name()!='text'] | .//*[@class='tick']"
    return [
        ["" if "hidden" in e.attrib else re.sub(r"\s+", "", e.text_content()) for e in own],
        [
            [
                [
                    [p.get("class"), *(p.get(n) for n in ("x", "width", "x1", "x2", "d"))]
                    for p in drawing.xpath(parts)
                ],
                [
                    re.sub(r"\s+", "", t.text)
                    for t in drawing.xpath(
                        ".//*[contains(@class, 'row critical')]/*[name()='text']"
                    )
                ],
            ]
            for drawing in drawings
        ],
        [
            re.sub(r"\s+", "", box.text_content())
            for box in page.xpath("//*[contains(@class, 'box critical')]")
        ],
    ]


def numbers(bars: list[list[str | None]]) -> list[tuple[str, list[float]]]:
    """Return bars as sorted numbers, rounded as the generator rounds them."""
    found = []
    for kind, *values in bars:
        told = [
            float(n) for value in values if value for n in re.findall(r"-?\d+(?:\.\d+)?", value)
        ]
        found.append((str(kind), told))
    return sorted(found)


@pytest.mark.parametrize("id", PACKAGES)
def test_a_page_counted_from_the_owners_start_says_what_the_generator_would(
    id: str, reader: Chrome, real_site: Path, workspace: Workspace
) -> None:
    opened(reader, real_site, id)
    for start in ("2026-10-03", "2025-04-30"):
        choose(reader, start)
        told, drawings, boxes = reader.execute_script(SHOWN)
        page = page_from(workspace, id, date.fromisoformat(start))
        wanted, wanted_drawings, wanted_boxes = written(page)
        assert told == wanted
        is_estimated = page.xpath("//*[@data-own='estimated'][not(@hidden)]") != []
        assert one(reader, "[data-own='estimated']").is_displayed() is is_estimated
        assert sorted(boxes) == sorted(wanted_boxes)
        for (bars, critical), (wanted_bars, wanted_critical) in zip(
            drawings, wanted_drawings, strict=True
        ):
            assert critical == wanted_critical
            ours, theirs = numbers(bars), numbers(wanted_bars)
            assert [kind for kind, _ in ours] == [kind for kind, _ in theirs]
            for (kind, one_), (_, other) in zip(ours, theirs, strict=True):
                assert one_ == pytest.approx(other, abs=0.02), kind
    assert complaints(reader) == []


def choose(driver: Chrome, day: str) -> None:
    """Choose *day* as somebody does, whatever the field's own way of typing."""
    field = one(driver, "#_start")
    driver.execute_script(
        "arguments[0].value = arguments[1]; arguments[0].dispatchEvent(new Event('change'))",
        field,
        day,
    )


def test_the_chosen_day_stands_in_the_address_and_is_kept_on_this_device(
    reader: Chrome, real_site: Path
) -> None:
    opened(reader, real_site)
    choose(reader, "2026-05-06")
    assert reader.execute_script("return location.hash") == "#start=2026-05-06"
    reader.get("about:blank")
    reader.get((real_site / guide_uri(USUAL)).as_uri())
    assert "2026年5月6日" in one(reader, "[data-own='told']").text
    assert "2026年5月6日" in one(reader, ".ag-own-note").text
    reader.get("about:blank")
    reader.get((real_site / guide_uri(USUAL)).as_uri() + "#construction-permit&start=2026-06-01")
    assert "2026年6月1日" in one(reader, "[data-own='told']").text
    assert one(reader, "#construction-permit .ag-item-body").is_displayed()


DATED = """
return [...document.querySelectorAll('[data-own], .ag-time, .ag-flow, .ag-own-note')]
  .map((part) => part.outerHTML);
"""


def test_the_days_as_published_come_back_to_the_letter(reader: Chrome, real_site: Path) -> None:
    for id in (LARGE, USUAL):
        opened(reader, real_site, id)
        before = reader.execute_script(DATED)
        choose(reader, "2026-05-06")
        assert reader.execute_script(DATED) != before
        one(reader, ".ag-own button").click()
        assert reader.execute_script(DATED) == before
        assert "start" not in reader.execute_script("return location.href")


def test_a_day_that_cannot_be_counted_from_is_told_and_changes_nothing(
    reader: Chrome, real_site: Path
) -> None:
    opened(reader, real_site)
    before = one(reader, ".ag-timetable table").get_attribute("outerHTML")
    for day in ("2026-02-30", "2024-12-31", "2036-12-25", "soon"):
        reader.execute_script("location.hash = arguments[0]", f"start={day}")
        told = one(reader, ".ag-problem")
        WebDriverWait(reader, 30).until(lambda _, told=told: told.text)
        assert told.text == say("own.beyond", first=2025, last=2036)
        assert one(reader, ".ag-timetable table").get_attribute("outerHTML") == before
        reader.execute_script("document.querySelector('.ag-problem').textContent = ''")
    assert complaints(reader) == []


# The list of materials


def ticks(driver: Chrome) -> int:
    return len(all_of(driver, "[data-tick]:checked"))


def count(driver: Chrome) -> str:
    return one(driver, ".ag-count").text


def test_what_is_left_is_counted_and_kept(reader: Chrome, real_site: Path) -> None:
    opened(reader, real_site)
    boxes = all_of(reader, "[data-tick]")
    for box in boxes[:3]:
        box.click()
    values = {"all": len(boxes), "done": 3, "left": len(boxes) - 3}
    assert count(reader) == f"{say('ticks.told', **values)} {say('ticks.kept')}"
    assert one(reader, ".ag-left").text == say("head.left", left=len(boxes) - 3)
    reader.get("about:blank")
    reader.get((real_site / guide_uri(USUAL)).as_uri())
    assert ticks(reader) == 3
    assert count(reader).startswith(say("ticks.told", **values))


def chosen(driver: Chrome, name: str, value: str) -> None:
    one(driver, f"[data-filter='{name}'] option[value='{value}']").click()


def test_the_list_is_filtered_by_stage_by_who_supplies_and_by_what_is_left(
    reader: Chrome, real_site: Path, workspace: Workspace
) -> None:
    opened(reader, real_site)
    made = guide(workspace, USUAL, DAY)

    def names() -> list[str]:
        shown = "filter((name) => name.checkVisibility()).map((name) => name.textContent)"
        found: list[str] = reader.execute_script(
            f"return [...document.querySelectorAll('.ag-listed')].{shown}"
        )
        return found

    def listed(stage: int, *suppliers: str) -> list[str]:
        return [
            m.material.name
            for s in suppliers
            for m in getattr(made.checklist, s)
            if stage in m.stages
        ]

    everybody = ("owner", "intermediary", "issued", "yielded", "exempt")
    chosen(reader, "stage", "2")
    assert names() == listed(2, *everybody) != []
    chosen(reader, "supplier", "intermediary")
    assert names() == listed(2, "intermediary") != []
    chosen(reader, "supplier", "owner")
    first = listed(2, "owner")
    assert names() == first
    one(reader, "li:not([hidden]) > label > [data-tick]").click()
    assert names() == first, "what is ticked does not vanish under the finger"
    one(reader, "[data-filter='open']").click()
    assert names() == first[1:]
    chosen(reader, "stage", "")
    chosen(reader, "supplier", "")
    assert len(names()) == len(all_of(reader, ".ag-listed")) - 1
    assert say("ticks.shown", shown=len(names())) in count(reader)


def test_a_tick_outlives_a_new_version_of_the_guide(workspace: Workspace) -> None:
    source = workspace.packages[LARGE]
    made = guide(workspace, LARGE, DAY)
    stages = source.value.stages
    fewer = source.value.model_copy(
        update={
            "stages": (stages[0].model_copy(update={"items": stages[0].items[1:]}), *stages[1:])
        }
    )
    resolved = resolve(LARGE, fewer, workspace.directory)
    plan = schedule(resolved.network, None, workspace.calendar)
    after = replace(made, resolved=resolved, schedule=plan)
    ticked = {m.tick: m.material.name for m in made.checklist.to_prepare}
    kept = {m.tick: m.material.name for m in after.checklist.to_prepare}
    assert len(ticked) == len(made.checklist.to_prepare)
    same = {name for name in kept.values() if name in ticked.values()}
    assert {name for tick, name in kept.items() if ticked.get(tick) == name} == same
    assert len(kept) > 10


@pytest.fixture(scope="module")
def private(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    """A browser whose user lets no page keep anything."""
    blocked = {"profile.default_content_setting_values.cookies": 2}
    with chromium(tmp_path_factory.mktemp("private"), blocked) as driver:
        look(driver, 390)
        yield driver


def test_a_browser_that_keeps_nothing_ticks_counts_and_says_so(
    private: Chrome, real_site: Path
) -> None:
    private.get((real_site / guide_uri(LARGE)).as_uri() + "#start=2026-05-06")
    refused = "try { localStorage.length; return false } catch (_) { return true }"
    assert private.execute_script(refused)
    one(private, "[data-tick]").click()
    assert say("ticks.not_kept") in count(private)
    assert "2026年5月6日" in one(private, "[data-own='told']").text
    stage = all_of(private, ".ag-stage-button")[1]
    private.execute_script("arguments[0].click()", stage)  # it may lie below the contents
    ours = [said for said in complaints(private) if "assets/ag/" in said]
    assert ours == []


def saved(driver: Chrome, folder: Path, button: str) -> tuple[str, list[list[str]]]:
    """Return the name and the rows of the file that *button* saves."""
    driver.execute_cdp_cmd(
        "Browser.setDownloadBehavior", {"behavior": "allow", "downloadPath": str(folder)}
    )
    driver.execute_script("arguments[0].click()", one(driver, f"[data-do='{button}']"))
    # the name is there, and empty, before the file is
    (path,) = WebDriverWait(driver, 30).until(
        lambda _: [path for path in folder.glob("*.csv") if path.stat().st_size]
    )
    text = path.read_bytes().decode("utf-8")
    assert text.startswith("\ufeff")
    return path.name, list(csv.reader(text.removeprefix("\ufeff").splitlines()))


def test_the_list_is_saved_as_a_table(reader: Chrome, real_site: Path, tmp_path: Path) -> None:
    opened(reader, real_site)
    one(reader, "[data-tick]").click()
    name, (head, *rows) = saved(reader, tmp_path, "save-list")
    assert say("ticks.file") in name
    assert head[1] == say("ticks.material")
    assert [row[1] for row in rows] == [
        each.get_attribute("textContent") for each in all_of(reader, ".ag-listed")
    ]
    assert [row[5] for row in rows].count(say("ticks.yes")) == 1
    assert {row[0] for row in rows} >= {say("checklist.owner"), say("checklist.intermediary")}


def test_the_days_are_saved_as_the_page_shows_them(
    reader: Chrome, real_site: Path, tmp_path: Path
) -> None:
    opened(reader, real_site, hash="#start=2026-05-06")
    _, rows = saved(reader, tmp_path, "save-days")
    assert len(rows) == 12
    assert rows[1][1:3] == ["5月6日（周三）", "5月6日（周三）"]


def test_a_spreadsheet_calculates_with_nothing_that_is_saved(
    reader: Chrome, real_site: Path, tmp_path: Path
) -> None:
    opened(reader, real_site)
    hostile = ["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("x")', "\uff1d1+1", "\uff20x"]
    reader.execute_script(
        "document.querySelectorAll('.ag-listed').forEach((name, place) => {"
        " if (place < arguments[0].length) name.textContent = arguments[0][place] })",
        hostile,
    )
    _, rows = saved(reader, tmp_path, "save-list")
    assert [row[1] for row in rows[1:8]] == [f"'{text}" for text in hostile]


def test_the_list_is_copied_as_text(reader: Chrome, real_site: Path) -> None:
    opened(reader, real_site)
    button = one(reader, "[data-do='copy-list']")
    reader.execute_script("arguments[0].scrollIntoView({block: 'center'})", button)
    button.click()
    WebDriverWait(reader, 30).until(lambda _: one(reader, ".ag-done").text)
    assert one(reader, ".ag-done").text == say("ticks.copied")
    reader.execute_script(
        "const field = document.createElement('textarea'); field.id = 'pasted';"
        "document.body.append(field); field.focus()"
    )
    ActionChains(reader).key_down(Keys.CONTROL).send_keys("v").key_up(Keys.CONTROL).perform()
    lines = one(reader, "#pasted").get_attribute("value").splitlines()
    assert lines[0] == say("checklist.owner")
    assert sum(line.startswith("☐ ") for line in lines) == len(all_of(reader, ".ag-listed"))


def printed(driver: Chrome, tmp_path: Path) -> str:
    data = driver.execute_cdp_cmd("Page.printToPDF", {"printBackground": True})["data"]
    path = tmp_path / "printed.pdf"
    path.write_bytes(base64.b64decode(data))
    sheets = [sheet.get_textpage().get_text_bounded() for sheet in pypdfium2.PdfDocument(path)]
    return re.sub(r"\s+", "", "".join(sheets))


@pytest.mark.parametrize(
    ("button", "only", "there", "absent"),
    [
        ("print-list", "ag-only-list", "checklist.owner", "guide.flow"),
        ("print-days", "ag-only-days", "item.accepted", "checklist.owner"),
    ],
)
def test_one_part_is_printed_alone(
    button: str, only: str, there: str, absent: str,
    reader: Chrome, real_site: Path, tmp_path: Path,
) -> None:  # fmt: skip
    opened(reader, real_site)
    reader.execute_script(
        "self.print = () => { self.printed = document.documentElement.className }"
    )
    reader.execute_script("arguments[0].click()", one(reader, f"[data-do='{button}']"))
    assert only in reader.execute_script("return self.printed")
    text = printed(reader, tmp_path)
    assert say(there) in text
    assert say(absent) not in text
    assert "小型" in text or "低风险" in text
    assert say("ticks.print") not in text


def test_a_printed_page_holds_what_is_closed_on_the_screen(
    reader: Chrome, real_site: Path, tmp_path: Path, workspace: Workspace
) -> None:
    opened(reader, real_site, USUAL)
    text = printed(reader, tmp_path)
    made = guide(workspace, USUAL, DAY)
    names = [re.sub(r"\s+", "", m.name) for i in made.items for m in i.item.materials]
    assert [name for name in names if name not in text] == []


# What every page of a guide keeps to


def test_nothing_on_a_guide_page_needs_a_lax_content_policy(real_site: Path) -> None:
    for id in PACKAGES:
        (article,) = html.parse(real_site / guide_uri(id)).xpath("//article[@data-guide]")
        assert article.xpath(".//@style") == []
        assert [n for n in article.xpath(".//@*") if n.attrname.startswith("on")] == []
        assert {s.get("type") for s in article.xpath(".//script[not(@src)]")} == {
            "application/json"
        }
    for path in (assets.STATIC / "site").glob("*.js"):
        script = path.read_text("utf-8")
        assert not re.search(
            r"\beval\b|new Function|innerHTML|insertAdjacentHTML|\bfetch\b", script
        )


def test_a_guide_page_stays_light(real_site: Path) -> None:
    def weight(path: Path) -> int:
        return len(gzip.compress(path.read_bytes(), 6))

    pages = {id: weight(real_site / guide_uri(id)) for id in PACKAGES}
    scripts = sum(map(weight, (assets.STATIC / "site").glob("*.js")))
    assert max(pages.values()) < 53_000, pages
    assert scripts < 16_000
