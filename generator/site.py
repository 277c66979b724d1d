"""Every file of the site, whichever program builds it: the engine-neutral seam."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from generator import assets, fonts, history
from generator.archive import recorded
from generator.data_files import directory_files, feed_file, list_files
from generator.desk import emblem_address
from generator.documents import links
from generator.editions import Audience
from generator.feed import released as entries
from generator.lint import checked_files
from generator.listings import Listings
from generator.messages import catalogue
from generator.printing import printer
from generator.products import Dossier, Edition, data_of, page_of, production
from generator.public import for_audience
from generator.released import told_of
from generator.rendering import environment
from generator.search_index import search_files
from generator.site_documents import SiteDocuments
from generator.site_file import SiteFile
from generator.site_fonts import font_files
from generator.store import Folder
from generator.uris import STATIC
from generator.version_records import NEVER
from generator.workshop import Workshop
from generator.workspace import CACHE, files_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from generator.documents import Listed
    from generator.pages import Page
    from generator.printing import Printer
    from generator.problems import Problem
    from generator.products import Products
    from generator.settling import Standing
    from generator.store import Store
    from generator.version_records import Versions
    from generator.workspace import Files, Workspace

    Made = Sequence[tuple[Dossier, Products]]
    """The dossier of every package, with what was made of it."""

STYLES = (
    f"{STATIC}/fonts/fonts.css",
    f"{STATIC}/site/guide.css",
    f"{STATIC}/search/search.css",
    f"{STATIC}/site/lists.css",
)
SCRIPTS = (f"{STATIC}/site/filter.js", f"{STATIC}/search/search.js")
"""What every page of the site loads, whichever program builds it."""
COLOURS = f"{STATIC}/site/colours.js"
"""What our own frame loads besides."""

NOTHING: Mapping[str, Versions] = {}
"""What was released where nothing was."""


def site_files(
    edition: Edition,
    files: Files,
    press: Printer | None,
    workshop: Workshop,
    *,
    trial: bool = False,
    released: Mapping[str, Versions] = NOTHING,
) -> Iterator[SiteFile]:
    """Yield every file of the site of the workspace of *edition* and *files*, which are sound.

    It tells what the records of versions tell that were *released* of each package.

    The documents are printed by *press*, if there is one, while the pages are made; of a *trial*,
    not those that take long. The same arguments give the same bytes, whatever the *workshop* has
    kept.
    """
    store, main, *others = workshop.store, *in_each_language(edition)
    dossiers = [Dossier(file, released.get(file.id, NEVER)) for file in files.packages]
    gone = {id: each for id, each in released.items() if id not in {d.id for d in dossiers}}
    documents = SiteDocuments(main, files, press, store)
    made = made_of(main, files, dossiers, documents, workshop)
    guides, key = [products for _, products in made], production(main, files).key
    shared = documents.begin_shared(guides, key, trial=trial)
    printed, pages = [documents], pages_of(main, made, shared, released, store)
    yield from data_files(main, made, gone, store)
    yield from directory_data(edition, made)
    for other in others:
        printed.append(SiteDocuments(other, files, press, store))
        theirs = made_of(other, files, dossiers, printed[-1], workshop)
        pages += pages_of(other, theirs, shared, released, store)
        yield from data_files(other, theirs, gone, store)

    yield from (SiteFile(page.uri, page, page.source) for page in pages)
    yield from static_files()
    frame = "".join(_frame_words(each) for each in (main, *others))
    yield from font_files(pages, files.root, frame, workshop.jobs)
    for each in printed:
        yield from each.files()


def in_each_language(edition: Edition) -> list[Edition]:
    """Return *edition*, which is in the words of the authors, in each language of the site.

    The main one comes first.
    """
    settings = edition.workspace.settings.value
    return [edition.having(language) for language in (settings.language, *settings.also_in)]


def made_of(
    edition: Edition,
    files: Files,
    dossiers: Sequence[Dossier],
    documents: SiteDocuments,
    workshop: Workshop,
) -> Made:
    """Return what is made of every package in one language; its *documents* begin to be printed."""
    made = []
    task = production(edition, files)
    for dossier, products in zip(dossiers, workshop.each(task, dossiers), strict=True):
        documents.begin(dossier.file, products)
        made.append((dossier, products))
    return made


def pages_of(
    edition: Edition,
    made: Made,
    shared: Sequence[Listed],
    released: Mapping[str, Versions],
    store: Store,
) -> list[Page]:
    """Return the pages in one language; some offer documents that languages have *shared*."""
    words, folder = catalogue(edition.language), edition.workspace.folder
    pages = [page_of(edition, *each, store) for each in made]
    summaries = [products.summary for _, products in made]
    offered = links(shared, words, edition.main_language, edition.name)
    told = {id: edition.told(versions) for id, versions in released.items()}
    lists = replace(edition.pages, guides=summaries, downloads=offered)
    pages += Listings(lists, tuple(told_of(told))).all()
    return [replace(page, uri=folder + page.uri, language=words.language) for page in pages]


def data_files(
    edition: Edition, made: Made, gone: Mapping[str, Versions], store: Store
) -> Iterator[SiteFile]:
    """Yield what lies beside the pages in one language: files of each guide, feed and search.

    Of guides that are *gone*, it is the pages that their papers lead to.
    """
    workspace, words = edition.workspace, catalogue(edition.language)
    for dossier, products in made:
        for uri, content in data_of(edition, dossier, products, store):
            yield SiteFile(uri, content, products.page.source)
    news = [entry for _, products in made for entry in products.news]
    for id, versions in gone.items():
        told = edition.told(versions)
        for uri, page in edition.version_pages.of_withdrawn(id, told):
            yield SiteFile(f"{workspace.folder}{uri}", page)
        news += entries(told.records, words)
    yield SiteFile(*feed_file(workspace, news, edition.as_of))
    yield from search_files(workspace, [each.summary for _, each in made], store)


def directory_data(edition: Edition, made: Made) -> Iterator[SiteFile]:
    """Yield the data that is there once for all languages: of the directory, and the lists."""
    workspace, as_of = edition.workspace, edition.as_of
    yield from (SiteFile(*each) for each in directory_files(workspace, as_of))
    listed = [products.listed for _, products in made]
    yield from (SiteFile(*each) for each in list_files(workspace, listed, as_of))


def _frame_words(edition: Edition) -> str:
    """Return all that stands around a page: our words, and what the settings say of the office."""
    settings = edition.workspace.settings.value
    foot = [value for value in settings.foot.model_dump().values() if value]
    words = catalogue(edition.language)
    told = [text for name in ("frame", "version") for text in words.table(name).values()]
    return "".join([*told, settings.title, settings.office.name, settings.example or "", *foot])


def static_files() -> Iterator[SiteFile]:
    """Yield the scripts and stylesheets that come with the generator."""
    for path in sorted(assets.STATIC.rglob("*")):
        if path.is_file() and path.suffix != ".md":
            yield SiteFile(f"{STATIC}/{path.relative_to(assets.STATIC).as_posix()}", path)


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


def published(  # noqa: PLR0913 - all that a build can be told
    root: Path,
    as_of: str | None,
    jobs: int,
    *,
    pdfs: bool,
    audience: Audience = Audience.PUBLIC,
    trial: bool = False,
    draft: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> Published:
    """Read, check and publish the workspace at *root* for the day *as_of*, or that of its commit.

    How many documents are printed, and how many there will be, goes to *progress*.

    What is internal is gone before anything is made for the public.
    A *trial* goes without the documents that take long; a *draft* says so on every page.

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
    edition = Edition(workspace, day, templates, pdfs, emblem_address(workspace), draft)
    released = recorded(root) if audience is Audience.PUBLIC else NOTHING
    theirs = fonts.own_fonts(workspace.own_fonts)
    made = printer(root, jobs, theirs, progress) if pdfs else nullcontext()
    with store.pruning(), made as press:
        files = list(site_files(edition, sources, press, here, trial=trial, released=released))
    return Published(workspace, day, sound.settled.problems, files, sound.settled.tolerated)
