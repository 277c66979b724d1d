"""The search index: the things people look for, as scripts a page can read even from a folder."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from generator.readings import bare, characters_by_reading, spellings, traditional_and_simplified
from generator.shards import End, Shard, shards

INDEX = "search-index.js"
"""The file of the index that is fetched first."""
LONGEST_END = 24
"""Characters up to which the ends of labels are told apart."""


class Kind(StrEnum):
    """What a search result is; the order is the one in which equals are shown."""

    ITEM = "item"
    GUIDE = "guide"
    DEPARTMENT = "department"
    CHAIN = "chain"
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

    The form that searches names the first one in its attribute `data-search-index`; the others lie
    beside it, and are fetched by what is typed. What all things share (pinyin, traditional
    characters) stands in the first. *words* are what the search says to its reader: the table
    `search` of the catalogue.
    """
    ordered = tuple(things)
    guides = [thing for thing in ordered if thing.kind is Kind.GUIDE]
    others = [thing for thing in ordered if thing.kind is not Kind.GUIDE]
    texts = [text for thing in ordered for text in (thing.name, *thing.aliases, thing.place)]
    texts += [text for pair in synonyms for text in pair]
    pinyin = characters_by_reading(texts)
    root, *parts = shards(_ends(guides, pinyin), len(guides))
    shared = {
        "words": dict(words),
        "synonyms": synonyms,
        "simplified": traditional_and_simplified(texts),
        "pinyin": pinyin,
    }
    return {INDEX: index(others, **shared, part=_way(root))} | {
        _file(part.name): index([guides[number] for number in part.things], part=_way(part))
        for part in parts
    }


def index(things: Sequence[Thing], **more: object) -> str:
    """Return a script that hands *things*, and whatever *more*, to the search in the browser.

    It adds one object to the list `approvalGuidesThings`, so a page may load several of them, in
    any order. Places are written once.
    """
    places = sorted({"", *(thing.place for thing in things)})
    rank = {place: number for number, place in enumerate(places)}
    rows = {
        kind: [row(thing, rank) for thing in things if thing.kind is kind]
        for kind in dict.fromkeys(thing.kind for thing in things)
    }
    data = {**more, "places": places, "things": rows}
    return (
        "(self.approvalGuidesThings = self.approvalGuidesThings || [])"
        f".push({json_in_script(data)});\n"
    )


def _way(part: Shard) -> dict[str, object] | None:
    """Return how the search goes on from *part*; None where it ends there."""
    if not part.leaves and not part.nodes:
        return None
    return {
        "at": part.at,
        "count": part.count,
        "leaves": {characters: _file(name) for characters, name in part.leaves.items()},
        "nodes": {further: _file(name) for further, name in part.nodes.items()},
    }


def _file(name: str) -> str:
    return f"search-guides-{name}.js"


def _ends(guides: Sequence[Thing], pinyin: Mapping[str, str]) -> Iterator[End]:
    """Yield the ends of all that *guides* are found by: names, aliases, codes, and their pinyin."""
    readings = defaultdict(list)
    for syllable, characters in pinyin.items():
        for character in characters:
            readings[character].append(syllable)
    for number, guide in enumerate(guides):
        labels = [bare(text) for text in (guide.name, *guide.aliases)]
        for label in (*labels, *map(bare, guide.codes)):
            for place in range(len(label)):
                yield End(label[place:][:LONGEST_END], place > 0, len(label), number)
        for label in labels:
            for place, spelt in spellings(label, readings):
                yield End(spelt[:LONGEST_END], place > 0, len(label), number)


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
