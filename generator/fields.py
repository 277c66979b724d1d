"""The types of fields: a YAML scalar is a text until one of these has read it.

Each refuses what it cannot mean with a code that the catalogues have words for.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from generator.limits import LONGEST, PATTERN, Limit

if TYPE_CHECKING:
    from collections.abc import Callable

LONGEST_TEXT = 20_000
LONGEST_ID = 64
SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*$"
FIRST_YEAR, LAST_YEAR = 1949, 2199
RESERVED = re.compile(r"(?i)^(con|prn|aux|nul|com\d|lpt\d)(\..*)?$")
"""Names that Windows keeps for devices, with any ending."""


class Model(BaseModel):
    """A value read from YAML: immutable, and closed to unknown keys."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", use_attribute_docstrings=True, populate_by_name=False
    )


def refused(code: str, **values: object) -> PydanticCustomError:
    """Return the error that the reader turns into the problem *code*."""
    return PydanticCustomError(code, code, values)


def _from_text(read: Callable[[str], Any]) -> BeforeValidator:
    """Return a validator that reads texts with *read* and leaves values alone."""
    return BeforeValidator(lambda value: read(value) if isinstance(value, str) else value)


def _text(value: str) -> str:
    stripped = value.strip()
    if not stripped:
        raise refused("empty")
    if len(stripped) > LONGEST_TEXT:
        raise refused("text-too-long", found=len(stripped), most=LONGEST_TEXT)
    return stripped


def _line(value: str) -> str:
    text = _text(value)
    if "\n" in text or "\r" in text:
        raise refused("several-lines")
    return text


def is_slug(text: str) -> bool:
    """Return whether *text* can be an id, and a file name on every disk."""
    return (
        re.fullmatch(SLUG, text) is not None
        and len(text) <= LONGEST_ID
        and not RESERVED.match(text)
    )


def _slug(value: str) -> str:
    if not is_slug(value):
        raise refused("not-an-id", found=value)
    return value


def _whole(value: str) -> int:
    if not re.fullmatch(r"0|[1-9][0-9]{0,8}", value):
        raise refused("not-a-number", found=value)
    return int(value)


def _truth(value: str) -> bool:
    if value not in ("true", "false"):
        raise refused("not-true-or-false", found=value)
    return value == "true"


def _day(value: str) -> date:
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, re.ASCII):
        raise refused("not-a-day", found=value)
    try:
        day = date.fromisoformat(value)
    except ValueError as error:
        raise refused("no-such-day", found=value) from error
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise refused("year-out-of-range", found=value, first=FIRST_YEAR, last=LAST_YEAR)
    return day


def _limit(value: str) -> Limit:
    try:
        return Limit.parse(value.strip())
    except ValueError as error:
        raise refused("not-a-limit", found=value, most=LONGEST) from error


def _url(value: str) -> str:
    if not re.fullmatch(
        r"https?://[^\s/@\\<>\"'`{}|^\x00-\x20]+(/[^\s\\<>\"'`{}|^\x00-\x20]*)?", value
    ):
        raise refused("not-a-url", found=value)
    return value


def _phone(value: str) -> str:
    if not re.fullmatch(r"\+?\d[\d \-－—]*\d([转*]\d+)?", value, re.ASCII):
        raise refused("not-a-phone", found=value)
    return value


def _file(value: str) -> str:
    parts = value.split("/")
    wrong = (
        "\\" in value
        or ":" in value
        or any(p in ("", ".", "..") or p != p.strip(" .") or RESERVED.match(p) for p in parts)
        or any(ord(c) < 32 for c in value)  # noqa: PLR2004 - control characters
    )
    if wrong:
        raise refused("not-a-file", found=value)
    return value


Text = Annotated[str, _from_text(_text), Field(min_length=1, max_length=LONGEST_TEXT)]
"""Words of any length, in one line or several."""
Line = Annotated[str, _from_text(_line), Field(min_length=1, max_length=LONGEST_TEXT)]
"""Words in one line."""
Slug = Annotated[str, Field(pattern=SLUG, max_length=LONGEST_ID), _from_text(_slug)]
"""An id: lower-case letters and digits, joined by hyphens; it is also a file name."""
Whole = Annotated[int, _from_text(_whole), WithJsonSchema({"type": "integer", "minimum": 0})]
"""A whole number from 0 on."""
Truth = Annotated[bool, _from_text(_truth), WithJsonSchema({"type": "boolean"})]
"""Exactly true or false."""
Day = Annotated[
    date, _from_text(_day), WithJsonSchema({"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"})
]
"""A day, as YYYY-MM-DD."""
LimitField = Annotated[
    Limit, _from_text(_limit), WithJsonSchema({"type": "string", "pattern": PATTERN})
]
"""A limit, as in "5 working days" or "5 个工作日"."""
Url = Annotated[str, Field(pattern=r"^https?://", max_length=2000), _from_text(_url)]
"""An address on the web; nothing but http and https leads out of a guide."""
Phone = Annotated[str, _from_text(_phone), Field(max_length=40)]
"""A telephone number of an office."""
RelativeFile = Annotated[str, _from_text(_file), Field(max_length=200)]
"""A file below guides/, with slashes."""
