"""The handbook of a department (部门手册): all its items, as they stand in the directory."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator.guide import Role, filled_window
from generator.paper import paper
from generator.uris import department_uri

if TYPE_CHECKING:
    from generator.desk import Desk
    from generator.directory import Department, Item, Remedies, Window
    from generator.pdf import Document


@dataclass(frozen=True)
class Entry:
    """An item of the handbook, with what it takes over from its department."""

    number: int
    id: str
    item: Item
    window: Window
    complaints: str | None
    remedies: Remedies | None
    roles: tuple[Role, ...]


def handbook_document(desk: Desk, id: str) -> Document:
    """Return the handbook of the department *id*."""
    department = desk.departments[id]
    return paper(
        desk,
        "handbook",
        f"departments/{id}.handbook.pdf",
        department_uri(id),
        department=department,
        entries=[
            Entry(
                number,
                item_id,
                item,
                filled_window(item, department),
                item.complaints or department.complaints,
                item.remedies or department.remedies,
                tuple(Role.all_of(item, desk.departments)),
            )
            for number, (item_id, item) in enumerate(department.items.items(), start=1)
        ],
        version=_version(department),
    )


def _version(department: Department) -> str:
    """Return the short hash of what the handbook says."""
    return hashlib.sha256(department.model_dump_json().encode()).hexdigest()[:10]
