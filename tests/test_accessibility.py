"""Everyone can use every kind of page: what axe, a keyboard and a browser without scripts find.

docs/accessibility.md says what this is held to, and what a person still has to look at.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from posixpath import dirname, join, normpath
from urllib.parse import unquote, urlsplit

import pypdfium2
import pytest
from lxml import html
from selenium.webdriver import Chrome, Keys
from selenium.webdriver.common.by import By
from selenium.webdriver.support.wait import WebDriverWait

from generator.assets import STATIC
from generator.messages import catalogue
from generator.uris import guide_uri, language_folder

from .browser import look, run_scripts
from .page_kinds import KINDS, PACKAGES

AXE = (Path(__file__).parent / "axe/axe.min.js").read_text("utf-8")
GUIDE = guide_uri("small-low-risk-workshop")
PAGES = KINDS | {
    "guide": GUIDE,
    "alternatives": guide_uri("published-guannan-eia"),
    "published": guide_uri("published-wolong-water"),
    "narrowed": "browse/chain-clean-energy/index.html",
    "prose": "handbook/review.html",
    "errors": "handbook/errors/values.html",
    "lost": "404.html",
    "versions": "v/small-low-risk-workshop/index.html",
    "old version": "v/small-low-risk-workshop/39adde22db.html",
}
"""One page of each kind, by its address in the site."""
BARE = {"versions", "old version"}
"""Pages whose head is one link: there is nothing to skip."""
REVIEW = "review"
"""The page of `diff --format html`, which is in no site."""
say = catalogue().text


@pytest.fixture
def page(kind: str, request: pytest.FixtureRequest) -> Path:
    if kind == REVIEW:
        found: Path = request.getfixturevalue("review")
        return found
    site: Path = request.getfixturevalue("real_site")
    return site / PAGES[kind]


@pytest.fixture
def reader(browser: Chrome) -> Iterator[Chrome]:
    """A browser of somebody who wants nothing to move."""
    run_scripts(browser, allowed=True)
    browser.set_script_timeout(300)
    yield browser
    browser.set_script_timeout(30)
    run_scripts(browser, allowed=True)
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "", "features": []})


@dataclass(frozen=True)
class Look:
    """How somebody looks at a page: how wide, in which colours, on what, how large the text."""

    width: int
    dark: bool = False
    media: str = "screen"
    text: str = ""


LOOKS = {
    "phone": Look(390),
    "large text": Look(1280, text="200%"),
    "paper": Look(794, media="print"),
    "narrow and dark": Look(320, dark=True),
}
"""Those in dark colours last: the page is opened anew for them."""
DESKTOP = Look(1280, dark=True)


def looked_at(driver: Chrome, as_seen: Look) -> None:
    """Show the page as seen; what moves, a reader asked not to."""
    look(driver, as_seen.width, 844)
    wishes = {
        "prefers-color-scheme": "dark" if as_seen.dark else "light",
        "prefers-reduced-motion": "reduce",
    }
    features = [{"name": name, "value": value} for name, value in wishes.items()]
    media = {"media": as_seen.media, "features": features}
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", media)


OPENED = """
document.documentElement.style.fontSize = arguments[0];
document.querySelectorAll('details').forEach((part) => { part.open = true; });
document.querySelectorAll('.ag-stage-button[aria-expanded=false]').forEach((b) => b.click());
"""
RUN = """
const [paper, done] = arguments;
const rules = paper ? {'target-size': {enabled: false}} : {};
axe.run(document, {resultTypes: ['violations'], rules, runOnly: [
  'wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})
  .then(({violations}) => done(violations.flatMap(({id, nodes}) => nodes.map(
    ({target, failureSummary}) => `${id}: ${target}: ${failureSummary}`))),
  (failure) => done([String(failure)]));
"""
"""All rules of WCAG 2.0 to 2.2, A and AA, and best practices; nobody taps on paper."""
BEYOND = """
const width = document.documentElement.clientWidth;
const scrolls = (e) =>
  e && (/auto|scroll/.test(getComputedStyle(e).overflowX) || scrolls(e.parentElement));
const isHidden = (e) => e.closest('.ag-hidden, thead');
const name = (e) => e.outerHTML.slice(0, 120);
const all = [...document.querySelectorAll('body *')]
  .filter((e) => e.checkVisibility() && !isHidden(e));
return [
  ...all.filter((e) => e.getBoundingClientRect().right > width + 0.5 && !scrolls(e))
    .map((e) => `sticks out: ${name(e)}`),
  ...all.filter((e) => /hidden|clip/.test(getComputedStyle(e).overflow) && e.matches(':not(svg *)')
      && (e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1) && e.innerText)
    .map((e) => `cut off: ${name(e)}`),
  ...(document.documentElement.scrollWidth > width ? ['the page scrolls sideways'] : []),
];
"""
"""What sticks out of the screen, or is cut off, though the page may hide it."""


@pytest.mark.parametrize("kind", [*PAGES, REVIEW])
def test_axe_finds_nothing_and_nothing_is_lost_however_a_page_is_looked_at(
    page: Path, reader: Chrome
) -> None:
    found = {}
    was_dark = None
    for name, as_seen in LOOKS.items():
        looked_at(reader, as_seen)
        if as_seen.dark is not was_dark:
            reader.get(page.as_uri())
            reader.execute_script(AXE)
            was_dark = as_seen.dark
        reader.execute_script(OPENED, as_seen.text)
        found[name] = reader.execute_async_script(RUN, as_seen.media == "print")
        if as_seen.media != "print":
            found[name] += reader.execute_script(BEYOND)
    assert {name: each for name, each in found.items() if each} == {}


def test_axe_would_find_something(reader: Chrome, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(
        "<!doctype html><html lang=zh><title>t</title><main><h1>页</h1><img src=x.png>"
        "<p style='color:#999'>看不清的字</p></main>",
        "utf-8",
    )
    looked_at(reader, LOOKS["phone"])
    reader.get(page.as_uri())
    reader.execute_script(AXE)
    found = {each.partition(":")[0] for each in reader.execute_async_script(RUN, False)}  # noqa: FBT003 - of a script
    assert found == {"image-alt", "color-contrast"}


LETTERS = {
    "ink": ["paper", "tint", *(f"stage-{n}" for n in range(1, 5))],
    "band-ink": [f"stage-{n}" for n in range(1, 5)],
    "band-link": [f"stage-{n}" for n in range(1, 5)],
    "quiet": ["paper", "tint"],
    "accent": ["paper", "tint"],
    "critical": ["paper"],
    "defer": ["paper"],
    "on-accent": ["accent"],
}
"""On what ground the letters of a colour stand, in drawings too, where axe cannot tell."""


def light(colour: str) -> float:
    """Return the relative luminance of #rrggbb or #rgb (WCAG 2.2)."""
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", [":root {", '[data-md-color-scheme="slate"] {'])
def test_letters_stand_out_from_every_ground_that_they_stand_on(scheme: str) -> None:
    style = (STATIC / "site/guide.css").read_text("utf-8")
    block = style.partition(scheme)[2].partition("}")[0]
    colours = dict(re.findall(r"--ag-([\w-]+): (#[0-9a-f]{3,6});", block))
    for letters, grounds in LETTERS.items():
        for ground in grounds:
            dark, bright = sorted((light(colours[letters]), light(colours[ground])))
            assert (bright + 0.05) / (dark + 0.05) >= 4.5, f"{letters} on {ground}"


# By keyboard

TABS = """
const seen = (e) => e.checkVisibility({contentVisibilityAuto: true, visibilityProperty: true});
self.stops = [...document.querySelectorAll(
  'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]')]
  .filter((e) => !e.disabled && e.tabIndex >= 0 && seen(e));
return self.stops.length;
"""
"""All that can be operated, in the order of the page."""
STOP = """
const at = document.activeElement;
if (at === document.body) return null;
const solid = (color) => color.match(/[\\d.]+/g).map(Number);
const light = (color) => solid(color).slice(0, 3).map((v) => v / 255)
  .map((v) => (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
  .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
const contrast = (one, two) => {
  const [dark, bright] = [light(one), light(two)].sort((a, b) => a - b);
  return (bright + 0.05) / (dark + 0.05);
};
const ground = (e) => {
  for (let around = e; around; around = around.parentElement) {
    const color = getComputedStyle(around).backgroundColor, [, , , alpha = 1] = solid(color);
    if (alpha > 0.99) return color;
  }
  return 'rgb(255, 255, 255)';
};
const outlines = [[at], [at, '::after'], ...[...at.querySelectorAll('*')].map((e) => [e])]
  .map(([e, part]) => getComputedStyle(e, part))
  .filter((style) => style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2)
  .map((style) => style.outlineColor);
const strokes = [...at.querySelectorAll('.box rect, .row-title')].map((e) => getComputedStyle(e))
  .filter((style) => parseFloat(style.strokeWidth) >= 3).map((style) => style.stroke);
const rings = [...outlines, ...strokes];
const box = at.getBoundingClientRect();
const over = document.elementFromPoint(
  Math.min(Math.max(box.x + box.width / 2, 1), innerWidth - 1),
  Math.min(Math.max(box.y + Math.min(box.height, 40) / 2, 1), innerHeight - 1));
const covered = over && !over.closest('.ag-skip') && !at.contains(over) && !over.contains(at)
  && getComputedStyle(over.closest('.ag-top, .ag-toc, .ag-follow') || over).position === 'sticky';
return {
  place: self.stops.indexOf(at), name: at.outerHTML.slice(0, 90),
  ring: Math.max(0, ...rings.map((color) => contrast(color, ground(at.parentElement)))),
  isSeen: box.bottom > 0 && box.top < innerHeight && !covered,
};
"""
"""Where the focus is: its place among the stops, how its ring stands out, whether it is seen."""


PARTS = 10
"""How often a key may go on within one stop, such as from year to month, and past the last."""


def tab(driver: Chrome, *, back: bool = False) -> None:
    for kind in ("rawKeyDown", "keyUp"):
        key = {"type": kind, "key": "Tab", "code": "Tab", "windowsVirtualKeyCode": 9}
        driver.execute_cdp_cmd("Input.dispatchKeyEvent", key | {"modifiers": 8 if back else 0})


def walked(driver: Chrome, *, back: bool = False) -> list[dict[str, object]]:
    """Return all stops from one end of the page to the other."""
    stops = []
    for _ in range(driver.execute_script(TABS) + PARTS):
        tab(driver, back=back)
        stop = driver.execute_script(STOP)
        if stop is None or stop["place"] in [seen["place"] for seen in stops[:-1]]:
            break  # out of the page, or round it
        if not stops or stop["place"] != stops[-1]["place"]:
            stops.append(stop)
    return stops


@pytest.mark.parametrize("kind", ["home", "guide", "item", "errors", "lost", "old version", REVIEW])
@pytest.mark.parametrize("as_seen", [LOOKS["phone"], DESKTOP], ids=["phone", "desktop"])
def test_a_keyboard_reaches_everything_in_order_and_sees_where_it_is(
    as_seen: Look, page: Path, reader: Chrome
) -> None:
    looked_at(reader, as_seen)
    reader.get("about:blank")
    reader.get(page.as_uri())
    count = reader.execute_script(TABS)
    there, back = walked(reader), walked(reader, back=True)
    assert [stop["place"] for stop in there] == list(range(count)), "each once, none a trap"
    assert [stop["place"] for stop in back] == list(reversed(range(count)))
    for stops in (there, back):
        assert [stop for stop in stops if stop["ring"] < 3] == [], "WCAG 1.4.11"
        assert [stop for stop in stops if not stop["isSeen"]] == [], "WCAG 2.4.11"


SKIPPED = """
const main = document.querySelector('main');
return [document.activeElement.id, main.contains(document.activeElement)];
"""


@pytest.mark.parametrize("kind", sorted(PAGES.keys() - BARE))
def test_the_first_stop_leads_past_the_head_to_what_the_page_is_about(
    page: Path, reader: Chrome
) -> None:
    looked_at(reader, LOOKS["phone"])
    reader.get("about:blank")
    reader.get(page.as_uri())
    tab(reader)
    skip = reader.switch_to.active_element
    language = html.parse(page).getroot().get("lang")
    assert skip.text == catalogue(language[:2]).text("frame.skip")
    assert skip.is_displayed()
    skip.send_keys(Keys.ENTER)
    assert reader.execute_script(SKIPPED) == ["_main", True]


LANDMARKS = {
    "//header[not(ancestor::main)]": False,
    "//main": False,
    "//footer[not(ancestor::main)]": False,
    "//nav": True,
    "//section": True,
}
"""What must be on a page, by whether it needs a name: those there can be several of."""


@pytest.mark.parametrize("kind", PAGES)
def test_landmarks_stand_once_or_have_names_of_their_own(page: Path) -> None:
    document = html.parse(page).getroot()
    for path, named in LANDMARKS.items():
        marks = document.xpath(path)
        if not named:
            assert len(marks) == 1, path
            continue
        names = [name_of(mark, document) for mark in marks if name_of(mark, document) != "plain"]
        assert all(names), path
        assert len(names) == len(set(names)), path


def name_of(mark: html.HtmlElement, document: html.HtmlElement) -> str:
    """Return the name of a landmark; "plain" for a section that is none, having no name."""
    if heading := mark.get("aria-labelledby"):
        (named,) = document.xpath("//*[@id=$id]", id=heading)
        return " ".join(named.text_content().split())
    return mark.get("aria-label") or ("plain" if mark.tag == "section" else "")


# Without scripts


def links(document: html.HtmlElement, uri: str) -> set[str]:
    """Return the pages that somebody is led to from *uri* by what needs no script."""
    shown = "//a[@href][not(ancestor-or-self::*[@hidden])]/@href"
    targets = (urlsplit(address) for address in document.xpath(shown))
    paths = {unquote(t.path) for t in targets if t.path and not t.scheme and not t.netloc}
    return {normpath(join(dirname(uri), path)) for path in paths if path.endswith(".html")}


def test_from_home_links_alone_lead_to_every_page(real_site: Path) -> None:
    reached, todo = {"index.html"}, ["index.html"]
    while todo:
        uri = todo.pop()
        new = links(html.parse(real_site / uri).getroot(), uri) - reached
        reached |= new
        todo += new
    pages = {path.relative_to(real_site).as_posix() for path in real_site.rglob("*.html")}
    assert {GUIDE, *(guide_uri(id) for id in PACKAGES)} <= reached
    apart = {uri for uri in pages if uri.removeprefix(language_folder(uri)).startswith(APART)}
    assert pages - reached - apart == set()


APART = ("404.html", "v/", "browse/chain-")
"""The page of lost addresses, those that the codes on printed guides lead to, and what says no more
than the page of a chain, until that has more guides than one page shows."""
CLOSED = """
const summaries = [...document.querySelectorAll('main summary')];
const shown = (e) => e.checkVisibility({contentVisibilityAuto: true, visibilityProperty: true});
const wanted = [...document.querySelectorAll('main *')].filter((e) => !e.closest(
  '[hidden], script, svg, .ag-wide, .wide, .ag-toc, thead, .ag-search')
  && e.innerText !== undefined);
const told = (parts) => parts.map((e) => e.outerHTML.slice(0, 90));
return {
  scripted: told([...document.querySelectorAll('.ag-scripted, [aria-expanded], .ag-colours')]
    .filter(shown)),
  shut: told(summaries.filter((e) => !shown(e)
    && !e.closest('details').parentElement.closest('details'))),
  unseen: told(wanted.filter((e) => !shown(e) && !e.closest('details'))),
};
"""
"""What only scripts operate and is shown all the same; what can be opened and is not shown."""


@pytest.mark.parametrize("kind", [*PAGES, REVIEW])
def test_without_scripts_everything_is_there_and_nothing_that_would_not_work(
    page: Path, reader: Chrome
) -> None:
    looked_at(reader, LOOKS["phone"])
    run_scripts(reader, allowed=False)
    reader.get(page.as_uri())
    assert reader.execute_script(CLOSED) == {"scripted": [], "shut": [], "unseen": []}


@pytest.mark.parametrize("kind", ["home", "item"])
def test_without_scripts_a_search_leads_to_a_list(page: Path, reader: Chrome) -> None:
    looked_at(reader, LOOKS["phone"])
    run_scripts(reader, allowed=False)
    reader.get(page.as_uri())
    reader.find_element(By.CSS_SELECTOR, "form[role=search] input").send_keys("x", Keys.ENTER)
    arrived = "/projects/index.html?q=x"
    WebDriverWait(reader, 30).until(lambda page: page.current_url.endswith(arrived))
    assert len(reader.find_elements(By.CSS_SELECTOR, "main li a")) > len(PACKAGES)


@pytest.mark.parametrize("kind", ["guide"])
def test_without_scripts_the_list_of_materials_is_printed(
    page: Path, reader: Chrome, tmp_path: Path
) -> None:
    run_scripts(reader, allowed=False)
    reader.get(page.as_uri())
    data = reader.execute_cdp_cmd("Page.printToPDF", {"printBackground": True})["data"]
    (tmp_path / "printed.pdf").write_bytes(base64.b64decode(data))
    sheets = pypdfium2.PdfDocument(tmp_path / "printed.pdf")
    text = bare("".join(sheet.get_textpage().get_text_bounded() for sheet in sheets))
    listed = html.parse(page).xpath("//*[@class='ag-listed']")
    assert [name.text for name in listed if bare(name.text) not in text] == []
    assert len(listed) > 10


def bare(text: str) -> str:
    return re.sub(r"\s+", "", text)


# The stages, by what the step-by-step pattern of GOV.UK is accepted by; more in test_guide_page.py


def test_stages_and_items_are_numbered_lists_below_one_heading(real_site: Path) -> None:
    for id in PACKAGES:
        (stepper,) = html.parse(real_site / guide_uri(id)).xpath("//*[@class='ag-stepper']/..")
        stages = stepper.xpath("./ol/li")
        assert [head.tag for head in stepper.xpath("./h2 | ./h3")] == ["h2"]
        assert {item.getparent().tag for item in stepper.xpath(".//details[@class='ag-item']")} <= {
            "li"
        }
        for number, stage in enumerate(stages, start=1):
            (head,) = stage.xpath("./header//h3")
            told = bare(say("guide.stage_number", number=number))
            assert bare(head.text_content()).startswith(told)
            assert stage.xpath("./div//h1 | ./div//h2 | ./div//h3") == []


def test_what_stands_between_items_is_read_aloud_and_shown(real_site: Path) -> None:
    words = {
        "ag-and": (say("steps.and"), say("steps.and_told")),
        "ag-or": (say("guide.or"), say("steps.or_told")),
    }
    told = []
    for id in PACKAGES:
        page = html.parse(real_site / guide_uri(id))
        for name, (shown, read) in words.items():
            for mark in page.xpath("//p[@class=$name]", name=name):
                sign, aloud = mark
                assert (sign.get("aria-hidden"), sign.text) == ("true", shown)
                assert (aloud.get("class"), aloud.text) == ("ag-hidden", read)
                assert mark.getnext().tag in {"details", "div"}, "it comes before what it speaks of"
                told.append(name)
    assert {*told} == {*words}


STATES = {
    "ag-tag-critical": "guide.critical",
    "ag-tag-beside": "guide.beside",
    "ag-dropped": "guide.does_not_apply",
}
"""Classes that have a colour or a line of their own, and the word that says the same."""


def test_no_state_is_told_by_colour_alone(real_site: Path) -> None:
    seen = set()
    for id in PACKAGES:
        page = html.parse(real_site / guide_uri(id))
        for name, word in STATES.items():
            for part in page.xpath("//*[contains(concat(@class, ' '), $n)]", n=f"{name} "):
                assert bare(say(word)) in bare(part.text_content()), (id, name)
                seen.add(name)
    assert seen == {*STATES}


NUMBERS = """
return [...document.querySelectorAll('.ag-stage > header')].filter((header) => {
  const number = header.querySelector('.ag-number').getBoundingClientRect();
  const name = header.querySelector('h3').getBoundingClientRect();
  const days = header.querySelector('.ag-days').getBoundingClientRect();
  return number.right > name.left || (days.left < name.right && days.top < name.bottom
    && days.bottom > name.top);
}).length;
"""


@pytest.mark.parametrize("width", [320, 640, 1280])
def test_large_text_covers_no_name_of_a_stage(width: int, reader: Chrome, real_site: Path) -> None:
    looked_at(reader, Look(width))
    reader.get((real_site / GUIDE).as_uri())
    reader.execute_script(OPENED, "200%")
    assert reader.execute_script(NUMBERS) == 0
