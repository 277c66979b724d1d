"""What other pages say of a guide: the lists, the home page, and those of items and departments."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fractions import Fraction

    from generator.guide import Guide
    from generator.marks import Figure


@dataclass(frozen=True)
class Summary:
    """The little of a guide that is held of all guides at a time."""

    id: str
    name: str
    other_names: tuple[str, ...]
    """Its short name and its aliases."""
    code: str | None
    kind: str | None
    project_class: str | None
    chain: str | None
    """The id of its chain."""
    published: bool
    """Whether it is a flow that was published elsewhere."""
    historical: bool
    approval: Figure
    """The days of approval by what is promised."""
    saved: Fraction | None
    """The share of the days that is saved, where it is known."""
    stages: tuple[str, ...]
    """The names of its stages."""
    handled: int
    alternatives: int
    items: tuple[str, ...]
    """The items of the directory that it uses."""
    departments: tuple[str, ...]
    """The departments that handle an item."""


def summary(guide: Guide) -> Summary:
    """Return what other pages say of *guide*."""
    package, plan = guide.package, guide.schedule
    uses = (item.used.use.use for item in guide.items if item.offer_shared)
    return Summary(
        id=guide.id,
        name=package.name,
        other_names=tuple(filter(None, (package.short_name, *package.aliases))),
        code=package.code,
        kind=package.kind,
        project_class=package.project_class,
        chain=package.chain,
        published=package.published is not None,
        historical=guide.historical,
        approval=plan.approval.promised,
        saved=plan.saved.share if plan.saved else None,
        stages=tuple(stage.name for stage in guide.stages),
        handled=guide.handled,
        alternatives=guide.alternatives,
        items=tuple(dict.fromkeys(uses)),
        departments=tuple(id for id, _, _ in guide.departments),
    )
