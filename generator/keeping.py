"""What builds keep for the next one: files touched whenever they are used, dropped in the end.

When a file was used decides only about what is made again, never about what is in it.
"""

from __future__ import annotations

import hashlib
import io
import os
import pickle
from contextlib import contextmanager, suppress
from dataclasses import is_dataclass
from enum import Enum
from pathlib import Path
from threading import get_ident
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterator

T = TypeVar("T")
PLAIN = {
    ("datetime", "date"),
    ("decimal", "Decimal"),
    ("fractions", "Fraction"),
    ("generator.original", "Mixed"),
    ("generator.original", "Original"),
    ("generator.original", "Translated"),
}
"""Classes, other than data of our own, that what is kept may hold."""
HASH = 32
"""Bytes of a SHA-256."""


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
    with os.scandir(folder) as entries:
        times = {e.path: e.stat().st_mtime_ns for e in entries if e.name.endswith(ending)}
    used = sum(time >= begun for time in times.values())
    for path in sorted(times, key=times.__getitem__, reverse=True)[2 * used :]:
        with suppress(FileNotFoundError):
            Path(path).unlink()


def digest(*parts: bytes) -> str:
    """Return a hash of *parts*, which no other parts have."""
    whole = hashlib.sha256()
    for part in parts:
        whole.update(f"{len(part)} ".encode())
        whole.update(part)
    return whole.hexdigest()


def pack(value: object) -> bytes:
    """Return *value* as bytes that tell when they are damaged; see `unpacked`."""
    data = io.BytesIO()
    _Packing(data, protocol=5).dump(value)
    return hashlib.sha256(data.getvalue()).digest() + data.getvalue()


def unpacked(data: bytes, other: T) -> T:
    """Return what was packed as *data*; *other* where it is damaged or no plain data."""
    told, rest = data[:HASH], data[HASH:]
    if hashlib.sha256(rest).digest() != told:
        return other
    try:
        value: T = _Unpacking(io.BytesIO(rest)).load()
    except (pickle.UnpicklingError, AttributeError, ImportError):
        return other
    return value


class _Packing(pickle.Pickler):
    """Writes a member of an enumeration as a value of its class, whatever Python would do.

    Python 3.11.0 to 3.11.3 write a call of getattr, which is not read back.
    """

    def reducer_override(self, value: object) -> Any:  # noqa: ANN401 - as the library has it
        return (type(value), (value.value,)) if isinstance(value, Enum) else NotImplemented


class _Unpacking(pickle.Unpickler):
    """Reads data and nothing else: what somebody else put there cannot run anything."""

    def find_class(self, module: str, name: str) -> Any:  # noqa: ANN401 - as the library has it
        found = super().find_class(module, name) if module.startswith("generator.") else None
        if isinstance(found, type) and (is_dataclass(found) or issubclass(found, Enum)):
            return found
        if (module, name) in PLAIN:
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"{module}.{name}")
