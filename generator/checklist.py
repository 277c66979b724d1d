"""The merged list of what the owner hands in: one row a material, whichever items ask for it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from generator.directory import OriginKind
from generator.original import original_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from generator.directory import Material
    from generator.resolution import PackageItem, ResolvedPackage


@dataclass(frozen=True)
class Request:
    """One item asking for a material, in its own words."""

    item: PackageItem
    material: Material
    deferred_until: date | int | None
    """The last day on which it may follow, where the item lets it."""


@dataclass(frozen=True)
class ListedMaterial:
    """A material of the package, with all who ask for it."""

    anchor: str
    requests: tuple[Request, ...]

    @property
    def material(self) -> Material:
        """The material in the words of the item that asks first."""
        return self.requests[0].material

    @property
    def tick(self) -> str:
        """What a tick is kept under: the material's id, or else who asks for it and its name.

        So a tick outlives a new version of the guide in which places have changed.
        """
        first = self.requests[0]
        return (
            self.anchor
            if first.material.id
            else f"{first.item.id} {original_of(first.material.name)}"
        )

    @property
    def stages(self) -> tuple[int, ...]:
        """The numbers of the stages in which it is asked for, from 1 on."""
        return tuple(sorted({request.item.stage + 1 for request in self.requests}))

    @cached_property
    def originals(self) -> int | None:
        """How many originals the items need together; None where none of them says."""
        return self._together([request.material.originals for request in self.requests])

    @cached_property
    def copies(self) -> int | None:
        """How many copies the items need together; None where none of them says."""
        return self._together([request.material.copies for request in self.requests])

    def _together(self, counts: list[int | None]) -> int | None:
        known = [count for count in counts if count is not None]
        if not known:
            return None
        return max(known) if self.material.one_set else sum(known)

    @cached_property
    def deferred_until(self) -> date | int | None:
        """The last day by which it must be there, if every item lets it follow."""
        days = [request.deferred_until for request in self.requests]
        return None if None in days else min(days)  # type: ignore[type-var]

    @property
    def conditional(self) -> bool:
        """Whether every item asks for it under a condition only."""
        return all(request.material.when for request in self.requests)


@dataclass(frozen=True)
class Checklist:
    """Every material of a package, by who has to see to it."""

    owner: tuple[ListedMaterial, ...]
    """To be made or found by the owner."""
    intermediary: tuple[ListedMaterial, ...]
    """To be ordered from an intermediary."""
    issued: tuple[ListedMaterial, ...]
    """Papers of an authority that the owner has, or has to ask for."""
    yielded: tuple[ListedMaterial, ...]
    """Results of items of this package, handed on."""
    exempt: tuple[ListedMaterial, ...]
    """What the authorities obtain themselves (免提交)."""
    unstated: tuple[PackageItem, ...]
    """The items that do not say what to hand in."""

    @property
    def to_prepare(self) -> tuple[ListedMaterial, ...]:
        """What the owner has to see to."""
        return self.owner + self.intermediary + self.issued


def checklist(
    package: ResolvedPackage, deferred_until: Mapping[tuple[str, int], date | int]
) -> Checklist:
    """Return the materials of *package*, merged by id and by who sees to them.

    One that an item gets by itself and another asks the owner for is listed twice.
    *deferred_until* gives the last day for each deferrable material, by item and place.
    """
    groups: dict[str, dict[str, list[Request]]] = {}
    for item in package.items:
        if item.takes_part:
            for place, material in enumerate(item.item.materials):
                id = material.id or f"{item.id}_{place + 1}"  # no id has an underscore
                request = Request(item, material, deferred_until.get((item.id, place)))
                requests = groups.setdefault(id, {})
                requests.setdefault(_supplier(package, material), []).append(request)
    by_supplier = {
        supplier: tuple(
            ListedMaterial(id if len(found) == 1 else f"{id}_{supplier}", tuple(found[supplier]))
            for id, found in groups.items()
            if supplier in found
        )
        for supplier in ("owner", "intermediary", "issued", "yielded", "exempt")
    }
    taking_part = [item for item in package.items if item.takes_part]
    unstated = tuple(item for item in taking_part if item.item.stated_materials is None)
    return Checklist(**by_supplier, unstated=unstated)


def _supplier(package: ResolvedPackage, material: Material) -> str:
    if material.exempt:
        return "exempt"
    if material.origin.item and package.meant(material.origin.item):
        return "yielded"
    if material.origin.kind is OriginKind.INTERMEDIARY:
        return "intermediary"
    return "owner" if material.origin.kind is OriginKind.OWNER else "issued"
