"""Documents, printed through a content-addressed cache by whatever executor is handed in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, as_completed
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache, partial
from html import unescape
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from generator import flow, fonts, pdf, standards, timetable
from generator.cells import Cells, overview
from generator.diagrams import flow_diagram, legend, timetable_sheets
from generator.exports import dumped, guide_record
from generator.keeping import digest, found, pruned, write
from generator.messages import Catalogue, catalogue
from generator.paper import no_link, page_address, print_style, qr_code, version_page
from generator.pdf import Document
from generator.problems import InvalidSources, Place, Problem
from generator.rendering import render
from generator.restated import restated
from generator.sheets import sheets
from generator.standards import Attached
from generator.uris import guide_uri
from generator.wording import Wording
from generator.workers import Died, Workers
from generator.workspace import CACHE

if TYPE_CHECKING:
    from generator.guide import Guide

SECONDS, MEMORY = 300, 4 << 30
"""What one document may take, of time and of bytes, before it counts as failed."""
FLOW_HEIGHT = 200
"""How high a sheet of the flow may be, in points: low enough for pages to be filled."""
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
    own: tuple[fonts.OwnFont, ...] = ()
    """The fonts that the office prints with in the place of ours."""
    progress: Callable[[int, int], None] | None = None
    """Told, while results are waited for, how many are there and how many there will be."""

    def kept(self, document_hash: str) -> Path | None:
        """Return the PDF of the document with this hash, if it has been printed before."""
        target = self._target(document_hash)
        return target if found(target) else None

    def submit(self, document: Document, source: str) -> Future[Path]:
        """Return where the PDF of *document* will be, which is made from the file *source*."""
        document, hash = replace(document, own=self.own), document_hash(document)
        if path := self.kept(hash):
            return done(path)
        printed = self.executor.submit(self.work, document, self._target(hash))
        self.submitted.append((source, title(document), printed))
        return printed

    def _target(self, document_hash: str) -> Path:
        return self.folder / f"{pdf_key(document_hash, self.own)}.pdf"

    def wait(self) -> None:
        """Wait until all are done, however they end, and tell how far they are."""
        futures = [future for _, _, future in self.submitted]
        for count, _ in enumerate(as_completed(futures), start=1):
            if self.progress:
                self.progress(count, len(futures))

    def problems(self) -> Iterator[Problem]:
        """Yield which documents have failed, when all are done."""
        for source, name, future in self.submitted:
            if error := future.exception():
                yield _failure(source, name, error)


def _failure(source: str, name: str, error: BaseException) -> Problem:
    """Return that the document *name* could not be printed, and why."""
    told: tuple[tuple[str, object], ...]
    match error:
        case TimeoutError():
            code, told = "document-too-slow", (("seconds", SECONDS),)
        case MemoryError() | Died():
            code, told = "document-too-large", (("memory", MEMORY >> 30),)
        case _:
            code, told = "document-failed", (("error", f"{type(error).__name__} {error}"),)
    return Problem(Place(source), code, (("name", name), *told))


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


def title(document: Document) -> str:
    """Return the title of *document*."""
    return unescape(document.html.partition("<title>")[2].partition("</title>")[0])


def document_hash(document: Document) -> str:
    """Return the hash by which a printer knows *document* again."""
    inside = repr((document.attached, document.dated)).encode()
    return digest(document.style.encode(), document.html.encode(), inside)


def pdf_key(document_hash: str, own: tuple[fonts.OwnFont, ...]) -> str:
    """Return the hash of all that a PDF is made from: its document, own fonts and the engine."""
    theirs = " ".join(f"{font.role} {font.digest}" for font in own)
    return digest(_engine_key().encode(), theirs.encode(), document_hash.encode())[:32]


@cache
def _engine_key() -> str:
    texts = map(Path, (pdf.__file__, fonts.__file__, standards.__file__))
    told = [*map(version, LIBRARIES), *(face.digest for face in fonts.ROLES.values())]
    return " ".join([*told, *(path.read_text("utf-8") for path in texts)])


@contextmanager
def printer(
    root: Path,
    jobs: int,
    own: tuple[fonts.OwnFont, ...] = (),
    progress: Callable[[int, int], None] | None = None,
) -> Iterator[Printer]:
    """Give a printer for the workspace at *root* that uses *jobs* processes beside this one.

    *own* are the fonts that the office prints with in the place of ours.

    How far it is goes to *progress*.

    Raises MissingLibrary when the machine cannot print, and at the end InvalidSources when
    documents have failed, with all of them; the others have been printed by then.
    """
    pdf.require_libraries()
    folder = root / CACHE / "pdf"
    workers = Workers(jobs, SECONDS, MEMORY)
    with pruned(folder, ".pdf"), pruned(_fonts(folder), ".otf"), workers:
        press = Printer(folder, workers, printed, own=own, progress=progress)
        try:
            yield press
        except Exception:
            _require_all(press)
            raise
        except BaseException:  # somebody stops us
            workers.shutdown(cancel_futures=True)
            raise
        _require_all(press)


def _require_all(press: Printer) -> None:
    """Raise InvalidSources with all documents that *press* could not print, if there are any."""
    if problems := list(press.problems()):
        raise InvalidSources(problems)


def guide_document(
    guide: Guide,
    language: str,
    own_templates: Path | None,
    emblem: str | None = None,
    folder: str = "",
) -> Document:
    """Return what the PDF of *guide* is printed from; *emblem* is the office's, as an address.

    It lies in the *folder* of its language.
    """
    words = catalogue(language)
    wording, explained = Wording(words), legend(guide)
    style = print_style("print/drawing.css", guide.settings, own_templates)
    address = page_address(guide.settings, guide_uri(guide.id))
    scanned = page_address(guide.settings, version_page(guide))
    html = render(
        "print/guide.html.j2",
        language,
        own_templates,
        guide=guide,
        contents=parts(guide),
        overview=overview(Cells(guide, words, wording)),
        page=f"{folder}projects/{guide.id}.pdf",
        departments=guide.resolved.directory.departments,
        offers=guide.resolved.directory.offers,
        link_item=no_link,
        link_department=no_link,
        flow=sheets(flow_diagram(guide, flow.PAPER, words, wording, style), FLOW_HEIGHT),
        timetable=timetable_sheets(guide, timetable.PAPER, words, wording, style),
        legend=explained,
        emblem=emblem,
        address=address,
        short_address=address.partition("://")[2],
        scanned=scanned,
        qr=qr_code(scanned),
    )
    style_sheet = print_style("print/print.css", guide.settings, own_templates)
    attached = () if folder else tuple(_attached(guide, words))  # it is there in authors' words
    return Document(html, style_sheet, attached=attached, dated=guide.as_of)


def _attached(guide: Guide, words: Catalogue) -> Iterator[Attached]:
    """Yield what an archive keeps with *guide*: its data, and the package that it is made from.

    Of either there is what the edition has; comments of the file are nobody's but its authors'.
    """
    told = partial(words.text, name=guide.package.name)
    data, source = dumped(guide_record(guide, pdf=True)), restated(guide.package)
    yield Attached(
        f"{guide.id}.json", "application/json", "Data", told("print.attached_data"), data
    )
    yield Attached(  # the media type of RFC 9512
        f"{guide.id}.yml", "application/yaml", "Source", told("print.attached_source"), source
    )


def parts(guide: Guide) -> tuple[str, ...]:
    """Return the parts that the document of *guide* has, in their order."""
    listed = guide.checklist
    empty = {
        "checklist": not (listed.to_prepare or listed.yielded or listed.exempt),
        "slip": guide.package.published is not None,
    }
    return tuple(part for part in guide.settings.print.parts if not empty.get(part))
