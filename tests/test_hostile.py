"""Hostile words in every field come out as words, in everything that is made of them.

The same workspace is built twice, once with plain words and once with those of
cases/hostile/texts.toml: what the second has that the first has not, somebody smuggled in.
"""

from __future__ import annotations

import json
import re
import tomllib
import zipfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import markdown
import openpyxl
import pikepdf
import pypdfium2
import pytest
import yaml
from icalendar import Calendar
from lxml import html
from selenium.webdriver.common.by import By

from generator import assets, plugin
from generator.fields import Model, RelativeFile, Slug, Url
from generator.lint import checked
from generator.markdown_export import exported
from generator.problems import InvalidSources
from generator.site import published
from generator.sources import read_bytes
from generator.uris import FEED

from . import hostile, planting
from .browser import complaints, hosts_asked, look
from .conftest import AS_OF, ROOT
from .hostile import BLOCKS, LINES, offline
from .robustness import refused
from .test_lint import CASES, workspace_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from selenium.webdriver import Chrome

ADDRESSES = tomllib.loads((ROOT / "tests/cases/hostile/addresses.toml").read_text("utf-8"))
ADDRESS_CASES = [
    (kind, text, code) for kind, texts in ADDRESSES.items() for text, code in texts.items()
]
ALL = LINES | BLOCKS
EXTENSIONS = ["attr_list", "md_in_html", "admonition", "tables", "footnotes", "abbr", "def_list",
              "toc", "pymdownx.snippets", "pymdownx.superfences", "pymdownx.details",
              "pymdownx.magiclink", "pymdownx.tilde", "pymdownx.emoji"]  # fmt: skip
SAFE_LINK = re.compile(r"https?://|tel:|#|data:,$|[\w./-]*(#|\?|$)")
"""Where a link may lead; what is empty, as the icon of a page of a version, leads nowhere."""
ACTIVE = {"/JS", "/JavaScript", "/Launch", "/GoToR", "/GoToE",
          "/SubmitForm", "/ImportData", "/AA", "/RichMedia", "/Sound", "/Movie",
          "/XFA"}  # fmt: skip

TOO_WIDE = """
if (document.documentElement.scrollWidth <= innerWidth) return [];
return [...document.querySelectorAll("body *")]
  .filter(e => e.getBoundingClientRect().right > innerWidth + 1)
  .map(e => e.tagName + "." + e.className + "#" + e.id).slice(0, 8);
"""
"""What stands out of the screen at the side."""


@dataclass(frozen=True)
class Built:
    """A site, the export of the same workspace, and both of plain words."""

    site: Path
    export: Path
    plain: Path
    plain_export: Path


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    bad, good = tmp_path_factory.mktemp("hostile"), tmp_path_factory.mktemp("plain")
    hostile.workspace(bad, together=True)
    hostile.plain_workspace(good)
    planting.said(good, "一个很长的名称" * 20 + "〔")  # as long as the hostile ones
    with offline():
        sites = [plugin.build(root, root / "site", AS_OF, 1, pdfs=False) for root in (bad, good)]
        for root in (bad, good):
            exported(published(root, AS_OF, 1, pdfs=False), root / "export")
    return Built(sites[0], bad / "export", sites[1], good / "export")


def squeezed(text: str) -> str:
    """Return *text* without what a page may do to it: spaces, breaks and joiners."""
    return re.sub(r"[\s\u2060\u200b\u00ad]+", "", text)


def parsed(folder: Path) -> dict[str, html.HtmlElement]:
    return {
        path.relative_to(folder).as_posix(): html.fromstring(path.read_text("utf-8"))
        for path in sorted(folder.rglob("*.html"))
    }


def named(uri: str) -> str:
    """Return *uri* without the hash of a version, which differs with the words of a package."""
    return re.sub(r"^(v/[^/]+)/[0-9a-f]{8,}\.html$", r"\1/version.html", uri)


def plain_pages(built: Built) -> dict[str, html.HtmlElement]:
    return {named(uri): page for uri, page in parsed(built.plain).items()}


def shapes(pages: dict[str, html.HtmlElement]) -> set[tuple[str, str]]:
    """Return every element with every name of an attribute that it has, of all pages."""
    return {
        (str(element.tag), name)
        for page in pages.values()
        for element in page.iter()
        for name in ("", *(element.attrib if isinstance(element.tag, str) else ()))
    }


