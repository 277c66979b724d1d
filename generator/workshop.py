"""Work over the files of a workspace: done once, and side by side where there is much of it.

Work is a pure function of a context and one file; what it makes is kept in a store.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import cached_property, lru_cache, partial
from multiprocessing import get_context
from typing import Any, Generic, Protocol, TypeVar
from weakref import finalize

from generator.store import Memory, Store


class Input(Protocol):
    """What work is done with: a file, or a file and what is known of it."""

    @property
    def key(self) -> str:
        """The hash of all that it is."""


C = TypeVar("C")
I = TypeVar("I", bound=Input)  # noqa: E741 - as in Input
R = TypeVar("R")
Work = Callable[[C, I, Store], R]
"""Makes a result of a context and an input; long content it puts into a store."""
CHUNK = 16
"""Inputs that a process is handed at a time, with the context."""


def nothing(_: object) -> tuple[str, ...]:
    """Return what a result has put away that puts nothing away."""
    return ()


def processes(jobs: int) -> Executor:
    """Return what does work in *jobs* processes."""
    return ProcessPoolExecutor(jobs, get_context("spawn"))


@dataclass(frozen=True)
class Task(Generic[C, I, R]):
    """What is done with every input."""

    kind: str
    work: Work[C, I, R]
    """A function of a module, so that another process finds it."""
    context: C
    key: str
    """The hash of everything, besides the input, that the results depend on."""
    few: int
    """Inputs that are done sooner here than other processes begin."""
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

    def each(self, task: Task[C, I, R], inputs: Sequence[I]) -> Iterator[R]:
        """Yield what *task* makes of each of *inputs*, in their order."""
        kept: dict[str, R] = self.store.results(task.kind, task.key)
        keys = [each.key for each in inputs]
        have = {key for key in keys if key in kept and self._is_whole(task, kept[key])}
        lacking = [each for each, key in zip(inputs, keys, strict=True) if key not in have]
        used: dict[str, R] = {}
        made = self._made(task, lacking)
        for key in keys:
            used[key] = kept[key] if key in have else next(made)
            yield used[key]
        if lacking:
            self.store.keep(task.kind, task.key, used)

    def _is_whole(self, task: Task[C, I, R], result: R) -> bool:
        return all(map(self.store.has, task.contents(result)))

    def _made(self, task: Task[C, I, R], inputs: Sequence[I]) -> Iterator[R]:
        """Return the results of *inputs*, which are made while they are asked for."""
        if self.jobs == 1 or len(inputs) <= task.few:
            return (task.work(task.context, each, self.store) for each in inputs)
        work = partial(done, task.work, pickle.dumps(task.context), self.store)
        return self._executor.map(work, inputs, chunksize=CHUNK)

    @cached_property
    def _executor(self) -> Executor:
        """Begun with the first work that is a lot, and ended with this workshop."""
        executor = self.begun(self.jobs)
        finalize(self, executor.shutdown)
        return executor


def done(work: Work[Any, I, R], context: bytes, store: Store, each: I) -> R:
    """Do *work* in another process, which is sent the *context* many times and opens it once."""
    return work(_opened(context), each, store)


@lru_cache(maxsize=1)
def _opened(context: bytes) -> object:
    return pickle.loads(context)  # noqa: S301 - from the process that began this one
