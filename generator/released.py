"""What the records of all packages tell together: each change once, whatever it reached."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from generator.levels import Level
from generator.version_records import newest_first

if TYPE_CHECKING:
    from datetime import date

    from generator.version_records import Record, RecordedChange, Versions

FIRST, UNLISTED, WITHDRAWN = "first", "unlisted", "withdrawn"
"""What is told of a version but for its changes: the first one, one without a list, the end."""


@dataclass(frozen=True)
class Told:
    """One change on one day, and the packages that it reached."""

    on: date
    kind: str
    """How it bears on owners, as Level has it; or first, unlisted or withdrawn."""
    packages: tuple[tuple[str, str], ...]
    """Their ids and names."""
    departments: frozenset[str] = frozenset()
    """The ids of the departments that it binds."""
    subject: str = ""
    """What it is said of, in words; "" of a whole guide."""
    thing: str = ""
    id: str = ""
    """The kind and the id of that."""
    told: str = ""
    why: str | None = None

    @property
    def order(self) -> tuple[int, int, str]:
        """The newest first, of a day the worst."""
        ranks = [*map(str, Level), UNLISTED, WITHDRAWN, FIRST]
        return -self.on.toordinal(), ranks.index(self.kind), self.subject


def told_of(released: Mapping[str, Versions]) -> Iterator[Told]:
    """Yield what the records of *released* tell, the newest first and of a day the worst."""
    found: list[Told] = []
    for day, records in groupby(newest_first(released), lambda record: record.on):
        found += _of_day(day, list(records))
    yield from sorted(found, key=lambda each: each.order)


def _of_day(day: date, records: list[Record]) -> Iterator[Told]:
    changes: dict[tuple[str, str | None], tuple[RecordedChange, list[Record]]] = {}
    whole: dict[tuple[str, str], list[Record]] = {}
    for record in records:
        for change in record.changes:
            key = change.fingerprint, change.why
            changes.setdefault(key, (change, []))[1].append(record)
        if not record.changes:
            kind = _kind(record)
            told = record.summary if kind == UNLISTED else ""
            whole.setdefault((kind, told), []).append(record)
    for (kind, told), of in whole.items():
        yield Told(day, kind, _packages(of), told=told)
    for change, of in changes.values():
        yield Told(
            day, change.level, _packages(of), frozenset(change.departments), change.subject,
            change.thing, change.id, change.told, change.why,
        )  # fmt: skip


def _kind(record: Record) -> str:
    if record.withdrawn:
        return WITHDRAWN
    return UNLISTED if record.previous else FIRST


def _packages(records: list[Record]) -> tuple[tuple[str, str], ...]:
    return tuple((record.package, record.name) for record in records)
