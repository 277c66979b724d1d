"""A drawing cut into sheets, each low enough for a page; the cuts are above a stage's band."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from xml.etree import ElementTree as ET

from markupsafe import Markup

NAMESPACE = ' xmlns="http://www.w3.org/2000/svg"'


def sheets(drawing: str, height: float) -> list[Markup]:
    """Return *drawing*, one of ours, as drawings of at most *height*, of its own scale.

    A stage that is higher stays whole. Lines run from the foot of a sheet to the head of the next.
    """
    root = ET.fromstring(drawing.replace(NAMESPACE, "", 1))  # noqa: S314 - our own drawing
    whole = float(root.get("height", "0"))
    bands = [float(part.get("y", "0")) for part in root if "band " in part.get("class", "")]
    cuts = [0.0, *_cuts([y - 2 for y in bands[1:]], whole, height), whole]
    if len(cuts) == 2:  # noqa: PLR2004 - head and foot
        return [Markup(drawing)]  # noqa: S704 - our own drawing
    return [_sheet(root, top, foot) for top, foot in pairwise(cuts)]


def _cuts(possible: Sequence[float], whole: float, height: float) -> Iterator[float]:
    """Yield where to cut so that the sheets are few, and the last one is no leftover."""
    top = 0.0
    for here, following in pairwise([*possible, whole]):
        even = (whole - top) / -(-(whole - top) // height)
        if following - top > height or here - top >= even > height / 2:
            yield here
            top = here


def _sheet(root: ET.Element, top: float, foot: float) -> Markup:
    """Return the part of the drawing between *top* and *foot*: all lines, and the things there."""
    sheet = ET.Element("svg", root.attrib)
    left, _, width, _ = root.get("viewBox", "").split()
    sheet.set("viewBox", f"{left} {top:g} {width} {foot - top:g}")
    sheet.set("height", f"{foot - top:g}")
    sheet.extend(part for part in root if (y := _y(part)) is None or top <= y < foot)
    drawn = ET.tostring(sheet, "unicode")
    return Markup(drawn.replace("<svg", f"<svg{NAMESPACE}", 1))  # noqa: S704 - our own drawing


def _y(part: ET.Element) -> float | None:
    """Return how far down *part* stands; lines stand nowhere."""
    ys = (inner.get("y") or inner.get("cy") for inner in part.iter())
    return next((float(y) for y in ys if y), None)
