"""Work over the files of a workspace: done once, and side by side where there is much of it.

Work is a pure function of a context and one file; what it makes is kept in a store.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import lru_cache, partial
from multiprocessing import get_context
from typing import Any, Generic, TypeVar

from generator.keeping import digest
from generator.sources import File
from generator.store import Memory, Store

C = TypeVar("C")
R = TypeVar("R")
Work = Callable[[C, File, Store], R]
"""Makes a result of a context and a file; long content it puts into a store."""
CHUNK = 16
"""Files that a process is handed at a time, with the context."""


def nothing(_: object) -> tuple[str, ...]:
    """Return what a result has put away that puts nothing away."""
    return ()


def processes(jobs: int) -> Executor:
    """Return what does work in *jobs* processes."""
    return ProcessPoolExecutor(jobs, get_context("spawn"))


@dataclass(frozen=True)
class Task(Generic[C, R]):
    """What is done with every file."""

    kind: str
    work: Work[C, R]
    """A function of a module, so that another process finds it."""
    context: C
    key: str
    """The hash of everything, besides the file, that the results depend on."""
    few: int
    """Files that are done sooner here than other processes begin."""
    contents: Callable[[R], Iterable[str]] = nothing
    """Returns what that is called which a result has put away."""


@dataclass(frozen=True)
class Workshop:
    """Where work is done, and what keeps its results."""

    store: Store = field(default_factory=Memory)
    jobs: int = 1
    """Processes that do a lot of work side by side; of one, it is this one."""
    begun: Callable[[int], Executor] = processes
    """Begins as many as it is told."""

    def each(self, task: Task[C, R], files: Sequence[File]) -> Iterator[R]:
        """Yield what *task* makes of each of *files*, in their order."""
        kept: dict[str, R] = self.store.results(task.kind, task.key)
        keys = [digest(file.name.encode(), file.data) for file in files]
        have = {key for key in keys if key in kept and self._is_whole(task, kept[key])}
        lacking = [file for file, key in zip(files, keys, strict=True) if key not in have]
        used: dict[str, R] = {}
        with self._making(task, lacking) as made:
            for key in keys:
                used[key] = kept[key] if key in have else next(made)
                yield used[key]
        if lacking:
            self.store.keep(task.kind, task.key, used)

    def _is_whole(self, task: Task[C, R], result: R) -> bool:
        return all(map(self.store.has, task.contents(result)))

    @contextmanager
    def _making(self, task: Task[C, R], files: Sequence[File]) -> Iterator[Iterator[R]]:
        """Give the results of *files*, which are made while they are asked for."""
        with ExitStack() as stack:
            if self.jobs == 1 or len(files) <= task.few:
                yield (task.work(task.context, file, self.store) for file in files)
            else:
                executor = stack.enter_context(self.begun(self.jobs))
                work = partial(done, task.work, pickle.dumps(task.context), self.store)
                yield executor.map(work, files, chunksize=CHUNK)


def done(work: Work[Any, R], context: bytes, store: Store, file: File) -> R:
    """Do *work* in another process, which is sent the *context* many times and opens it once."""
    return work(_opened(context), file, store)


@lru_cache(maxsize=1)
def _opened(context: bytes) -> object:
    return pickle.loads(context)  # noqa: S301 - from the process that began this one
