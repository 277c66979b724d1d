"""The steps of a guide as a reader goes through them: what runs beside the step above it."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from generator.passes import in_order, predecessors

if TYPE_CHECKING:
    from collections.abc import Iterable

    from generator.guide import Guide, GuideItem


def beside_the_last(guide: Guide) -> frozenset[str]:
    """Return the first items of the steps of *guide* that can run beside the step above them.

    A step is an item, or the alternatives of a choice; neither step waits for the other, however
    far away. The first step of a stage has none above it.
    """
    earlier = _earlier(guide)
    found: set[str] = set()
    for stage in guide.stages:
        steps = [items for _, items in stage.groups]
        for above, step in pairwise(steps):
            if not _wait(above, step, earlier):
                found.add(step[0].id)
    return frozenset(found)


def _wait(
    above: Iterable[GuideItem], below: Iterable[GuideItem], earlier: dict[str, frozenset[str]]
) -> bool:
    """Return whether an item of one step waits for an item of the other."""
    pairs = [(a.id, b.id) for a in above for b in below]
    return any(a in earlier.get(b, ()) or b in earlier.get(a, ()) for a, b in pairs)


def _earlier(guide: Guide) -> dict[str, frozenset[str]]:
    """Return for each item that takes part all that it waits for, directly or not."""
    found: dict[str, frozenset[str]] = {}
    for task in in_order(guide.resolved.network):
        direct = predecessors(task)
        found[task.id] = frozenset(direct).union(*(found[id] for id in direct))
    return found
