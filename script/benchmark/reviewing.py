"""What those who review wait for: checks and comparisons of few packages and of many."""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmark.builds import one_changed
from benchmark.measuring import OURS
from generator.sample import sample

README = Path("README.md")
BEGIN, END = "<!-- bench-review -->", "<!-- /bench-review -->"
COUNTS = (30, 3000)
TIMES = 3
"""Warm runs, of which the median is told."""
SHARED = "  property-registration:\n"
Row = tuple[str, str]


def took(root: Path, *words: str, cold: bool = False) -> str:
    """Return what a command takes at *root*: seconds, and seconds of processors."""
    if cold:
        shutil.rmtree(root / ".cache", ignore_errors=True)
    return _told([_once(root, *words) for _ in range(1 if cold else TIMES)])


def _once(root: Path, *words: str) -> tuple[float, float]:
    begun, before = time.perf_counter(), os.times()
    subprocess.run([OURS, *words], cwd=root, capture_output=True, check=True)
    seconds, after = time.perf_counter() - begun, os.times()
    user = after.children_user - before.children_user
    return seconds, user + after.children_system - before.children_system


def _told(runs: list[tuple[float, float]]) -> str:
    seconds, processor = (median(run[part] for run in runs) for part in (0, 1))
    return f"{seconds:.2f} s ({processor:.2f} s)"


def measured(count: int, root: Path) -> Iterator[Row]:
    """Make a repository of *count* packages at *root*, and yield what its reviewers wait for."""
    sample(count, root, 1)
    (root / ".gitignore").write_text(".cache/\n", "utf-8")
    for words in (["init", "-q", "-b", "main"], ["add", "."], ["commit", "-qm", "as it is"]):
        identity = ("-c", "user.name=bench", "-c", "user.email=bench@example.org")
        subprocess.run(["git", *identity, *words], cwd=root, check=True)
    yield "`check`, nothing kept yet", took(root, "check", cold=True)
    yield "`check`, nothing changed since", took(root, "check")
    with one_changed(root):
        yield "`check`, one file changed since", _changing(root, "check")
        yield "`check --changed main`, the same", _changing(root, "check", "--changed", "main")
        yield (
            "`diff main`, nothing kept yet: one package renamed",
            took(root, "diff", "main", cold=True),
        )
        yield "`diff main`, the same once more", took(root, "diff", "main")
    with _limit_shortened(root):
        yield (
            "`diff main`, nothing kept yet: a limit that all packages share",
            took(root, "diff", "main", cold=True),
        )
        yield "`diff main`, the same once more", took(root, "diff", "main")


def _changing(root: Path, *words: str) -> str:
    """Return what a command takes when a file is another each time, and all else is kept."""
    path = min((root / "guides/projects").glob("*.yml"))
    text, runs = path.read_text("utf-8"), []
    for number in range(TIMES):
        path.write_text(f"{text}\n# {' '.join(words)} {number}\n", "utf-8")
        runs.append(_once(root, *words))
    path.write_text(text, "utf-8")
    return _told(runs)


@contextmanager
def _limit_shortened(root: Path) -> Iterator[None]:
    """Shorten the promise of the item with which all packages end, for a while and by a day."""
    (path,) = (
        path
        for path in (root / "guides/departments").glob("*.yml")
        if SHARED in path.read_text("utf-8")
    )
    before = path.read_text("utf-8")
    head, _, rest = before.partition(SHARED)
    path.write_text(head + SHARED + rest.replace("promised: 3", "promised: 2", 1), "utf-8")
    try:
        yield
    finally:
        path.write_text(before, "utf-8")


def main() -> None:
    """Measure, print the table, and keep it if asked."""
    parser = argparse.ArgumentParser(prog="script/bench-review", description=__doc__)
    parser.add_argument("--write", action="store_true", help=f"keep the table in {README}")
    options = parser.parse_args()
    columns = []
    for count in COUNTS:
        with TemporaryDirectory() as folder:
            columns.append(list(measured(count, Path(folder))))
    head = ["", *(f"{count:,} packages".replace(",", " ") for count in COUNTS)]
    rows = [head, ["---"] * len(head)]
    rows += [[few[0], few[1], many[1]] for few, many in zip(*columns, strict=True)]
    table = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    print(table)
    if options.write:
        text = README.read_text("utf-8")
        before, rest = text.split(BEGIN)
        README.write_text(f"{before}{BEGIN}\n{table}\n{END}{rest.split(END)[1]}", "utf-8")


if __name__ == "__main__":
    main()
