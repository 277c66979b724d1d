"""What the sentence of a changed promise says besides the limits: from which day on, and why."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from generator.comparison import Difference

Clause = tuple[str, Any]
"""Its key in the catalogues, and the value that it tells."""


def days(told: Difference) -> Iterator[Clause]:
    """Yield from which day on what *told* is about holds, where that differs as well."""
    since, explained = _along(told, "promised_since"), _along(told, "lengthened")
    if since and since.after:
        key = "along_since" if told.path == "Item.promised" else "along_other_since"
        yield key, since.after
    elif since:
        yield "along_no_since", since.before
    elif explained and _is_reason_of(told, explained):
        yield "along_since", explained.after.on


def reasons(told: Difference) -> Iterator[Clause]:
    """Yield why the promise got longer; what the rest of the sentence says is not repeated."""
    since, explained = _along(told, "promised_since"), _along(told, "lengthened")
    if explained is None:
        return
    if explained.after is None:
        yield "along_unexplained", explained.before
    elif _is_reason_of(told, explained) and (not since or since.after == explained.after.on):
        yield "along_reason", explained.after.why
    else:
        yield "along_explained", explained.after


def _along(told: Difference, field: str) -> Difference | None:
    return next((each for each in told.along if each.path == f"Item.{field}"), None)


def _is_reason_of(told: Difference, explained: Difference) -> bool:
    """Return whether the promise that the explanation starts from is the one before."""
    return explained.after is not None and explained.after.before == told.before
