"""What the workspace's git history says: the day that a build speaks of."""

from __future__ import annotations

import subprocess
from datetime import date
from typing import TYPE_CHECKING

from generator.problems import InvalidSources, Place, Problem

if TYPE_CHECKING:
    from pathlib import Path


def as_of(root: Path, given: str | None) -> date:
    """Return the day *given* as YYYY-MM-DD, else that of the commit checked out at *root*.

    Raises InvalidSources when the day is not one, or none is given outside a repository: nothing
    asks the system for today, so that one commit always gives the same bytes.
    """
    try:
        return date.fromisoformat(given or _commit_day(root))
    except ValueError as error:
        code = "as-of-not-a-day" if given else "as-of-missing"
        problem = Problem(Place("--as-of"), code, (("found", given or ""),))
        raise InvalidSources([problem]) from error


def _commit_day(root: Path) -> str:
    command = ["git", "-C", str(root), "log", "-1", "--format=%cs"]  # the committer's own day
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    except FileNotFoundError:
        return ""
    return done.stdout.strip()
