"""The fonts of a site, cut to what it says."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from itertools import repeat
from typing import TYPE_CHECKING

from generator import fonts
from generator.messages import catalogue
from generator.site_file import SiteFile
from generator.uris import STATIC
from generator.workspace import CACHE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from generator.pages import Page


def font_files(pages: Sequence[Page], root: Path, language: str, jobs: int) -> Iterator[SiteFile]:
    """Yield the fonts, cut to the characters of *pages* and their frame, with their style.

    What is cut is kept below *root*. The frame is there on the page in the place of a lost one too,
    and pages that stand by themselves have words of their own.
    """
    cache = root / CACHE / "fonts"
    words = catalogue(language)
    frame = "".join(text for name in ("frame", "version") for text in words.table(name).values())
    counts = Counter(c for page in pages for c in set(page.characters or page.html))
    slices = fonts.slices(counts + Counter(set(frame)))
    titles = ("".join(sorted({c for page in pages for c in page.title}.union(frame))),)
    css = []
    faces = (fonts.REGULAR, fonts.BOLD, fonts.TITLE)
    with ThreadPoolExecutor(jobs) as threads:  # most of the work is Brotli's, which lets others run
        cut = list(threads.map(fonts.web_fonts, faces, (slices, slices, titles), repeat(cache)))
    for made in cut:
        css.append(made.css)
        for path in made.files:
            yield SiteFile(f"{STATIC}/fonts/{path.name}", path)
    yield SiteFile(f"{STATIC}/fonts/fonts.css", "\n".join(css))
    yield SiteFile(f"{STATIC}/fonts/{fonts.LICENCE.name}", fonts.LICENCE)
