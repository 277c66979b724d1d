"""Printable HTML as PDF: WeasyPrint with our fonts, and nothing else of the machine's."""

from __future__ import annotations

import gc
import os
import warnings
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from generator import fonts, standards
from generator.problems import MissingLibrary

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@dataclass(frozen=True)
class Document:
    """What is printed: finished HTML with the style sheet of its kind, both as text."""

    html: str
    style: str
    own: tuple[fonts.OwnFont, ...] = ()
    """The fonts that the office prints with in the place of ours."""
    attached: tuple[standards.Attached, ...] = ()
    dated: date | None = None
    """The day of what is attached."""


NO_DAY = date(2000, 1, 1)
"""Of what is attached, where nobody says: the bytes of a document do not depend on the clock."""


def require_libraries() -> None:
    """Raise MissingLibrary unless the fonts of a document can be cut by HarfBuzz."""
    if not fonts.is_native_subsetting_available():
        raise MissingLibrary("libharfbuzz-subset0")


def to_pdf(document: Document, cache_folder: Path) -> bytes:
    """Return *document* as PDF/A-3a that is PDF/UA-1, too; fonts are kept in *cache_folder*.

    The document itself can bring data and fetch nothing; only the rules for our fonts read files.
    """
    engine = _engine(cache_folder)
    with _uncollected(), warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # the engine leaves its sRGB profile open
        return _laid_out(engine, document, cache_folder)


def _laid_out(engine: Any, document: Document, cache_folder: Path) -> bytes:  # noqa: ANN401 - an untyped module
    config = engine.text.fonts.FontConfiguration()
    texts = (document.html, document.style)
    faces = fonts.print_css(texts, cache_folder, fonts.named_in(texts, document.own))
    style = engine.CSS(
        string=faces + document.style,
        base_url=cache_folder.resolve().as_uri() + "/",
        font_config=config,
        url_fetcher=engine.urls.URLFetcher(allowed_protocols=("file",)),
    )
    fetcher = engine.urls.URLFetcher(allowed_protocols=("data",))
    pdf: bytes = engine.HTML(string=document.html, url_fetcher=fetcher).write_pdf(
        stylesheets=[style],
        font_config=config,
        pdf_variant=standards.VARIANT,
        attachments=[_attachment(engine, document, each) for each in document.attached],
        finisher=lambda _, made: standards.finish(made, document.attached),
    )
    return pdf


def _attachment(engine: Any, document: Document, each: standards.Attached) -> Any:  # noqa: ANN401 - an untyped module
    day = document.dated or NO_DAY
    written = datetime(day.year, day.month, day.day, tzinfo=UTC)
    return engine.Attachment(
        string=each.content,
        name=each.name,
        description=each.description,
        relationship=each.relationship,
        created=written,
        modified=written,
    )


@contextmanager
def _uncollected() -> Iterator[None]:
    """Keep the garbage collector out: a layout is many small objects that stay until its end."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.collect()  # otherwise each document leaves 40 MiB behind


@cache
def _engine(cache_folder: Path) -> Any:  # noqa: ANN401 - an untyped module
    """Return WeasyPrint, imported where it finds no fonts but ours."""
    os.environ.update(fonts.isolation(cache_folder))
    try:
        import weasyprint  # noqa: PLC0415 - it reads the environment when it is imported
    except OSError as error:  # it loads pango and what pango needs
        raise MissingLibrary("libpango-1.0-0 libpangoft2-1.0-0") from error

    gc.freeze()  # what is loaded by now stays
    return weasyprint
