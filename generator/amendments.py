"""Amendments: each difference with how it bears on owners, whom it binds, and a fingerprint."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel
from pydantic_core import to_json

from generator.comparison import Difference, Kind
from generator.confirmations import OFFICE
from generator.contrast import Contrast, PackagePair, Subject, Thing
from generator.levels import Level, level
from generator.limits import longer
from generator.package import Choice, Package, Use
from generator.resolution import use_id, uses

if TYPE_CHECKING:
    from generator.workspace import Workspace

LENGTH = 12
"""Hexadecimal digits of a fingerprint: two of a million changes share one in 1 of 500 cases."""


@dataclass(frozen=True)
class Amendment:
    """One change of what is promised, asked or told."""

    subject: Subject
    difference: Difference
    level: Level
    departments: tuple[str, ...]
    """The ids of those who have to confirm it, OFFICE among them; none where it is editorial."""
    reach: tuple[str, ...] = ()
    """The packages that it reaches from the directory."""
    fingerprint: str = field(default="", compare=False)
    """What it is known by; the same as long as the same thing changes from and to the same."""


def amendment(contrast: Contrast, offices: Offices) -> Amendment:
    """Return *contrast* as an amendment, between the two states of the directory."""
    bearing = level(contrast.difference)
    bound = () if bearing is Level.EDITORIAL else offices.bound(contrast)
    return Amendment(
        contrast.subject, contrast.difference, bearing, bound, fingerprint=fingerprint(contrast)
    )


def fingerprint(contrast: Contrast) -> str:
    """Return the fingerprint of a change: of what it is said of, and from what to what it goes."""
    told, subject = contrast.difference, contrast.subject
    way = [f"{step.model}.{step.field}[{step.member or ''}]" for step in told.way]
    along = [(each.path, each.kind, each.before, each.after) for each in told.along]
    said = (subject.thing, subject.id, way, told.kind, told.before, told.after, *along)
    return hashlib.sha256(to_json(_plain(said), fallback=str)).hexdigest()[:LENGTH]


def _plain(value: Any) -> Any:  # noqa: ANN401 - any field
    """Return *value* as it was written: a field that the format gains later does not show in it."""
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return [_plain(each) for each in value] if isinstance(value, (tuple, list)) else value


class Office:
    """What a state of the directory says of who does what."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace

    def doing(self, item: str) -> tuple[str, ...]:
        """Return the departments that an item binds: who offers, accepts, reviews and decides."""
        offer = self.workspace.directory.offers.get(item)
        if offer is None:
            return ()
        told = offer.item
        named = (told.accepted_by, *told.reviewed_by, told.decided_by, *told.joint_with)
        return tuple(dict.fromkeys((offer.department_id, *filter(None, named))))

    def receiving(self, item: str) -> tuple[str, ...]:
        """Return the departments whose items take over what *item* yields."""
        return self._receivers.get(item, ())

    @cached_property
    def _receivers(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, dict[str, None]] = {}
        for offer in self.workspace.directory.offers.values():
            for material in offer.item.materials:
                if material.origin.item:
                    found.setdefault(material.origin.item, {})[offer.department_id] = None
        return {item: tuple(ids) for item, ids in found.items()}


@dataclass(frozen=True)
class Offices:
    """The directory as it was and as it is, beside the package that changed, if one did."""

    before: Office
    after: Office
    pair: PackagePair | None = None

    def bound(self, contrast: Contrast) -> tuple[str, ...]:
        """Return the departments that a change binds, each once; OFFICE where it binds none."""
        return tuple(dict.fromkeys(self._bound(contrast))) or (OFFICE,)

    def _bound(self, contrast: Contrast) -> Iterator[str]:
        told, subject = contrast.difference, contrast.subject
        if told.path in ROLES or (told.path == "Department.items" and told.kind is Kind.MOVED):
            yield from (v for v in _ids(told.before, told.after) if v in self._departments)
        if subject.thing is Thing.DEPARTMENT:
            yield subject.id
        elif subject.thing is Thing.ITEM:
            yield from self._doing(subject.id)
            if any(path in HANDED_OVER for path in told.paths):
                yield from self.before.receiving(subject.id) + self.after.receiving(subject.id)
        elif subject.thing is Thing.PACKAGE:
            for item in _items_of(told):
                yield from self._doing(self._items.get(item, item))

    def _doing(self, item: str) -> tuple[str, ...]:
        return self.after.doing(item) or self.before.doing(item)

    @cached_property
    def _departments(self) -> set[str]:
        old, new = self.before.workspace.departments, self.after.workspace.departments
        return {*old, *new}

    @cached_property
    def _items(self) -> dict[str, str]:
        """The items of the directory by the ids that the package gives their uses."""
        both = (self.pair.before, self.pair.after) if self.pair else ()
        return {
            use_id(use): use.use
            for package in both
            if package
            for stage in package.stages
            for use, _ in uses(stage)
        }


ROLES = ("Item.accepted_by", "Item.reviewed_by", "Item.decided_by", "Item.joint_with",
         "Item.supervised_by", "Origin.department", "Stage.lead", "Chain.lead",
         "Steward.department")  # fmt: skip
"""Fields that name a department: those that they named and name are bound."""
HANDED_OVER = ("Item.results", "Workspace.items")
"""What others build upon: who receives it is asked as well."""


def _ids(*values: object) -> Iterator[str]:
    for value in values:
        if isinstance(value, str):
            yield value
        elif isinstance(value, tuple):
            yield from _ids(*value)


def _items_of(told: Difference) -> Iterator[str]:
    """Yield the ids of the items that a difference in a package is about, and leads to."""
    for value in (told.after, told.before):
        match value:
            case Use():
                yield value.use
            case Choice():
                yield from (use.use for use in value.one_of)
            case Package():
                yield from (use.use for stage in value.stages for use, _ in uses(stage))
            case _:
                yield from _ids(value)
    for step in told.way:
        if step.model in ("Stage", "Choice") and step.member:
            yield step.member


def unexplained(amendment: Amendment, after: Workspace) -> bool:
    """Return whether *amendment* lengthens a promise and the item does not say why.

    The reason is `lengthened`, which names the promise that it went from (docs/deadlines.md).
    """
    told = amendment.difference
    if told.path != "Item.promised" or told.kind is not Kind.CHANGED:
        return False
    if not longer(told.after, told.before):
        return False
    offer = after.directory.offers.get(amendment.subject.id)
    reason = offer.item.lengthened if offer else None
    return reason is None or reason.before != told.before


def reason(amendment: Amendment, after: Workspace, package: Package | None) -> str | None:
    """Return the reason that is given for a change of a promise; None where none is.

    An item gives it for all packages, and *package* for its own use of an item.
    """
    told, subject = amendment.difference, amendment.subject
    if told.path == "Item.promised" and subject.id in after.directory.offers:
        said = after.directory.offers[subject.id].item.lengthened
        return said.why if said and said.before == told.before else None
    if told.path == "Use.promised" and package:
        ids = {step.member for step in told.way}
        why = [use.why for s in package.stages for use, _ in uses(s) if use_id(use) in ids]
        said_of = next(iter(why), None)
        return said_of.get("promised") if isinstance(said_of, dict) else said_of
    return None
