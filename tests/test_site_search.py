"""The search of the real site: its own things, its own pages, its own words."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from pathlib import Path

import pytest
from selenium.webdriver import Chrome, Keys
from selenium.webdriver.common.by import By
from selenium.webdriver.support.wait import WebDriverWait

from generator.messages import catalogue

from .browser import complaints, hosts_asked, look
from .test_search import (
    CASES,
    FIRST,
    WAYS,
    Site,
    answers,
    not_among_the_first,
    shown,
    type_into_the_search,
)

TYPED = {
    "施工许可": "items/construction-permit.html",
    "施工证": "items/construction-permit.html",
    "sgxk": "items/construction-permit.html",
    "用地预审": "items/land-pre-review.html",
    "環評報告表": "items/eia-form.html",
    "环平": "items/eia-report.html",
    "发改局": "departments/development-reform.html",
    "县中医医院": "projects/county-hospital-building.html",
}
"""What people type, and the page that they mean."""


@pytest.fixture(scope="module")
def site(real_site: Path) -> Site:
    folder = real_site / "assets/ag/search"
    return Site(real_site, real_site / "index.html", tuple(sorted(folder.glob("search-*.js"))))


@pytest.fixture
def driver(browser: Chrome, site: Site) -> Chrome:
    """The browser on the first page, opened from the folder."""
    look(browser, 390)
    browser.get(site.page.as_uri())
    complaints(browser)
    hosts_asked(browser)
    return browser


def test_every_thing_leads_to_a_page_and_a_place_in_it(site: Site) -> None:
    for thing in site.things():
        page, _, place = thing.url.partition("#")
        assert (site.folder / page).is_file(), thing
        assert f'id="{place}"' in (site.folder / page).read_text("utf-8") or not place, thing


@pytest.mark.parametrize("way", ["name", "alias", "code", "pinyin", "traditional characters"])
def test_every_thing_is_found_by_its(way: str, driver: Chrome, site: Site) -> None:
    things = {thing.name: thing for thing in reversed(site.things())}.values()
    wanted = [(query, thing) for thing in things for query in WAYS[way](thing)]
    assert wanted
    assert not not_among_the_first(driver, wanted)


def test_what_people_type_finds_what_they_mean_here(driver: Chrome, site: Site) -> None:
    by_name = {thing.name: thing for thing in reversed(site.things())}
    queries = tomllib.loads((CASES / "example.toml").read_text("utf-8"))
    assert len(queries) >= 30
    wanted = [(query, by_name[name]) for query, name in queries.items()]
    assert not not_among_the_first(driver, wanted)


def test_initials_find_all_that_have_them(driver: Chrome, site: Site) -> None:
    having: defaultdict[str, set[str]] = defaultdict(set)
    for thing in site.things():
        for typed in WAYS["initials"](thing):
            having[typed].add(thing.name)
    found = dict(zip(having, answers(driver, list(having)), strict=True))
    first = {typed: {name for name, _ in hits[:FIRST]} for typed, hits in found.items()}
    missed = {
        typed: (names, first[typed])
        for typed, names in having.items()
        if not (first[typed] >= names or (len(names) > FIRST and first[typed] <= names))
    }
    assert len(having) > len(site.things())
    assert missed == {}


def test_the_closest_of_another_kind_is_not_buried(driver: Chrome) -> None:
    type_into_the_search(driver, "zj")
    hits = shown(driver)
    heading = driver.find_element(By.CLASS_NAME, "ag-search-kind").text
    assert heading == catalogue().text("search.closest")
    told = [hit.text.split("\n") for hit in hits[:FIRST]]
    (about,) = [about for name, about in told if name == "示例县住房和城乡建设局"]
    assert about.startswith(catalogue().text("search.department"))


@pytest.mark.parametrize("typed", TYPED)
def test_what_people_type_leads_to_what_they_mean(typed: str, driver: Chrome, site: Site) -> None:
    field = type_into_the_search(driver, typed)
    shown(driver)
    field.send_keys(Keys.ENTER)
    target = (site.folder / TYPED[typed]).as_uri()
    WebDriverWait(driver, 30).until(lambda page: page.current_url == target)
    assert hosts_asked(driver) == {""}
    assert complaints(driver) == []


def test_the_search_works_from_every_depth(driver: Chrome, site: Site) -> None:
    driver.get((site.folder / "handbook/index.html").as_uri())
    field = type_into_the_search(driver, "施工许可")
    shown(driver)
    field.send_keys(Keys.ENTER)
    target = (site.folder / "items/construction-permit.html").as_uri()
    WebDriverWait(driver, 30).until(lambda page: page.current_url == target)
