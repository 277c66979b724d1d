"""The office's emblem, a picture file, as documents carry it."""

from __future__ import annotations

import re
from base64 import b64encode
from collections import Counter
from xml.etree import ElementTree as ET

LARGEST = 1 << 20
"""In bytes; every document carries it."""
MOST_PIXELS = 4096 * 4096
"""Of a picture of pixels, which every reader's machine has to unpack."""
MOST_SHAPES = 20_000
"""Elements of a drawing, each counted as often as it is drawn."""
DEEPEST_USE = 16
"""How far a drawing may use what uses something else."""
JPEG_FRAME = re.compile(
    rb"\xff[\xc0-\xc3\xc5-\xc7\xc9-\xcb\xcd-\xcf]..[\x08\x0c](..)(..)", re.DOTALL
)
"""The head of a frame with its height and width (ITU-T T.81, B.2.2)."""
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


def is_bomb(content: bytes) -> bool:
    """Return whether the picture *content*, small as it is, is drawn at length or takes much room.

    What is no picture inside is none either.
    """
    match picture_type(content):
        case "image/png":
            sides = [(content[16:20], content[20:24])]
        case "image/jpeg":
            sides = JPEG_FRAME.findall(content)
        case _:
            return _shapes(content) > MOST_SHAPES
    return any(
        int.from_bytes(one, "big") * int.from_bytes(other, "big") > MOST_PIXELS
        for one, other in sides
    )


def _shapes(content: bytes) -> int:
    """Return how many elements the drawing *content* draws, or more than MOST_SHAPES."""
    try:
        elements = [*ET.fromstring(content).iter()]  # noqa: S314 - entities are refused before
    except ET.ParseError:
        return 0
    drawn: dict[str, int] = {}
    for _ in range(DEEPEST_USE):
        before, drawn = drawn, {}
        total = Counter[ET.Element]()
        for element in reversed(elements):  # what is inside comes before what it is in
            total[element] += 1 + sum(total[child] for child in element)
            total[element] += before.get(_used(element), 0)
            if total[element] > MOST_SHAPES:
                return total[element]
            if id := element.get("id"):
                drawn[f"#{id}"] = total[element]
        if drawn == before:
            return total[elements[0]]
    return MOST_SHAPES + 1


def _used(element: ET.Element) -> str:
    """Return what *element* draws once more, as an address; "" where it is no use of anything."""
    if element.tag.rpartition("}")[2] != "use":
        return ""
    return next((v for name, v in element.items() if name.rpartition("}")[2] == "href"), "")


def data_address(content: bytes) -> str:
    """Return the picture *content* as a data: address."""
    return f"data:{picture_type(content)};base64,{b64encode(content).decode('ascii')}"
