"""What git knows of a workspace: the day of its last commit, and what has changed since another."""

from __future__ import annotations

import os
import re
import subprocess
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.messages import Catalogue


class NoDay(Exception):
    """There is no day to speak of; `found` is what was given for one, None where nothing was."""

    def __init__(self, found: str | None) -> None:
        self.found = found
        super().__init__(found or "no commit")


def as_of(root: Path, given: str | None) -> date:
    """Return the day *given*, else that of the commit checked out at *root*.

    Raises NoDay when what is given is no day, or nothing is given outside a repository: nothing
    asks the system for today, so that one commit always gives the same bytes.
    """
    if given is None and not (given := _commit_day(root)):
        raise NoDay(None)
    return day(given)


def day(written: str) -> date:
    """Return the day *written* as YYYY-MM-DD, the one way to write it. Raises NoDay."""
    try:
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", written):
            return date.fromisoformat(written)
    except ValueError as error:  # the 30th of February
        raise NoDay(written) from error
    raise NoDay(written)


def no_day(error: NoDay, words: Catalogue) -> str:
    """Return that there is no day to speak of, and what to do."""
    key = "cli.no_day" if error.found is None else "cli.not_a_day"
    return words.text(key, found=error.found)


def _commit_day(root: Path) -> str:
    return _git(root, "log", "-1", "--format=%cs")  # the committer's own day


class NoRevision(Exception):
    """What was given names no commit that is here."""

    def __init__(self, found: str) -> None:
        self.found = found
        super().__init__(found)


def prefix(root: Path) -> str:
    """Return the way from the top of the repository to *root*, with a slash; "" outside of one."""
    return _git(root, "rev-parse", "--show-prefix")


def changed_files(root: Path, base: str) -> frozenset[str]:
    """Return the files below *root* that differ from where it left *base*, or are new or gone.

    Raises NoRevision when *base* names no commit.
    """
    listing = ["diff", "--name-only", "--relative", "--no-renames", "-z", _left(root, base)]
    unknown = ["ls-files", "--others", "--exclude-standard", "-z"]
    names = _git(root, *listing).split("\0") + _git(root, *unknown).split("\0")
    return frozenset(filter(None, names))


@contextmanager
def as_it_was(root: Path, base: str) -> Iterator[Path]:
    """Give a folder with what *root* held where it left *base*; it goes at the end."""
    with _tree(root, _left(root, base)) as tree:
        yield tree


@contextmanager
def at(root: Path, revision: str) -> Iterator[Path]:
    """Give a folder with what *root* holds at *revision*; it goes at the end. Raises NoRevision."""
    with _tree(root, commit_of(root, revision)) as tree:
        yield tree


def left(root: Path, base: str, head: str) -> str:
    """Return the commit at which *head* left the line of *base*. Raises NoRevision."""
    mine, other = commit_of(root, base), commit_of(root, head)
    return _git(root, "merge-base", mine, other) or mine


def commit_of(root: Path, revision: str) -> str:
    """Return the whole name of the commit *revision*. Raises NoRevision."""
    asked = ["rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}"]
    if not (commit := _git(root, *asked)):
        raise NoRevision(revision)
    return commit


@contextmanager
def _tree(root: Path, commit: str) -> Iterator[Path]:
    with TemporaryDirectory(prefix="approval-guides-") as name:
        index = {"GIT_INDEX_FILE": str(Path(name) / "index")}
        _git(root, "read-tree", commit, **index)
        tree = Path(name) / "tree"
        files = _git(root, "ls-files", "-z", **index)
        _git(root, "checkout-index", f"--prefix={tree}/", "-z", "--stdin", given=files, **index)
        yield tree / prefix(root)


def _left(root: Path, base: str) -> str:
    """Return the commit at which the one checked out at *root* left the line of *base*."""
    return left(root, base, "HEAD")


def _git(root: Path, *arguments: str, given: str = "", **environment: str) -> str:
    """Return what git answers at *root*, "" when it refuses or is not there."""
    try:
        command = ["git", "-C", str(root), *arguments]
        done = subprocess.run(  # noqa: S603 - our own arguments
            command,
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="surrogateescape",
            check=False,
            input=given,
            env={**os.environ, **environment},
        )
    except FileNotFoundError:
        return ""
    return done.stdout.rstrip("\n") if done.returncode == 0 else ""
