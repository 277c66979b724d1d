"""Personal data in a text: what names or reaches one person, and has no place in a guide.

Looked for are resident identity numbers (公民身份号码, GB 11643-1999), mobile telephone numbers,
bank cards (GB/T 15694.1; Luhn's check digit) and addresses of private mail, also written with
spaces, hyphens or full-width digits. Numbers of offices and projects are none: telephones with an
area code, project codes (GB/T 40058-2021), unified social credit codes (GB 32100-2015).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import lru_cache

from generator.problems import Place, Problem


class Kind(StrEnum):
    """A kind of personal data; its value is the code of the problem."""

    IDENTITY = "personal-identity-number"
    MOBILE = "personal-mobile"
    CARD = "personal-bank-card"
    MAIL = "personal-mail"


@dataclass(frozen=True)
class Finding:
    """Personal data in a text, between two of its characters."""

    kind: Kind
    start: int
    masked: str
    """What may be told of it: its beginning and its end."""


PRIVATE_MAIL = (
    "qq", "foxmail", "163", "126", "139", "188", "189", "wo", "yeah", "sina", "sohu", "21cn",
    "tom", "aliyun", "gmail", "googlemail", "outlook", "hotmail", "live", "msn", "icloud",
    "yahoo", "proton", "protonmail",
)  # fmt: skip
"""Whose addresses anybody can have; an office has one of its own."""
WIDE = str.maketrans(
    "".join(map(chr, [*range(0xFF10, 0xFF1A), 0xFF38, 0xFF58, 0xFF0B, 0xFF0D, 0x3000])),
    "0123456789Xx+- ",
)
"""Full-width digits and signs to the usual ones."""
DIGIT = r"[0-9\uff10-\uff19]"
BETWEEN = r"[ \u00a0\u00b7\u2009-\u2015\u200b-\u200d\u202f\u2060\u2212\u3000\uff0d-]"
"""What people put between the digits of a long number, or what slips in."""
ROW = re.compile(
    rf"{DIGIT}(?<!{DIGIT}{DIGIT})(?<![A-Fa-f]{DIGIT})(?<!{DIGIT}[.\uff0e]{DIGIT})"
    rf"(?:{BETWEEN}{{0,2}}{DIGIT}){{10,40}}[Xx\uff38\uff58]?(?![A-Za-z])(?!{DIGIT})"
)
"""A row of digits that may be one number or several. What a pattern looks for first is what makes
it quick: a digit here, and the sign of mail below."""
MAIL = re.compile(
    rf"@(?:vip\.)?(?:{'|'.join(PRIVATE_MAIL)})\.(?:com\.cn|com|cn|net|me)(?!\.?[A-Za-z0-9-])",
    re.IGNORECASE,
)
MAIL_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._%+-]{0,63}\Z")
MOBILE = re.compile(r"1[3-9][0-9]{9}")
SHAPES: dict[tuple[int, ...], Kind] = {
    **dict.fromkeys([(3, 4, 4), (3, 3, 5), (3, 8), (4, 3, 4), (5, 6), (7, 4)], Kind.MOBILE),
    **dict.fromkeys([(6, 8, 4), (6, 4, 4, 4), (3, 3, 4, 4, 4), (6, 12), (14, 4)], Kind.IDENTITY),
    **dict.fromkeys([(4, 4, 4, 4), (4, 4, 4, 5), (4, 4, 4, 4, 2), (4, 4, 4, 4, 3)], Kind.CARD),
    **dict.fromkeys([(6, 10), (6, 13)], Kind.CARD),
}
"""How people part such numbers; other rows of numbers are drawings, tables and project codes."""
ID_LENGTH = 18
ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
ID_CHECKS = "10X98765432"
"""The check characters of GB 11643-1999, by the weighted sum modulo 11."""
ID_REGIONS = frozenset(
    [*range(11, 16), 21, 22, 23, *range(31, 38), *range(41, 47), *range(50, 55),
     *range(61, 66), 71, 81, 82, 83]
)  # fmt: skip
"""The first two digits of administrative divisions (GB/T 2260)."""
CARDS = re.compile(r"62[0-9]{14,17}|81[0-9]{14,17}|9558[0-9]{15}|(?:4[0-9]|5[1-5]|35)[0-9]{14}")
"""Cards by their issuers: UnionPay, the old ones of ICBC, Visa, Mastercard, JCB."""
DOUBLED = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)
"""A digit doubled, its digits added up."""


def findings(text: str) -> Iterator[Finding]:
    """Yield the personal data in *text*: first the numbers, then the mail."""
    for row in ROW.finditer(text):
        for found in _numbers(row[0]):
            yield replace(found, start=row.start() + found.start)
    for host in MAIL.finditer(text):
        before = text[max(0, host.start() - 64) : host.start()]
        if name := MAIL_NAME.search(before):
            start = host.start() - len(name[0])
            yield Finding(Kind.MAIL, start, f"{name[0][0]}***{host[0]}".lower())


def problems(text: str, path: str) -> Iterator[Problem]:
    """Yield an error for each piece of personal data in *text*, the content of the file *path*."""
    for found in findings(text):
        start = text.rfind("\n", 0, found.start) + 1
        place = Place(path, text.count("\n", 0, start) + 1, found.start - start + 1)
        yield Problem(place, found.kind, (("found", found.masked),))


@lru_cache(maxsize=10_000)
def _numbers(row: str) -> tuple[Finding, ...]:
    """Return what *row* of digits is: one number in parts, or numbers side by side.

    Most rows of a site are drawings and codes that come again on many pages.
    """
    return tuple(_numbers_in(row.translate(WIDE)))


def _numbers_in(row: str) -> Iterator[Finding]:
    parts = [(part.start(), part[0].upper()) for part in re.finditer(r"[0-9]+[Xx]?", row)]
    if len(parts) > 1 and parts[0][1] in ("86", "0086"):
        del parts[0]
    whole, lengths = "".join(part for _, part in parts), tuple(len(part) for _, part in parts)
    if len(parts) > 1:
        one_by_one = set(lengths) == {1}
        if (kind := _kind(whole)) and (one_by_one or SHAPES.get(lengths) is kind):
            yield Finding(kind, 0, masked(whole))
            return
    for start, part in parts:
        number = re.sub(r"^(?:00)?86(?=1[3-9][0-9]{9}$)", "", part)
        if kind := _kind(number):
            yield Finding(kind, start, masked(number))


def _kind(number: str) -> Kind | None:
    if MOBILE.fullmatch(number):
        return Kind.MOBILE
    if _is_identity_number(number):
        return Kind.IDENTITY
    return Kind.CARD if CARDS.fullmatch(number) and _luhn(number) else None


def masked(number: str) -> str:
    """Return *number* with its middle hidden, enough to find it and too little to use it."""
    keep = 6 if len(number) == ID_LENGTH else 3
    return f"{number[:keep]}{'*' * (len(number) - keep - 4)}{number[-4:]}"


def _is_identity_number(number: str) -> bool:
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number) or int(number[:2]) not in ID_REGIONS:
        return False
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number, ID_WEIGHTS, strict=False))
    return 1900 <= born.year <= 2099 and ID_CHECKS[total % 11] == number[-1]  # noqa: PLR2004


def _luhn(number: str) -> bool:
    """Return whether the last digit of *number* is the check digit of the others (ISO/IEC 7812)."""
    digits = [int(digit) for digit in reversed(number)]
    return (sum(digits[::2]) + sum(DOUBLED[digit] for digit in digits[1::2])) % 10 == 0
