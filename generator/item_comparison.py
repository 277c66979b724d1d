"""Two states of one item, compared.

What a promise is, since when it holds and why it got longer are said in three fields, and are one
change: there is one thing to confirm.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from generator.comparison import Difference, Step, differences, kind_of

if TYPE_CHECKING:
    from generator.directory import Item

PROMISE = ("promised", "lengthened", "promised_since")
"""What is said of a promise; the first that differs is the change, the others go along with it."""


def item_differences(before: Item, after: Item) -> Iterator[Difference]:
    """Yield what differs between two states of an item, its promise as one difference."""
    yield from _promise(before, after)
    bare = dict.fromkeys(PROMISE)
    yield from differences(before.model_copy(update=bare), after.model_copy(update=bare))


def _promise(before: Item, after: Item) -> Iterator[Difference]:
    values = ((name, getattr(before, name), getattr(after, name)) for name in PROMISE)
    found = [
        Difference((Step("Item", name),), kind_of(old, new), old, new)
        for name, old, new in values
        if old != new
    ]
    if found:
        yield replace(_reason(found[0]), along=tuple(found[1:]))


def _reason(told: Difference) -> Difference:
    """Return *told* as the difference in the reason, where nothing else differs."""
    if told.path == "Item.lengthened" and told.before and told.after:
        inside = list(differences(told.before, told.after))
        if [each.path for each in inside] == ["Change.why"]:
            return inside[0].below(*told.way)
    return told
