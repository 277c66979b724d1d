"""The bytes of a source as text: UTF-8 without characters that nobody can see and that mislead."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from typing import TYPE_CHECKING

from generator.problems import InvalidSources, Place, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

OTHER_ENCODINGS = (  # UTF-32 first: its mark begins with that of UTF-16
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)
PLANE_ENDS = "".join(chr(plane << 16 | end) for plane in range(17) for end in (0xFFFE, 0xFFFF))
UNSEEN = re.compile(
    r"(?P<control_character>[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]|\r(?!\n))"
    r"|(?P<line_separator>[\x85\u2028\u2029])"
    r"|(?P<bidi_control>[\u202a-\u202e\u2066-\u2069])"
    r"|(?P<byte_order_mark>\ufeff)"
    rf"|(?P<not_a_character>[\ud800-\udfff\ufdd0-\ufdef{PLANE_ENDS}])"
)
"""What is refused wherever it stands, by the code under which it is."""


def decoded(data: bytes, path: str) -> str:
    """Return the text of *data*, the content of the file *path*, without a leading BOM.

    Raises InvalidSources when it is not UTF-8 or holds characters of UNSEEN.
    """
    for mark, name in OTHER_ENCODINGS:
        if data.startswith(mark):
            raise InvalidSources([Problem(Place(path), "utf-16", (("found", name),))])
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        at = len(data) - len(error.object) + error.start  # the codec counts from behind a BOM
        raise InvalidSources([_not_utf_8(data, at, path)]) from error
    if problems := list(_unseen(text, path)):
        raise InvalidSources(problems)
    return text


def code_point(character: str) -> str:
    """Return how people name *character*, as in U+202E."""
    return f"U+{ord(character):04X}"


def _not_utf_8(data: bytes, at: int, path: str) -> Problem:
    before = data[:at].decode("utf-8-sig")
    place = _place(path, before, len(before))
    values = (("offset", at + 1), ("found", f"0x{data[at]:02X}"))
    return Problem(place, "gbk" if _is_gbk(data) else "not-utf-8", values)


def _is_gbk(data: bytes) -> bool:
    """Return whether *data* reads as Chinese the way that older Windows programs write it."""
    try:
        text = data.decode("gbk")
    except UnicodeDecodeError:
        return False
    return bool(re.search("[\u4e00-\u9fff]", text)) and not UNSEEN.search(text)


def _unseen(text: str, path: str) -> Iterator[Problem]:
    """Yield one problem for each character of UNSEEN in *text*, where it first stands."""
    counts = Counter(match[0] for match in UNSEEN.finditer(text))
    for character, count in counts.items():
        match = UNSEEN.search(text, text.index(character))
        if match and match.lastgroup:
            values = (("found", code_point(character)), ("count", count))
            place = _place(path, text, match.start())
            yield Problem(place, match.lastgroup.replace("_", "-"), values)


def _place(path: str, text: str, index: int) -> Place:
    start = text.rfind("\n", 0, index) + 1
    return Place(path, text.count("\n", 0, start) + 1, index - start + 1)
