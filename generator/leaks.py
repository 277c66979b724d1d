"""The last look at a site before it takes the place of the old one.

No text in it holds personal data, and what lies in it as it lay below guides/ may be published: an
author, or a program, can change a file while the site is made.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator import personal_data
from generator.attachments import published_problems
from generator.lint_names import links_stay_inside
from generator.problems import InvalidSources, Problem, Severity
from generator.store import Folder
from generator.workspace import CACHE, GUIDES

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

    from generator.settling import Standing
    from generator.workspace import Workspace

TEXTS = (".html", ".json", ".js", ".xml", ".txt", ".csv", ".md", ".svg", ".ics")


def require_no_leak(folder: Path, workspace: Workspace, standing: Collection[Standing]) -> None:
    """Raise InvalidSources when something below *folder* may not be published.

    What the *workspace* tolerates is let through. The documents say what the pages say.
    """
    tolerated = {str(dict(each.problem.values).get("found")) for each in standing}
    known = {each.problem for each in standing}
    problems = [
        *_leaks(folder, tolerated),
        *(p for p in _changed(folder, workspace) if p not in known),
    ]
    if problems:
        raise InvalidSources(problems)


def _changed(folder: Path, workspace: Workspace) -> Iterator[Problem]:
    """Yield the errors of the attachments as they lie in *folder*."""
    store = Folder(workspace.root / CACHE)
    found = published_problems(workspace.root / GUIDES, folder, store)
    yield from (problem for problem in found if problem.severity is Severity.ERROR)
    yield from links_stay_inside(workspace)


def _leaks(folder: Path, tolerated: Collection[str]) -> Iterator[Problem]:
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() in TEXTS and path.is_file():
            text, name = path.read_text("utf-8", "replace"), path.relative_to(folder).as_posix()
            for found in personal_data.problems(text, name):
                masked = dict(found.values)["found"]
                if masked not in tolerated:
                    yield Problem(found.place, "personal-data-published", (("found", masked),))
                    break
