"""What is made of one package to be published, as a pure function of it and of what all share."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property, partial
from operator import attrgetter
from typing import TYPE_CHECKING
from zlib import compress, decompress

from generator import assets
from generator import documents as kinds
from generator.data_files import guide_data, guide_entry, guide_files
from generator.desk import Desk
from generator.documents import Listed, links
from generator.feed import released, verified_guides
from generator.guide import guide
from generator.keeping import digest
from generator.messages import catalogue
from generator.original import LANGUAGE
from generator.package import Package
from generator.pages import Page, Pages
from generator.printing import document_hash
from generator.public import package_for
from generator.summary import Summary, summary
from generator.translated import guide_in, in_language, versions_in
from generator.uris import guide_uri
from generator.version_pages import VersionPages
from generator.version_records import NEVER, Versions
from generator.workshop import Task

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from pathlib import Path

    from generator.feed import Entry
    from generator.guide import Guide
    from generator.list_records import GuideEntry
    from generator.pdf import Document
    from generator.sources import File
    from generator.store import Store
    from generator.translations import Translation
    from generator.workspace import Files, Workspace

FEW = 50
"""Packages that are made sooner here than other processes have begun."""


@dataclass(frozen=True)
class Edition:
    """What all packages of a site are published with."""

    workspace: Workspace
    """With its directory and calendar, as its readers may have it; its packages do not matter."""
    as_of: date
    own_templates: Path | None
    pdfs: bool
    emblem: str | None = None
    """The office's, as documents carry it."""
    draft: bool = False
    """Whether it is for review, which the pages without a frame say themselves."""
    original: Workspace | None = None
    """The same workspace in the words of its authors, where *workspace* has others."""
    translation: Translation | None = None

    def having(self, language: str) -> Edition:
        """Return this edition, which is in the words of the authors, in *language*."""
        office = self.workspace
        told, words = in_language(office, language), office.translation(language)
        return replace(self, workspace=told, original=office, translation=words)

    @property
    def language(self) -> str:
        return self.workspace.settings.value.language

    @property
    def main_language(self) -> str:
        """That of the pages at the root of the site."""
        return (self.original or self.workspace).settings.value.language

    @cached_property
    def pages(self) -> Pages:
        """What makes the pages; what they share is made once."""
        own, folder = self.own_templates, self.workspace.folder
        return Pages(self.workspace, (), self.language, self.as_of, own, folder=folder)

    def name(self, original: str) -> str:
        """Return *original*, what an author calls a thing, as pages in this language call it."""
        words = self.translation
        if words and words.language != LANGUAGE and type(original) is str:
            return words.text(original)
        return original

    def told(self, versions: Versions) -> Versions:
        """Return the records of *versions* as pages in this language have them."""
        return versions_in(versions, self.translation) if self.translation else versions

    @property
    def version_pages(self) -> VersionPages:
        """What makes the pages behind the QR codes."""
        settings = self.workspace.settings.value
        folder = self.workspace.folder
        return VersionPages(settings, self.own_templates, self.pdfs, self.draft, folder)


@dataclass(frozen=True)
class Dossier:
    """The file of a package, and the records of its versions."""

    file: File
    versions: Versions = NEVER

    @property
    def id(self) -> str:
        return self.file.id

    @property
    def name(self) -> str:
        return self.file.name

    @property
    def key(self) -> str:
        """The hash of both."""
        return digest(self.file.key.encode(), self.versions.digest.encode())


@dataclass(frozen=True)
class Products:
    """What was made of one package; its page and the files beside it lie in the store."""

    summary: Summary
    page: Page
    """Its body is what the store calls the HTML, which is compressed there: to a tenth."""
    files: tuple[tuple[str, str], ...]
    """The uri of each file beside the page, and what the store calls it."""
    listed: GuideEntry
    """What the list of all guides says of it."""
    news: tuple[Entry, ...]
    """What the feed says of it."""
    documents: tuple[tuple[str, str], ...]
    """The uri of each document, and the hash by which a printer knows it."""

    @property
    def contents(self) -> tuple[str, ...]:
        """What that is called which lies in the store."""
        return (self.page.body, *(name for _, name in self.files))


def production(edition: Edition, files: Files) -> Task[Edition, Dossier, Products]:
    """Return what makes the products of every package of *files*, with all that they depend on."""
    own = edition.own_templates
    marks = (edition.pdfs, edition.workspace.internal, edition.draft)
    looks = (*map(str, marks), edition.emblem or "")
    language = (edition.language, edition.workspace.folder, files.translated(edition.language))
    told = (assets.version(), files.office, edition.as_of.isoformat(), *looks, *language)
    key = digest(*map(str.encode, told), *(assets.contents(own, "*.*") if own else ()))
    bare = replace(edition.workspace, packages={}, translations=())
    original = edition.original and replace(edition.original, packages={}, translations=())
    shared = replace(edition, workspace=bare, original=original)
    return Task("products", produced, shared, key, few=FEW, contents=attrgetter("contents"))


