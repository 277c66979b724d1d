"""A folder that is published whole or not at all: the old one stays until the new one is there."""

from __future__ import annotations

import ctypes
import fcntl
import os
import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING

from generator.uris import STATIC
from generator.workspace import CACHE, GUIDES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HERE, SWAP = -100, 2
"""AT_FDCWD and RENAME_EXCHANGE of Linux."""
SITE, EXPORT = "index.html", "index.md"
"""What lies, beside the folder STATIC, in a site that was built and in an export."""


class NotOurs(Exception):
    """The folder that is to be written holds something else; it stays as it is."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        super().__init__(str(folder))


class SiteRefused(Exception):
    """MkDocs did not build the site; `told` is what it said."""

    def __init__(self, told: list[str]) -> None:
        self.told = told
        super().__init__("\n".join(told))


@contextmanager
def replaced(folder: Path, sign: str, root: Path) -> Iterator[Path]:
    """Give a new folder that takes the place of *folder* once all has gone well.

    Two builds of the workspace at *root* wait for each other. Raises NotOurs unless *folder* is
    new, empty, or has the file *sign* from an earlier time.
    """
    folder = folder.resolve()
    _require_ours(folder, sign, root.resolve())
    draft = folder.with_name(f".{folder.name}.draft")
    with _alone(root):
        _sweep(folder, draft)
        try:
            draft.mkdir(parents=True)
            yield draft
            _exchange(draft, folder)
        finally:
            shutil.rmtree(draft, ignore_errors=True)


def _require_ours(folder: Path, sign: str, root: Path) -> None:
    unsafe = root.is_relative_to(folder) or folder.is_relative_to(root / GUIDES)
    taken = folder.exists() and not (folder.is_dir() and _is_ours_or_empty(folder, sign))
    if unsafe or taken:
        raise NotOurs(folder)


def _is_ours_or_empty(folder: Path, sign: str) -> bool:
    ours = (folder / STATIC).is_dir() and (folder / sign).is_file()
    return ours or not any(folder.iterdir())


@contextmanager
def _alone(root: Path) -> Iterator[None]:
    """Wait until no other build of the workspace is under way."""
    lock = root / CACHE / "build.lock"
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


def _old(folder: Path) -> Path:
    return folder.with_name(f".{folder.name}.old")


def _sweep(folder: Path, draft: Path) -> None:
    """Clear up after a build that was killed: its draft goes, what it set aside comes back."""
    shutil.rmtree(draft, ignore_errors=True)
    if _old(folder).is_dir() and not folder.exists():
        _old(folder).rename(folder)
    shutil.rmtree(_old(folder), ignore_errors=True)


def _exchange(draft: Path, folder: Path) -> None:
    """Put *draft* in the place of *folder*: at no moment there is neither, where the disk can."""
    if folder.exists():
        if _swapped(draft, folder):
            return  # what was there is the draft now, which goes
        folder.rename(_old(folder))
    draft.rename(folder)
    shutil.rmtree(_old(folder), ignore_errors=True)


def _swapped(one: Path, other: Path) -> bool:
    """Let two folders change their names in one step; return whether the system could.

    Only Linux can, from C alone, and not on every disk.
    """
    rename = getattr(ctypes.CDLL(None), "renameat2", None)
    paths = (HERE, os.fsencode(one), HERE, os.fsencode(other), SWAP)
    return rename is not None and rename(*paths) == 0
