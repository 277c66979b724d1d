"""Who reviews: the accounts of departments on the code host, and CODEOWNERS made of them.

GitHub and GitLab read a path as a glob, Gitea as a regular expression: what is written here means
the same to all of them, or nothing to one and the right thing to the others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.confirmations import OFFICE
from generator.messages import catalogue

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.workspace import Workspace

ANY = ("*", ".*")
"""Any file: to those who read globs, and to those who read regular expressions."""


def handles(workspace: Workspace, department: str) -> tuple[str, ...]:
    """Return the accounts that review for *department*; of none, those of the office."""
    known = workspace.settings.value.reviewers
    return known.get(department) or known.get(OFFICE, ())


def codeowners(workspace: Workspace) -> str:
    """Return CODEOWNERS of *workspace*; "" where the settings name nobody who reviews."""
    head = catalogue(workspace.settings.value.language).text("diff.codeowners_head")
    lines = [f"{path} {' '.join(owners)}" for path, owners in _owned(workspace) if owners]
    return "".join(f"{line}\n" for line in (f"# {head}", *lines)) if lines else ""


def _owned(workspace: Workspace) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield each path with who owns it; of two that fit, the later one holds.

    What is no department's own is the office's: this file, too, and what the code host runs.
    """
    yield from ((path, handles(workspace, OFFICE)) for path in ANY)
    for id in workspace.departments:
        yield f"guides/departments/{id}.yml", handles(workspace, id)
        yield f"confirmations/{id}.yml", handles(workspace, id)
