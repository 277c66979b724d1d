"""A drawing cut into sheets that fill pages one after the other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from xml.etree import ElementTree as ET

from markupsafe import Markup

NAMESPACE = ' xmlns="http://www.w3.org/2000/svg"'
POINT = re.compile(r"[MLQ]\S+ (-?[\d.]+)")
"""Where a stroke of one of our lines begins, ends or turns; captures how far down."""
HEAD = 6
"""How far an arrow's head reaches from the end of its line, at most."""


def sheets(drawing: str, height: float) -> list[Markup]:
    """Return *drawing*, one of ours, as drawings that follow each other without a gap.

    A stage begins a sheet; one that is higher than *height* is cut below rows of boxes. Lines run
    from the foot of a sheet to the head of the next.
    """
    root = ET.fromstring(drawing.replace(NAMESPACE, "", 1))  # noqa: S314 - our own drawing
    whole = float(root.get("height", "0"))
    bands = [float(part.get("y", "0")) for part in root if "band " in part.get("class", "")]
    feet = sorted({_foot(box) for box in root.iterfind(".//*[@rx]/..") if _is_box(box)})
    stages = pairwise([0.0, *(y - 2 for y in bands[1:]), whole])
    cuts = [cut for top, foot in stages for cut in _cuts(top, foot, feet, height)]
    parts = list(pairwise([0.0, *cuts]))
    return [
        _sheet(root, top, foot, f" {number}/{len(parts)}" if len(parts) > 1 else "")
        for number, (top, foot) in enumerate(parts, start=1)
    ]


def _is_box(part: ET.Element) -> bool:
    return "box" in part.get("class", "").split()


def _foot(box: ET.Element) -> float:
    """Return how far down *box* reaches, with its edge."""
    return float(box[0].get("y", "0")) + float(box[0].get("height", "0")) + 1


def _cuts(top: float, foot: float, feet: Sequence[float], height: float) -> Iterator[float]:
    """Yield where the sheets of the stage from *top* to *foot* end: as evenly as its rows allow."""
    count = -(-(foot - top) // height)
    even = (foot - top) / count
    inside = [y for y in feet if top < y < foot][:-1]
    for y in inside:
        if y - top >= even - 1:
            yield y
            top = y
    yield foot


def _sheet(root: ET.Element, top: float, foot: float, number: str) -> Markup:
    """Return what of the drawing is between *top* and *foot*; *number* joins its title."""
    sheet = ET.Element("svg", root.attrib)
    left, _, width, _ = root.get("viewBox", "").split()
    sheet.set("viewBox", f"{left} {top:g} {width} {foot - top:g}")
    sheet.set("height", f"{foot - top:g}")
    sheet.extend(part for part in root if _is_between(part, top, foot))
    sheet.set("aria-label", sheet.get("aria-label", "") + number)
    drawn = ET.tostring(sheet, "unicode").replace("</title>", f"{number}</title>", 1)
    return Markup(drawn.replace("<svg", f"<svg{NAMESPACE}", 1))  # noqa: S704 - our own drawing


def _is_between(part: ET.Element, top: float, foot: float) -> bool:
    """Whether *part* stands between *top* and *foot*, or a line passes there; a style always."""
    told = (inner.get("y") or inner.get("cy") for inner in part.iter())
    place = next((float(y) for y in told if y), None)
    if place is not None:
        return top <= place < foot
    ys = [float(y) for path in part.iter("path") for y in POINT.findall(path.get("d", ""))]
    return not ys or (min(ys) - HEAD < foot and max(ys) + HEAD > top)
