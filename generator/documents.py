"""The kinds of documents that an office prints: of what there is one, where it lies, who makes it.

A new kind is one more entry of KINDS, and its name in the table `document` of the catalogues.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from generator import fonts
from generator.assignment import assignment_document, assignment_ids
from generator.booklets import chain_booklet, is_bound, office_booklet
from generator.forms import checklist_document, slip_document
from generator.handbook import handbook_document
from generator.messages import catalogue
from generator.one_page import one_page_document, poster_document
from generator.pages import Link
from generator.printing import guide_document, printer
from generator.uris import BOOKLET, HOME, booklet_uri, department_uri, guide_uri, pdf_uri
from generator.workspace import DEPARTMENTS, PROJECTS, SETTINGS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from generator.desk import Desk
    from generator.messages import Catalogue
    from generator.pdf import Document

OFFICE = "office"
"""The one id of the documents of which an office has one."""


@dataclass(frozen=True)
class Scope:
    """Of what there is a document of a kind: each package, each department, each chain, the office.

    An id of it is what a reader asks for by name, and what the document is made from.
    """

    ids: Callable[[Desk], Iterable[str]]
    name: Callable[[Desk, str], str]
    page: Callable[[str], str]
    """The page that offers the document, as uri of the site."""
    source: Callable[[str], str]
    """The file of the workspace that it comes from."""


PACKAGES = Scope(
    ids=lambda desk: desk.guides,
    name=lambda desk, id: desk.guides[id].package.name,
    page=guide_uri,
    source=lambda id: f"{PROJECTS}/{id}.yml",
)
OUR_PACKAGES = replace(PACKAGES, ids=lambda desk: desk.ours)
"""The packages of the office itself: nobody hands in by a flow that was published elsewhere."""
ASSIGNMENTS = replace(
    PACKAGES,
    ids=lambda desk: [
        id
        for package, each in desk.guides.items()
        if package in desk.ours
        for id in assignment_ids(each)
    ],
    name=lambda desk, id: desk.guides[_parted(id)[0]].package.name,
    page=lambda id: guide_uri(_parted(id)[0]),
    source=lambda id: f"{PROJECTS}/{_parted(id)[0]}.yml",
)
"""Each endorsed package of the office, and as PACKAGE.DEPARTMENT each that has a part in it."""
OFFERING_DEPARTMENTS = Scope(
    ids=lambda desk: [id for id, each in desk.departments.items() if each.items],
    name=lambda desk, id: desk.departments[id].name,
    page=department_uri,
    source=lambda id: f"{DEPARTMENTS}/{id}.yml",
)
BOUND_CHAINS = Scope(
    ids=lambda desk: [id for id in desk.settings.chains if is_bound(desk.of_chain(id))],
    name=lambda desk, id: desk.settings.chains[id].name,
    page=lambda _: HOME,
    source=lambda _: SETTINGS,
)
BOUND_OFFICE = replace(
    BOUND_CHAINS,
    ids=lambda desk: [OFFICE] if is_bound(desk.ours) else [],
    name=lambda desk, _: desk.settings.office.name,
)


@dataclass(frozen=True)
class Kind:
    """A kind of document: its name, of what there is one, where it lies, and how it is made."""

    name: str
    scope: Scope
    uri: Callable[[str], str]
    made: Callable[[Desk, str], Document]
    slow: bool = False
    """Whether it takes as long as many documents; a site that is only tried out goes without."""
    on_site: bool = True
    """Whether every site has it; else it is only printed when somebody asks for it."""
    in_every_language: bool = False
    """Whether a site has it in each of its languages, of the office's own packages; others it has
    in its main one."""


def _beside(folder: str, kind: str) -> Callable[[str], str]:
    """Return where the documents of *kind* lie: beside the page of what they are about."""
    return lambda id: f"{folder}/{id}.{kind}.pdf"


def _guide(desk: Desk, id: str) -> Document:
    folder = desk.workspace.folder
    return guide_document(desk.guides[id], desk.language, desk.own_templates, desk.emblem, folder)


def _assignment(desk: Desk, id: str) -> Document:
    package, department = _parted(id)
    made_of = desk.guides[package]
    return assignment_document(made_of, department, desk.language, desk.own_templates)


def _parted(id: str) -> tuple[str, str | None]:
    """Return the package and the department that the *id* of an assignment names."""
    package, _, department = id.partition(".")
    return package, department or None


KINDS = (
    # What is about one package or department lies beside its page.
    Kind("guide", PACKAGES, pdf_uri, _guide, in_every_language=True),
    Kind("one-page", OUR_PACKAGES, _beside("projects", "one-page"), one_page_document),
    Kind("poster", OUR_PACKAGES, _beside("projects", "poster"), poster_document),
    Kind("checklist", OUR_PACKAGES, _beside("projects", "checklist"), checklist_document),
    Kind("slip", OUR_PACKAGES, _beside("projects", "slip"), slip_document),
    Kind("handbook", OFFERING_DEPARTMENTS, _beside("departments", "handbook"), handbook_document),
    Kind("chain-booklet", BOUND_CHAINS, booklet_uri, chain_booklet, slow=True),
    Kind("office-booklet", BOUND_OFFICE, lambda _: BOOKLET, office_booklet, slow=True),
    Kind("assignment", ASSIGNMENTS, _beside("projects", "assignment"), _assignment, on_site=False),
)


PACKAGE_KINDS = tuple(kind for kind in KINDS if kind.scope in (PACKAGES, OUR_PACKAGES))
SHARED_KINDS = tuple(kind for kind in KINDS if kind.on_site and kind not in PACKAGE_KINDS)
"""The documents of a site: those of one package alone, and those that are about several or none."""


@dataclass(frozen=True)
class Listed:
    """A document of a desk, before it is made."""

    kind: Kind
    id: str
    desk: Desk

    @property
    def uri(self) -> str:
        return self.kind.uri(self.id)

    @property
    def page(self) -> str:
        """The page that offers it."""
        return self.kind.scope.page(self.id)

    @property
    def source(self) -> str:
        return self.kind.scope.source(self.id)

    @property
    def name(self) -> str:
        """What it is about."""
        return self.kind.scope.name(self.desk, self.id)

    @property
    def in_every_language(self) -> bool:
        """Whether a site has it in each language: a flow from elsewhere stays in its own."""
        return self.kind.in_every_language and self.id in self.desk.ours

    def made(self) -> Document:
        return self.kind.made(self.desk, self.id)


def documents(desk: Desk, kinds: Iterable[Kind] = KINDS) -> Iterator[Listed]:
    """Yield every document of *kinds* that *desk* has, the quickest kinds first."""
    for kind in kinds:
        yield from (Listed(kind, id, desk) for id in kind.scope.ids(desk))


def links(
    listed: Iterable[Listed], words: Catalogue, main: str, translated: Callable[[str], str]
) -> dict[str, list[Link]]:
    """Return the documents that each page offers, by its uri, told in *words*.

    What they are about is named as *translated*. On pages in another language than the *main* one,
    what is there only in that says so.
    """
    offered: dict[str, list[Link]] = {}
    for each in listed:
        name = words.text(f"document.{each.kind.name}", name=translated(each.name))
        link = Link(each.uri, name)
        if words.language != main and not each.in_every_language:
            told = words.text("document.in", name=name, language=words.text(f"languages.{main}"))
            link = Link(f"/{each.uri}", told, language=catalogue(main).text("language.html"))
        offered.setdefault(each.page, []).append(link)
    return offered


def printed_to(folder: Path, listed: Sequence[Listed], jobs: int) -> Iterator[Path]:
    """Print *listed* into *folder* and yield each file once it is there.

    Raises InvalidSources at the end when some could not be printed: the others are there by then,
    and of those a file of before stays as it was.
    """
    workspace = listed[0].desk.workspace
    with printer(workspace.root, jobs, fonts.own_fonts(workspace.own_fonts)) as press:
        pending = [(each, press.submit(each.made(), each.source)) for each in listed]
        for each, future in pending:
            if future.exception() is None:
                target = folder / PurePosixPath(each.uri).name
                target.parent.mkdir(parents=True, exist_ok=True)
                draft = target.with_name(f".{target.name}")
                shutil.copyfile(future.result(), draft)
                draft.replace(target)
                yield target
