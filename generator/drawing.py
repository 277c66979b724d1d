"""What both diagrams are drawn with: measured text and SVG elements.

A drawing carries classes and no colours, so that one drawing serves light and dark pages and
paper; `pdf` and the site each bring a stylesheet. A length is in the drawing's own unit.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from html import escape
from typing import TYPE_CHECKING
from unicodedata import east_asian_width

from markupsafe import Markup

from generator.original import TAG, Original, is_marked, like

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

WHOLE = re.compile("（[^（）]{1,8}）|\\([^()]{1,14}\\)|[A-Za-z][A-Za-z'\u2019-]*[,.:;]? *|.")
"""A short remark in brackets, a word of Latin letters, or any other character."""
THIN = {**dict.fromkeys(" !'(),.:;I[]ijl|", 0.34), **dict.fromkeys("-frt", 0.42)}
"""Widths of Latin letters and signs that are narrower than others; they tell in whole words."""
LATIN_WIDTH = 0.58
"""Width of a Latin letter or digit in ems, in the fonts that we ship; a Chinese character has 1."""


def text_width(text: str, size: float) -> float:
    """Return how wide *text* is when set at *size*."""
    return size * _ems(text)


@lru_cache(maxsize=4096)
def _ems(text: str) -> float:
    if text.isascii():
        return sum(THIN.get(character, LATIN_WIDTH) for character in text)
    return sum(map(_em, text))


@cache
def _em(character: str) -> float:
    return 1 if east_asian_width(character) in "WFA" else LATIN_WIDTH


@lru_cache(maxsize=4096, typed=True)
def wrapped(text: str, size: float, width: float, lines: int) -> tuple[str, ...]:
    """Return *text* in at most *lines* lines that fit *width*; what is too long ends in "…".

    Where there is another line, a word, or a short remark in brackets, goes there as a whole.
    """
    return tuple(like(line, text) for line in _wrapped(text, size, width, lines))


def _wrapped(text: str, size: float, width: float, lines: int) -> Sequence[str]:
    found, line = [], ""
    for part in WHOLE.findall(text) if lines > 1 else text:
        whole = text_width(part.rstrip(), size) <= width
        for piece in (part,) if whole else part:
            if line and text_width((line + piece).rstrip(), size) > width:
                found.append(line.rstrip())
                line = ""
            line += piece
    found.append(line)
    if len(found) > lines:
        found = found[:lines]
        while found[-1] and text_width(found[-1] + "…", size) > width:
            found[-1] = found[-1][:-1]
        found[-1] = f"{found[-1].rstrip()}…"
    return found


def element(name: str, *inside: str, **attributes: object) -> str:
    """Return the SVG element *name* around *inside*, which is markup; no attribute may be None."""
    told = "".join([_attribute(key, value) for key, value in attributes.items()])
    return f"<{name}{told}>{''.join(inside)}</{name}>"


@lru_cache(maxsize=8192, typed=True)
def _attribute(key: str, value: object) -> str:
    """Return the attribute that the argument *key* stands for, class_ for class, with its value."""
    told = number(value) if isinstance(value, float) else escape(str(value))
    return f' {key.rstrip("_").replace("_", "-")}="{told}"'


def number(value: float) -> str:
    """Return *value* as it is written in a drawing: to a hundredth, without a trailing zero."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def label(text: str, x: float, y: float, kind: str, size: float) -> str:
    """Return *text* set at *size* with its baseline at *x*, *y*."""
    language = {"lang": TAG} if isinstance(text, Original) else {}
    return element(
        "text", escape(text), class_=kind, x=float(x), y=float(y), font_size=float(size), **language
    )


def drawing(
    parts: Iterable[str],
    width: float,
    height: float,
    kind: str,
    title: str,
    language: str,
    style: str = "",
    **attributes: object,
) -> Markup:
    """Return the whole SVG; *title* is its alternative text, *style* the stylesheet it carries.

    Its words are in *language*. One that brings its stylesheet stands alone, as a picture; on a
    page it is a group of links.
    """
    head = element("title", escape(title)) + (element("style", style) if style else "")
    whole = element(
        "svg",
        head,
        *parts,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {number(width)} {number(height)}",
        width=float(width),
        height=float(height),
        class_=kind,
        role="img" if style else "group",
        aria_label=title,
        lang=TAG if is_marked(title) else language,
        **attributes,
    )
    return Markup(whole)  # noqa: S704 - all text in it was escaped where it was set
