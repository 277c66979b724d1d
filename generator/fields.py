"""The types of fields: a YAML scalar is a text until one of these has read it.

Each refuses what it cannot mean with a code that the catalogues have words for.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from generator.colours import READABLE, contrast
from generator.limits import LONGEST, PATTERN, WORKING_PATTERN, Limit, Unit
from generator.nearest import folded

if TYPE_CHECKING:
    from collections.abc import Callable

LONGEST_TEXT, LONGEST_LINE = 20_000, 2_000
LONGEST_ID, LONGEST_URL, LONGEST_PHONE, LONGEST_PATH = 64, 2000, 40, 200
FIRST_YEAR, LAST_YEAR = 1949, 2199
TRUTHS = {"true": True, "false": False}
MEANT_TRUTHS = {
    **dict.fromkeys(("yes", "y", "on", "1", "是", "对", "有"), "true"),
    **dict.fromkeys(("no", "n", "off", "0", "否", "不", "无", "没有"), "false"),
}
DECEMBER = 12
SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*$"
PHONE = r"^\+?[0-9]([0-9 -]*[0-9])?( ?转 ?[0-9]+)?$"
RESERVED = re.compile(r"(?i)^(con|prn|aux|nul|com\d|lpt\d)(\..*)?$")
"""Names that Windows keeps for devices, with any ending."""


class Data(BaseModel):
    """A value that is read from or written to a file: immutable; docstrings describe its keys."""

    model_config = ConfigDict(frozen=True)


class Model(Data):
    """A value read from YAML: closed to unknown keys, so that a slip of the pen is noticed."""

    model_config = ConfigDict(extra="forbid", populate_by_name=False)


def refused(code: str, **values: object) -> PydanticCustomError:
    """Return the error that the reader turns into the problem *code*."""
    return PydanticCustomError(code, code, values)


def _from_text(read: Callable[[str], Any]) -> BeforeValidator:
    """Return a validator that reads texts with *read* and leaves values alone."""
    return BeforeValidator(lambda value: read(value) if isinstance(value, str) else value)


def _text(value: str, most: int = LONGEST_TEXT) -> str:
    stripped = value.strip()
    if not folded(stripped):  # nothing that anybody could see
        raise refused("empty")
    if len(stripped) > most:
        raise refused("text-too-long", count=len(stripped), most=most)
    return stripped


def _line(value: str) -> str:
    text = _text(value, LONGEST_LINE)
    if "\n" in text:
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
        if RESERVED.match(value):
            raise refused("name-reserved", found=value)
        meant = re.sub(r"[\s_.-]+", "-", folded(value)).strip("-")
        raise refused("not-an-id", found=value, nearest=meant if is_slug(meant) else "")
    return value


def _whole(value: str) -> int:
    if not re.fullmatch(r"0|[1-9][0-9]{0,8}", value):
        bare = re.sub(r"[,_ ]", "", folded(value))
        meant = re.fullmatch(r"\+?0*([0-9]{1,9})(\.0*)?[个份次套]?", bare)
        raise refused("not-a-number", found=value, nearest=meant[1] if meant else "")
    return int(value)


def _truth(value: str) -> bool:
    if value not in TRUTHS:
        plain = folded(value)
        meant = plain if plain in TRUTHS else MEANT_TRUTHS.get(plain, "")
        raise refused("not-true-or-false", found=value, nearest=meant)
    return TRUTHS[value]


def _day(value: str) -> date:
    if not (parts := re.fullmatch(r"([0-9]{4})-([0-9]{2})-([0-9]{2})", value)):
        raise refused("not-a-day", found=value, nearest=_meant_day(value))
    year, month, day = map(int, parts.groups())
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise refused("year-out-of-range", found=value, first=FIRST_YEAR, last=LAST_YEAR)
    if not 1 <= month <= DECEMBER:
        raise refused("no-such-month", found=value, month=month)
    days = monthrange(year, month)[1]
    if not 1 <= day <= days:
        raise refused("no-such-day", found=value, year=year, month=month, days=days)
    return date(year, month, day)


def _meant_day(value: str) -> str:
    """Return the day that *value* writes in another way than ours, as far as one can tell."""
    written = re.fullmatch(
        r"([0-9]{4}) ?[-./年] ?([0-9]{1,2}) ?[-./月] ?([0-9]{1,2}) ?日?", folded(value)
    ) or re.fullmatch(r"([0-9]{4})([0-9]{2})([0-9]{2})", folded(value))
    return f"{written[1]}-{written[2]:0>2}-{written[3]:0>2}" if written else ""


def _limit(value: str) -> Limit:
    try:
        return Limit.parse(value.strip())
    except ValueError as error:
        raise _no_limit(value) from error


def _not_in_calendar_days(limit: Limit) -> Limit:
    if limit.unit is Unit.CALENDAR:
        raise refused("limit-in-calendar-days", found=limit)
    return limit


def _no_limit(value: str) -> PydanticCustomError:
    """Return what is wrong with *value*, which is no limit."""
    number = re.match(r"[+-]?[0-9]+([.,][0-9]+)?", plain := folded(value))
    if number is None:
        return refused("not-a-limit", found=value, nearest=_meant_limit(plain))
    if number[0].startswith("-"):
        return refused("limit-negative", found=value)
    if number[1] and number[1].strip(".,0"):
        return refused("limit-fractional", found=value)
    if not number[1] and len(number[0]) < len(plain) and int(number[0][:9]) > LONGEST:
        return refused("limit-too-long", found=value, most=LONGEST)
    if number[0] == plain:
        return refused("limit-without-unit", found=value)
    return refused("not-a-limit", found=value, nearest=_meant_limit(plain))


def _meant_limit(plain: str) -> str:
    """Return the limit that *plain* writes in another way than ours, as far as one can tell."""
    tight = re.sub(r"\s", "", plain)
    if tight in ("即办", "即时办结", "当场办结", "当日办结"):
        return "0 个工作日"
    written = re.fullmatch(r"\+?0*([0-9]+)(?:[.,]0+)?个?(\D+)", tight)
    units = {"工作日": "个工作日", "自然日": "个自然日", "日历日": "个自然日", "日历天": "个自然日"}
    units |= {"天": "天", "日": "日", "workingdays": "working days", "workdays": "working days"}
    units |= {"calendardays": "calendar days", "days": "days"}
    unit = units.get(written[2], units.get(written[2] + "s", "")) if written else ""
    return f"{written[1]} {unit}" if written and unit else ""


def _url(value: str) -> str:
    if not value.isprintable() or " " in value:
        raise refused("url-with-space", found=value)
    if not value.startswith(("http://", "https://")):
        domain = re.fullmatch(r"(?i)(?:https?:)?/{0,2}([\w-]+(?:\.[\w-]+)+(?:/.*)?)", value)
        raise refused("url-scheme", found=value, nearest=f"https://{domain[1]}" if domain else "")
    if not _is_url(value):
        raise refused("not-a-url", found=value)
    if "@" in urlsplit(value).netloc:
        raise refused("url-with-password", found=value)
    return value


def _is_url(value: str) -> bool:
    if re.search(r"[\\<>\"'`{}|^]", value) or len(value) > LONGEST_URL:
        return False
    try:
        host, _ = urlsplit(value).hostname, urlsplit(value).port
        (host or "").encode("idna")
    except ValueError:  # brackets that do not pair, a port that is no number, a label too long
        return False
    return bool(host and re.fullmatch(r"\w([\w-]*\w)?(\.\w([\w-]*\w)?)*", host))


def _is_phone(text: str) -> bool:
    return re.fullmatch(PHONE, text) is not None and len(text) <= LONGEST_PHONE


def _phone(value: str) -> str:
    if not _is_phone(value):
        meant = re.sub(r"[\u2010-\u2015\u2212]", "-", folded(value))
        meant = re.sub(r"^\(([0-9]+)\) ?", r"\1-", meant)
        raise refused("not-a-phone", found=value, nearest=meant if _is_phone(meant) else "")
    return value


def _colour(value: str) -> str:
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", value):
        meant = re.fullmatch(r"#?([0-9a-f]{6}|[0-9a-f]{3})", folded(value))
        digits = meant[1] if meant else ""
        doubled = digits if len(digits) != 3 else "".join(d * 2 for d in digits)  # noqa: PLR2004 - #rgb
        raise refused("not-a-colour", found=value, nearest=f"#{doubled}" if doubled else "")
    if (on_paper := contrast(value, "#ffffff")) < READABLE:
        raise refused("colour-too-pale", found=value, contrast=f"{on_paper:.1f}", least=READABLE)
    return value.lower()


def _file(value: str) -> str:
    parts = value.split("/")
    if value.startswith(("/", "~")) or re.match(r"[A-Za-z]:", value) or ".." in parts:
        raise refused("file-outside", found=value)
    if any(RESERVED.match(part) for part in parts):
        raise refused("name-reserved", found=value)
    plain = value.isprintable() and not re.search(r'[\\:*?"<>|]', value)
    if not plain or len(value) > LONGEST_PATH or any(p != p.rstrip(" .") or not p for p in parts):
        raise refused("not-a-file", found=value)
    return value


WORDS = object()
"""Marks the texts that are written for readers, and can be translated."""
Text = Annotated[str, Field(min_length=1, max_length=LONGEST_TEXT), _from_text(_text), WORDS]
"""Words of any length, in one line or several."""
Line = Annotated[
    str,
    Field(min_length=1, max_length=LONGEST_TEXT, pattern=r"^[^\n]+$"),
    _from_text(_line),
    WORDS,
]
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
WorkingLimit = Annotated[
    Limit,
    _from_text(_limit),
    AfterValidator(_not_in_calendar_days),
    WithJsonSchema({"type": "string", "pattern": WORKING_PATTERN}),
]
"""A limit that is added to or counted back from others, which only working days can be."""
Url = Annotated[str, Field(pattern=r"^https?://\S+$", max_length=LONGEST_URL), _from_text(_url)]
"""An address on the web; nothing but http and https leads out of a guide."""
Phone = Annotated[str, Field(pattern=PHONE, max_length=LONGEST_PHONE), _from_text(_phone)]
"""A telephone number of an office, with an extension after 转."""
Colour = Annotated[
    str,
    _from_text(_colour),
    WithJsonSchema({"type": "string", "pattern": "^#[0-9a-fA-F]{6}$"}),
]
"""A colour as #rrggbb, dark enough to be read on white, and white on it."""
RelativeFile = Annotated[
    str, Field(pattern=r"^[^/\\:]+(/[^/\\:]+)*$", max_length=LONGEST_PATH), _from_text(_file)
]
"""A file below guides/, with slashes."""
