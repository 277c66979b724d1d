"""What the handbook says of each problem: the entry under its code."""

from __future__ import annotations

import re
from functools import cache

from generator import assets

HEADING = re.compile(r"^## ([a-z0-9-]+) (.*)\n", re.MULTILINE)


def explained(code: str) -> str:
    """Return the entry of *code*, as Markdown without its heading; "" of one that has none."""
    return entries().get(code, "")


def titles() -> dict[str, str]:
    """Return what each code is about, in the order of the handbook."""
    return {code: text.partition("\n")[0].strip("*") for code, text in entries().items()}


@cache
def entries() -> dict[str, str]:
    """Return every entry by its code, in the order of the handbook.

    An entry is a part of a page of its own: "## code What it is about", up to the next.
    """
    found: dict[str, str] = {}
    for path in sorted(assets.ERRORS.glob("*.md")):
        _, *parts = re.split(
            r"^## ([a-z0-9-]+) (.*)\n", path.read_text("utf-8"), flags=re.MULTILINE
        )
        for code, title, text in zip(parts[::3], parts[1::3], parts[2::3], strict=True):
            found[code] = f"**{title}**\n\n{text.strip()}\n"
    return found
