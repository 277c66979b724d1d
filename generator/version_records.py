"""Version records: what each package said, from when on, and what changed with each version.

A record is written once and never changed. It lies in two files under releases/<package>/: one
that tells of the version, and beside it one with the data that the guide was made from. Everything
here is a pure function of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import Field

from generator.fields import Data, Slug
from generator.keeping import digest
from generator.levels import Level
from generator.original import like

FOLDER = "releases"
FORMAT: Literal[1] = 1


Hash = Annotated[str, Field(pattern=r"^([0-9a-f]{10})?$")]
"""Of a version: it stands in addresses; "" is none."""


class RecordedChange(Data):
    """One change between two versions of a guide."""

    fingerprint: str
    level: Level
    thing: str
    """What it is said of: settings, department, item or package."""
    id: str
    """The id of that thing."""
    subject: str
    """What it is said of, in words, as in 事项“施工许可”."""
    told: str
    """The change in a sentence."""
    why: str | None = None
    """The reason that was given, as of a promise that got longer."""
    departments: tuple[str, ...]
    """The ids of the departments that it binds."""

    def sentence(self, colon: str, reason: str) -> str:
        """Return it by itself, with a *colon*, and what leads in a *reason*."""
        why = f"{reason}{self.why}" if self.why else ""
        return like(f"{self.subject}{colon}{self.told}{why}", self.told)


class Figures(Data):
    """What the guide promised as a whole."""

    end: date | int
    approval_days: int
    elapsed_working_days: int
    saved: float | None


class Record(Data):
    """One version of the guide of one package."""

    format: Literal[1] = FORMAT
    package: Slug
    name: str
    number: int
    """Counts the versions of the package from 1."""
    on: date
    """The day as of which it was released."""
    version: Hash
    """The hash that the guide shows; "" where the package was withdrawn."""
    previous: Hash | None
    """The version before; None of the first."""
    summary: str
    """What changed, in a sentence."""
    changes: tuple[RecordedChange, ...]
    """The worst first."""
    figures: Figures | None
    """None where the package was withdrawn."""

    @property
    def withdrawn(self) -> bool:
        """Whether the package is no more."""
        return not self.version

    @property
    def file(self) -> str:
        """The name of its file, without its ending."""
        return f"{self.number:04}-{self.on.isoformat()}-{self.version or 'withdrawn'}"

    @property
    def departments(self) -> tuple[str, ...]:
        """The departments that one of its changes binds."""
        return tuple(dict.fromkeys(d for each in self.changes for d in each.departments))


class RecordedData(Data):
    """What a guide was made from, as authors could write it, and the schedule that it led to."""

    format: Literal[1] = FORMAT
    settings: dict[str, Any]
    departments: dict[str, dict[str, Any]]
    """The departments that offer an item of the package, with those items alone."""
    package: dict[str, Any]
    schedule: dict[str, Any]


@dataclass(frozen=True)
class Versions:
    """The records of one package, the oldest first."""

    records: tuple[Record, ...]

    @property
    def latest(self) -> Record | None:
        """The record of the version that holds, if there is any."""
        return self.records[-1] if self.records else None

    def of(self, version: str) -> Record | None:
        """Return the last record of *version*; None where it was never released."""
        return next((each for each in reversed(self.records) if each.version == version), None)

    @cached_property
    def digest(self) -> str:
        """The hash of all that they say."""
        return digest(*(record.model_dump_json().encode() for record in self.records))

    def is_current(self, version: str) -> bool:
        """Return whether *version* is the one that holds."""
        return self.latest is not None and self.latest.version == version

    def since(self, version: str) -> tuple[Record, ...]:
        """Return the records after the last one of *version*, the oldest first.

        None is empty: *version* holds. One that was never released is a KeyError.
        """
        places = [place for place, each in enumerate(self.records) if each.version == version]
        if not places:
            raise KeyError(version)
        return self.records[places[-1] + 1 :]


NEVER = Versions(())
"""Of a package that was never released."""


def newest_first(versions: Mapping[str, Versions]) -> tuple[Record, ...]:
    """Return the records of a whole office."""
    found = (record for each in versions.values() for record in each.records)
    return tuple(sorted(found, key=lambda r: (-r.on.toordinal(), r.package, -r.number)))
