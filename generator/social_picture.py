"""The picture that a chat or a search engine shows with a link to a guide (Open Graph)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING

from PIL import Image, ImageColor, ImageDraw, ImageFont

from generator.fonts import BOLD, REGULAR, TITLE, Face, is_invisible
from generator.wording import Wording

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.guide import Guide
    from generator.messages import Catalogue

WIDTH, HEIGHT, MARGIN = 1200, 630, 72
"""In pixels, the size that those who show such pictures ask for."""
INK, QUIET, ACCENT, PAPER, TINT, BANNER = (
    "#17201f", "#55625f", "#0f4f4a", "#ffffff", "#eef4f3", "#7a5200",
)  # fmt: skip
"""The colours of the pages."""
NAME_SIZES = ((76, 2), (66, 2), (54, 3))
"""Sizes, each with how many lines it may take; the first in which the name fits is taken."""
LONGEST = 300
"""Characters of a text that are looked at: more than fit, however narrow they are."""
NUMBER_SIZES = (92, 76, 56)
WORDS = re.compile(r"[!-~]+|（[^（）]{1,8}）|.")
"""Latin words and short remarks in brackets stay whole, other Chinese breaks anywhere."""
PAIRS = (
    (PAPER, INK), (PAPER, ACCENT), (PAPER, BANNER), (TINT, INK), (TINT, ACCENT), (TINT, QUIET),
)  # fmt: skip
"""A ground, and what is written on it. Each has steps of its own in the palette: the softened edge
of a letter is a number between its ground and its ink."""
STEPS = 10
"""From a ground to what is written on it; more would make files larger that look the same."""


@dataclass(frozen=True)
class Card:
    """What such a picture says."""

    name: str
    office: str
    kind: str
    figures: tuple[tuple[str, str, str], ...]
    """Each a number, its unit and what it counts."""
    banner: str | None = None


def card(guide: Guide, words: Catalogue) -> Card:
    """Return what the picture of *guide* says, in *words*."""
    package, settings, source = guide.package, guide.settings, guide.package.published
    return Card(
        package.name,
        source.authority if source else settings.office.name,
        words.text("published.kind" if source else "print.kind"),
        tuple(_figures(guide, words)),
        words.text("picture.example") if settings.example and not source else None,
    )


def _figures(guide: Guide, words: Catalogue) -> Iterator[tuple[str, str, str]]:
    """Yield the three figures at the head of the guide's page."""
    text, days, listed = words.text, guide.schedule.approval.promised, guide.checklist
    unit = text("guide.unit_days", days=days.days)
    yield Wording(words).number(days), unit, text("guide.approval_days")
    if listed.unstated and not (listed.to_prepare or listed.yielded or listed.exempt):
        nobody_says = text("published.no_list" if guide.package.published else "item.no_list")
        yield nobody_says, "", text("guide.to_prepare")
    else:
        unit = text("guide.unit_materials")
        yield str(len(listed.to_prepare)), unit, text("guide.to_prepare")
    unit = text("guide.unit_departments")
    yield str(len(guide.departments)), unit, text("guide.departments")


def picture(card: Card) -> bytes:
    """Return *card* as a picture in the PNG format; the same card gives the same bytes."""
    image = Image.new("P", (WIDTH, HEIGHT), _ground(PAPER, INK))
    image.putpalette(_palette())
    draw = ImageDraw.Draw(image)
    draw.fontmode = "L"  # soft edges, by the steps of the palette
    draw.rectangle((0, 0, WIDTH, 12), _ground(PAPER, ACCENT) + STEPS - 1)
    room = WIDTH - 2 * MARGIN - 40.0
    if card.banner:
        length = _font(BOLD, 28).getlength(card.banner)
        _text(draw, (WIDTH - MARGIN - length, 66), card.banner, BOLD, 28, (PAPER, BANNER))
        room -= length
    kind = f" · {card.kind}"
    office = _cut(
        _shown(REGULAR, card.office), REGULAR, 32, room - _font(REGULAR, 32).getlength(kind)
    )
    _text(draw, (MARGIN, 66), office + kind, REGULAR, 32, (PAPER, ACCENT))
    _name(draw, card.name)
    draw.rectangle((0, 410, WIDTH, HEIGHT), _ground(TINT, INK))
    width = (WIDTH - 2 * MARGIN) / len(card.figures)
    for place, figure in enumerate(card.figures):
        _figure(draw, MARGIN + place * width, width - 24, figure)
    packed = BytesIO()
    image.save(packed, "PNG")
    return packed.getvalue()


