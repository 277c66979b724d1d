"""Pictures of pages that have been looked at and accepted; script/accept-pictures accepts new ones.

They are of an office that is made up here, so that a change of the example does not change them,
and printed with our own fonts by a pinned engine, so that every machine takes the same.
"""

from __future__ import annotations

import sys
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING
from unittest.mock import patch

import pypdfium2
from PIL import Image, ImageChops

from generator import pdf
from generator.desk import Desk
from generator.documents import KINDS
from generator.lint import checked

from .offices import office

if TYPE_CHECKING:
    from collections.abc import Sequence

ACCEPTED = Path(__file__).parent / "pictures"
DAY = date(2026, 3, 9)
VERSION = "0123456789"
"""Of every guide: the real one, and its code, change whenever the generator reckons otherwise."""
PAGES = {  # name: the kind of document, and its page from 0
    "guide-cover": ("guide", 0),
    "guide-overview": ("guide", 1),
    "guide-flow": ("guide", 2),
    "guide-stage": ("guide", 3),
    "guide-next-stage": ("guide", 4),
    "guide-checklist": ("guide", 5),
    "guide-basis": ("guide", 6),
    "one-page": ("one-page", 0),
    "poster": ("poster", 0),
    "checklist": ("checklist", 0),
    "slip": ("slip", 0),
    "handbook": ("handbook", 0),
    "booklet": ("office-booklet", 1),
    "assignment": ("assignment", 0),
}
HEIGHT = 700
"""Of a picture in pixels: 60 dots an inch of A4, at which the smallest type can still be told."""
STEPS = [value // 16 * 17 for value in range(256)]
"""What is left of a colour, in the accepted picture and in the one that is compared."""
TOLERANCE = 34
"""By how much a colour may differ, of 255: two of the steps that are left."""
BUDGET = 0.0005
"""The share of the pixels of a page that may differ: about the strokes of three characters."""


@cache
def _office() -> tuple[Desk, Path]:
    root = Path(mkdtemp(prefix="pictures-")) / "office"
    stages = ("立项用地规划许可", "施工许可")
    made = checked(office(root, items=6, packages=2, stages=stages, endorsed=True))
    with patch("generator.guide._version", lambda *_: VERSION):
        return Desk.of(made[0], DAY), root


@cache
def _printed(name: str) -> pypdfium2.PdfDocument:
    desk, root = _office()
    (kind,) = [each for each in KINDS if each.name == name]
    with patch("generator.guide._version", lambda *_: VERSION):
        document = kind.made(desk, next(iter(kind.scope.ids(desk))))
    return pypdfium2.PdfDocument(pdf.to_pdf(document, root.parent / "fonts"))


def taken(name: str) -> Image.Image:
    """Return the picture of the page *name* as it is printed now."""
    kind, number = PAGES[name]
    page = _printed(kind)[number]
    whole = page.render(scale=HEIGHT / page.get_height()).to_pil().convert("RGB")
    return whole.point(STEPS * 3)


def accepted(name: str) -> Image.Image:
    """Return the picture of the page *name* that has been accepted."""
    with Image.open(ACCEPTED / f"{name}.png") as kept:
        return kept.convert("RGB")


def differing(one: Image.Image, other: Image.Image) -> Image.Image:
    """Return white where *one* and *other*, of one size, differ, and black elsewhere."""
    bands = ImageChops.difference(one, other).split()
    most = ImageChops.lighter(ImageChops.lighter(bands[0], bands[1]), bands[2])
    return most.point([255 * (value > TOLERANCE) for value in range(256)])


def share(difference: Image.Image) -> float:
    """Return the share of the pixels that are white."""
    return difference.histogram()[255] / (difference.width * difference.height)


def main(names: Sequence[str]) -> None:
    """Accept the pictures of the pages *names*, or of all, as they are printed now."""
    if unknown := set(names) - PAGES.keys():
        sys.exit(f"No such picture: {', '.join(sorted(unknown))}. There are: {', '.join(PAGES)}.")
    ACCEPTED.mkdir(exist_ok=True)
    for name in names or PAGES:
        taken(name).save(ACCEPTED / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main(sys.argv[1:])
