"""What the scripts of a guide's page are given: the recipe of its dates, the calendar and words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from markupsafe import Markup
from pydantic_core import to_json

from generator.recipe import recipe

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.guide import Guide
    from generator.messages import Catalogue

WORDS = {
    "day": ("full", "short", "estimated", "at_least", "axis", "axis_month"),
    "figure": ("days", "calendar_days", "at_least", "estimated", "undecided"),
    "guide": ("critical", "done_from", "due_by", "elapsed", "elapsed_calendar"),
    "item": ("slack_none", "slack_how", "item", "accepted", "due", "slack"),
    "material": ("deferred_until",),
    "weekday": tuple("0123456"),
    "month": tuple(str(number) for number in range(1, 13)),
    "head": ("left",),
    "own": ("told", "published", "beyond", "file", "note"),
    "follow": ("before_mark", "after_mark", "picked_mark"),
    "steps": ("show", "hide", "of_stage", "show_all", "hide_all"),
    "ticks": (
        "told", "shown", "complete", "kept", "not_kept", "copied", "not_copied", "none", "file",
        "material", "counts", "note", "items", "ready", "yes", "supplier",
    ),
}  # fmt: skip
"""What the scripts say, by table and entry of the catalogue."""


def guide_data(guide: Guide, calendar: dict[str, Any], words: Catalogue) -> Markup:
    """Return as JSON what the scripts of the page of *guide* need, safe inside a script element.

    *calendar* is what `recipe.calendar_data` says of the working days.
    """
    plan, made = guide.schedule, recipe(guide.resolved.network)
    marks = [plan.by_id[id] for id, *_ in made.items]
    data = {
        "id": guide.id,
        "name": guide.package.short_name or guide.package.name,
        "published": guide.package.published is not None,
        "calendar": calendar,
        "recipe": made,
        "at_least": [[item.acceptance.at_least, item.at_least] for item in marks],
        "elapsed": {mark: getattr(plan.elapsed, mark) for mark in ("at_least", "undecided")},
        "until": dict(_until(guide)),
        "words": {
            table: {key: words.table(table)[key] for key in keys} for table, keys in WORDS.items()
        },
    }
    text = to_json(data).decode().replace("<", "\\u003c")
    return Markup(text)  # noqa: S704 - JSON in which no tag can begin


def _until(guide: Guide) -> Iterator[tuple[str, list[list[str | int]]]]:
    """Yield the materials that may follow, with who asks and for how many working days."""
    for listed in (*guide.checklist.to_prepare, *guide.checklist.yielded, *guide.checklist.exempt):
        if listed.deferred_until is not None:
            asked = [(r.item.id, r.material.deferrable) for r in listed.requests]
            yield listed.anchor, [[id, limit.days] for id, limit in asked if limit]
