"""What an office begins with: a whole workspace, or the skeleton of one file."""

from __future__ import annotations

from string import Template
from typing import TYPE_CHECKING

from generator import assets, schema
from generator.fields import is_slug
from generator.messages import catalogue
from generator.problems import InvalidSources, Place, Problem
from generator.workspace import DEPARTMENTS, PROJECTS, read_workspace

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

FOLDERS = {"department": DEPARTMENTS, "package": PROJECTS}
SCHEMA = "schema"
"""Where the files of a workspace look for the schemas, in their first line."""


def init(folder: Path) -> list[Path]:
    """Write a new workspace into *folder* and return its files.

    Raises InvalidSources, and writes nothing, when one of them exists already.
    """
    workspace = assets.STARTER / "workspace"
    texts = {
        folder / path.relative_to(workspace): path.read_text("utf-8")
        for path in sorted(workspace.rglob("*"))
        if path.is_file()
    }
    schemas = [folder / SCHEMA / name for name in schema.FILES]
    _refuse_existing([*texts, *schemas])
    for path, text in texts.items():
        _write(path, text)
    return [*texts, *schema.write(folder / SCHEMA, catalogue())]


def new(kind: str, id: str, root: Path) -> Path:
    """Write the skeleton of a department or a package into the workspace at *root*.

    A package begins with an item of the directory. Raises InvalidSources, and writes nothing, when
    *id* is none, the file exists already, or the workspace cannot be read.
    """
    path = root / FOLDERS[kind] / f"{id}.yml"
    if not is_slug(id):
        raise InvalidSources([Problem(Place(FOLDERS[kind]), "not-an-id", (("found", id),))])
    offers = read_workspace(root).directory.offers
    _refuse_existing([path])
    item = next(iter(offers), "first-item") if kind == "package" else _item_of(id)
    skeleton = Template((assets.STARTER / "new" / f"{kind}.yml").read_text("utf-8"))
    _write(path, skeleton.substitute(item=item))
    return path


def _item_of(department: str) -> str:
    """Return an id for the first item of *department*, no longer than an id may be."""
    return f"{department[:56].rstrip('-')}-item"


def _refuse_existing(paths: Iterable[Path]) -> None:
    """Raise InvalidSources when one of *paths* is there already."""
    found = [
        Problem(Place(str(path)), "exists-already", (("found", path.name),))
        for path in paths
        if path.exists() or path.is_symlink()
    ]
    if found:
        raise InvalidSources(found)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8", newline="\n")
