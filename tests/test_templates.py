"""The templates escape what they show, have words for everything, and speak each language."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator, ValuesView
from datetime import date, timedelta
from pathlib import Path

import openpyxl
import pytest
from ical.calendar_stream import IcsCalendarStream
from jinja2 import Environment
from lxml import etree, html

from generator import assets, plugin
from generator.directory import Form, Level, OriginKind
from generator.fields import is_slug
from generator.guide import guide
from generator.lint import checked
from generator.listings import Listings
from generator.messages import LANGUAGES, catalogue
from generator.pages import Pages
from generator.printing import guide_document
from generator.rendering import environment, relative
from generator.summary import summary

from . import planting
from .conftest import AS_OF
from .test_lint import CASES, workspace_of

DAY = date.fromisoformat(AS_OF)
TEMPLATES = sorted(
    path.relative_to(assets.TEMPLATES).as_posix() for path in assets.TEMPLATES.rglob("*.j2")
)
HOSTILE = "\"><img src=x onerror=alert(1)>{{ 7 * 7 }}</script><!-- the frame's search -->"


def source(template: str) -> str:
    return (assets.TEMPLATES / template).read_text("utf-8")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("template", TEMPLATES)
def test_every_word_asked_for_is_in_the_catalogue(template: str, language: str) -> None:
    words = catalogue(language)
    asked = re.findall(
        r"""\b(?:t|phrase|parts\.row|row)\("([a-z_.]+[a-z_])"[,)]""", source(template)
    )
    for key in asked:
        assert words.text(key) is not None


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_choice_of_the_model_has_a_word(language: str) -> None:
    words = catalogue(language)
    choices = {"level": Level, "form": Form, "origin": OriginKind}
    for table, members in choices.items():
        for member in members:
            assert words.text(f"{table}.{member}")


@pytest.mark.parametrize("template", [each for each in TEMPLATES if "hosting/" not in each])
def test_nothing_is_let_through_unescaped(template: str) -> None:
    """But for servers, whose settings are no HTML."""
    assert not re.search(r"\|\s*safe\b|autoescape|Markup", source(template))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_and_document_is_made_in_each_language(language: str, tmp_path: Path) -> None:
    planting.workspace(tmp_path)
    workspace, _ = checked(tmp_path)
    guides = [guide(workspace, id, DAY) for id in workspace.packages]
    made = Pages(workspace, [summary(each) for each in guides], language, DAY)
    pages = [*map(made.guide, guides), *Listings(made).all()]
    assert {page.kind for page in pages} == {
        "home", "guide", "published", "item", "department", "list", "chain", "retired",
    }  # fmt: skip
    for text in [
        *(page.html for page in pages),
        *(guide_document(g, language, None).html for g in guides),
    ]:
        assert not re.search(r"<built-in|&lt;bound method|\bNone\b|Undefined", text)


def test_no_id_that_an_author_gives_is_an_anchor_of_our_own(tmp_path: Path) -> None:
    planting.workspace(tmp_path)
    workspace, _ = checked(tmp_path)
    guides = [guide(workspace, id, DAY) for id in workspace.packages]
    pages = Pages(workspace, [summary(each) for each in guides], "zh", DAY)
    given = {each.id for made in guides for each in (*made.items, *made.stages)}
    given |= set(workspace.settings.value.chains)
    texts = [Listings(pages).home().html]
    texts += [text for made in guides for text in (pages.guide(made).html,
              guide_document(made, "zh", None).html)]  # fmt: skip
    ids = {id for text in texts for id in html.fromstring(text).xpath("//@id")}
    assert {id for id in ids - given if is_slug(id)} == set()
    assert {heading.anchor for made in guides for heading in pages.guide(made).headings} <= ids


def test_an_office_may_lay_its_own_template_over_ours(tmp_path: Path) -> None:
    (tmp_path / "web").mkdir()
    (tmp_path / "web/listing.html.j2").write_text("<p>自己的 {{ title }}</p>", "utf-8")
    made = environment("zh", tmp_path).get_template("web/listing.html.j2").render(title="<清单>")
    assert made == "<p>自己的 &lt;清单&gt;</p>"


@pytest.mark.parametrize(("since", "says"), [(DAY, False), (DAY + timedelta(1), True)])
def test_a_promise_that_does_not_hold_yet_says_from_when_on(
    since: date, tmp_path: Path, *, says: bool
) -> None:
    workspace_of(CASES / "model/good.txt", tmp_path)
    office = tmp_path / "guides/departments/office.yml"
    text = office.read_text("utf-8")
    office.write_text(text.replace("promised_since: 2026-01-01", f"promised_since: {since}"))
    workspace, _ = checked(tmp_path)
    made, pages = guide(workspace, "park", DAY), Pages(workspace, [], "zh", DAY)
    item = pages.item("permit", workspace.directory.offers["permit"])
    for told in (item.html, pages.guide(made).html, guide_document(made, "zh", None).html):
        assert ("起这样承诺" in told) == says


def test_hostile_words_stay_words(tmp_path: Path) -> None:
    planting.workspace(tmp_path)
    planting.said(tmp_path, HOSTILE)
    workspace, _ = checked(tmp_path)
    guides = [guide(workspace, id, DAY) for id in workspace.packages]
    pages = Pages(workspace, [summary(each) for each in guides], "zh", DAY)
    made = [page.html for page in (*map(pages.guide, guides), *Listings(pages).all())]
    made += [guide_document(each, "zh", None).html for each in guides]
    own = Environment(autoescape=True).from_string("{{ text }}").render(text=HOSTILE)
    assert sum(text.count(own) for text in made) > 100
    for text in made:
        assert "<img src=x" not in text
        assert "</script><" not in text
        assert text.count("<!-- the frame's search -->") <= 1


def test_hostile_words_stay_words_in_a_whole_site(tmp_path: Path) -> None:
    planting.workspace(tmp_path)
    shutil.copy(assets.STARTER / "workspace" / "mkdocs.yml", tmp_path)
    planting.said(tmp_path, HOSTILE.replace("</script>", "</title></script>"))
    site = plugin.build(tmp_path, tmp_path / "site", AS_OF, 1, pdfs=False)
    pages = [html.parse(path).getroot() for path in site.rglob("*.html")]
    assert sum("onerror" in page.findtext(".//title") for page in pages) > len(pages) / 2
    for page in pages:
        assert page.xpath("//*[@onerror] | //img[@src='x']") == []
        for island in page.xpath("//script[@type='application/ld+json']/text()"):
            assert "onerror" in str(json.loads(island))
    for ending, words in WORDS_OF.items():
        files = sorted(site.rglob(f"*.{ending}"))
        assert files, ending
        told = "".join(str(words(path)) for path in files)
        assert told.count("</title></script>") > 5, ending


def words_of_workbook(path: Path) -> list[str]:
    """Return the texts of the workbook at *path*, which has nothing else but numbers and dates."""
    cells = [cell for sheet in openpyxl.load_workbook(path) for row in sheet for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
    return [cell.value for cell in cells if cell.data_type == "s"]


def words_of_calendar(path: Path) -> list[str]:
    read = IcsCalendarStream.calendar_from_ics(path.read_text("utf-8"))
    return [f"{event.summary} {event.description} {event.location}" for event in read.events]


def words_of_json(path: Path) -> list[str]:
    """Return the texts in the JSON at *path*."""

    def texts(value: object) -> Iterator[str]:
        if isinstance(value, str):
            yield value
        inside = value.values() if isinstance(value, dict) else value
        for each in inside if isinstance(inside, list | ValuesView) else ():
            yield from texts(each)

    return list(texts(json.loads(path.read_text("utf-8"))))


WORDS_OF = {
    "json": words_of_json,
    "jsonld": words_of_json,
    "ics": words_of_calendar,
    "xlsx": words_of_workbook,
    "atom": lambda path: etree.parse(path).xpath("//text()"),
}
"""What a program of its own kind reads in a file beside the pages, by the file's ending."""


@pytest.mark.parametrize(
    ("target", "page", "link"),
    [
        ("index.html", "index.html", "#"),
        ("index.html", "items/a.html", "../index.html"),
        ("items/a.html#materials", "items/a.html", "#materials"),
        ("items/a.html#materials", "projects/b.html", "../items/a.html#materials"),
        ("files/表.pdf", "index.html", "files/表.pdf"),
    ],
)
def test_links_are_relative(target: str, page: str, link: str) -> None:
    assert relative(target, page) == link
