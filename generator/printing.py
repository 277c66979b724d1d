"""Documents, printed through a content-addressed cache by whatever executor is handed in."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import segno

from generator import assets, flow, fonts, timetable
from generator.diagrams import flow_diagram, legend, timetable_drawing
from generator.messages import catalogue
from generator.pdf import require_libraries, to_pdf
from generator.rendering import render
from generator.sheets import sheets
from generator.wording import Wording

if TYPE_CHECKING:
    from generator.guide import Guide

DOCUMENTS_PER_PROCESS = 100
"""Memory grows with the documents that a process has made."""
FLOW_HEIGHT = 630
"""How high the flow diagram may be, in points: a page less its head and the legend."""
LIBRARIES = ("weasyprint", "pydyf", "fonttools", "uharfbuzz")
"""What the bytes of a document depend on besides itself."""


@dataclass(frozen=True)
class Printer:
    """Prints each document once: what has been printed before is taken from *folder*."""

    folder: Path
    executor: Executor | None

    def submit(self, html: str) -> Future[Path]:
        """Return where the PDF of *html* will be."""
        target = self.folder / f"{document_key(html)}.pdf"
        if target.exists():
            done: Future[Path] = Future()
            done.set_result(target)
            return done
        if self.executor:
            return self.executor.submit(printed, html, target)
        here: Future[Path] = Future()
        here.set_result(printed(html, target))
        return here


def printed(html: str, target: Path) -> Path:
    """Print *html* to *target* and return it."""
    fonts.write(target, to_pdf(html, target.parent.parent / "fonts"))
    return target


def document_key(html: str) -> str:
    """Return the hash of everything that the PDF of *html* is made from."""
    return hashlib.sha256(f"{_engine_key()}\0{html}".encode()).hexdigest()[:32]


@cache
def _engine_key() -> str:
    css = (assets.TEMPLATES / "print" / "print.css").read_text("utf-8")
    return " ".join([*map(version, LIBRARIES), *(face.digest for face in fonts.FACES), css])


@contextmanager
def printer(root: Path, jobs: int) -> Iterator[Printer]:
    """Give a printer for the workspace at *root* that uses *jobs* processes.

    Raises MissingLibrary when the machine cannot print.
    """
    require_libraries()
    folder = root / ".cache" / "approval-guides" / "pdf"
    if jobs == 1:
        yield Printer(folder, None)
        return
    with ProcessPoolExecutor(jobs, max_tasks_per_child=DOCUMENTS_PER_PROCESS) as executor:
        yield Printer(folder, executor)


def guide_document(guide: Guide, language: str, own_templates: Path | None) -> str:
    """Return the HTML that the PDF of *guide* is printed from."""
    words = catalogue(language)
    wording, explained = Wording(words), legend(guide)
    style = (assets.TEMPLATES / "print" / "drawing.css").read_text("utf-8")
    address = f"{guide.settings.address.rstrip('/')}/projects/{guide.id}.html"
    return render(
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


def _no_link(_: str) -> str:
    """Return no address: paper leads nowhere."""
    return ""
