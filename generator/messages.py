"""The catalogues: every word that a reader sees, by language and key.

A language is a folder of TOML files under generator/catalogues/. A key names a table and an entry
in it, as in "limit.working"; values stand in braces, after str.format, and {days:day|days} chooses
between one and several.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from string import Formatter
from typing import TYPE_CHECKING, Any

from markupsafe import escape

from generator import assets
from generator.limits import Limit
from generator.original import Mixed
from generator.problems import Shape

if TYPE_CHECKING:
    from generator.problems import Problem

LANGUAGES = ("zh", "en")
DEFAULT = "zh"
LONGEST_VALUE = 60
"""Characters of somebody's text that a message repeats."""
MOST_LISTED = 16
"""Names of a list that a message repeats."""


class _Plurals(Formatter):
    """Fills words in as str.format does; {days:day|days} is "day" of one and "days" of others."""

    def format_field(self, value: object, format_spec: str) -> object:
        one, parted, several = format_spec.partition("|")
        if not parted:
            return super().format_field(value, format_spec)
        return one if str(value) == "1" else several


_PLURALS = _Plurals()


def filled(words: str, **values: object) -> str:
    """Return *words* with *values* in the places of their names.

    Values that are markup, or that nobody has translated, stay so where a template shows the words.
    """
    if any(hasattr(value, "__html__") for value in values.values()):
        markup = _filled(str(escape(words)), {key: escape(each) for key, each in values.items()})
        return Mixed(_filled(words, values), markup)
    return _filled(words, values)


def _filled(words: str, values: Mapping[str, object]) -> str:
    # our formatter is written in Python, and a page has a thousand words
    return _PLURALS.format(words, **values) if "|" in words else words.format(**values)


@dataclass(frozen=True)
class Catalogue:
    """The words of one language."""

    language: str
    tables: Mapping[str, Mapping[str, Any]]

    def text(self, key: str, **values: object) -> str:
        """Return the words of *key* with *values* filled in; an unknown key is a KeyError."""
        table, _, entry = key.partition(".")
        words: str = self.tables[table][entry]
        return filled(words, **values) if values else words

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
        return f"{problem.place}: {severity} [{problem.code}] {self.told_alone(problem)}{where}"

    def told_alone(self, problem: Problem) -> str:
        """Return what *problem* is, and what to do, of something that stands in no file."""
        return f"{self.message(problem)}{self.text('severity.stop')}{self.mend(problem)}"

    def _told(self, problem: Problem, part: str) -> str:
        words: str = self.tables["problems"][problem.code][part]
        values = {name: self._value(name, value) for name, value in problem.values}
        return _PLURALS.format(words, **{"nearest": "", **values})

    def _value(self, name: str, value: object) -> str:
        """Return *value* in this language, short and in one line."""
        if isinstance(value, Limit):
            return self.text(f"limit.{value.unit}", days=value.days)
        if isinstance(value, date):
            return value.isoformat()
        if isinstance(value, Shape):
            return self.text(f"shape.{value}")
        if isinstance(value, tuple):
            more = ("…",) if len(value) > MOST_LISTED else ()
            return self.text("severity.join").join(map(str, value[:MOST_LISTED] + more))
        told = "".join(map(_visible, str(value)))
        if name == "nearest":
            return self.text("severity.nearest", name=told) if told else ""
        return told if len(told) <= LONGEST_VALUE else told[: LONGEST_VALUE - 1] + "…"


def _visible(character: str) -> str:
    """Return *character*, or its escape where a terminal or a page would not show it."""
    return character if character.isprintable() else character.encode("unicode_escape").decode()


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
