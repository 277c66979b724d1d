"""Two versions of a workspace: commits of its repository, folders, or the files as they lie."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from generator import history
from generator.workspace import files_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.workspace import Files


@contextmanager
def versions(
    root: Path, base: str, head: str | None, *, exact: bool = False
) -> Iterator[tuple[Files, Files]]:
    """Give the files of *base* and of *head*, which are those at *root* where none is named.

    A name that is a folder is one; any other is a commit. Of a commit, what is compared with is
    the one at which *head* left its line, unless it is to be *exact*: what others have done since
    is no change of *head*. Raises NoRevision, and InvalidSources where there is no workspace.
    """
    with _version(root, head) as after, _version(root, _base(root, base, head, exact)) as before:
        yield before, after


def _base(root: Path, base: str, head: str | None, exact: bool) -> str:  # noqa: FBT001 - as given
    if exact or Path(base).is_dir() or (head and Path(head).is_dir()):
        return base
    return history.left(root, base, head or "HEAD")


@contextmanager
def _version(root: Path, name: str | None) -> Iterator[Files]:
    if name is None:
        yield files_of(root)
    elif Path(name).is_dir():
        yield files_of(Path(name).resolve())
    else:
        with history.at(root, name) as folder:
            yield files_of(folder)
