"""The office's emblem, a picture file, as documents carry it."""

from __future__ import annotations

from base64 import b64encode

LARGEST = 1 << 20
"""In bytes; every document carries it."""
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


def data_address(content: bytes) -> str:
    """Return the picture *content* as a data: address."""
    return f"data:{picture_type(content)};base64,{b64encode(content).decode('ascii')}"