def seen_on(page: html.HtmlElement) -> str:
    for unseen in page.xpath("//script | //style"):
        unseen.drop_tree()
    return squeezed(page.text_content())


@pytest.mark.tried("Injection", outcome="shown as text on every kind of page")
@pytest.mark.parametrize("name", ALL)
def test_in_every_field_of_a_page(name: str, built: Built) -> None:
    pages = parsed(built.site)
    shown = Counter(page for page, tree in pages.items() if squeezed(ALL[name]) in seen_on(tree))
    guides = {"projects/planted.html", "projects/old.html", "projects/plain.html"}
    wanted = {"index.html", "items/full.html", "departments/planted.html", *guides}
    assert wanted - (set() if name in LINES else wanted - {"projects/planted.html"}) <= set(shown)


def test_hostile_pages_have_no_element_and_no_attribute_that_plain_ones_lack(built: Built) -> None:
    assert shapes(parsed(built.site)) - shapes(parsed(built.plain)) == set()


@pytest.mark.tried("Injection", outcome="every link leads to a page, a number or http(s)")
def test_links_of_hostile_pages(built: Built) -> None:
    for uri, page in parsed(built.site).items():
        for link in page.xpath("//@href | //@src | //@action | //@formaction | //@data"):
            assert SAFE_LINK.match(link), (uri, link)


@pytest.mark.tried("Injection", outcome="the scripts of a page are those of plain words")
def test_scripts_of_hostile_pages(built: Built) -> None:
    plain = plain_pages(built)
    for uri, page in parsed(built.site).items():
        ours = [script.text_content() for script in page.xpath("//script")]
        for script in page.xpath("//script[@type='application/ld+json']"):
            json.loads(script.text_content())
        assert len(ours) == len(plain[named(uri)].xpath("//script")), uri


@pytest.mark.tried("Injection", outcome="nothing runs, and nobody is asked for anything")
def test_every_hostile_page_in_a_real_browser(built: Built, browser: Chrome) -> None:
    look(browser, 390)
    complaints(browser), hosts_asked(browser)
    for path in sorted(set(built.site.rglob("*.html")) - {built.site / "404.html"}):
        browser.get(path.as_uri())
        _open_all(browser)
        assert browser.execute_script("return typeof window.hit") == "undefined", path
        assert browser.execute_script(TOO_WIDE) == [], path
    assert complaints(browser) == []
    assert hosts_asked(browser) == {""}


@pytest.mark.tried("Injection", outcome="refused as a name: `text-too-long`; wrapped as a note")
def test_ten_thousand_characters_without_a_break(tmp_path: Path, browser: Chrome) -> None:
    root, unbroken = workspace_of(CASES / "model/good.txt", tmp_path), "Long" * 2500
    (root / "mkdocs.yml").write_text(
        (assets.STARTER / "workspace/mkdocs.yml").read_text("utf-8"), "utf-8"
    )
    package = root / "guides/projects/park.yml"
    text = package.read_text("utf-8")
    package.write_text(text.replace("name: 某园区", f"name: {unbroken}"), "utf-8")
    with pytest.raises(InvalidSources) as caught:
        checked(root)
    assert [problem.code for problem in caught.value.problems] == ["text-too-long"]
    package.write_text(f"{text}note: {unbroken}\n", "utf-8")
    site = plugin.build(root, root / "site", AS_OF, 1, pdfs=False)
    look(browser, 390)
    browser.get((site / "projects/park.html").as_uri())
    assert unbroken in browser.page_source
    assert browser.execute_script(TOO_WIDE) == []


def _open_all(browser: Chrome) -> None:
    browser.execute_script("document.querySelectorAll('details').forEach(d => { d.open = true })")


@pytest.mark.tried("Injection", outcome="found and shown as text; nothing runs")
def test_hostile_words_in_the_search(built: Built, browser: Chrome) -> None:
    browser.get((built.site / "index.html").as_uri())
    field = browser.find_element(By.CSS_SELECTOR, "input[type=search]")
    for typed in ("script", "onerror", "<img src=x onerror=hit=1>", "套餐"):
        field.clear()
        field.send_keys(typed)
        browser.execute_async_script("setTimeout(arguments[0], 300)")
    assert "<script>hit=1</script>" in browser.find_element(By.TAG_NAME, "body").text
    assert browser.find_elements(By.CSS_SELECTOR, "[onerror], [onload], img[src=x]") == []
    assert browser.execute_script("return typeof window.hit") == "undefined"


