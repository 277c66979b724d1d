"""What the site's JSON holds, key by key; the published JSON Schema is made from these.

A key is there always, null where nothing is said; only the dates of an item are missing where it
does not take part. Texts are as the authors wrote them, in their language; nothing is markup.
"""

from __future__ import annotations

# At run time and from there: pydantic reads these types, and before Python 3.12 takes no others.
from typing_extensions import TypedDict

Head = TypedDict("Head", {"$schema": str})
"""The address of the JSON Schema of the file."""
Day = str | int
"""A date as YYYY-MM-DD; without a start date, the number of a working day after the start."""


class LimitRecord(TypedDict):
    days: int
    unit: str
    """working, calendar or unstated (counted as working days)."""


class WindowRecord(TypedDict):
    place: str | None
    phone: str | None
    """Null as well in a flow of earlier years, whose numbers nobody should call."""
    hours: str | None


class VerificationRecord(TypedDict):
    on: str
    by: str
    """The department that checked it."""


class BasisRecord(TypedDict):
    law: str
    article: str | None
    url: str | None


class QuestionRecord(TypedDict):
    question: str
    answer: str
