"""Where the parts of a YAML file stand: lines and columns by location."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

Location = tuple[str | int, ...]
"""The keys and indexes that lead from the top of a file to a value."""
Position = tuple[int, int]
"""A line and a column, both from 1."""
Marks = list[Any]
"""[line, column, inside]: what is inside a list are marks, inside a mapping [line, column, marks]
of each key and its value, by key; None inside a scalar. JSON keeps it as it is."""


@dataclass(frozen=True)
class Positions:
    """The position of every key and every value of one file."""

    marks: Marks

    def of(self, location: Location) -> Position:
        """Return where the value at *location* stands, or the nearest thing around it."""
        line, column, _ = self._found(location)[1]
        return line, column

    def of_key(self, location: Location) -> Position:
        """Return where the key of *location* stands, or what `of` returns for what has no key."""
        *parent, key = self.written(location)
        inside = self._found(tuple(parent))[1][2]
        if isinstance(inside, dict):
            line, column, _ = inside[key]
            return line, column
        return self.of(location)

    def at(self, line: int, column: int) -> Location:
        """Return the location whose key or value begins here; the top of the file, if none does."""
        return next((found for found, at in _walk(self.marks, ()) if at == (line, column)), ())

    def written(self, location: Location) -> Location:
        """Return *location* without the parts that the file does not have, as types put them in."""
        return self._found(location)[0]

    def _found(self, location: Location) -> tuple[Location, Marks]:
        found: list[str | int] = []
        here = self.marks
        for part in location:
            match here[2]:
                case dict(inside) if part in inside:
                    here = inside[part][2]
                case list(inside) if isinstance(part, int) and part < len(inside):
                    here = inside[part]
                case _:
                    continue
            found.append(part)
        return tuple(found), here


def _walk(marks: Marks, location: Location) -> Iterator[tuple[Location, Position]]:
    """Yield every location inside *marks*, each with where its value and where its key begins."""
    line, column, inside = marks
    yield location, (line, column)
    if isinstance(inside, dict):
        for key, (key_line, key_column, value) in inside.items():
            yield (*location, key), (key_line, key_column)
            yield from _walk(value, (*location, key))
    elif isinstance(inside, list):
        for number, value in enumerate(inside):
            yield from _walk(value, (*location, number))
