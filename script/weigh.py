"""Weigh one page of each kind, as a phone fetches it; run by script/weigh."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from browser import chromium
from page_kinds import KINDS
from serving import served
from weights import Weight, weigh

from generator import plugin

TIMES = 5
"""How often each page is fetched; the table has the median."""
DAY = "2026-03-09"
TOLD = (Path("docs/performance.md"), Path("README.md"))
BEGIN, END = "<!-- weigh -->", "<!-- /weigh -->"
COLUMNS = ("html", "css", "js", "fonts", "images", "other")
HEAD = (
    "| page | requests | kB | html | css | js | fonts | images | other "
    "| painted | largest | interactive | held up after |\n" + "|---" * 13 + "|\n"
)


def row(kind: str, weights: list[Weight]) -> str:
    """Return the row of a page of *kind*: bytes do not change, of times the median is told."""
    one = weights[0]
    sizes = [one.whole, *(one.bytes[column] for column in COLUMNS)]
    times = [
        median(getattr(each, name) for each in weights)
        for name in ("painted", "largest", "interactive", "held")
    ]
    seconds = [f"{time / 1000:.2f} s" for time in times[:3]] + [f"{times[3]:.0f} ms"]
    cells = [kind, str(one.requests), *(f"{size / 1000:.1f}" for size in sizes), *seconds]
    return f"| {' | '.join(cells)} |\n"


def rows() -> Iterator[tuple[str, str]]:
    with TemporaryDirectory() as folder:
        site = plugin.build(Path(), Path(folder) / "site", DAY, 2, pdfs=False)
        with served(site) as at, chromium(Path(folder) / "profile") as driver:
            weigh(driver, at, slowly=False)  # the browser's own start is not the pages' affair
            for kind, uri in KINDS.items():
                fetched = [weigh(driver, at + uri, slowly=True) for _ in range(TIMES)]
                told = row(kind, fetched)
                sys.stdout.write(told)
                yield kind, told


def keep(path: Path, table: str) -> None:
    text = path.read_text("utf-8")
    marked = re.compile(f"(?<={BEGIN}\n).*?(?={END})", re.DOTALL)
    path.write_text(marked.sub(lambda _: table, text), "utf-8")


def main() -> None:
    table = dict(rows())
    whole, short = TOLD
    keep(whole, HEAD + "".join(table.values()))
    keep(short, HEAD + "".join(table[kind] for kind in ("home", "guide", "item", "department")))


main()