def produced(edition: Edition, dossier: Dossier, store: Store) -> Products:
    """Return what is published from the package of *dossier*, which has been checked."""
    original = original_guide(edition, dossier.file)
    made, versions = _told(edition, original), edition.told(dossier.versions)
    page, files = _page(edition, made, versions), dict(beside(edition, original, versions))
    scanned = (page.decode() for uri, page in files.items() if uri.endswith(".html"))
    characters = "".join(sorted(set(page.body).union(*scanned)))
    return Products(
        summary(made),
        replace(page, body=store.put(compress(page.body.encode(), 1)), characters=characters),
        tuple((uri, store.put(content)) for uri, content in files.items()),
        guide_entry(original, pdf=edition.pdfs),
        tuple(_news(edition, made, versions)),
        tuple((uri, document_hash(each)) for uri, each in documents(edition, made).items()),
    )


def _news(edition: Edition, guide: Guide, versions: Versions) -> Iterator[Entry]:
    if versions.records:
        return released(versions.records, catalogue(edition.language))
    return verified_guides([guide])


def page_of(edition: Edition, dossier: Dossier, made: Products, store: Store) -> Page:
    """Return the page of the package of *dossier*; its fragment is fetched when it is asked for."""
    return replace(made.page, fetch=partial(_fragment, edition, dossier, made, store))


def _fragment(edition: Edition, dossier: Dossier, made: Products, store: Store) -> str:
    """Return the fragment of that page; one that is gone or damaged is made again."""
    kept = store.content(made.page.body)
    return (
        _page(edition, guide_of(edition, dossier.file), edition.told(dossier.versions)).html
        if kept is None
        else opened(kept)
    )


def data_of(
    edition: Edition, dossier: Dossier, made: Products, store: Store
) -> Iterator[tuple[str, bytes | Path]]:
    """Yield the files beside that page, or where they lie, as `_fragment` does, by their uris."""
    kept = {uri: store.file(name) for uri, name in made.files}
    again: dict[str, bytes] = {}
    if None in kept.values():
        versions = edition.told(dossier.versions)
        again = dict(beside(edition, original_guide(edition, dossier.file), versions))
    for uri, content in kept.items():
        yield uri, again[uri] if content is None else content


def beside(edition: Edition, original: Guide, versions: Versions) -> Iterator[tuple[str, bytes]]:
    """Yield every file beside the page of the guide *original*, by its uri.

    Data is in the words of the authors, and there once for all languages.
    """
    folder, made = edition.workspace.folder, _told(edition, original)
    if not made.internal:
        for uri, page in edition.version_pages.of_guide(made, versions):
            yield f"{folder}{uri}", page.encode()
    for uri, content, _ in guide_files(made, edition.language):
        yield f"{folder}{uri}", content
    if not folder:
        for uri, data, _ in guide_data(original, pdf=edition.pdfs):
            yield uri, data.encode()


def opened(content: bytes) -> str:
    """Return the HTML that was put away as *content*."""
    return decompress(content).decode()


def guide_of(edition: Edition, file: File) -> Guide:
    """Return the guide of the package of *file*, in the language of *edition*."""
    return _told(edition, original_guide(edition, file))


def original_guide(edition: Edition, file: File) -> Guide:
    """Return the guide of the package of *file* in the words of its authors."""
    office = edition.original or edition.workspace
    source = package_for(office, file.read(Package))
    return guide(office.having(source), source.id, edition.as_of)


def _told(edition: Edition, original: Guide) -> Guide:
    """Return the guide *original* in the language of *edition*."""
    words = edition.translation
    return guide_in(original, words, edition.workspace) if words else original


def documents(edition: Edition, guide: Guide) -> dict[str, Document]:
    """Return each document of *guide*, by its uri; none where none is printed."""
    folder = edition.workspace.folder
    return {f"{folder}{each.uri}": each.made() for each in _listed(edition, guide)}


def _page(edition: Edition, guide: Guide, versions: Versions) -> Page:
    """Return the page of *guide*, which offers its documents."""
    desk = Desk.with_guides(edition.workspace, (guide,), edition.as_of, edition.emblem)
    listed = kinds.documents(desk, kinds.PACKAGE_KINDS) if edition.pdfs else ()
    offered = links(listed, catalogue(edition.language), edition.main_language, edition.name)
    return edition.pages.guide(guide, offered.get(guide_uri(guide.id), ()), versions)


def _listed(edition: Edition, guide: Guide) -> list[Listed]:
    """Return the documents of *guide* in the language of *edition*; none where none is printed."""
    if not edition.pdfs:
        return []
    desk = Desk.with_guides(edition.workspace, (guide,), edition.as_of, edition.emblem)
    listed = kinds.documents(desk, kinds.PACKAGE_KINDS)
    return [each for each in listed if each.in_every_language or not edition.workspace.folder]
