"""The catalogues: every word that a reader sees, by language and key.

A language is a folder of TOML files under generator/catalogues/. A key names a table and an entry
in it, as in "limit.working"; values stand in braces, after str.format.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

from generator import assets
from generator.limits import Limit

if TYPE_CHECKING:
    from generator.problems import Problem

LANGUAGES = ("zh", "en")
DEFAULT = "zh"
LONGEST_VALUE = 60
"""Characters of somebody's text that a message repeats."""


@dataclass(frozen=True)
class Catalogue:
    """The words of one language."""

    language: str
    tables: Mapping[str, Mapping[str, Any]]

    def text(self, key: str, **values: object) -> str:
        """Return the words of *key* with *values* filled in; an unknown key is a KeyError."""
        table, _, entry = key.partition(".")
        words: str = self.tables[table][entry]
        return words.format(**values) if values else words

    def table(self, name: str) -> Mapping[str, Any]:
        """Return all entries of the table *name*."""
        return self.tables[name]

    def message(self, problem: Problem) -> str:
        """Return what was found, and what is expected."""
        return self._told(problem, "message")

    def mend(self, problem: Problem) -> str:
        """Return what to do about it."""
        return self._told(problem, "mend")

    def told(self, problem: Problem) -> str:
        """Return *problem* in one line: where, how grave, what, and what to do."""
        severity = self.text(f"severity.{problem.severity}")
        where = "".join(self.text("severity.also", place=place) for place in problem.also)
        return (
            f"{problem.place}: {severity} [{problem.code}] "
            f"{self.message(problem)}{self.text('severity.stop')}{self.mend(problem)}{where}"
        )

    def _told(self, problem: Problem, part: str) -> str:
        words: str = self.tables["problems"][problem.code][part]
        return words.format(**{name: self._value(name, value) for name, value in problem.values})

    def _value(self, name: str, value: object) -> str:
        """Return *value* in this language, short and in one line."""
        if isinstance(value, Limit):
            return self.text(f"limit.{value.unit}", days=value.days)
        if isinstance(value, date):
            return value.isoformat()
        if name == "nearest":
            return self.text("severity.nearest", name=value) if value else ""
        told = "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in str(value))
        return told if len(told) <= LONGEST_VALUE else told[: LONGEST_VALUE - 1] + "…"


@cache
def catalogue(language: str = DEFAULT) -> Catalogue:
    """Return the catalogue of *language*; a key in two of its files is refused by ValueError."""
    tables: dict[str, dict[str, Any]] = {}
    for path in sorted((assets.CATALOGUES / language).glob("*.toml")):
        for name, entries in tomllib.loads(path.read_text("utf-8")).items():
            table = tables.setdefault(name, {})
            if twice := table.keys() & entries.keys():
                raise ValueError(f"{path.name}: {name}: {sorted(twice)}")
            table.update(entries)
    return Catalogue(language, tables)
