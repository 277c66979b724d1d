"""Forms: what an owner ticks off, and what a window fills in and signs, of one package."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.paper import of_package, paper, version_page
from generator.uris import guide_uri

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.desk import Desk
    from generator.directory import Material
    from generator.guide import Guide, GuideItem
    from generator.pdf import Document


def checklist_document(desk: Desk, id: str) -> Document:
    """Return the list of materials of the package *id*, with boxes for a pen."""
    return _form(desk, id, "checklist", "material-list")


def slip_document(desk: Desk, id: str) -> Document:
    """Return the receipt slips of the package *id*: one a stage, and one an item.

    They prove what was handed in and when; whether it is accepted (受理) a department says in a
    letter of its own, under its seal (行政许可法 32).
    """
    return _form(desk, id, "slip", "slips")


def _form(desk: Desk, id: str, kind: str, template: str) -> Document:
    guide = desk.guides[id]
    asked = {item.id: list(_asked(guide, item)) for item in guide.taking_part}
    uri = f"projects/{id}.{kind}.pdf"
    values = {"asked": asked, **of_package(guide)}
    return paper(desk, template, uri, guide_uri(id), scanned=version_page(guide), **values)


def _asked(guide: Guide, item: GuideItem) -> Iterator[Material]:
    """Yield what the owner hands in for *item*."""
    for material in item.item.materials:
        if not (material.exempt or guide.supplies(material)):
            yield material
