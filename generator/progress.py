"""How far long work is: one line that is written over on a terminal, plain lines elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TextIO

LINES = 10
"""How many plain lines there are at most, however much is done."""
ERASED = "\r\x1b[K"
"""Back to the beginning of the line, and nothing on it."""


@dataclass(frozen=True)
class Progress:
    """Tells *stream* how far something is, in the words that *line* has for it."""

    stream: TextIO
    line: Callable[[int, int], str]

    def __call__(self, done: int, total: int) -> None:
        """Tell that *done* of *total* are done; the last time, both are the same."""
        if self.stream.isatty():
            ended = "\n" if done == total else ""
            self.stream.write(f"{ERASED}{self.line(done, total)}{ended}")
        elif done * LINES // total > (done - 1) * LINES // total:
            self.stream.write(f"{self.line(done, total)}\n")
        self.stream.flush()
