"""The letter under which a list has a name: the first letter of its pinyin, or of itself.

GB/T 2312 puts its 3755 most common characters into the order of their pinyin, so that the place of
a character among the first of each letter tells its letter; rarer ones have none.
"""

from __future__ import annotations

from bisect import bisect_right
from unicodedata import normalize

FIRST = dict(
    zip(
        "阿芭擦搭蛾发噶哈击喀垃妈拿哦啪期然撒塌挖昔压匝",
        "ABCDEFGHJKLMNOPQRSTWXYZ",
        strict=True,
    )
)
"""The first character of each letter; no syllable begins with I, U or V."""
LAST = "座"
NONE = "#"


def _code(character: str) -> bytes:
    return character.encode("gb2312", "ignore")


CODES = [_code(character) for character in FIRST]
LETTERS = list(FIRST.values())


def initial(name: str) -> str:
    """Return the letter of *name*, in capitals; NONE where there is no telling."""
    first = next((c for c in normalize("NFKC", name) if c.isalnum()), "")
    if first.isascii() and first.isalpha():
        return first.upper()
    code = _code(first)
    return LETTERS[bisect_right(CODES, code) - 1] if CODES[0] <= code <= _code(LAST) else NONE


def order(name: str) -> tuple[bool, str, bytes, str]:
    """Return what sorts *name* among others as a dictionary does."""
    letter = initial(name)
    return letter == NONE, letter, name.encode("gb18030"), name
