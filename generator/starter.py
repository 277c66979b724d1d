"""What an office begins with: a whole workspace, or the skeleton of one file."""

from __future__ import annotations

from importlib.metadata import version
from string import Template
from typing import TYPE_CHECKING

from generator import assets, review_data, schema
from generator.fields import is_slug
from generator.messages import catalogue
from generator.problems import InvalidSources, Place, Problem
from generator.workspace import DEPARTMENTS, PROJECTS, SETTINGS, read_workspace

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

FOLDERS = {"department": DEPARTMENTS, "package": PROJECTS}
EXAMPLE_DAY = "2026-03-02"
"""The day on which the package that a workspace begins with starts."""
SCHEMA = "schema"
"""Where the files of a workspace look for the schemas, in their first line."""


def init(folder: Path, host: str | None = None) -> list[Path]:
    """Write a new workspace into *folder*, with what *host* runs for it, and return its files.

    Where a workspace is already, there comes what the *host* runs, and nothing else.
    Raises InvalidSources, and writes nothing, when one of them exists already, or a workspace does
    and no host was named.
    """
    workflows = _workflows(host, folder) if host else {}
    if workflows and (folder / SETTINGS).is_file():
        return write_new(workflows)
    if (folder / SETTINGS).is_file():
        found = (("found", folder.resolve().name),)
        raise InvalidSources([Problem(Place(SETTINGS), "workspace-already", found)])
    texts = _laid("workspace", folder)
    texts |= {folder / SCHEMA / name: text for name, text in schema.texts(catalogue()).items()}
    texts[folder / SCHEMA / review_data.SCHEMA] = review_data.schema_text()
    return write_new(texts | workflows)


def _workflows(host: str, folder: Path) -> dict[Path, str]:
    texts = _laid("hosts/common", folder) | _laid(f"hosts/{host}", folder)
    pinned = folder / "requirements.txt"
    return texts | {pinned: Template(texts[pinned]).substitute(version=version("approval-guides"))}


def _laid(part: str, folder: Path) -> dict[Path, str]:
    """Return the texts of a *part* of what one begins with, by where they lie in *folder*."""
    root = assets.STARTER / part
    return {
        folder / path.relative_to(root): path.read_text("utf-8")
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }


def new(kind: str, id: str, root: Path) -> Path:
    """Write the skeleton of a department or a package into the workspace at *root*.

    A package begins with an item of the directory. Raises InvalidSources, and writes nothing, when
    *id* is none, the file exists already, or the workspace cannot be read.
    """
    path = root / FOLDERS[kind] / f"{id}.yml"
    if not is_slug(id):
        raise InvalidSources([Problem(Place(FOLDERS[kind]), "not-an-id", (("found", id),))])
    offers = read_workspace(root).directory.offers
    item = next(iter(offers), "first-item") if kind == "package" else _item_of(id)
    skeleton = Template((assets.STARTER / "new" / f"{kind}.yml").read_text("utf-8"))
    return write_new({path: skeleton.substitute(item=item)})[0]


def _item_of(department: str) -> str:
    """Return an id for the first item of *department*, no longer than an id may be."""
    return f"{department[:56].rstrip('-')}-item"


def write_new(texts: Mapping[Path, str]) -> list[Path]:
    """Write the files of *texts* and return them.

    Raises InvalidSources, and writes nothing, when one of them exists already.
    """
    found = [
        Problem(Place(str(path)), "exists-already", (("found", path.name),))
        for path in texts
        if path.exists() or path.is_symlink()
    ]
    if found:
        raise InvalidSources(found)
    for path, text in texts.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8", newline="\n")
    return list(texts)
