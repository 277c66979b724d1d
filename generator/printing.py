"""Documents, printed through a content-addressed cache by whatever executor is handed in."""

from __future__ import annotations

import resource
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from html import unescape
from importlib.metadata import version
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import segno

from generator import flow, fonts, pdf, timetable
from generator.diagrams import flow_diagram, legend, timetable_drawing
from generator.keeping import digest, found, pruned, write
from generator.messages import catalogue
from generator.pdf import Document
from generator.problems import InvalidSources, Place, Problem
from generator.rendering import render, stylesheet
from generator.sheets import sheets
from generator.wording import Wording
from generator.workspace import CACHE

if TYPE_CHECKING:
    from generator.guide import Guide

SECONDS, MEMORY = 300, 4 << 30
"""What one document may take, of time and of bytes, before it counts as failed."""
FLOW_HEIGHT = 630
"""How high the flow diagram may be, in points: a page less its head and the legend."""
LIBRARIES = ("weasyprint", "pydyf", "fonttools", "uharfbuzz")
"""What the bytes of a document depend on besides itself."""


@dataclass(frozen=True)
class Printer:
    """Prints each document once: what has been printed before is taken from *folder*."""

    folder: Path
    executor: Executor
    work: Callable[[Document, Path], Path]
    submitted: list[tuple[str, str, Future[Path]]] = field(default_factory=list)
    """Of each document: the file it comes from, its title, and where it will be."""

    def kept(self, document_hash: str) -> Path | None:
        """Return the PDF of the document with this hash, if it has been printed before."""
        target = self._target(document_hash)
        return target if found(target) else None

    def submit(self, document: Document, source: str) -> Future[Path]:
        """Return where the PDF of *document* will be, which is made from the file *source*."""
        hash = document_hash(document)
        if path := self.kept(hash):
            return done(path)
        printed = self.executor.submit(self.work, document, self._target(hash))
        self.submitted.append((source, title(document), printed))
        return printed

    def _target(self, document_hash: str) -> Path:
        return self.folder / f"{_key(document_hash)}.pdf"

    def problems(self) -> Iterator[Problem]:
        """Yield which documents have failed, when all are done."""
        for source, name, future in self.submitted:
            if error := future.exception():
                told = f"{type(error).__name__} {error}"
                values = (("name", name), ("error", told))
                yield Problem(Place(source), "document-failed", values)


def done(path: Path) -> Future[Path]:
    """Return what is done already: *path*."""
    future: Future[Path] = Future()
    future.set_result(path)
    return future


def printed(document: Document, target: Path) -> Path:
    """Print *document* to *target* and return it."""
    write(target, pdf.to_pdf(document, _fonts(target.parent)))
    return target


def _fonts(folder: Path) -> Path:
    """Return where the fonts lie that the documents of *folder* are printed with."""
    return folder.parent / "fonts"


def printed_within_limits(document: Document, target: Path) -> Path:
    """Print *document* as `printed` does, in a process that is there for nothing else.

    Raises TimeoutError or MemoryError where it takes more than a document may.
    """
    unlimited = resource.RLIM_INFINITY
    most = resource.getrlimit(resource.RLIMIT_AS)[1]
    least = MEMORY if most == unlimited else min(MEMORY, most)
    resource.setrlimit(resource.RLIMIT_AS, (least, most))
    signal.signal(signal.SIGALRM, _too_long)
    signal.alarm(SECONDS)
    try:
        return printed(document, target)
    finally:
        signal.alarm(0)


def _too_long(*_: object) -> NoReturn:
    raise TimeoutError(f"{SECONDS} s")


def title(document: Document) -> str:
    """Return the title of *document*."""
    return unescape(document.html.partition("<title>")[2].partition("</title>")[0])


def document_hash(document: Document) -> str:
    """Return the hash by which a printer knows *document* again."""
    return digest(document.style.encode(), document.html.encode())


def document_key(document: Document) -> str:
    """Return the hash of everything that the PDF of *document* is made from."""
    return _key(document_hash(document))


def _key(document_hash: str) -> str:
    return digest(_engine_key().encode(), document_hash.encode())[:32]


@cache
def _engine_key() -> str:
    texts = (Path(pdf.__file__), Path(fonts.__file__))
    told = [*map(version, LIBRARIES), *(face.digest for face in fonts.FACES)]
    return " ".join([*told, *(path.read_text("utf-8") for path in texts)])


@contextmanager
def printer(root: Path, jobs: int) -> Iterator[Printer]:
    """Give a printer for the workspace at *root* that uses *jobs* processes, of one this one.

    Raises MissingLibrary when the machine cannot print, and at the end InvalidSources when
    documents have failed, with all of them.
    """
    pdf.require_libraries()
    folder = root / CACHE / "pdf"
    with pruned(folder, ".pdf"), pruned(_fonts(folder), ".otf"), _executor(jobs) as executor:
        work = printed if jobs == 1 else printed_within_limits
        press = Printer(folder, executor, work)
        try:
            yield press
        finally:
            if problems := list(press.problems()):
                raise InvalidSources(problems)


def _executor(jobs: int) -> Executor:
    """Return what runs *jobs* documents side by side.

    A process stays until the end, and its memory with it; with `max_tasks_per_child` an executor
    of Python 3.11 waits for ever once processes have come to their last task (cpython#115634).
    """
    return ThreadPoolExecutor(1) if jobs == 1 else ProcessPoolExecutor(jobs, get_context("spawn"))


def guide_document(guide: Guide, language: str, own_templates: Path | None) -> Document:
    """Return what the PDF of *guide* is printed from."""
    words = catalogue(language)
    wording, explained = Wording(words), legend(guide)
    style = stylesheet("print/drawing.css", own_templates)
    address = f"{guide.settings.address.rstrip('/')}/projects/{guide.id}.html"
    html = render(
        "print/guide.html.j2",
        language,
        own_templates,
        guide=guide,
        page=f"projects/{guide.id}.pdf",
        departments=guide.resolved.directory.departments,
        offers=guide.resolved.directory.offers,
        link_item=_no_link,
        link_department=_no_link,
        flow=sheets(flow_diagram(guide, flow.PAPER, words, wording, style), FLOW_HEIGHT),
        timetable=timetable_drawing(guide, timetable.PAPER, words, wording, style),
        legend=explained,
        address=address,
        short_address=address.partition("://")[2],
        qr=segno.make(f"{address}?v={guide.version}", error="m").svg_data_uri(
            border=0, dark="#17201f"
        ),
    )
    return Document(html, stylesheet("print/print.css", own_templates))


def _no_link(_: str) -> str:
    """Return no address: paper leads nowhere."""
    return ""
