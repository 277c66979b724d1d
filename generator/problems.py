"""What can be wrong in what an author wrote: as data, until somebody words it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class Severity(StrEnum):
    """How much a problem matters; an error stops everything from being published."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, order=True)
class Place:
    """A position in a file of the workspace; lines and columns count from 1."""

    path: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


@dataclass(frozen=True, order=True)
class Problem:
    """One thing that is wrong, and where.

    The `code` is stable and names the words in the catalogues; `values` are what these words
    mention, and `also` the other places that have to do with it.
    """

    place: Place
    code: str
    values: tuple[tuple[str, object], ...] = ()
    severity: Severity = Severity.ERROR
    also: tuple[Place, ...] = ()


class InvalidSources(Exception):
    """Sources that cannot be published; carries every problem found, in the order of the files."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sorted(problems, key=lambda problem: (problem.place, problem.code))
        super().__init__(f"{len(self.problems)} problems")
