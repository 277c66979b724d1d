"""The site in further languages: whole, at the same addresses, and honest about what is Chinese."""

from __future__ import annotations

import re
import tomllib
from functools import partial
from pathlib import Path
from posixpath import dirname, join, normpath

import pypdfium2
import pytest
from click.testing import CliRunner
from icalendar import Calendar
from lxml import etree, html
from openpyxl import load_workbook
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.support.wait import WebDriverWait

from generator import plugin
from generator.cli import main
from generator.keeping import pack, unpacked
from generator.messages import catalogue
from generator.original import HAN, Mixed, Original, Translated, original_of
from generator.rendering import relative
from generator.starter import init
from generator.translations import Translation, Translations, texts_of
from generator.workspace import read_workspace

from .browser import complaints, look, run_scripts
from .conftest import AS_OF, ROOT
from .test_search import CASES, Site, not_among_the_first

SILENT = ("script", "style")
"""Elements whose text nobody reads: their data is looked at by itself."""


def pages(folder: Path) -> dict[str, html.HtmlElement]:
    """Return the pages of *folder* that are there in every language, by their address in it."""
    found = {path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*.html"))}
    kept = (uri for uri in found if not uri.startswith(("en/", "handbook/", "404")))
    return {
        uri: html.parse(found[uri], html.HTMLParser(encoding="utf-8")).getroot() for uri in kept
    }


@pytest.fixture(scope="module")
def english(real_site: Path) -> dict[str, html.HtmlElement]:
    return pages(real_site / "en")


@pytest.fixture(scope="module")
def chinese(real_site: Path) -> dict[str, html.HtmlElement]:
    return pages(real_site)


def unmarked(element: html.HtmlElement, *, marked: bool = False) -> list[str]:
    """Return the Chinese texts and attributes in *element* that do not say that they are."""
    if not isinstance(element.tag, str) or element.tag in SILENT:
        return []
    language = element.get("lang")
    marked = marked if language is None else language.startswith("zh")
    texts = [element.text, *(child.tail for child in element)]
    texts += [value for name, value in element.items() if name not in ("href", "data-tick")]
    found = [] if marked else [text for text in texts if text and HAN.search(text)]
    return found + [text for child in element for text in unmarked(child, marked=marked)]


def test_chinese_on_an_english_page_says_that_it_is(english: dict[str, html.HtmlElement]) -> None:
    assert len(english) > 100
    assert {uri: told for uri, page in english.items() if (told := unmarked(page))} == {}


def test_markup_stays_out_of_attributes(english: dict[str, html.HtmlElement]) -> None:
    values = {value for page in english.values() for value in page.xpath("//@*")}
    assert [value for value in values if "<" in value] == []


def test_no_translation_is_seen_on_a_chinese_page(chinese: dict[str, html.HtmlElement]) -> None:
    whole = "\n".join(page.text_content() for page in chinese.values())
    told = {
        text
        for source in read_workspace(ROOT).translations
        for text in source.value.texts.values()
        if " " in text
    }
    assert len(told) > 300
    assert [text for text in told if text in whole] == []


def test_every_page_is_there_in_each_language_and_leads_to_itself_in_the_other(
    english: dict[str, html.HtmlElement], chinese: dict[str, html.HtmlElement]
) -> None:
    assert english.keys() == chinese.keys()
    for folder, found, tag, name in (
        ("en/", english, "zh-CN", "简体中文"),
        ("", chinese, "en", "English"),
    ):
        for uri, page in found.items():
            if uri.startswith("v/"):
                continue  # what a code on paper opens has no frame
            (link,) = page.xpath("//nav[@class='ag-languages']/a")
            other = f"{'' if folder else 'en/'}{uri}"
            assert normpath(join(dirname(f"{folder}{uri}"), link.get("href"))) == other
            assert (link.get("lang"), link.get("hreflang"), link.text) == (tag, tag, name)
            assert page.get("lang")[:2] == ("en" if folder else "zh")
            told = {
                each.get("hreflang"): each.get("href").removeprefix("https://guides.example.org/")
                for each in page.xpath("//link[@hreflang]")
            }
            assert told == {"zh-CN": uri, "en": f"en/{uri}", "x-default": uri}


def test_every_anchor_is_there_in_each_language(
    english: dict[str, html.HtmlElement], chinese: dict[str, html.HtmlElement]
) -> None:
    papers = ("materials/", "results/")  # in the order of their letters, on one of several pages
    for uri, page in english.items():
        if not uri.startswith(papers):
            assert set(page.xpath("//@id")) == set(chinese[uri].xpath("//@id")), uri
    ids = [
        {id for uri in pages for id in pages[uri].xpath("//@id") if uri.startswith(papers)}
        for pages in (english, chinese)
    ]
    assert [id for id in ids[0] ^ ids[1] if not id.startswith("_letter-")] == []


def test_pages_that_are_not_translated_lead_to_the_first_page(real_site: Path) -> None:
    page = html.parse(real_site / "handbook/index.html").getroot()
    assert page.xpath("//nav[@class='ag-languages']/a/@href") == ["../en/index.html"]
    lost = html.parse(real_site / "404.html").getroot()
    (section,) = lost.xpath("//section[@lang='en']")
    assert catalogue("en").text("frame.not_found") in section.text_content()


def test_the_words_are_those_of_the_language(english: dict[str, html.HtmlElement]) -> None:
    text = english["projects/selenium-food-park.html"].text_content()
    for told in ("5 working days", "1 working day ", "Mon 2 Mar", "led by Example County"):
        assert told in text
    several = re.compile(
        r"(?<![-–.,\d])\b1 (working )?(day|stage|item|alternative|department|time)s\b"
    )
    texts = {uri: page.text_content() for uri, page in english.items()}
    assert {uri: found[0] for uri, text in texts.items() if (found := several.search(text))} == {}


@pytest.fixture
def reader(browser: Chrome) -> Chrome:
    run_scripts(browser, allowed=True)
    look(browser, 390)
    complaints(browser)
    return browser


def test_the_switch_keeps_the_place_and_works_without_scripts(
    reader: Chrome, real_site: Path
) -> None:
    here, there = (real_site / folder / "projects/selenium-food-park.html" for folder in ("", "en"))
    reader.get(f"{here.as_uri()}#survey")
    reader.find_element(By.CSS_SELECTOR, ".ag-languages a").click()
    moved = WebDriverWait(reader, 30)
    moved.until(lambda page: page.current_url == f"{there.as_uri()}#survey")
    run_scripts(reader, allowed=False)
    reader.get(there.as_uri())
    reader.find_element(By.CSS_SELECTOR, ".ag-languages a").click()
    moved.until(lambda page: page.current_url == here.as_uri())
    run_scripts(reader, allowed=True)
    assert complaints(reader) == []


def test_things_are_found_by_both_names(reader: Chrome, real_site: Path) -> None:
    folder = real_site / "en/assets/ag/search"
    site = Site(
        real_site / "en", real_site / "en/index.html", tuple(sorted(folder.glob("search-*.js")))
    )
    reader.get(site.page.as_uri())
    by_name = {thing.name: thing for thing in reversed(site.things())}
    queries = tomllib.loads((CASES / "english.toml").read_text("utf-8"))
    wanted = [(query, by_name[name]) for query, name in queries.items()]
    assert not not_among_the_first(reader, wanted)


def test_files_to_take_home_are_in_english(real_site: Path) -> None:
    words, folder = catalogue("en"), real_site / "en/projects"
    calendar = Calendar.from_ical((folder / "selenium-food-park.ics").read_bytes())
    titles = [str(event["summary"]) for event in calendar.walk("VEVENT")]
    assert titles
    assert not any(HAN.search(title) for title in titles)
    assert all("/en/projects/" in str(event["url"]) for event in calendar.walk("VEVENT"))
    sheets = load_workbook(folder / "selenium-food-park.xlsx").sheetnames
    assert sheets == [words.text(f"sheet.{key}") for key in ("checklist", "timetable", "items")]


def test_a_document_can_be_printed_in_another_language(tmp_path: Path) -> None:
    words = ["print", "checklist", "small-low-risk-workshop", "--language", "en"]
    told = CliRunner().invoke(
        main, [*words, "--root", str(ROOT), "--out", str(tmp_path), "--as-of", AS_OF]
    )
    assert told.exit_code == 0, told.output
    document = pypdfium2.PdfDocument(tmp_path / "en/small-low-risk-workshop.checklist.pdf")
    text = "".join(page.get_textpage().get_text_bounded() for page in document)
    assert "Application form for the construction permit" in text


def test_the_feed_tells_which_titles_are_chinese(real_site: Path) -> None:
    feeds = [etree.parse(real_site / folder / "changes.atom").getroot() for folder in ("", "en")]
    ids = [set(feed.xpath("//*[local-name()='id']/text()")) for feed in feeds]
    assert ids[0]
    assert ids[0].isdisjoint(ids[1])
    lang = "{http://www.w3.org/XML/1998/namespace}lang"
    assert [feed.get(lang) for feed in feeds] == ["zh", "en"]
    for told in feeds[1].iter("{*}title", "{*}summary", "{*}name"):
        assert bool(HAN.search(told.text or "")) == (told.get(lang) == "zh-CN"), told.text


def test_an_office_of_one_language_has_nothing_of_others(tmp_path: Path) -> None:
    init(tmp_path / "office", None)
    site = plugin.build(tmp_path / "office", tmp_path / "site", AS_OF, 1, pdfs=False)
    assert not (site / "en").exists()
    for path in site.rglob("*.html"):
        text = path.read_text("utf-8")
        assert "hreflang" not in text
        assert "ag-languages" not in text
        assert "language.js" not in text


def test_a_text_is_found_however_its_lines_are_broken() -> None:
    words = Translation.of("en", [Translations(texts={"一行\n两行": "one, two"})])
    assert words.text("一行 两行") == words.text("一行\n两行\n") == "one, two"
    assert isinstance(words.text("三行"), Original)
    assert type(words.text("A4")) is str


def test_a_text_keeps_its_original_and_its_mark_in_the_cache() -> None:
    told = (Translated("Bureau", "局"), Original("局"), Mixed("of 局", "of <b>局</b>"))
    kept = unpacked(pack(told), ())
    assert [type(each) for each in kept] == [Translated, Original, Mixed]
    assert [each.__html__() for each in kept[1:]] == [
        '<span lang="zh-CN">局</span>',
        "of <b>局</b>",
    ]
    assert list(map(original_of, kept[:2])) == ["局", "局"]


def test_ids_and_addresses_are_never_translated() -> None:
    workspace = read_workspace(ROOT)
    sources = (workspace.settings, *workspace.departments.values(), *workspace.packages.values())
    words = Translation("en")
    for source in sources:
        told = words.model(source.value)
        assert told == source.value  # a mark changes no text
        found = set(texts_of(source.value))
        assert not any(text.startswith(("http", "files/")) for text in found)


def test_what_all_languages_share_lies_at_the_root() -> None:
    link = partial(relative, page="en/projects/park.html")
    assert link("items/a.html#b") == "../items/a.html#b"
    assert link("/assets/ag/a.js") == "../../assets/ag/a.js"
    assert link("projects/park.html#c") == "#c"
    assert relative("/assets/ag/a.js", "projects/park.html") == "../assets/ag/a.js"


def test_what_is_told_of_a_page_in_another_language_fits_a_narrow_screen(
    reader: Chrome, real_site: Path
) -> None:
    for uri in ("index.html", "projects/selenium-food-park.html", "items/index.html"):
        for width in (320, 390, 1280):
            look(reader, width)
            reader.get((real_site / "en" / uri).as_uri())
            wide = reader.execute_script("return document.documentElement.scrollWidth")
            assert wide <= width, (uri, width)
