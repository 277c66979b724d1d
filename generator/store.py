"""Where the results of work are kept for the next time.

The results of one kind of work in one context lie in one file, named by the hash of everything they
depend on; long content lies apart from them, each under the hash of itself. So nothing that is kept
is ever out of date, and what is damaged is found out and made again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any, Protocol

from generator.keeping import digest, found, pack, pruned, unpacked, write

RESULTS, CONTENT = ".results", ".content"


class Store(Protocol):
    """What work puts its results into."""

    def put(self, content: bytes) -> str:
        """Put long *content* away, and return what it is called by from now on."""

    def has(self, name: str) -> bool:
        """Tell whether there is content that is called *name*, and note that it is used."""

    def content(self, name: str) -> bytes | None:
        """Return the content that is called *name*; None where it is gone or damaged."""

    def file(self, name: str) -> bytes | Path | None:
        """Return where the content lies that is called *name*, or what it is, else None."""

    def results(self, kind: str, key: str) -> dict[str, Any]:
        """Return what is kept of work of this *kind* in the context *key*, by its input."""

    def keep(self, kind: str, key: str, used: Mapping[str, object]) -> None:
        """Keep the results that were *used*, and as many of those that other branches use."""


class Memory:
    """Keeps nothing for the next time."""

    def __init__(self) -> None:
        self._contents: dict[str, bytes] = {}

    def put(self, content: bytes) -> str:
        name = digest(content)
        self._contents[name] = content
        return name

    def has(self, name: str) -> bool:
        return name in self._contents

    def content(self, name: str) -> bytes | None:
        return self._contents.get(name)

    def file(self, name: str) -> bytes | Path | None:
        return self._contents.get(name)

    def results(self, kind: str, key: str) -> dict[str, Any]:  # noqa: ARG002 - as a folder has it
        return {}

    def keep(self, kind: str, key: str, used: Mapping[str, object]) -> None:
        pass


class Folder:
    """Keeps what it is given in the folder *root*, which anybody may delete at any time."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def put(self, content: bytes) -> str:
        name = digest(content)
        if not self.has(name):
            write(self._path(name), content)
        return name

    def has(self, name: str) -> bool:
        return found(self._path(name))

    def content(self, name: str) -> bytes | None:
        path = self._path(name)
        try:
            data = path.read_bytes()
        except FileNotFoundError:
            return None
        if digest(data) == name:
            return data
        path.unlink(missing_ok=True)  # damaged: the next one who puts it here writes it anew
        return None

    def file(self, name: str) -> bytes | Path | None:
        return None if self.content(name) is None else self._path(name)

    def results(self, kind: str, key: str) -> dict[str, Any]:
        path = self._results(kind, key)
        kept: dict[str, Any] = unpacked(path.read_bytes(), {}) if found(path) else {}
        return kept

    def keep(self, kind: str, key: str, used: Mapping[str, object]) -> None:
        kept = self.results(kind, key)
        others = ((name, result) for name, result in kept.items() if name not in used)
        with pruned(self._root / kind, RESULTS):
            write(self._results(kind, key), pack({**used, **dict(islice(others, len(used)))}))

    @contextmanager
    def pruning(self) -> Iterator[None]:
        """Drop in the end, if all went well, the contents that have not been used for long."""
        with pruned(self._root / "contents", CONTENT):
            yield

    def _path(self, name: str) -> Path:
        return self._root / "contents" / f"{name}{CONTENT}"

    def _results(self, kind: str, key: str) -> Path:
        return self._root / kind / f"{key}{RESULTS}"
