"""The day that a build speaks of: the one that is given, or that of the workspace's last commit."""

from __future__ import annotations

import re
import subprocess
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

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
    command = ["git", "-C", str(root), "log", "-1", "--format=%cs"]  # the committer's own day
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    except FileNotFoundError:
        return ""
    return done.stdout.strip()
