"""Printable HTML as PDF: WeasyPrint with our fonts, and nothing else of the machine's."""

from __future__ import annotations

import gc
import os
from functools import cache
from typing import TYPE_CHECKING

from generator import assets, fonts

if TYPE_CHECKING:
    from pathlib import Path

COLLECT_AFTER = 100_000
"""Allocations between two runs of the collector: a layout is many small objects that stay."""


class MissingLibrary(Exception):
    """A system library that printing needs is not there; `package` is Debian's name for it."""

    def __init__(self, package: str) -> None:
        self.package = package
        super().__init__(package)


def require_libraries() -> None:
    """Raise MissingLibrary unless the fonts of a document can be cut by HarfBuzz."""
    if not fonts.is_native_subsetting_available():
        raise MissingLibrary("libharfbuzz-subset0")


def to_pdf(html: str, cache_folder: Path) -> bytes:
    """Return *html* as a tagged PDF (PDF/UA-1); fonts are kept in *cache_folder*.

    Nothing but our own fonts and data inside the document can be read while it is made.
    """
    weasyprint = _engine(cache_folder)
    from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415 - after the environment is set
    from weasyprint.urls import URLFetcher  # noqa: PLC0415

    config = FontConfiguration()
    css = (assets.TEMPLATES / "print" / "print.css").read_text("utf-8")
    faces = fonts.print_css([html, css], cache_folder)
    base = cache_folder.resolve().as_uri() + "/"
    fetcher = URLFetcher(allowed_protocols=("file", "data"))
    sheets = [
        weasyprint.CSS(string=faces + css, base_url=base, font_config=config, url_fetcher=fetcher)
    ]
    document = weasyprint.HTML(string=html, base_url=base, url_fetcher=fetcher)
    pdf: bytes = document.write_pdf(
        stylesheets=sheets, font_config=config, pdf_variant="pdf/ua-1", pdf_identifier=b"approval-guides"
    )
    return pdf


@cache
def _engine(cache_folder: Path):  # noqa: ANN202 - a module
    """Return WeasyPrint, imported where it finds no fonts but ours."""
    os.environ.update(fonts.isolation(cache_folder))
    import weasyprint  # noqa: PLC0415 - it reads the environment when it is imported

    gc.set_threshold(COLLECT_AFTER, 50, 100)
    gc.freeze()
    return weasyprint
