"""The ids of what authors call by its name where an id is wanted."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from generator.nearest import nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from generator.directory import Department, Item
    from generator.problems import Problem
    from generator.settings import Settings
    from generator.sources import Source


def ids_by_name(
    settings: Iterable[Source[Settings]], departments: Iterable[Source[Department]]
) -> dict[str, str]:
    """Return the ids of chains, departments and items by all their names."""
    found: dict[str, str] = {}
    for site in settings:
        found |= {chain.name: id for id, chain in site.value.chains.items()}
    for department in departments:
        found |= dict.fromkeys(_names(department.value), department.id)
        for id, item in department.value.items.items():
            found |= dict.fromkeys(_names(item), id)
    return found


def _names(named: Department | Item) -> Iterator[str]:
    yield named.name
    yield from named.aliases
    if named.short_name:
        yield named.short_name


def with_id(problem: Problem, ids: Mapping[str, str]) -> Problem:
    """Return *problem*; where it is of a name that stands for an id, with the id, if *ids* has it.

    Where an id is given, not named, that of something else would help nobody.
    """
    values = dict(problem.values)
    found = str(values.get("found"))
    if problem.code != "not-an-id" or values["key"] in ("id", found):
        return problem
    meant = ids.get(nearest(found, ids), values.get("nearest"))
    return replace(problem, values=tuple((values | {"nearest": meant}).items()))
