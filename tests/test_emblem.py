"""Pictures made to take all memory or time, as the emblem that every document carries.

Each is refused by the check, or printed for real under a limit of time and memory.
"""

from __future__ import annotations

import json
import struct
import zlib
from datetime import date
from typing import TYPE_CHECKING

import pikepdf
import pytest

from generator import printing
from generator.desk import Desk
from generator.documents import KINDS
from generator.emblem import data_address
from generator.lint import checked
from generator.problems import InvalidSources
from generator.workers import Workers

from .conftest import AS_OF
from .offices import office
from .robustness import refused

if TYPE_CHECKING:
    from pathlib import Path

SECONDS, MEMORY = 60, 1 << 30


def png(width: int, height: int, depth: int = 1, colour: int = 0) -> bytes:
    """Return an empty PNG of this size (ISO 15948)."""
    row = bytes(1 + (width * depth * (3 if colour else 1) + 7) // 8)
    packer = zlib.compressobj(9)
    data = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    head = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", data) + _chunk(b"IEND")


def _chunk(kind: bytes, data: bytes = b"") -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def jpeg(width: int, height: int) -> bytes:
    """Return the headers of a JPEG of this size, and nothing of the picture."""
    return b"\xff\xd8\xff\xe0\x00\x02\xff\xc0\x00\x0b\x08" + struct.pack(
        ">HHBBBB2s", height, width, 1, 1, 17, 0, b"\xff\xd9"
    )


def svg(body: str, attributes: str = "") -> bytes:
    names = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    return f'<svg {names} viewBox="0 0 10 10" {attributes}>{body}</svg>'.encode()


def nested(levels: int, times: int, use: str = '<use xlink:href="#{}"/>') -> str:
    """Return groups of which each draws the one before so many *times*."""
    groups = [
        f'<g id="l{level}">{use.format(f"l{level - 1}") * times}</g>' for level in range(1, levels)
    ]
    return f'<defs><g id="l0"><rect/></g>{"".join(groups)}</defs>{use.format(f"l{levels - 1}")}'


def inside(picture: bytes) -> str:
    return f'<image width="9" height="9" xlink:href="{data_address(picture)}"/>'


PICTURES = {
    "a PNG of 900 million pixels": lambda: png(30_000, 30_000),
    "a PNG of 81 million pixels in colour": lambda: png(9_000, 9_000, 8, 2),
    "a PNG of 4 million pixels": lambda: png(2_000, 2_000),
    "a PNG cut off": lambda: png(100, 100)[:60],
    "a JPEG that says it has 4 billion pixels": lambda: jpeg(65_535, 65_535),
    "a JPEG without a frame": lambda: b"\xff\xd8\xff\xd9",
    "an SVG in which uses multiply to a billion": lambda: svg(nested(10, 10)),
    "an SVG in which patterns multiply": lambda: svg(
        nested(10, 10, '<rect fill="url(#{})" width="9" height="9"/>')
        .replace("<g ", "<pattern ")
        .replace("</g>", "</pattern>")
    ),
    "an SVG that uses itself": lambda: svg('<g id="a"><use xlink:href="#a"/><rect/></g>'),
    "an SVG of gradients in a circle": lambda: svg(
        '<linearGradient id="g" xlink:href="#h"/><linearGradient id="h" xlink:href="#g"/>'
    ),
    "an SVG whose mask masks itself": lambda: svg('<mask id="m"><rect mask="url(#m)"/></mask>'),
    "an SVG of two hundred thousand elements": lambda: svg("<g/>" * 200_000),
    "an SVG nested fifty thousand deep": lambda: svg("<g>" * 50_000 + "</g>" * 50_000),
    "an SVG with a PNG of 900 million pixels in it": lambda: svg(inside(png(30_000, 30_000))),
    "an SVG in an SVG": lambda: svg(inside(svg(nested(10, 10)))),
    "an SVG with entities that multiply": lambda: (
        b'<!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">]>'
        + svg("<text>&b;</text>")
    ),
    "an SVG that asks for a picture of a server": lambda: svg(
        '<image xlink:href="http://127.0.0.1:9/x.png"/>'
    ),
    "an SVG that uses a part of a file": lambda: svg(
        '<use xlink:href="file:///etc/passwd#x"/><rect fill="url(file:///etc/passwd#x)"/>'
    ),
    "an SVG with a style sheet of the machine": lambda: svg(
        '<style>@import url("file:///etc/passwd")</style>'
    ),
    "an SVG larger than a universe": lambda: svg(
        '<rect width="1e300" height="1e300"/>', 'width="1e12" height="1e12"'
    ),
    "an SVG of no size": lambda: svg("<rect/>", 'width="0" height="0"'),
    "an SVG of numbers that are none": lambda: svg(
        '<rect width="nan" height="inf"/><path d="MNaN Inf"/>', 'width="nan" height="-5"'
    ),
    "an SVG of a tile smaller than a dot": lambda: svg(
        '<pattern id="p" width=".00001" height=".00001"><rect/></pattern>'
        '<rect fill="url(#p)" width="9" height="9"/>'
    ),
    "an SVG of a line of two hundred thousand bends": lambda: svg(
        f'<path d="M0 0{"L1 1" * 200_000}"/>'
    ),
    "an SVG that is not closed": lambda: svg("<g>"),
}


@pytest.fixture(scope="module")
def printed_under_limits():
    with Workers(1, SECONDS, MEMORY) as workers:
        yield workers


@pytest.mark.tried("Pictures")
@pytest.mark.parametrize("case", PICTURES)
def test_a_picture(case, tmp_path, tmp_path_factory, printed_under_limits, record_property):
    picture = PICTURES[case]()
    try:
        desk = Desk.of(
            checked(with_emblem(tmp_path / "office", picture))[0], date.fromisoformat(AS_OF)
        )
    except InvalidSources as error:
        codes = [problem.code for problem in error.problems if problem.severity == "error"]
        record_property("outcome", refused(codes))
        assert set(codes) & {"emblem-no-picture", "emblem-too-intricate", "emblem-too-large"}
        return
    (guide,) = [kind for kind in KINDS if kind.name == "guide"]
    target = tmp_path_factory.getbasetemp() / "emblem-cache" / "pdf" / f"{PLACES[case]}.pdf"
    printed_under_limits.submit(printing.printed, guide.made(desk, "p0"), target).result()
    with pikepdf.open(target) as document:
        assert len(document.pages) > 1
    record_property("outcome", f"printed within {SECONDS} s and {MEMORY >> 30} GB")


PLACES = {case: number for number, case in enumerate(PICTURES)}


def with_emblem(root: Path, picture: bytes) -> Path:
    office(root, items=1, materials=1, stages=("施工许可",))
    name = "emblem.svg" if b"<svg" in picture else f"emblem.{'png' if picture[0] == 137 else 'jpg'}"
    (root / "guides/files").mkdir()
    (root / "guides/files" / name).write_bytes(picture)
    settings = json.loads((root / "site_config.yml").read_text("utf-8"))
    settings["office"]["emblem"] = f"files/{name}"
    (root / "site_config.yml").write_text(json.dumps(settings, ensure_ascii=False), "utf-8")
    return root
