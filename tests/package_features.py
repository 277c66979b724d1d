"""What a package may have as far as time is concerned, by name."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from .abstract_package import UNITS, Item, Package, Procedure, choices_of, items_of, procedures_of
from .random_packages import MOST
from .simulator import ends
from .walked_calendar import LAST_ANNOUNCED


def _not_chosen(package: Package) -> set[str]:
    return {
        item.id
        for choice in choices_of(package)
        for item in choice.items
        if choice.chosen not in (None, item.id)
    }


def _named(package: Package) -> set[str]:
    """Return all that items and stages wait for by name, or as a material."""
    names = {name for stage in package.stages for name in stage.after}
    for item in items_of(package):
        names |= {*item.after, *item.before, *(material.item for material in item.materials)}
        names |= set(item.preparation.after) if item.preparation else set()
    return names


def _some_item(holds: Callable[[Item], object]) -> Callable[[Package], bool]:
    return lambda package: any(holds(item) for item in items_of(package))


def _some_procedure(holds: Callable[[Procedure], object]) -> Callable[[Package], bool]:
    return lambda package: any(holds(procedure) for procedure in procedures_of(package))


def _is_stage(name: str) -> bool:
    return name.startswith("stage-")


def _open(package: Package) -> set[str]:
    return {i.id for c in choices_of(package) if c.chosen is None for i in c.items}


def _offers_of_two(package: Package) -> set[str]:
    """Return the names of items that no use has for its id."""
    items = items_of(package)
    return {item.offer for item in items} - {item.id for item in items}


def _starts_on_rest(package: Package) -> bool:
    return package.start is not None and package.start.isoweekday() > 5


def _ends_in(package: Package) -> int | None:
    end = ends(package)
    return end.year if isinstance(end, date) else None


FEATURES: dict[str, Callable[[Package], object]] = {
    "a stage waits for a stage": lambda p: any(_is_stage(n) for s in p.stages for n in s.after),
    "a stage waits for an item": lambda p: any(not _is_stage(n) for s in p.stages for n in s.after),
    "promised at once": _some_item(lambda i: i.promised and i.promised.count == 0),
    "promised in calendar days": _some_item(lambda i: i.promised and i.promised.unit == UNITS[1]),
    "promised in an unstated unit": _some_item(
        lambda i: i.promised and i.promised.unit == UNITS[2]
    ),
    "promise unknown": _some_item(lambda i: i.promised is None),
    "statute in calendar days": _some_item(lambda i: i.statutory and i.statutory.unit == UNITS[1]),
    "statute unknown": _some_item(lambda i: i.statutory is None),
    "counts from receipt": _some_item(lambda i: i.from_receipt),
    "counts from receipt, with a check": _some_item(lambda i: i.from_receipt and i.check),
    "check": _some_item(lambda i: i.check),
    "preparation": _some_item(lambda i: i.preparation and not i.preparation.after),
    "preparation after items": _some_item(lambda i: i.preparation and i.preparation.after),
    "procedure counted": _some_procedure(lambda p: p.counted),
    "procedure not counted": _some_procedure(lambda p: not p.counted),
    "procedure in calendar days": _some_procedure(lambda p: p.days and p.days.unit == UNITS[1]),
    "procedure without an end": _some_procedure(lambda p: p.days is None),
    "conditional procedure chosen": _some_procedure(lambda p: p.conditional and p.chosen),
    "conditional procedure not chosen": _some_procedure(lambda p: p.conditional and not p.chosen),
    "several procedures": _some_item(lambda i: len(i.procedures) > 1),
    "material from an item": _some_item(lambda i: any(m.item in ITEMS for m in i.materials)),
    "material deferrable": _some_item(
        lambda i: any(m.item in ITEMS and m.deferrable is not None for m in i.materials)
    ),
    "result held": _some_item(lambda i: any(m.item not in ITEMS for m in i.materials)),
    "after": _some_item(lambda i: i.after),
    "before an item": _some_item(lambda i: any(not _is_stage(n) for n in i.before)),
    "before a stage": _some_item(lambda i: any(_is_stage(n) for n in i.before)),
    "beside the clock": _some_item(lambda i: i.beside and not i.before),
    "beside the clock, before": _some_item(lambda i: i.beside and i.before),
    "choice decided": lambda p: any(choice.chosen for choice in choices_of(p)),
    "choice open": lambda p: any(choice.chosen is None for choice in choices_of(p)),
    "waits for one that is not chosen": lambda p: _not_chosen(p) & _named(p),
    "waits for an open choice": lambda p: _open(p) & _named(p),
    "used twice": _some_item(lambda i: i.id != i.offer),
    "waits for an item used twice": lambda p: _offers_of_two(p) & _named(p),
    "no start": lambda p: p.start is None,
    "start on a weekend": _starts_on_rest,
    "ends in an announced year": lambda p: (_ends_in(p) or 9999) <= LAST_ANNOUNCED,
    "ends in an estimated year": lambda p: (_ends_in(p) or 0) > LAST_ANNOUNCED,
}
ITEMS = frozenset(f"item-{number}" for number in range(MOST))
