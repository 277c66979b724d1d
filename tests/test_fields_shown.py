"""Every field of the model reaches its readers, on page and paper, or a reason says why not."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatch
from typing import TYPE_CHECKING, get_args, get_origin
from typing import get_type_hints as hints_of

import pikepdf
import pypdfium2
import pytest
from lxml import html

from generator import plugin, schema
from generator.editions import Audience, internal_fields, public
from generator.fields import Model
from generator.guide import guide
from generator.lint import checked
from generator.markdown_export import exported
from generator.messages import catalogue
from generator.package import Package, Use
from generator.pages import Page
from generator.printing import guide_document
from generator.public import for_audience
from generator.site import published

from . import planting
from .planting import SEEN, say, squeezed

if TYPE_CHECKING:
    from pathlib import Path

    from .planting import Mark

AS_OF = "2026-03-09"
MKDOCS = """\
site_name: 〔站名〕
docs_dir: guides
use_directory_urls: false
theme: {name: material, font: false}
plugins: [approval-guides]
nav: [index.md]
validation: {nav: {omitted_files: ignore}}
"""
CONFIRMED = """\
confirmed:
  - {change: 0bda4d21e47b, on: 2026-03-02, by: 〔审核人〕, what: 〔同意的〕, note: 〔审核人的话〕}
"""
GUIDE = ("projects/planted.html", "projects/old.html", "projects/plain.html")
PAGES = {
    "Settings": [
        ("index.html", *GUIDE, "projects/retired.html", "assets/ag/search/search-index.js")
    ],
    "Department": [("departments/planted.html",)],
    "Item": [("items/full.html",), GUIDE],
    "Package": [GUIDE],
    "Stage": [GUIDE],
    "Use": [GUIDE],
    "Choice": [GUIDE],
}
"""Where readers look for what a model says: somewhere on each of these groups of pages."""
UNPLANTED = {
    "CalendarYear": "readers see the dates that come of it",
    "Confirmations": "departments say it to reviewers; test_diff.py",
    "Translations": "pages in another language show them; test_languages.py",
}
"""Kinds of files whose fields are not looked for, and why."""
UNSEEN = {
    "Settings.address": "the reader is there already; on paper a code leads there",
    "Settings.print.*": "how documents look; readers see no words of it",
    "Settings.also_in": "a site in further languages; test_languages.py",
    "*.id": "an id joins things; readers follow it as a link",
    "Package.draft": "a draft is seen by its absence",
    "*.tolerated": "what a file tolerates is told by check",
    "Settings.reviewers": "the code host is told, by CODEOWNERS",
}
"""Fields that no page shows, by path, and why."""
PAPER = ("planted", "old", "plain")
UNPRINTED = {
    "Settings.foot.*": "what the law asks of the foot of a site, and only there",
}
"""Fields that the guide's page shows and its document does not, by path, and why."""
ALIKE = "Use.materials.one_set"
"""A bare yes, said in the same words of an item's own materials and of a package's."""


@dataclass(frozen=True)
class Shown:
    """What readers see of a site: the text and the links of its pages, by address."""

    text: dict[str, str]
    links: dict[str, str]

    def has(self, mark: Mark, *pages: str) -> bool:
        where = self.links if mark.link else self.text
        return any(re.search(mark.pattern, where[page]) for page in pages)


@pytest.fixture(scope="module")
def planted_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("planted")


@pytest.fixture(scope="module")
def planted(planted_root: Path) -> tuple[list[Mark], Shown]:
    root = planted_root
    marks = planting.workspace(root)
    (root / "mkdocs.yml").write_text(MKDOCS, "utf-8")
    (root / "confirmations").mkdir()
    (root / "confirmations/planted.yml").write_text(CONFIRMED, "utf-8")
    workspace, _ = checked(root)
    seen = shown(plugin.build(root, root / "site", AS_OF, 1, pdfs=True))
    for id in PAPER:
        document = guide_document(guide(workspace, id, date.fromisoformat(AS_OF)), "zh", None)
        seen.text[id], seen.links[id] = text_and_links(document.html)
    return marks, seen


def shown(site: Path) -> Shown:
    text, links = {}, {}
    for path in (*site.rglob("*.html"), *site.rglob("search-index.js")):
        uri, content = path.relative_to(site).as_posix(), path.read_text("utf-8")
        if path.suffix == ".html":
            text[uri], links[uri] = text_and_links(content)
        else:
            text[uri], links[uri] = squeezed(content), ""
    for path in site.glob("projects/*.pdf"):
        sheets = [sheet.get_textpage().get_text_bounded() for sheet in pypdfium2.PdfDocument(path)]
        text[path.name] = squeezed(" ".join(sheets))
    return Shown(text, links)


