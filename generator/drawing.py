"""What both diagrams are drawn with: measured text and SVG elements.

A drawing carries classes and no colours, so that one drawing serves light and dark pages and
paper; `pdf` and the site each bring a stylesheet. A length is in the drawing's own unit.
"""

from __future__ import annotations

from unicodedata import east_asian_width

from markupsafe import Markup

LATIN_WIDTH = 0.58
"""Width of a Latin letter or digit in ems, in the fonts that we ship; a Chinese character has 1."""


def text_width(text: str, size: float) -> float:
    """Return how wide *text* is when set at *size*."""
    return size * sum(1 if east_asian_width(c) in "WFA" else LATIN_WIDTH for c in text)


def wrapped(text: str, size: float, width: float, lines: int) -> list[str]:
    """Return *text* in at most *lines* lines that fit *width*; what is too long ends in "…"."""
    found, line = [], ""
    for character in text:
        if line and text_width(line + character, size) > width:
            found.append(line)
            line = ""
        line += character
    found.append(line)
    if len(found) > lines:
        found = found[:lines]
        while found[-1] and text_width(found[-1] + "…", size) > width:
            found[-1] = found[-1][:-1]
        found[-1] += "…"
    return found


def element(name: str, *inside: str, **attributes: object) -> Markup:
    """Return the SVG element *name*; attributes that are None are left out."""
    told = "".join(
        Markup(' {}="{}"').format(key.rstrip("_").replace("_", "-"), number(value))
        for key, value in attributes.items()
        if value is not None
    )
    return Markup("<{0}{1}>{2}</{0}>").format(Markup(name), Markup(told), Markup("").join(inside))  # noqa: S704 - our own names


def number(value: object) -> object:
    """Return *value* as it is written in a drawing: to a hundredth, without a trailing zero."""
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else value


def label(text: str, x: float, y: float, kind: str, **attributes: object) -> Markup:
    """Return *text* set with its baseline at *x*, *y*."""
    return element("text", text, class_=kind, x=x, y=y, **attributes)


def drawing(
    parts: list[Markup], width: float, height: float, kind: str, title: str, style: str = ""
) -> Markup:
    """Return the whole SVG; *title* is its alternative text, *style* the stylesheet it carries."""
    inside = [element("title", title)]
    if style:
        inside.append(Markup("<style>{}</style>").format(Markup(style)))  # noqa: S704 - our own stylesheet
    return element(
        "svg",
        *inside,
        *parts,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {number(float(width))} {number(float(height))}",
        width=float(width),
        height=float(height),
        class_=kind,
        role="img",
        aria_label=title,
        lang="zh-CN",
    )
