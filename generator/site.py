"""Every file of the site, whichever program builds it: the engine-neutral seam."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from generator import assets, fonts, history
from generator.exports import package_json
from generator.guide import Guide, guide
from generator.lint import checked
from generator.messages import catalogue
from generator.pages import Page, Pages
from generator.printing import guide_document, printer
from generator.rendering import environment, render
from generator.search import Kind, Thing, scripts
from generator.uris import (
    STATIC,
    department_uri,
    guide_uri,
    item_uri,
    json_uri,
    pdf_uri,
)
from generator.workspace import CACHE, GUIDES

if TYPE_CHECKING:
    from datetime import date

    from generator.printing import Printer
    from generator.problems import Problem
    from generator.workspace import Workspace

STYLES = (f"{STATIC}/fonts/fonts.css", f"{STATIC}/site/guide.css", f"{STATIC}/search/search.css")
SCRIPTS = (f"{STATIC}/site/guide.js", f"{STATIC}/search/search.js")
"""What every page of the site loads, whichever program builds it."""
SEARCH_PLACE = "<!-- the frame's search -->"
"""Where the home page has the search that other pages have in their frame."""
ROOT_PLACE = "%ROOT%"
"""Stands in the search form for the way from a page to the root of the site, with a slash."""


@dataclass(frozen=True)
class SiteFile:
    """One file of the site, and the file under guides/ that an editor would open for it."""

    uri: str
    content: Page | str | bytes | Path
    source: str | None = None


def site_files(workspace: Workspace, as_of: date, press: Printer | None) -> Iterator[SiteFile]:
    """Yield every file of the site of *workspace*, as of the day *as_of*.

    The documents are printed by *press*, if there is one, while the pages are made. The same
    arguments give the same bytes.
    """
    language = workspace.settings.value.language
    own = workspace.root / "templates"
    own_templates = own if own.is_dir() else None
    guides = [guide(workspace, id, as_of) for id in workspace.packages]
    printed = {}
    if press:
        for each in guides:
            html = guide_document(each, language, own_templates)
            printed[pdf_uri(each.id)] = press.submit(html, f"guides/projects/{each.id}.yml")
    pages = list(
        Pages(workspace, guides, language, as_of, own_templates, pdfs=press is not None).all()
    )
    for page in pages:
        yield SiteFile(page.uri, page, page.source)
    for each in guides:
        yield SiteFile(json_uri(each.id), package_json(each), f"projects/{each.id}.yml")
    yield from search_files(workspace, guides, language)
    yield from static_files()
    yield from font_files(pages, workspace.root)
    for uri, future in printed.items():
        yield SiteFile(uri, future.result(), uri.replace(".pdf", ".yml"))


@dataclass(frozen=True)
class Published:
    """A workspace with everything that was made of it."""

    workspace: Workspace
    as_of: date
    problems: list[Problem]
    """Warnings and notes: what is wrong stops everything before."""
    files: list[SiteFile]


def published(root: Path, as_of: str | None, jobs: int, *, pdfs: bool) -> Published:
    """Read, check and publish the workspace at *root* for the day *as_of*, or that of its commit.

    Raises InvalidSources before anything is made when something is wrong, and NoDay.
    """
    environment.cache_clear()  # a server builds again when a template changed
    workspace, problems = checked(root)
    day = history.as_of(root, as_of)
    with printer(root, jobs) if pdfs else nullcontext() as press:
        files = list(site_files(workspace, day, press))
    return Published(workspace, day, problems, files)


def exported(made: Published, folder: Path) -> int:
    """Write *made* under *folder* for another site engine, and return how many files there are.

    A page becomes a Markdown file with front matter and one block of HTML; prose pages and
    attachments lie beside them as they do below guides/.
    """
    form = search_form(made).replace(ROOT_PLACE, "./")
    files = {file.uri: file.content for file in made.files} | dict(beside(made.workspace.root))
    for uri, content in files.items():
        target = folder / uri
        if isinstance(content, Page):
            target = target.with_suffix(".md")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(_content(content, form))
    return len(files)


def beside(root: Path) -> Iterator[tuple[str, Path]]:
    """Yield what lies below guides/ beside the YAML, prose and attachments, with its uri."""
    guides = root / GUIDES
    for path in sorted(guides.rglob("*")):
        inside = path.relative_to(guides)
        hidden = any(part.startswith(".") for part in inside.parts)
        if path.is_file() and path.suffix != ".yml" and not hidden:
            yield inside.as_posix(), path


def _content(content: Page | str | bytes | Path, form: str) -> bytes:
    match content:
        case Page() as page:
            return _markdown(page, form).encode()
        case Path() as path:
            return path.read_bytes()
        case str() as text:
            return text.encode()
        case _:
            return content


def _markdown(page: Page, form: str) -> str:
    """Return *page* as Markdown that any engine passes through: HTML without an empty line.

    Our style sheet speaks of `md-typeset`, which other themes do not set.
    """
    front = {"title": page.title, "description": page.description}
    html = page.html.replace(SEARCH_PLACE, form)
    lines = "\n".join(line for line in html.splitlines() if line.strip())
    told = "\n".join(
        f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in front.items()
    )
    return f'---\n{told}\n---\n\n<div class="md-typeset">\n{lines}\n</div>\n'


def search_form(made: Published) -> str:
    """Return the search as HTML, with ROOT_PLACE for the way from a page to the root."""
    settings, index = made.workspace.settings.value, " ".join(search_uris(made.files))
    return render("web/search.html.j2", settings.language, root=ROOT_PLACE, index=index)


def search_files(workspace: Workspace, guides: list[Guide], language: str) -> Iterator[SiteFile]:
    """Yield the search index: the things that people look for."""
    synonyms = [
        (said, meant)
        for said, meanings in workspace.settings.value.synonyms.items()
        for meant in meanings
    ]
    words = dict(catalogue(language).table("search"))
    found = scripts(things(workspace, guides), words, synonyms)
    for name, script in found.items():
        yield SiteFile(f"{STATIC}/search/{name}", script)


def search_uris(files: Iterable[SiteFile]) -> Iterator[str]:
    """Yield the uris of the search index among *files*, the first one first."""
    for file in files:
        if isinstance(file.content, str) and file.uri.startswith(f"{STATIC}/search/"):
            yield file.uri


def things(workspace: Workspace, guides: list[Guide]) -> Iterator[Thing]:
    """Yield what can be searched for: guides, items, departments and materials."""
    for each in guides:
        package = each.package
        names = tuple(filter(None, (package.short_name, *package.aliases)))
        place = each.chain.name if each.chain else (package.project_class or "")
        codes = tuple(filter(None, (package.code,)))
        yield Thing(Kind.GUIDE, guide_uri(each.id), package.name, names, codes, place)
    materials: dict[str, Thing] = {}
    offers = workspace.directory.offers
    results = Counter(result.name for offer in offers.values() for result in offer.item.results)
    for id, offer in offers.items():
        item = offer.item
        own_results = [result.name for result in item.results if results[result.name] == 1]
        names = tuple(filter(None, dict.fromkeys((item.short_name, *item.aliases, *own_results))))
        codes = tuple(filter(None, (item.code, item.task_code)))
        place = offer.department.name
        yield Thing(Kind.ITEM, item_uri(id), item.name, names, codes, place)
        for material in item.materials:
            if material.origin.item:  # found as the result of that item
                continue
            uri = f"{item_uri(id)}#materials"
            materials.setdefault(
                material.name, Thing(Kind.MATERIAL, uri, material.name, place=item.name)
            )
    for id, department in workspace.directory.departments.items():
        names = tuple(filter(None, (department.short_name, *department.aliases)))
        yield Thing(Kind.DEPARTMENT, department_uri(id), department.name, names)
    yield from materials.values()


def static_files() -> Iterator[SiteFile]:
    """Yield the scripts and stylesheets that come with the generator."""
    for path in sorted(assets.STATIC.rglob("*")):
        if path.is_file() and path.suffix != ".md":
            yield SiteFile(f"{STATIC}/{path.relative_to(assets.STATIC).as_posix()}", path)


def font_files(pages: list[Page], root: Path) -> Iterator[SiteFile]:
    """Yield the fonts, cut to the characters that the pages use, and their stylesheet."""
    cache = root / CACHE / "fonts"
    counts = Counter(character for page in pages for character in set(page.html))
    slices = fonts.slices(counts)
    titles = ("".join(sorted({c for page in pages for c in page.title})),)
    css = []
    for face, texts in ((fonts.REGULAR, slices), (fonts.BOLD, slices), (fonts.TITLE, titles)):
        made = fonts.web_fonts(face, texts, cache)
        css.append(made.css)
        for path in made.files:
            yield SiteFile(f"{STATIC}/fonts/{path.name}", path)
    yield SiteFile(f"{STATIC}/fonts/fonts.css", "\n".join(css))
    yield SiteFile(f"{STATIC}/fonts/{fonts.LICENCE.name}", fonts.LICENCE)
