"""The fonts of a site, cut to what it says."""

from __future__ import annotations

import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from generator import fonts
from generator.site_file import SiteFile
from generator.uris import HOME, PROSE, STATIC
from generator.workspace import CACHE, GUIDES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from generator.pages import Page


FONTS = f"{STATIC}/fonts"
HOME_FONTS = f"{FONTS}/home.css"
"""What the home page has besides: it is seen first, and shows a bit of everything."""
HEADING = re.compile(r"^#\s+(.*)", re.MULTILINE)


def font_files(pages: Sequence[Page], root: Path, frame: str, jobs: int) -> Iterator[SiteFile]:
    """Yield the fonts, cut to the characters of *pages*, of prose and of their *frame*, with style.

    What is cut is kept below *root*. The frame is there on the page in the place of a lost one too,
    and pages that stand by themselves have words of their own.
    """
    cache, prose = root / CACHE / "fonts", _prose(root / GUIDES)
    texts = [page.characters or page.html for page in pages]
    slices = fonts.slices(_counts([*texts, *prose, frame]))
    headings = [heading for text in prose for heading in HEADING.findall(text)]
    titles = _counts([*(page.title for page in pages), *headings, frame])
    shown = fonts.slices(titles, fonts.TITLE_SLICE)
    (home,) = (page.html for page in pages if page.uri == HOME)
    rest = "".join(sorted({*home, *frame}.difference(*slices[:1])))
    sheets = {
        f"{FONTS}/fonts.css": ((fonts.REGULAR, slices), (fonts.BOLD, slices), (fonts.TITLE, shown)),
        HOME_FONTS: ((fonts.REGULAR, (rest,)), (fonts.BOLD, (rest,))),
    }
    with ThreadPoolExecutor(jobs) as threads:  # most of the work is Brotli's, which lets others run
        cut = {
            uri: [threads.submit(fonts.web_fonts, face, texts, cache) for face, texts in faces]
            for uri, faces in sheets.items()
        }
    for uri, futures in cut.items():
        made = [future.result() for future in futures]
        files = {path.name: path for each in made for path in each.files}
        yield from (SiteFile(f"{FONTS}/{name}", path) for name, path in files.items())
        yield SiteFile(uri, "\n".join(each.css for each in made))
    yield SiteFile(f"{FONTS}/{fonts.LICENCE.name}", fonts.LICENCE)


def _counts(texts: Iterable[str]) -> Counter[str]:
    """Return of how many of *texts* each character is, the characters of the first text first."""
    return Counter(character for text in texts for character in dict.fromkeys(text))


def _prose(folder: Path) -> list[str]:
    """Return the pages that authors wrote below *folder*, as they are."""
    return [
        path.read_text("utf-8", "replace")
        for path in sorted(folder.rglob("*"))
        if path.suffix.lower() in PROSE and path.is_file()
    ]