@pytest.mark.tried("Exports", outcome="hostile words come out as they went in")
def test_json_of_a_hostile_package(built: Built) -> None:
    told = json.loads((built.site / "projects/planted.json").read_text("utf-8"))
    assert all(text.strip() in told["name"] for text in LINES.values())
    assert set(keys(told)) == set(
        keys(json.loads((built.plain / "projects/planted.json").read_text("utf-8")))
    )


def keys(data: object) -> Iterator[str]:
    if isinstance(data, dict):
        yield from data
    if isinstance(data, (dict, list)):
        for value in data.values() if isinstance(data, dict) else data:
            yield from keys(value)


@pytest.mark.tried("Exports", outcome="data cannot leave its script")
def test_the_search_index_of_a_hostile_site(built: Built) -> None:
    for path in (built.site / "assets/ag/search").glob("search-index*.js"):
        text = path.read_text("utf-8")
        assert "</script" not in text.lower()
        assert "<!--" not in text


@pytest.mark.tried("Exports", outcome="well-formed, no address but our own")
def test_the_sitemap_of_a_hostile_site(built: Built) -> None:
    tree = ET.parse(built.site / "sitemap.xml")  # noqa: S314 - our own file
    places = [element.text for element in tree.iter() if element.tag.endswith("}loc")]
    assert places
    assert [place for place in places if not re.fullmatch(r"https?://[\w./-]+", place or "")] == []


@pytest.mark.tried("Exports", outcome="title and description as they went in, and no other key")
def test_front_matter_of_hostile_pages_for_other_engines(built: Built) -> None:
    for path in built.export.rglob("*.md"):
        front = re.match(r"---\n(.*?)^---\n", path.read_text("utf-8"), re.DOTALL | re.MULTILINE)
        assert front
        told = yaml.safe_load(front[1])
        assert set(told) == {"title", "description"}
        if path.stem == "planted":
            assert LINES["script"] in told["title"]


@pytest.mark.tried("Exports", outcome="no Markdown extension makes more of it than text")
def test_hostile_pages_for_other_engines(built: Built) -> None:
    made, plain = rendered(built.export), rendered(built.plain_export)
    assert made.keys() == plain.keys()
    assert shapes(made) - shapes(plain) == set()
    guide = seen_on(made["projects/planted.md"])
    assert [name for name, text in ALL.items() if squeezed(text) not in guide] == []


def rendered(folder: Path) -> dict[str, html.HtmlElement]:
    """Return the pages of an export as Python-Markdown renders them, with all its extensions."""
    made = {}
    for path in sorted(folder.rglob("*.md")):
        body = path.read_text("utf-8").split("---\n", 2)[2]
        text = markdown.markdown(body, extensions=EXTENSIONS)
        made[path.relative_to(folder).as_posix()] = html.fromstring(f"<body>{text}</body>")
    return made


@pytest.mark.tried("Exports", outcome="lines folded between characters, no event and no file more")
def test_calendars_of_hostile_words(built: Built) -> None:
    for path in built.site.rglob("*.ics"):
        data = path.read_bytes()
        for line in data.split(b"\r\n"):
            assert len(line) <= 75, line
            line.decode("utf-8")
        plain = Calendar.from_ical((built.plain / path.relative_to(built.site)).read_bytes())
        made = Calendar.from_ical(data)
        names = [[str(each.name), *map(str, each)] for each in made.walk()]
        assert names == [[str(each.name), *map(str, each)] for each in plain.walk()]
        assert [e.get("UID") for e in made.walk("VEVENT")] == [
            e.get("UID") for e in plain.walk("VEVENT")
        ]
        assert all(LINES["script"] in str(each["SUMMARY"]) for each in made.walk("VEVENT"))