def _ground(ground: str, ink: str) -> int:
    """Return where the palette has the steps from *ground* to *ink*."""
    return PAIRS.index((ground, ink)) * STEPS


@cache
def _palette() -> bytes:
    """Return the steps of all pairs, three bytes each."""
    pairs = [[ImageColor.getrgb(colour) for colour in pair] for pair in PAIRS]
    return bytes(
        round(a + (b - a) * step / (STEPS - 1))
        for ground, ink in pairs
        for step in range(STEPS)
        for a, b in zip(ground, ink, strict=True)
    )


def _name(draw: ImageDraw.ImageDraw, name: str) -> None:
    """Write *name* as large as it fits, in the middle between the head and the figures."""
    shown = _shown(TITLE, name)
    for size, most in NAME_SIZES:
        lines = list(_wrapped(shown, _font(TITLE, size)))
        if len(lines) <= most:
            break
    else:
        last = _cut("".join(lines[most - 1 :]), TITLE, size, WIDTH - 2 * MARGIN)
        lines = [*lines[: most - 1], last]
    top = 262 - len(lines) * size * 0.65
    for place, line in enumerate(lines):
        _text(draw, (MARGIN, top + place * size * 1.3), line, TITLE, size, (PAPER, INK))


def _wrapped(text: str, font: ImageFont.FreeTypeFont) -> Iterator[str]:
    """Yield *text* in lines that fit between the margins."""
    line, room = "", WIDTH - 2 * MARGIN
    for word in WORDS.findall(text):
        for part in (word,) if font.getlength(word) <= room else word:
            if line and font.getlength(line + part) > room:
                yield line
                line = ""
            line += part if line else part.lstrip()
    yield line


def _cut(text: str, face: Face, size: int, room: float) -> str:
    """Return *text*, ended with an ellipsis where it is wider than *room*."""
    font = _font(face, size)
    if font.getlength(text) <= room:
        return text
    while text and font.getlength(f"{text}…") > room:
        text = text[:-1]
    return f"{text}…"


def _figure(
    draw: ImageDraw.ImageDraw, left: float, room: float, figure: tuple[str, str, str]
) -> None:
    """Write a number with its unit and its label, as large as *room* lets it be."""
    number, unit, label = figure
    rest = 12 + _font(REGULAR, 32).getlength(unit)
    sizes = NUMBER_SIZES if number.lstrip("≥≤").isdecimal() else NUMBER_SIZES[-1:]
    for size in sizes:
        length = _font(BOLD, size).getlength(number)
        if length + rest <= room:
            break
    _text(draw, (left, 530), number, BOLD, size, (TINT, ACCENT), "ls")
    _text(draw, (left + length + 12, 530), unit, REGULAR, 32, (TINT, INK), "ls")
    _text(draw, (left, 584), label, REGULAR, 30, (TINT, QUIET), "ls")


def _text(
    draw: ImageDraw.ImageDraw,
    at: tuple[float, float],
    text: str,
    face: Face,
    size: int,
    pair: tuple[str, str],
    anchor: str = "la",
) -> None:
    """Write *text* in the ink of *pair*, on its ground."""
    shown, font, ground = _shown(face, text), _font(face, size), _ground(*pair)
    draw.rectangle(draw.textbbox(at, shown, font, anchor), ground)
    draw.text(at, shown, ground + STEPS - 1, font, anchor)


def _shown(face: Face, text: str) -> str:
    """Return *text* as *face* can show it: in one line, with a box for what it lacks."""
    seen = (c for c in text[:LONGEST] if c == " " or not is_invisible(c))
    seen = (c if c in face.characters else "□" for c in seen)
    return "".join(seen)


@cache
def _font(face: Face, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(face.path), size, layout_engine=ImageFont.Layout.BASIC)
