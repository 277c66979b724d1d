"""What other pages say of a guide: the lists, the home page, and those of items and departments."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fractions import Fraction

    from generator.guide import Guide, GuideStage
    from generator.marks import Figure
    from generator.schedule import ProjectDay


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
    spans: tuple[tuple[ProjectDay, ProjectDay] | None, ...]
    """The first and the last day of each stage, from its first preparation on; None of one in
    which nothing takes part. Days are numbers of working days where the project has no date."""
    handled: int
    alternatives: int
    items: tuple[str, ...]
    """The items of the directory that it uses."""
    departments: tuple[str, ...]
    """The departments that handle an item."""

    @property
    def courses(self) -> tuple[tuple[str, tuple[ProjectDay, ProjectDay]], ...]:
        """The names of the stages in which something takes part, with their days."""
        pairs = zip(self.stages, self.spans, strict=True)
        return tuple((name, span) for name, span in pairs if span)


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
        spans=tuple(_span(stage) for stage in guide.stages),
        handled=guide.handled,
        alternatives=guide.alternatives,
        items=tuple(dict.fromkeys(uses)),
        departments=tuple(id for id, _, _ in guide.departments),
    )


def _span(stage: GuideStage) -> tuple[ProjectDay, ProjectDay] | None:
    dates = [item.dates for item in stage.items if item.dates]
    if not dates:
        return None
    begun = (each.preparation.first if each.preparation else each.accepted for each in dates)
    return min(begun), max(each.due for each in dates)
