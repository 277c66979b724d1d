"""The office's emblem, a picture file, as documents carry it."""

from __future__ import annotations

import re
from base64 import b64encode
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    from collections.abc import Iterator

LARGEST = 1 << 20
"""In bytes; every document carries it."""
MOST_PIXELS = 4_000_000
"""Of a picture, 12 MB once it is unpacked: a few kilobytes can hold gigabytes."""
MOST_ELEMENTS = 10_000
"""Of an SVG, each counted as often as it is drawn."""
BEGINNINGS = {
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"<svg": "image/svg+xml",
    b"<?xml": "image/svg+xml",
}
"""How the content of each type of picture begins."""


def picture_type(content: bytes) -> str | None:
    """Return what picture *content* is (PNG, JPEG or SVG), by how it begins; None for others."""
    text = content.removeprefix(b"\xef\xbb\xbf").lstrip()
    known = (kind for begin, kind in BEGINNINGS.items() if text.startswith(begin))
    kind = next(known, None)
    return None if kind == "image/svg+xml" and b"<svg" not in text else kind


def is_whole(content: bytes) -> bool:
    """Tell whether the picture *content* can be shown, as far as its beginning and end tell."""
    match picture_type(content):
        case "image/png":
            return content[12:16] == b"IHDR" and b"IEND" in content
        case "image/jpeg":
            return _jpeg_size(content) is not None and b"\xff\xd9" in content
        case "image/svg+xml":
            return _parsed(content) is not None
        case _:
            return False


def is_intricate(content: bytes) -> bool:
    """Tell whether the picture *content*, which is whole, takes too long or too much to draw."""
    if (drawing := _parsed(content)) is not None:
        return not 0 <= _times_drawn(drawing) <= MOST_ELEMENTS
    size = content[16:24] if content.startswith(b"\x89") else _jpeg_size(content) or b""
    half = len(size) // 2
    return int.from_bytes(size[:half]) * int.from_bytes(size[half:]) > MOST_PIXELS


def _jpeg_size(content: bytes) -> bytes | None:
    """Return height and width of a JPEG, two bytes each, from its frame (ITU T.81, B.2.2)."""
    at = 2
    while content[at : at + 1] == b"\xff":
        marker, length = content[at + 1 : at + 2], int.from_bytes(content[at + 2 : at + 4])
        if b"\xc0" <= marker <= b"\xcf" and marker not in b"\xc4\xc8\xcc":
            return content[at + 5 : at + 9]
        at += 2 + length
    return None


def _parsed(content: bytes) -> ET.Element | None:
    """Return the SVG *content*; None for what is none, or declares entities, which may multiply."""
    if picture_type(content) != "image/svg+xml" or b"<!ENTITY" in content:
        return None
    try:
        return ET.fromstring(content)  # noqa: S314 - without entities nothing multiplies
    except ET.ParseError:
        return None


def _times_drawn(drawing: ET.Element) -> int:
    """Return how many elements are drawn at most, those that are used again each time.

    It is -1 where something is drawn within itself, or brings a picture or a style with addresses.
    """
    if any(_brings_more(element) for element in drawing.iter()):
        return -1
    named = {f"#{id}": each for each in drawing.iter() if (id := each.get("id"))}
    used = {id: [*filter(named.__contains__, _references(named[id]))] for id in named}
    drawn: dict[str, int] = {}
    try:
        for id in TopologicalSorter(used).static_order():
            drawn[id] = min(_size(named[id]) + sum(drawn[each] for each in used[id]), LARGEST)
    except CycleError:
        return -1
    return _size(drawing) + sum(drawn.get(each, 0) for each in _references(drawing))


def _size(element: ET.Element) -> int:
    return sum(1 for _ in element.iter())


def _brings_more(element: ET.Element) -> bool:
    kind = str(element.tag).rpartition("}")[2]
    return kind in {"image", "feImage"} or (kind == "style" and "url(" in (element.text or ""))


def _references(element: ET.Element) -> Iterator[str]:
    """Yield what *element* and all inside it name: `#id`, in a link or in `url(#id)`."""
    for each in element.iter():
        for name, value in each.items():
            if name.rpartition("}")[2] == "href":
                yield value.strip()
            yield from re.findall(r"url\(\s*['\"]?(#[^)'\"\s]+)", value)


def data_address(content: bytes) -> str:
    """Return the picture *content* as a data: address."""
    return f"data:{picture_type(content)};base64,{b64encode(content).decode('ascii')}"
