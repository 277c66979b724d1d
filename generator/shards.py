"""The guides in the search index, split so that a query fetches few of them.

Whoever types a part of a label types the beginning of one of its ends: 食品 begins 食品加工园. So
the ends of all labels make a tree of their beginnings, and each file holds the things of some
branches. Where a branch has more things than a file, its file holds the closest ones and says
where the branch goes on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count, groupby

FULL = 200
"""Things in one file."""
CLOSEST = 24
"""Things that stand for a whole branch: more than are shown, for those that go on typing."""


@dataclass(frozen=True, order=True)
class End:
    """An end of one of the labels of a thing."""

    text: str
    inside: bool
    """Whether something comes before it in the label."""
    length: int
    """Of the whole label."""
    thing: int


@dataclass(frozen=True)
class Shard:
    """What one file holds, and where to go on."""

    name: str
    at: str
    """The beginning that all things here have; of one without branches, that of its parent."""
    things: tuple[int, ...]
    count: int
    """The things of all branches."""
    leaves: dict[str, str] = field(default_factory=dict)
    """For the next characters, each, the file that holds all: "" stands for any."""
    nodes: dict[str, str] = field(default_factory=dict)
    """For the next characters, together, the file that goes on."""


def shards(ends: Iterable[End], things: int) -> tuple[Shard, ...]:
    """Return the files for so many *things* and the *ends* of their labels; the first is the root.

    The root holds nothing itself.
    """
    numbers = count(1)
    if things <= FULL:
        name = str(next(numbers))
        whole = Shard(name, "", tuple(range(things)), things)
        return (Shard("", "", (), things, {"": name}), whole)
    return tuple(_grown("", "", sorted(ends), numbers))


def _grown(name: str, at: str, ends: Sequence[End], numbers: Iterator[int]) -> Iterator[Shard]:
    """Yield the shard of the branch *at*, then those of its branches."""
    shard = Shard(name, at, _closest(ends) if at else (), len({end.thing for end in ends}))
    below: list[Shard] = []
    for characters, branch in _branches(ends, len(at)):
        named = str(next(numbers))
        if len({end.thing for end in branch}) > FULL:
            further = _common(branch)
            shard.nodes[further[len(at) :]] = named
            below += _grown(named, further, branch, numbers)
        else:
            shard.leaves[characters] = named
            held = tuple(sorted({end.thing for end in branch}))
            below.append(Shard(named, at, held, len(held)))
    yield shard
    yield from below


def _branches(ends: Sequence[End], depth: int) -> Iterator[tuple[str, list[End]]]:
    """Yield the branches by the character at *depth*, small ones together up to a full file."""
    characters, held, things = "", list[End](), set[int]()
    longer = (end for end in ends if len(end.text) > depth)
    for character, group in groupby(longer, lambda end: end.text[depth]):
        branch = list(group)
        own = {end.thing for end in branch}
        if held and len(things | own) > FULL:
            yield characters, held
            characters, held, things = "", [], set()
        characters, held, things = characters + character, held + branch, things | own
    if held:
        yield characters, held


def _common(ends: Sequence[End]) -> str:
    """Return the longest beginning of all *ends*, which are sorted."""
    first, last = ends[0].text, ends[-1].text
    same = (place for place, (a, b) in enumerate(zip(first, last, strict=False)) if a != b)
    return first[: next(same, min(len(first), len(last)))]


def _closest(ends: Sequence[End]) -> tuple[int, ...]:
    ranks: dict[int, tuple[bool, int]] = {}
    for end in ends:
        rank = (end.inside, end.length)
        ranks[end.thing] = min(rank, ranks.get(end.thing, rank))
    return tuple(sorted(ranks, key=lambda thing: (ranks[thing], thing))[:CLOSEST])
