"""Seconds and memory of commands, and the text of what they made."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import median
from threading import Event, Thread
from unicodedata import category

import pypdfium2
from lxml import html

OURS = Path(".venv/bin/approval-guides").resolve()
OTHERS = Path(".cache/bench/venv/bin").resolve()
DAY = date(2026, 3, 9)
"""The day of every build here, so that two runs make the same."""
Row = tuple[str, str]
"""What was measured, and what it took."""


@dataclass(frozen=True)
class Run:
    """What a command took: seconds, and the most memory that its processes had at a time, in MiB.

    Memory that processes share counts once (PSS), looked at twenty times a second.
    """

    seconds: float
    memory: float


def run(*command: str | Path, cwd: Path | None = None, **environment: str) -> Run:
    """Run *command* and return what it took; one that fails stops the measurement."""
    begun = time.perf_counter()
    process = subprocess.Popen(
        list(map(str, command)), cwd=cwd, env=os.environ | environment,
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    most, ended = [0.0], Event()
    watching = Thread(target=_watch, args=(process.pid, most, ended))
    watching.start()
    _, told = process.communicate()
    seconds = time.perf_counter() - begun
    ended.set()
    watching.join()
    if process.returncode:
        sys.exit(f"{' '.join(map(str, command))} failed with {process.returncode}: {told}")
    return Run(seconds, most[0])


def middle(times: int, *command: str | Path, cwd: Path | None = None) -> Run:
    """Run *command* so many times and return the medians."""
    runs = [run(*command, cwd=cwd) for _ in range(times)]
    return Run(median(each.seconds for each in runs), median(each.memory for each in runs))


def pages_of(path: Path) -> int:
    """Return how many pages a PDF has."""
    with pypdfium2.PdfDocument(path) as document:
        return len(document)


def text_of_pdf(path: Path) -> str:
    """Return the text of a PDF."""
    with pypdfium2.PdfDocument(path) as document:
        return "".join(page.get_textpage().get_text_range() for page in document)


def text_of_page(path: Path) -> str:
    """Return what a reader sees of the main part of a page, drawings apart."""
    main = html.parse(path).getroot().find(".//main")
    hidden = (".//svg", ".//script", ".//style", ".//nav")
    for element in [each for kind in hidden for each in main.iterfind(kind)]:
        element.drop_tree()
    return str(main.text_content())


def share(ours: str, theirs: str) -> float:
    """Return the share of our characters, counted by kind, that another text has as well.

    Blanks do not count, nor characters that nobody sees, such as a word joiner.
    """
    mine, other = Counter(_seen(ours)), Counter(_seen(theirs))
    return (mine & other).total() / mine.total()


def _seen(text: str) -> str:
    return "".join(c for c in text if not c.isspace() and category(c) not in {"Cf", "Cc"})


def _watch(pid: int, most: list[float], ended: Event) -> None:
    while not ended.wait(0.05):
        most[0] = max(most[0], sum(map(_memory, _family(pid))) / 1024)


def _family(pid: int) -> list[int]:
    children: list[int] = []
    with suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            children += map(int, (task / "children").read_text("ascii").split())
    return [pid, *(each for child in children for each in _family(child))]


def _memory(pid: int) -> int:
    with suppress(OSError):
        told = Path(f"/proc/{pid}/smaps_rollup").read_text("ascii")
        found = re.search(r"^Pss: +(\d+)", told, re.MULTILINE)
        return int(found.group(1)) if found else 0
    return 0
