"""The known name that an unknown one was probably meant to be."""

from __future__ import annotations

import unicodedata
from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def nearest(found: str, known: Iterable[str]) -> str:
    """Return the name in *known* that *found* resembles most, or "" when none does.

    Case, width and characters that cannot be seen make no difference.
    """
    by_folded = {folded(name): name for name in known}
    matches = get_close_matches(folded(found), by_folded, n=1, cutoff=0.6)
    return by_folded[matches[0]] if matches else ""


def folded(name: str) -> str:
    """Return *name* in lower case and half width, without what cannot be seen."""
    normal = unicodedata.normalize("NFKC", name).casefold()
    return "".join(c for c in normal if unicodedata.category(c) != "Cf").strip()
