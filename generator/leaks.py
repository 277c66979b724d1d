"""The last look at a site before it takes the place of the old one: no personal data in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator import personal_data
from generator.problems import InvalidSources, Problem

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

    from generator.settling import Standing

TEXTS = (".html", ".json", ".js", ".xml", ".txt", ".csv", ".md", ".svg", ".ics")


def require_no_leak(folder: Path, standing: Collection[Standing]) -> None:
    """Raise InvalidSources when a text below *folder* holds personal data.

    What the workspace tolerates is let through. The documents say what the pages say.
    """
    tolerated = {str(dict(each.problem.values).get("found")) for each in standing}
    if problems := list(_leaks(folder, tolerated)):
        raise InvalidSources(problems)


def _leaks(folder: Path, tolerated: Collection[str]) -> Iterator[Problem]:
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() in TEXTS and path.is_file():
            text, name = path.read_text("utf-8", "replace"), path.relative_to(folder).as_posix()
            for found in personal_data.problems(text, name):
                masked = dict(found.values)["found"]
                if masked not in tolerated:
                    yield Problem(found.place, "personal-data-published", (("found", masked),))
                    break
