"""CODEOWNERS asks the same people on every code host, each of which reads it in its own way."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from generator.reviewers import codeowners
from generator.workspace import read_workspace

from .test_lint import CASES, workspace_of

OFFICE, HOUSING = "@county/office", "@county/housing"
WANTED = {
    "site_config.yml": OFFICE,
    "CODEOWNERS": OFFICE,
    ".github/workflows/check.yml": OFFICE,
    ".gitlab-ci.yml": OFFICE,
    "guides/projects/park.yml": OFFICE,
    "guides/files/form.docx": OFFICE,
    "guides/departments/other.yml": OFFICE,
    "guides/departments/new-one.yml": OFFICE,
    "guides/departments/housing.yml": HOUSING,
    "guides/departments/housing.yml.txt": OFFICE,
    "confirmations/housing.yml": HOUSING,
    "confirmations/other.yml": OFFICE,
    "archive/2025/deep/office.yml": OFFICE,
}


def github(pattern: str, folder: Path) -> set[str]:
    """Read *pattern* as git reads .gitignore."""
    subprocess.run(["git", "init", "-q", folder], check=True)
    (folder / ".gitignore").write_text(f"{pattern}\n", "utf-8")
    done = subprocess.run(
        ["git", "check-ignore", "--no-index", "--stdin"], cwd=folder, input="\n".join(WANTED),
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    return set(done.stdout.splitlines())


def gitlab(pattern: str, _: Path) -> set[str]:
    """Read *pattern* as Ruby's File.fnmatch with FNM_PATHNAME and FNM_DOTMATCH, at any depth."""
    glob = re.escape(pattern).replace(r"\*", "[^/]*")
    return {path for path in WANTED if re.fullmatch(f"(.*/)?{glob}", path)}


def gitea(pattern: str, _: Path) -> set[str]:
    """Read *pattern* as a regular expression for a whole path; what is none fits nothing.

    Gitea asks all whom it finds, not only the last.
    """
    try:
        return {path for path in WANTED if re.fullmatch(pattern, path)}
    except re.error:
        return set()


@pytest.fixture
def rules(tmp_path: Path) -> list[list[str]]:
    """The pattern and the owner of each line of CODEOWNERS of a workspace of two departments."""
    root = workspace_of(CASES / "model" / "good.txt", tmp_path / "workspace")
    for id in ("housing", "other"):
        path = root / f"guides/departments/{id}.yml"
        path.write_text(f"name: {id}\nitems: {{}}\n", "utf-8")
    with (root / "site_config.yml").open("a", encoding="utf-8") as settings:
        settings.write(f"reviewers: {{housing: '{HOUSING}', office: '{OFFICE}'}}\n")
    made = codeowners(read_workspace(root))
    return [line.split() for line in made.splitlines() if not line.startswith("#")]


@pytest.mark.parametrize("reads", [github, gitlab, gitea])
def test_a_file_is_reviewed_by_whom_it_belongs_to(
    reads: Callable[[str, Path], set[str]], rules: list[list[str]], tmp_path: Path
) -> None:
    found = {path: owner for pattern, owner in rules for path in reads(pattern, tmp_path)}
    assert found == WANTED
