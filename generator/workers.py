"""Processes that work side by side; one that dies or hangs fails its own task and no other.

An executor of the standard library gives up all its tasks when one process dies, and cannot stop
one that hangs inside a library.
"""

from __future__ import annotations

import resource
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from multiprocessing import get_context
from queue import SimpleQueue
from threading import BoundedSemaphore
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.connection import Connection

P = ParamSpec("P")
T = TypeVar("T")

SPAWN = get_context("spawn")
"""New processes that inherit nothing, so that each sees the end of its own pipe."""
WAITING = 64
"""How many tasks may wait for each worker: whoever brings more waits, and holds them meanwhile."""
SHUTDOWN = 10
"""Seconds that an idle process may take to end."""


class Died(Exception):
    """The process of a task ended by itself: a library gave up, or the machine ran out of memory.

    `code` is its exit code, or minus the signal that ended it.
    """

    def __init__(self, code: int | None) -> None:
        self.code = code
        super().__init__(code)


@dataclass
class Worker:
    """A process that does one task after another, and is replaced when it has died."""

    seconds: float
    memory: int

    def __post_init__(self) -> None:
        self._start()

    def _start(self) -> None:
        self._pipe, theirs = SPAWN.Pipe()
        self._process = SPAWN.Process(target=_serve, args=(theirs, self.memory), daemon=True)
        self._process.start()
        theirs.close()

    def done(self, task: Callable[[], T]) -> T:
        """Return what *task* returns or raise what it raises.

        Raises TimeoutError when it takes more than the seconds of this worker, and Died when its
        process ends meanwhile.
        """
        if not self._process.is_alive():
            self._start()
        try:
            self._pipe.send(task)
            if not self._pipe.poll(self.seconds):
                self._process.kill()
                self._process.join()
                raise TimeoutError(self.seconds)
            result, error = self._pipe.recv()
        except (EOFError, ConnectionError) as end:
            self._process.join()
            raise Died(self._process.exitcode) from end
        if error is not None:
            raise error
        return result  # type: ignore[no-any-return]

    def stop(self) -> None:
        """End the process."""
        self._pipe.close()
        self._process.join(SHUTDOWN)
        self._process.kill()
        self._process.join()


@dataclass
class Workers(Executor):
    """So many workers, each started when there is work for it.

    A task may take so many *seconds*, and its process so many bytes of *memory*.
    """

    count: int
    seconds: float
    memory: int
    _started: list[Worker] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._threads = ThreadPoolExecutor(self.count)
        self._room = BoundedSemaphore(self.count * WAITING)
        self._idle: SimpleQueue[Worker | None] = SimpleQueue()
        for _ in range(self.count):
            self._idle.put(None)

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Have a worker call *fn*; it and its arguments travel to another process."""
        self._room.acquire()
        future = self._threads.submit(self._done, partial(fn, *args, **kwargs))
        future.add_done_callback(lambda _: self._room.release())
        return future

    def _done(self, task: Callable[[], T]) -> T:
        worker = self._idle.get()
        try:
            if worker is None:
                worker = Worker(self.seconds, self.memory)
                self._started.append(worker)
            return worker.done(task)
        finally:
            self._idle.put(worker)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: FBT001, FBT002 - an executor's own signature
        self._threads.shutdown(wait, cancel_futures=cancel_futures)
        for worker in self._started:
            worker.stop()


def _serve(pipe: Connection[Any, Any], memory: int) -> None:
    """Do what comes through *pipe* until its other end is closed."""
    _limit(memory)
    with suppress(EOFError, KeyboardInterrupt):
        while True:
            task = pipe.recv()
            told: tuple[Any, Exception | None]
            try:
                told = task(), None
            except Exception as error:  # noqa: BLE001 - whoever waits for the task gets it
                told = None, error
            pipe.send(told)


def _limit(memory: int) -> None:
    """Let this process have no more than *memory* bytes, nor more than it may have already."""
    most = resource.getrlimit(resource.RLIMIT_AS)[1]
    least = memory if most == resource.RLIM_INFINITY else min(memory, most)
    resource.setrlimit(resource.RLIMIT_AS, (least, most))
