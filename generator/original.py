"""Texts of authors on pages of another language: translated, or marked with their own language.

What authors write is Chinese. On a page in another language a text that nobody has translated is
shown as it stands, and says that it is Chinese: a screen reader then speaks it as such, and a
browser takes the right shapes of its characters. Either way a text keeps its original, by which
addresses are made: a page has the same one in every language.
"""

from __future__ import annotations

import re
from typing import Self

from markupsafe import Markup, escape

LANGUAGE = "zh"
"""What authors write."""
TAG = "zh-CN"
"""The same as HTML, PDF and XML name it (BCP 47)."""
HAN = re.compile(
    "[\u2e80-\u2fdf\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)


class Original(str):
    """A text that nobody has translated; templates mark it wherever they show it."""

    __slots__ = ()

    def __html__(self) -> str:
        return marked(escape(str(self)))


class Translated(str):
    """A text in another language than that of its author."""

    __slots__ = ("original",)
    original: str

    def __new__(cls, text: str, original: str) -> Self:
        """Return *text*, which says what *original* does."""
        made = super().__new__(cls, text)
        made.original = original
        return made

    def __getnewargs__(self) -> tuple[str, str]:  # type: ignore[override]
        return str(self), self.original

    def __getstate__(self) -> None:
        """Return nothing: all of it is told when it is made."""


class Mixed(str):
    """Words of ours around a text that nobody has translated, which alone is marked."""

    __slots__ = ("markup",)
    markup: str

    def __new__(cls, text: str, markup: str) -> Self:
        """Return *text*, which is *markup* where templates show it."""
        made = super().__new__(cls, text)
        made.markup = markup
        return made

    def __getnewargs__(self) -> tuple[str, str]:  # type: ignore[override]
        return str(self), self.markup

    def __getstate__(self) -> None:
        """Return nothing: all of it is told when it is made."""

    def __html__(self) -> Markup:
        return Markup(self.markup)  # noqa: S704 - it was escaped when it was made


def is_marked(text: object) -> bool:
    """Tell whether *text* is, or has in it, what nobody has translated."""
    return isinstance(text, Original | Mixed)


def original_of(text: str) -> str:
    """Return what the author wrote for *text*."""
    return text.original if isinstance(text, Translated) else str(text)


def marked(markup: Markup | str) -> Markup:
    """Return *markup*, whose text is an author's, with the language that it is in."""
    return Markup(f'<span lang="{TAG}">{markup}</span>')  # noqa: S704 - what is handed in is markup


def like(part: str, whole: str) -> str:
    """Return *part* in the language of *whole*, which it is made of."""
    return Original(part) if isinstance(whole, Original) else part


def with_remark(name: str, remark: str | None) -> str:
    """Return *name* with a *remark* in brackets, those of its language; marked where one is."""
    if not remark:
        return name
    if isinstance(name, Original) or isinstance(remark, Original):
        return Original(f"{original_of(name)}（{original_of(remark)}）")
    if isinstance(name, Translated) or isinstance(remark, Translated):
        return Translated(f"{name} ({remark})", f"{original_of(name)}（{original_of(remark)}）")
    return f"{name}（{remark}）"


def has_han(text: str) -> bool:
    """Tell whether *text* has a Chinese character."""
    return HAN.search(text) is not None
