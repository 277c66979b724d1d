"""Papers: what the items of a directory ask for and what they give, each once."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator.initials import initial, order
from generator.original import original_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.directory import Item, Material, Result
    from generator.resolution import Directory


@dataclass(frozen=True)
class Paper:
    """A material or a result, with the ids of the items that have to do with it."""

    anchor: str
    """Stays whatever else the directory says: the material's id, or made of the name."""
    name: str
    letter: str
    told: Material | Result
    """How the first item speaks of it."""
    asked_by: tuple[str, ...]
    given_by: tuple[str, ...]


def materials(directory: Directory) -> tuple[Paper, ...]:
    """Return every material of *directory*, as a dictionary has them.

    Materials of one id are one; one without an id belongs to those of its name.
    """
    requests = [
        (id, material)
        for id, offer in directory.offers.items()
        for material in offer.item.materials
    ]
    ids = {original_of(material.name): material.id for _, material in requests if material.id}
    found: dict[str, list[tuple[str, Material]]] = {}
    for item, material in requests:
        name = original_of(material.name)
        anchor = material.id or ids.get(name) or named(name)
        found.setdefault(anchor, []).append((item, material))
    return _sorted(_material(anchor, uses, directory) for anchor, uses in found.items())


def results(directory: Directory) -> tuple[Paper, ...]:
    """Return every result of the items of *directory*, as a dictionary has them."""
    found: dict[str, list[tuple[str, Result]]] = {}
    for id, offer in directory.offers.items():
        for result in offer.item.results:
            found.setdefault(original_of(result.name), []).append((id, result))
    askers = _askers(directory)
    return _sorted(
        Paper(
            named(name),
            gifts[0][1].name,
            initial(gifts[0][1].name),
            gifts[0][1],
            _once(asker for id, _ in gifts for asker in askers.get((id, name), ())),
            _once(id for id, _ in gifts),
        )
        for name, gifts in found.items()
    )


def named(name: str) -> str:
    """Return the anchor of what has no id; with its underscore it is never an author's."""
    return f"_{hashlib.sha256(name.encode()).hexdigest()[:8]}"


def _material(anchor: str, uses: list[tuple[str, Material]], directory: Directory) -> Paper:
    first = uses[0][1]
    givers = (m.origin.item for _, m in uses if m.origin.item in directory.offers)
    return Paper(
        anchor,
        first.name,
        initial(first.name),
        first,
        _once(item for item, _ in uses),
        _once(id for id in givers if id),
    )


def _askers(directory: Directory) -> dict[tuple[str, str], list[str]]:
    """Return for each result, by its item and its name, the items that ask for it."""
    found: dict[tuple[str, str], list[str]] = {}
    for id, offer in directory.offers.items():
        for material in offer.item.materials:
            giver = directory.offers.get(material.origin.item or "")
            for name in _meant(material, giver.item) if giver else ():
                found.setdefault((material.origin.item or "", name), []).append(id)
    return found


def _meant(material: Material, giver: Item) -> list[str]:
    """Return the results of *giver* that *material* is: that of its name, or else any of them."""
    names = [original_of(result.name) for result in giver.results]
    return [name] if (name := original_of(material.name)) in names else names


def _once(ids: Iterator[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(ids))


def _sorted(papers: Iterator[Paper]) -> tuple[Paper, ...]:
    return tuple(sorted(papers, key=lambda paper: order(paper.name)))