def text_and_links(page: str) -> tuple[str, str]:
    document = html.document_fromstring(page)
    for unseen in document.xpath("//script | //style | //head"):
        unseen.drop_tree()
    links = " ".join(document.xpath("//@href | //@src"))
    return squeezed(f"lang={document.get('lang')} {document.text_content()}"), links


def reason(path: str, reasons: dict[str, str]) -> str | None:
    return next((why for pattern, why in reasons.items() if fnmatch(path, pattern)), None)


def is_internal(path: str) -> bool:
    """Return whether the field at *path*, or one around it, is internal."""
    name, *fields = path.split(".")
    model: type[Model] = planting.MODELS[name]
    for field in fields:
        if field in internal_fields(model):
            return True
        kind = planting.bare(hints_of(model, include_extras=True)[field])
        while not isinstance(kind, type) and get_args(kind):
            kind = planting.bare(get_args(kind)[-1 if get_origin(kind) is dict else 0])
        if not (isinstance(kind, type) and issubclass(kind, Model)):
            return False
        model = kind
    return False


def pages_of(mark: Mark) -> list[tuple[str, ...]]:
    return PAGES[mark.path.partition(".")[0]]


def test_every_kind_of_file_is_planted() -> None:
    kinds = {model.__name__ for model in schema.FILES.values()}
    assert kinds - PAGES.keys() == UNPLANTED.keys()


def test_every_field_is_on_its_pages(planted: tuple[list[Mark], Shown]) -> None:
    marks, seen = planted
    missing = [
        f"{mark.path} is not on {pages[0]}: {mark.pattern}"
        for mark in marks
        for pages in pages_of(mark)
        if not seen.has(mark, *pages)
        and reason(mark.path, UNSEEN) is None
        and not is_internal(mark.path)
    ]
    assert not missing, "\n".join(missing)


def test_what_a_guide_says_on_its_page_it_says_on_paper(planted: tuple[list[Mark], Shown]) -> None:
    marks, seen = planted
    missing = [
        f"{mark.path}: {mark.pattern}"
        for mark in marks
        if seen.has(mark, *GUIDE)
        and not seen.has(mark, *PAPER)
        and reason(mark.path, UNPRINTED) is None
    ]
    assert not missing, "\n".join(missing)


def test_what_a_document_says_is_printed(planted: tuple[list[Mark], Shown]) -> None:
    _, seen = planted
    for id in PAPER:
        words = set(re.findall("〔[^〔〕]+〕", seen.text[id]))
        assert len(words) > 1
        assert sorted(word for word in words if word not in seen.text[f"{id}.pdf"]) == []


def test_an_old_flow_tells_no_telephone(planted: tuple[list[Mark], Shown]) -> None:
    _, seen = planted
    page = seen.text["projects/old.html"].partition(say("guide.version", day="", version=""))[0]
    for text in (seen.text["old"], seen.text["old.pdf"], page):
        assert re.findall(r"0900-\d+", text) == []
    assert "0900-" in seen.text["planted.pdf"]


def test_materials_that_nobody_listed_are_told_from_none(
    planted: tuple[list[Mark], Shown],
) -> None:
    _, seen = planted
    for page in ("projects/plain.html", "plain", "plain.pdf", "items/opening.html"):
        assert say("item.no_list") in seen.text[page]
        assert say("item.no_materials") not in seen.text[page]
        assert not re.search(r"(?<!\d)0份", seen.text[page])
    for page in ("projects/planted.html", "planted", "planted.pdf", "items/closing.html"):
        assert say("item.no_materials") in seen.text[page]


def test_a_flow_from_elsewhere_tells_no_channel_of_ours(
    planted: tuple[list[Mark], Shown],
) -> None:
    marks, seen = planted
    channels = ("Settings.helplines.", "Settings.complaints.", "Settings.office.name")
    ours = [mark for mark in marks if mark.path.startswith(channels)]
    assert [mark.path for mark in ours if seen.has(mark, "planted", "old")] == []
    assert [mark.path for mark in ours if not seen.has(mark, "plain")] == []


def test_every_reason_for_silence_holds(planted: tuple[list[Mark], Shown]) -> None:
    marks, seen = planted
    shown = [
        mark.path
        for mark in marks
        if reason(mark.path, UNSEEN) and any(seen.has(mark, *pages) for pages in pages_of(mark))
    ]
    printed = [m.path for m in marks if reason(m.path, UNPRINTED) and seen.has(m, *PAPER)]
    assert (shown, printed) == ([], [])
    for pattern in UNSEEN | UNPRINTED:
        assert [mark for mark in marks if fnmatch(mark.path, pattern)], f"{pattern} is no field"


