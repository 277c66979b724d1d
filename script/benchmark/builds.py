"""Whole builds of ours: pages alone and with documents, cold and warm."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from benchmark.measuring import DAY, OURS, Row, Run, middle
from generator.sample import sample


def build(root: Path, *options: str, times: int = 1) -> Run:
    """Return what a build of the workspace at *root* takes."""
    told = ("--root", root, "--as-of", DAY.isoformat(), "--site-dir", root / "site")
    return middle(times, OURS, "build", *told, *options)


def pages(count: int, root: Path) -> Iterator[Row]:
    """Make a workspace of *count* guides at *root*, and yield what their pages take."""
    sample(count, root, 1)
    for name, times in (("cold", 1), ("warm", 3)):
        taken = build(root, "--no-pdf", times=times)
        each = taken.seconds / count * 1000
        told = f"{taken.seconds:.1f} s ({each:.1f} ms a guide), {taken.memory:.0f} MiB"
        yield f"build of {count} guides, pages alone, {name}", told


def documents(count: int, root: Path, jobs: tuple[int, ...]) -> Iterator[Row]:
    """Yield what a build with documents takes beyond its pages, by number of processes."""
    alone = build(root, "--no-pdf").seconds
    for processes in jobs:
        shutil.rmtree(root / ".cache" / "approval-guides" / "pdf", ignore_errors=True)
        taken = build(root, "--jobs", str(processes))
        each = (taken.seconds - alone) / count
        told = f"{taken.seconds:.1f} s, of it {each:.2f} s a document, {taken.memory:.0f} MiB"
        noun = "process" if processes == 1 else "processes"
        yield f"{count} guides with documents, cold, {processes} {noun}", told
    again = build(root)
    yield f"{count} guides with documents, warm", f"{again.seconds:.1f} s, {again.memory:.0f} MiB"