@pytest.mark.tried("Exports", outcome="every cell a text or a number, no formula, no link outward")
def test_workbooks_of_hostile_words(built: Built) -> None:
    books = sorted(built.site.rglob("*.xlsx"))
    assert books
    for path in books:
        told = []
        for sheet in openpyxl.load_workbook(path):
            for cell in (cell for row in sheet.iter_rows() for cell in row):
                assert cell.data_type != "f", (path, cell.coordinate)
                told.append(str(cell.value))
        with zipfile.ZipFile(path) as parts:
            names = parts.namelist()
        assert not [name for name in names if "externalLink" in name or "vba" in name.lower()]
        assert any(LINES["formula"] in text for text in told)


@pytest.mark.tried("Exports", outcome="well-formed, the words as they went in")
def test_the_feed_of_a_hostile_site(built: Built) -> None:
    made, plain = (ET.parse(site / FEED) for site in (built.site, built.plain))  # noqa: S314 - ours
    assert [each.tag for each in made.iter()] == [each.tag for each in plain.iter()]
    assert LINES["script"] in "".join(made.getroot().itertext())


@pytest.mark.tried("Exports", outcome="valid JSON that does not leave its script, no key more")
def test_linked_data_of_hostile_pages(built: Built) -> None:
    plain = plain_pages(built)
    way = "//script[@type='application/ld+json']/text()"
    for uri, page in parsed(built.site).items():
        made = [set(keys(json.loads(text))) for text in page.xpath(way)]
        assert made == [set(keys(json.loads(text))) for text in plain[named(uri)].xpath(way)]


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The PDFs of a workspace whose fields have the hostile words in turn."""
    root = tmp_path_factory.mktemp("printed")
    hostile.workspace(root, together=False)
    with offline():
        site = plugin.build(root, root / "site", AS_OF, 1, pdfs=True)
    return {path.name: path for path in site.rglob("*.pdf")}


@pytest.mark.tried("PDF", outcome="no script, no action, no file but data; links are http(s), tel")
def test_documents_of_hostile_words(documents: dict[str, Path]) -> None:
    assert documents
    for path in documents.values():
        with pikepdf.open(path) as document:
            assert {Path(name).suffix for name in document.attachments} <= {".json", ".yml"}
            for name, value in entries(document):
                assert name not in ACTIVE, (path.name, name)
                if name == "/URI":
                    assert re.match(r"(https?|tel):", str(value)), value


def entries(document: pikepdf.Pdf) -> Iterator[tuple[str, Any]]:
    """Yield every key of every dictionary in *document*, with its value."""
    stack: list[Any] = list(document.objects)
    while stack:
        each = stack.pop()
        if isinstance(each, pikepdf.Array):
            stack += [value for value in each if not getattr(value, "is_indirect", False)]
        elif isinstance(each, (pikepdf.Dictionary, pikepdf.Stream)):
            for name, value in each.items():
                yield name, value
                if not getattr(value, "is_indirect", False):
                    stack.append(value)


@pytest.mark.tried("PDF", outcome="printed as text")
@pytest.mark.parametrize("name", LINES)
def test_in_a_document(name: str, documents: dict[str, Path]) -> None:
    assert letters(LINES[name]) in _printed_text(documents)


def letters(text: str) -> str:
    """Return *text* without what a document sets apart: spaces, hyphens of lines, accents."""
    return re.sub(r"[\s\u0300-\u036f\u200b-\u200d\u2060\u00ad\ufffe\-\ufb00-\ufb04]+", "", text)


def _printed_text(documents: dict[str, Path]) -> str:
    found = []
    for path in documents.values():
        with pypdfium2.PdfDocument(path) as document:
            found += [page.get_textpage().get_text_range() for page in document]
    return letters("".join(found))


class Fields(Model):
    url: Url | None = None
    file: RelativeFile | None = None
    id: Slug | None = None


@pytest.mark.parametrize(("kind", "text", "code"), ADDRESS_CASES)
@pytest.mark.tried("Injection")
def test_what_is_no_address_is_refused(
    kind: str, text: str, code: str, record_property: Any
) -> None:
    with pytest.raises(InvalidSources) as caught:
        read_bytes(json.dumps({kind: text}, ensure_ascii=False).encode(), "x.yml", Fields)
    codes = [problem.code for problem in caught.value.problems]
    assert codes == [code]
    record_property("case", f"`{text}` as {kind}")
    record_property("outcome", refused(codes))
