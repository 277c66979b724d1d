"""Whole builds of ours: pages alone and with documents, cold and warm."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmark.measuring import DAY, OURS, Row, Run, middle, run
from generator.sample import sample


def build(root: Path, *options: str, times: int = 1) -> Run:
    """Return what a build of the workspace at *root* takes."""
    told = ("--root", root, "--as-of", DAY.isoformat(), "--site-dir", root / "site")
    return middle(times, OURS, "build", *told, *options)


def pages(count: int, root: Path) -> Iterator[Row]:
    """Make a workspace of *count* guides at *root*, and yield what their pages take."""
    sample(count, root, 1)
    for name, times in (("cold", 1), ("warm", 3)):
        yield _told(count, name, build(root, "--no-pdf", times=times))
    with one_changed(root):
        yield _told(count, "one changed", build(root, "--no-pdf"))


def _told(count: int, name: str, taken: Run) -> Row:
    each = f"{taken.seconds / count * 1000:.1f} ms a guide"
    told = f"{taken.seconds:.1f} s ({each}), {taken.memory:.0f} MiB"
    return f"build of {count} guides, pages alone, {name}", told


def checks(count: int, root: Path) -> Iterator[Row]:
    """Make a workspace of *count* packages at *root*, and yield what checking them takes."""
    sample(count, root, 1)
    command = (OURS, "check", "--root", root)
    for name, times in (("cold", 1), ("warm", 3)):
        taken = middle(times, *command)
        yield f"check of {count} packages, {name}", f"{taken.seconds:.2f} s, {taken.memory:.0f} MiB"
    with one_changed(root):
        taken = run(*command)
    told = f"{taken.seconds:.2f} s, {taken.memory:.0f} MiB"
    yield f"check of {count} packages, one changed", told


@contextmanager
def one_changed(root: Path) -> Iterator[None]:
    """Change the first package of the workspace at *root* for a while."""
    path = min((root / "guides" / "projects").glob("*.yml"))
    before = path.read_text("utf-8")
    path.write_text(before.replace("name: ", "name: 改名的", 1), "utf-8")
    try:
        yield
    finally:
        path.write_text(before, "utf-8")


def documents(root: Path) -> Iterator[Row]:
    """Yield what the workspace at *root* takes with all its documents, cold and warm."""
    alone = build(root, "--no-pdf").seconds
    _forget(root)
    taken = build(root, "--jobs", "2")
    made = _documents(root / "site")
    each = f"{(taken.seconds - alone) / made:.2f} s a document beyond the pages"
    name = f"build of the same with {made} documents"
    yield f"{name}, cold, 2 processes", f"{taken.seconds:.1f} s, {each}, {taken.memory:.0f} MiB"
    again = build(root)
    yield f"{name}, warm", f"{again.seconds:.1f} s, {again.memory:.0f} MiB"


def printed(kind: str, root: Path, jobs: int) -> Row:
    """Return what `print` takes for all documents of *kind* of the workspace at *root*."""
    _forget(root)
    out = root / "print" / f"{kind}-{jobs}"
    taken = run(OURS, "print", kind, "--root", root, "--as-of", DAY.isoformat(), "--out",
                out.relative_to(root), "--jobs", str(jobs))  # fmt: skip
    made = _documents(out)
    noun = "process" if jobs == 1 else "processes"
    each = f"{taken.seconds / made:.2f} s a document"
    told = f"{taken.seconds:.1f} s, {each}, {taken.memory:.0f} MiB"
    return f"print {kind}: {made} in {jobs} {noun}", told


def _forget(root: Path) -> None:
    """Throw away the documents that are kept, so that they are printed anew."""
    shutil.rmtree(root / ".cache" / "approval-guides" / "pdf", ignore_errors=True)


def _documents(folder: Path) -> int:
    return sum(1 for _ in folder.rglob("*.pdf"))
