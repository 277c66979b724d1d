"""Every file of the site, whichever program builds it: the engine-neutral seam."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from generator import assets, fonts, history, materials
from generator.data_files import directory_files, list_files
from generator.desk import Desk, emblem_address
from generator.documents import SHARED_KINDS, Listed, documents, links
from generator.editions import Audience
from generator.guide import Guide
from generator.keeping import digest
from generator.lint import checked_files
from generator.listings import Listings, paper_uris
from generator.messages import catalogue
from generator.pages import Page
from generator.printing import document_hash, done, printer
from generator.products import Edition, data_of, guide_of, page_of, production
from generator.products import documents as documents_of
from generator.public import for_audience
from generator.rendering import environment, render
from generator.search import Kind, Thing, scripts
from generator.store import Folder
from generator.uris import (
    STATIC,
    chain_uri,
    department_uri,
    guide_uri,
    item_uri,
)
from generator.workshop import Workshop
from generator.workspace import CACHE, GUIDES, files_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future
    from datetime import date

    from generator.feed import Entry
    from generator.printing import Printer
    from generator.problems import Problem
    from generator.products import Products
    from generator.records import GuideEntry
    from generator.resolution import Offer
    from generator.settling import Standing
    from generator.sources import File
    from generator.store import Store
    from generator.summary import Summary
    from generator.workspace import Files, Workspace

STYLES = (
    f"{STATIC}/fonts/fonts.css",
    f"{STATIC}/site/guide.css",
    f"{STATIC}/search/search.css",
    f"{STATIC}/site/lists.css",
)
SCRIPTS = (f"{STATIC}/site/filter.js", f"{STATIC}/search/search.js")
"""What every page of the site loads, whichever program builds it."""
SEARCH_PLACE = "<!-- the frame's search -->"
"""Where the home page has the search that other pages have in their frame."""
TOLD_ITEMS = 3
"""Items that the search names below a material."""
ROOT_PLACE = "%ROOT%"
"""Stands in the search form for the way from a page to the root of the site, with a slash."""


PASSIVE = str.maketrans({"`": "&#96;", "~": "&#126;", "{": "&#123;", "}": "&#125;"})
"""What other engines act on even within HTML: fences, macros, shortcodes, expressions."""
OURS = re.compile(r"(<(script|style)\b.*?</\2>)", re.DOTALL)
"""Programs and styles, in which no entity is read."""


@dataclass(frozen=True)
class SiteFile:
    """One file of the site, and the file under guides/ that an editor would open for it."""

    uri: str
    content: Page | str | bytes | Path
    source: str | None = None


def site_files(
    edition: Edition,
    files: Files,
    press: Printer | None,
    workshop: Workshop,
    *,
    trial: bool = False,
) -> Iterator[SiteFile]:
    """Yield every file of the site of the workspace of *edition* and *files*, which are sound.

    The documents are printed by *press*, if there is one, while the pages are made; of a *trial*,
    not those that take long. The same arguments give the same bytes, whatever the *workshop* has
    kept.
    """
    task = production(edition, files)
    summaries: list[Summary] = []
    pages: list[Page] = []
    told: list[SiteFile] = []
    listed: list[GuideEntry] = []
    news: list[Entry] = []
    printed: dict[str, tuple[str, Future[Path]]] = {}
    hashes: list[str] = []
    for file, made in zip(files.packages, workshop.each(task, files.packages), strict=True):
        summaries.append(made.summary)
        pages.append(page_of(edition, file, made, workshop.store))
        listed.append(made.listed)
        news += made.news
        data = data_of(edition, file, made, workshop.store)
        told += (SiteFile(uri, content, made.page.source) for uri, content in data)
        hashes += [hash for _, hash in made.documents]
        if press:
            printed |= _printed(edition, file, made, press)
    shared: list[Listed] = []
    if press:
        wanted = [kind for kind in SHARED_KINDS if not (trial and kind.slow)]
        shared = list(documents(_desk(edition, files, summaries), wanted))
        key = digest(task.key.encode(), *map(str.encode, hashes))
        printed |= _printed_shared(shared, key, press, workshop.store)
    offered = links(shared, catalogue(edition.language))
    pages += Listings(replace(edition.pages, guides=summaries, downloads=offered)).all()
    for page in pages:
        yield SiteFile(page.uri, page, page.source)
    yield from told
    workspace, as_of = edition.workspace, edition.as_of
    yield from (SiteFile(*each) for each in directory_files(workspace, as_of))
    yield from (SiteFile(*each) for each in list_files(workspace, listed, news, as_of))
    yield from search_files(edition.workspace, summaries, edition.language, workshop.store)
    yield from static_files()
    yield from font_files(pages, files.root, frame_words(edition.language))
    if press:
        press.wait()
    for uri, (source, future) in printed.items():
        below = source.removeprefix(f"{GUIDES}/")
        yield SiteFile(uri, future.result(), None if below == source else below)


def _printed(
    edition: Edition, file: File, made: Products, press: Printer
) -> Iterator[tuple[str, tuple[str, Future[Path]]]]:
    """Yield from which file each document of its package comes and where it will be, by its uri."""
    kept = {uri: press.kept(hash) for uri, hash in made.documents}
    again = {} if all(kept.values()) else documents_of(edition, guide_of(edition, file))
    for uri, path in kept.items():
        printed = press.submit(again[uri], file.name) if path is None else done(path)
        yield uri, (file.name, printed)


def _printed_shared(
    listed: Iterable[Listed], key: str, press: Printer, store: Store
) -> Iterator[tuple[str, tuple[str, Future[Path]]]]:
    """Yield the same of the documents that are *listed*, which depend on *key* and nothing else."""
    known: dict[str, str] = store.results("shared", key)
    used: dict[str, str] = {}
    for each in listed:
        path = press.kept(known[each.uri]) if each.uri in known else None
        if path:
            used[each.uri], printed = known[each.uri], done(path)
        else:
            made = each.made()
            used[each.uri], printed = document_hash(made), press.submit(made, each.source)
        yield each.uri, (each.source, printed)
    store.keep("shared", key, used)


def _desk(edition: Edition, files: Files, summaries: Iterable[Summary]) -> Desk:
    """Return what the documents are made from that are about several packages or none."""
    ours = {each.id: each.chain for each in summaries if not each.published}
    return Desk(edition.workspace, _Guides(edition, files), ours, edition.as_of)


class _Guides(Mapping[str, Guide]):
    """The guides of a workspace by id, each made when it is asked for."""

    def __init__(self, edition: Edition, files: Files) -> None:
        self._edition, self._files = edition, {file.id: file for file in files.packages}

    def __getitem__(self, id: str) -> Guide:
        return guide_of(self._edition, self._files[id])

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)


@dataclass(frozen=True)
class Published:
    """A workspace with everything that was made of it."""

    workspace: Workspace
    as_of: date
    problems: list[Problem]
    """Warnings and notes: what is wrong stops everything before."""
    files: list[SiteFile]
    standing: list[Standing]
    """What the sources tolerate."""


def published(
    root: Path,
    as_of: str | None,
    jobs: int,
    *,
    pdfs: bool,
    audience: Audience = Audience.PUBLIC,
    trial: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> Published:
    """Read, check and publish the workspace at *root* for the day *as_of*, or that of its commit.

    How many documents are printed, and how many there will be, goes to *progress*.

    What is internal is gone before anything is made for the public.
    A *trial* goes without the documents that take long.

    Raises InvalidSources before anything is made when something is wrong, and NoDay.
    """
    environment.cache_clear()  # a server builds again when a template changed
    sources, store = files_of(root), Folder(root / CACHE)
    here = Workshop(store, jobs)
    sound = checked_files(sources, here, lambda: history.as_of(root, as_of))
    workspace = for_audience(sound.workspace, audience)
    if audience is Audience.PUBLIC:
        sources = sources.without(sound.drafts)
    day, own = history.as_of(root, as_of), root / "templates"
    templates = own if own.is_dir() else None
    edition = Edition(workspace, day, templates, pdfs, emblem_address(workspace))
    theirs = fonts.own_fonts(workspace.own_fonts)
    made = printer(root, jobs, theirs, progress) if pdfs else nullcontext()
    with store.pruning(), made as press:
        files = list(site_files(edition, sources, press, here, trial=trial))
    return Published(workspace, day, sound.settled.problems, files, sound.settled.tolerated)


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
    html = _passive(page.html.replace(SEARCH_PLACE, form))
    lines = "\n".join(line for line in html.splitlines() if line.strip())
    told = "\n".join(
        f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in front.items()
    )
    return f'---\n{told}\n---\n\n<div class="md-typeset">\n{lines}\n</div>\n'


def _passive(html: str) -> str:
    """Return *html* that says the same and holds nothing that another engine would act on."""
    parts = OURS.split(html)  # text, a whole element, its name, text, and so on
    parts[::3] = [text.translate(PASSIVE) for text in parts[::3]]
    del parts[2::3]
    return "".join(parts)


def search_form(made: Published) -> str:
    """Return the search as HTML, with ROOT_PLACE for the way from a page to the root."""
    settings, index = made.workspace.settings.value, " ".join(search_uris(made.files))
    return render("web/search.html.j2", settings.language, root=ROOT_PLACE, index=index)


def search_files(
    workspace: Workspace, guides: list[Summary], language: str, store: Store
) -> Iterator[SiteFile]:
    """Yield the search index: the things that people look for."""
    synonyms = [
        (said, meant)
        for said, meanings in workspace.settings.value.synonyms.items()
        for meant in meanings
    ]
    words = dict(catalogue(language).table("search"))
    found = list(things(workspace, guides))
    key = digest(*map(str.encode, (assets.version(), repr(found), repr(words), repr(synonyms))))
    made = store.results("search", key) or scripts(found, words, synonyms)
    store.keep("search", key, made)
    for name, script in made.items():
        yield SiteFile(f"{STATIC}/search/{name}", script)


def search_uris(files: Iterable[SiteFile]) -> Iterator[str]:
    """Yield the uri of the search index among *files* that knows of the others."""
    for file in files:
        if isinstance(file.content, str) and file.uri.startswith(f"{STATIC}/search/"):
            yield file.uri
            return


def things(workspace: Workspace, guides: list[Summary]) -> Iterator[Thing]:
    """Yield what can be searched for: guides, items, departments, chains, materials."""
    for each in guides:
        chain = workspace.settings.value.chains[each.chain].name if each.chain else None
        place = chain or each.project_class or ""
        codes = tuple(filter(None, (each.code,)))
        yield Thing(Kind.GUIDE, guide_uri(each.id), each.name, each.other_names, codes, place)
    directory = workspace.directory
    offers = directory.offers
    results = Counter(result.name for offer in offers.values() for result in offer.item.results)
    for id, offer in offers.items():
        item = offer.item
        own_results = [result.name for result in item.results if results[result.name] == 1]
        names = tuple(filter(None, dict.fromkeys((item.short_name, *item.aliases, *own_results))))
        codes = tuple(filter(None, (item.code, item.task_code)))
        yield Thing(Kind.ITEM, item_uri(id), item.name, names, codes, offer.department.name)
    for id, department in directory.departments.items():
        names = tuple(filter(None, (department.short_name, *department.aliases)))
        yield Thing(Kind.DEPARTMENT, department_uri(id), department.name, names)
    for id, told in workspace.settings.value.chains.items():
        yield Thing(Kind.CHAIN, chain_uri(id), told.name)
    found = materials.materials(directory)
    uris = paper_uris("materials", found)
    for paper in found:
        if not paper.given_by:  # else it is found as the result of that item
            yield Thing(
                Kind.MATERIAL, uris[paper.anchor], paper.name, place=_asking(offers, paper.asked_by)
            )


def _asking(offers: Mapping[str, Offer], items: Sequence[str]) -> str:
    """Return the names of a few of *items*, to say where a material belongs."""
    names = [offers[id].item.short_name or offers[id].item.name for id in items]
    return "、".join(names[:TOLD_ITEMS]) + ("…" if len(names) > TOLD_ITEMS else "")


def static_files() -> Iterator[SiteFile]:
    """Yield the scripts and stylesheets that come with the generator."""
    for path in sorted(assets.STATIC.rglob("*")):
        if path.is_file() and path.suffix != ".md":
            yield SiteFile(f"{STATIC}/{path.relative_to(assets.STATIC).as_posix()}", path)


def frame_words(language: str) -> str:
    """Return what the frame around the pages says, and the page in the place of a lost one."""
    return "".join(catalogue(language).table("frame").values())


def font_files(pages: list[Page], root: Path, frame: str) -> Iterator[SiteFile]:
    """Yield the fonts, cut to the characters of the pages and their *frame*, with their style."""
    cache = root / CACHE / "fonts"
    counts = Counter(c for page in pages for c in set(page.characters or page.html))
    slices = fonts.slices(counts + Counter(set(frame)))
    titles = ("".join(sorted({c for page in pages for c in page.title}.union(frame))),)
    css = []
    for face, texts in ((fonts.REGULAR, slices), (fonts.BOLD, slices), (fonts.TITLE, titles)):
        made = fonts.web_fonts(face, texts, cache)
        css.append(made.css)
        for path in made.files:
            yield SiteFile(f"{STATIC}/fonts/{path.name}", path)
    yield SiteFile(f"{STATIC}/fonts/fonts.css", "\n".join(css))
    yield SiteFile(f"{STATIC}/fonts/{fonts.LICENCE.name}", fonts.LICENCE)
