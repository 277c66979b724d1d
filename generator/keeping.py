"""What builds keep for the next one: files touched whenever they are used, dropped in the end.

When a file was used decides only about what is made again, never about what is in it.
"""

from __future__ import annotations

import os
from contextlib import contextmanager, suppress
from threading import get_ident
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def found(path: Path) -> bool:
    """Tell whether *path* is there, and note that it is used."""
    with suppress(FileNotFoundError):
        os.utime(path)
        return True
    return False


def write(path: Path, content: bytes) -> None:
    """Write a file so that nobody ever sees half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}.{get_ident()}")
    draft.write_bytes(content)
    draft.replace(path)


@contextmanager
def pruned(folder: Path, ending: str) -> Iterator[None]:
    """Drop in the end, if all went well, what has not been used for long.

    Of the files in *folder* with this *ending* there stay those used meanwhile, and as many others,
    the last used first: so a build of another branch or day does not undo what this one keeps.
    """
    mark = folder / "begun"
    write(mark, b"")
    begun = mark.stat().st_mtime_ns  # the disk's time, as that of the files
    yield
    times = {path: path.stat().st_mtime_ns for path in folder.glob(f"*{ending}")}
    used = sum(time >= begun for time in times.values())
    for path in sorted(times, key=times.__getitem__, reverse=True)[2 * used :]:
        path.unlink(missing_ok=True)
