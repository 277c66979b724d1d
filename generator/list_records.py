"""The lists of all guides, items and departments, key by key; see `records`."""

from __future__ import annotations

from typing import NotRequired

# At run time: pydantic reads these types.
from typing_extensions import TypedDict

from generator.directory_records import ItemUrls
from generator.guide_records import FigureRecord, GuideUrls
from generator.records import Day, Head, LimitRecord, VerificationRecord


class GuideEntry(TypedDict):
    id: str
    name: str
    kind: str | None
    chain: str | None
    """The id of its chain."""
    published_elsewhere: bool
    approval_days: FigureRecord
    materials: int
    """How many the owner has to see to."""
    departments: int
    start: Day
    end: Day
    version: str
    verified: VerificationRecord | None
    urls: GuideUrls


class ItemEntry(TypedDict):
    id: str
    name: str
    department: str
    promised: LimitRecord | None
    statutory: LimitRecord | None
    urls: ItemUrls


class DepartmentEntry(TypedDict):
    id: str
    name: str
    items: int
    urls: ItemUrls


class IndexRecord(Head):
    """One part of the list of all guides, all items or all departments."""

    format: int
    as_of: str
    total: int
    """How many there are in all parts together."""
    next: str | None
    """The address of the next part."""
    guides: NotRequired[list[GuideEntry]]
    items: NotRequired[list[ItemEntry]]
    departments: NotRequired[list[DepartmentEntry]]
