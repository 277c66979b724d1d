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
KINDS = (
    ("line-separator", r"\x85\u2028\u2029"),
    ("bidi-control", r"\u202a-\u202e\u2066-\u2069"),
    ("byte-order-mark", r"\ufeff"),
    ("not-a-character", rf"\ud800-\udfff\ufdd0-\ufdef{PLANE_ENDS}"),
    ("control-character", r"\x00-\x08\x0b-\x1f\x7f-\x9f"),
)
"""The codes under which characters are refused, the first that fits."""
UNSEEN = re.compile(
    r"\r(?!\n)|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f" + "".join(kind for _, kind in KINDS[:-1]) + "]"
)
"""What is refused wherever it stands; a carriage return belongs to the end of a line."""


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
    found = [(match[0], match.start()) for match in UNSEEN.finditer(text)]
    counts = Counter(character for character, _ in found)
    for character, index in dict(reversed(found)).items():
        code = next(code for code, kind in KINDS if re.match(f"[{kind}]", character))
        values = (("found", code_point(character)), ("count", counts[character]))
        yield Problem(_place(path, text, index), code, values)


def _place(path: str, text: str, index: int) -> Place:
    start = text.rfind("\n", 0, index) + 1
    return Place(path, text.count("\n", 0, start) + 1, index - start + 1)