def test_no_two_fields_are_taken_for_each_other(planted: tuple[list[Mark], Shown]) -> None:
    marks, _ = planted
    marks = [mark for mark in marks if mark.path not in SEEN and mark.path != ALIKE]
    places = Counter(mark.pattern for mark in marks)
    assert [mark.path for mark in marks if places[mark.pattern] > 1] == []


def internal(marks: list[Mark]) -> list[Mark]:
    return [mark for mark in marks if is_internal(mark.path)]


def everything(site: Path) -> str:
    """Return every byte of *site* as text, and of its documents what they say and carry."""
    said = []
    for path in sorted(site.rglob("*")):
        if path.is_file():
            said += [path.name, path.read_bytes().decode("utf-8", "replace")]
        if path.suffix == ".pdf":
            with pikepdf.open(path) as document:
                said += map(str, document.docinfo.values())
                said += (thing.read_bytes().decode("utf-8", "replace") for thing in document.objects
                         if isinstance(thing, pikepdf.Stream))  # fmt: skip
            said += [
                sheet.get_textpage().get_text_bounded() for sheet in pypdfium2.PdfDocument(path)
            ]
    return squeezed(" ".join(said))


@pytest.fixture(scope="module")
def public_site(planted: tuple[list[Mark], Shown], planted_root: Path) -> str:
    del planted  # it has built the site
    return everything(planted_root / "site")


def test_internal_fields_are_on_every_kind_of_file(planted: tuple[list[Mark], Shown]) -> None:
    paths = {mark.path for mark in internal(planted[0])}
    assert {"Item.internal_note", "Package.internal_note", "Package.draft"} <= paths
    assert {"Department.internal_note", "Department.internal_contact.phone"} <= paths


@pytest.mark.tried("People", outcome="in no byte of the public site, PDFs and search included")
def test_no_byte_of_the_public_site_tells_what_is_internal(
    planted: tuple[list[Mark], Shown], public_site: str
) -> None:
    leaked = [m.path for m in internal(planted[0]) if re.search(m.pattern, public_site)]
    assert leaked == []
    assert re.search(squeezed("〔Item.summary〕"), public_site)


@pytest.mark.tried("People")
def test_a_draft_is_in_no_public_file(public_site: str) -> None:
    assert "〔草稿" not in public_site
    assert "unpublished" not in public_site
    assert "〔寻常套餐〕" in public_site


@pytest.mark.tried("People")
def test_a_note_of_a_reviewer_is_in_no_public_file(public_site: str) -> None:
    assert [words for words in ("审核人", "同意的") if f"〔{words}" in public_site] == []


def test_the_internal_edition_shows_all_and_says_so(
    planted: tuple[list[Mark], Shown], planted_root: Path, tmp_path: Path
) -> None:
    marks, _ = planted
    site = plugin.build(
        planted_root, tmp_path / "site", AS_OF, 1, pdfs=False, audience=Audience.INTERNAL
    )
    seen = shown(site)
    missing = [
        mark.path
        for mark in internal(marks)
        for pages in pages_of(mark)
        if not seen.has(mark, *pages) and reason(mark.path, UNSEEN) is None
    ]
    assert missing == []
    assert squeezed("〔草稿套餐〕") in seen.text["projects/unpublished.html"]
    pages = {uri: text for uri, text in seen.text.items() if uri.endswith(".html")}
    banners = {
        uri: squeezed(catalogue("en" if uri.startswith("en/") else "zh").text("edition.internal"))
        for uri in pages.keys() - {"404.html"}
    }
    assert [uri for uri, banner in banners.items() if banner not in pages[uri]] == []
    assert 'content="noindex, nofollow"' in (site / "index.html").read_text("utf-8")
    made = published(planted_root, AS_OF, 1, pdfs=False, audience=Audience.INTERNAL)
    exported(made, tmp_path / "export")
    for page in (each for each in made.files if isinstance(each.content, Page)):
        text = (tmp_path / "export" / page.uri).with_suffix(".md").read_text("utf-8")
        assert say("edition.internal") in text
    whole, _ = checked(planted_root)
    workspace = for_audience(whole, Audience.INTERNAL).having(whole.packages["planted"])
    paper = guide_document(guide(workspace, "planted", date.fromisoformat(AS_OF)), "zh", None)
    text, _ = text_and_links(paper.html)
    for words in (say("edition.internal"), "〔Item.internal_note〕", "〔Package.internal_note〕"):
        assert squeezed(words) in text
    assert f'data-version="{say("edition.foot")}' in paper.html


def test_what_holds_nothing_internal_is_not_made_again() -> None:
    use = Use.model_validate({"use": "a"})
    stages = [{"name": "b", "items": [{"use": "a"}]}]
    package = Package.model_validate({"name": "c", "stages": stages, "internal_note": "d"})
    assert public(use) is use
    assert public(package).internal_note is None
    assert public(package).stages is package.stages
    assert package.internal_note == "d"
