"""What can be wrong in what an author wrote: as data, until somebody words it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


MOST_TOLD = 100
"""Problems that are told of one file; who made more of them begins with these."""


class Severity(StrEnum):
    """How much a problem matters; an error stops everything from being published."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Shape(StrEnum):
    """What a value is when it is no text; a message names it."""

    LIST = "list"
    MAPPING = "mapping"


@dataclass(frozen=True, order=True)
class Place:
    """A position in a file of the workspace; lines and columns count from 1, in characters."""

    path: str
    """Relative to the workspace, with slashes."""
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong, and where; sorts by place.

    The `code` is stable and names the words in the catalogues; `values` are what these words
    mention, and `also` the other places that have to do with it.
    """

    place: Place
    code: str
    values: tuple[tuple[str, object], ...] = ()
    severity: Severity = Severity.ERROR
    also: tuple[Place, ...] = ()

    def __lt__(self, other: Problem) -> bool:
        return self._order < other._order

    @property
    def _order(self) -> tuple[Place, str, str]:
        return self.place, self.code, str(self.values)


class InvalidSources(Exception):
    """Sources that cannot be published; carries every problem found, in the order of the files."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sorted(problems)
        super().__init__(f"{len(self.problems)} problems")


class MissingLibrary(Exception):
    """A system library that printing needs is not there; `package` is Debian's name for it."""

    def __init__(self, package: str) -> None:
        self.package = package
        super().__init__(package)
