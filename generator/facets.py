"""The guides by what they have in common: their chain, their kind, the stages that they go through.

What people narrow a list by. Flows that were published elsewhere are told apart from ours.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator.original import original_of
from generator.uris import browse_uri, chain_uri

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from generator.settings import Chain
    from generator.summary import Summary

MOST = 12
"""Stages that a list can be narrowed by: those that most guides have."""


@dataclass(frozen=True)
class Facet:
    """Guides that have something in common."""

    group: str
    """chain, kind or stage."""
    id: str
    """For its address, and for scripts: a word of Latin letters, digits and hyphens."""
    name: str
    uri: str
    guides: tuple[Summary, ...]


def facets(guides: Sequence[Summary], chains: Mapping[str, Chain]) -> tuple[Facet, ...]:
    """Return what the guides of ours among *guides* have in common, chains first."""
    ours = [guide for guide in guides if not guide.published]
    return (*_chains(ours, chains), *_kinds(ours), *_stages(ours))


def facet_ids(guide: Summary) -> Iterator[str]:
    """Yield the ids of all that *guide* may have in common with others."""
    if guide.published:
        return
    if guide.chain:
        yield f"chain-{guide.chain}"
    if guide.kind:
        yield _id("kind", guide.kind)
    yield from (_id("stage", name) for name in guide.stages)


def _chains(ours: Sequence[Summary], chains: Mapping[str, Chain]) -> Iterator[Facet]:
    for id, chain in chains.items():
        guides = tuple(guide for guide in ours if guide.chain == id)
        yield Facet("chain", f"chain-{id}", chain.name, chain_uri(id), guides)


def _kinds(ours: Sequence[Summary]) -> Iterator[Facet]:
    for kind in dict.fromkeys(guide.kind for guide in ours if guide.kind):
        guides = tuple(guide for guide in ours if guide.kind == kind)
        yield _facet("kind", kind, guides)


def _stages(ours: Sequence[Summary]) -> Iterator[Facet]:
    said = [{original_of(name) for name in guide.stages} for guide in ours]
    counted = Counter(name for names in said for name in names)
    shared = {name for name, count in _commonest(counted) if count > 1}
    told = {original_of(name): name for guide in reversed(ours) for name in guide.stages}
    for name in dict.fromkeys(original_of(name) for guide in ours for name in guide.stages):
        if name in shared:
            guides = tuple(g for g, names in zip(ours, said, strict=True) if name in names)
            yield _facet("stage", told[name], guides)


def _commonest(counted: Counter[str]) -> list[tuple[str, int]]:
    return sorted(counted.items(), key=lambda told: (-told[1], told[0]))[:MOST]


def _facet(group: str, name: str, guides: tuple[Summary, ...]) -> Facet:
    id = _id(group, name)
    return Facet(group, id, name, browse_uri(id), guides)


def _id(group: str, name: str) -> str:
    return f"{group}-{hashlib.sha256(original_of(name).encode()).hexdigest()[:6]}"
