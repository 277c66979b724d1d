"""How a difference bears on owners: worse, better, to be confirmed, or only wording."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Any

from generator.comparison import Difference, Kind
from generator.limits import Limit, longer


class Level(StrEnum):
    """How an amendment bears on owners; the worst first."""

    WORSE = "worse"
    """It asks more of them, or promises less."""
    CONFIRM = "confirm"
    """It is neither better nor worse; the departments that it binds have to say that it is so."""
    BETTER = "better"
    """It asks less of them, or promises more."""
    EDITORIAL = "editorial"
    """It only words, dates or arranges."""

    @property
    def rank(self) -> int:
        """0 for the worst."""
        return list(Level).index(self)


Judge = Callable[[Any, Any], Level]
"""Returns the level of a change from one value to another, None standing for none."""


def _limits(old: Limit | None, new: Limit | None) -> Level:
    """Find a longer limit worse, and one that is gone."""
    if old is None or new is None:
        return Level.BETTER if old is None else Level.WORSE
    return _by_size(old, new, longer(new, old), longer(old, new))


def _by_size(old: object, new: object, more: bool, less: bool) -> Level:  # noqa: FBT001 - facts
    if more or less:
        return Level.WORSE if more else Level.BETTER
    return Level.EDITORIAL if old == new else Level.CONFIRM


def _burdens(old: object, new: object) -> Level:
    """Find what an owner has to bear worse when it comes, and better when it goes.

    Where it is no longer said what there is to bear, or that there is none, nobody can tell.
    """
    if () in (old, new) or (isinstance(old, tuple) and new is None):
        return Level.CONFIRM
    if old is None or new is None:
        return Level.WORSE if old is None else Level.BETTER
    return Level.CONFIRM


def _favours(old: object, new: object) -> Level:
    """Find what helps an owner better when it comes, and worse when it goes."""
    return {Level.WORSE: Level.BETTER, Level.BETTER: Level.WORSE}.get(
        found := _burdens(old, new), found
    )


def _amounts(old: Any, new: Any) -> Level:  # noqa: ANN401 - numbers of several kinds
    """Find more worse; what was not said before has to be confirmed."""
    if old is None or new is None:
        return Level.CONFIRM
    return _by_size(old, new, new > old, new < old)


def _time_to_prepare(old: Limit | None, new: Limit | None) -> Level:
    if old is None or new is None:
        return Level.WORSE if old is None else Level.BETTER
    return _limits(old, new)


def _time_allowed(old: Limit | None, new: Limit | None) -> Level:
    """Find more time to hand something in better."""
    if old is None or new is None:
        return Level.BETTER if old is None else Level.WORSE
    return _limits(new, old)


def _days(old: Any, new: Any) -> Level:  # noqa: ANN401 - dates
    """Find a later day worse."""
    return Level.CONFIRM if old is None or new is None else _by_size(old, new, new > old, new < old)


def _permissions(old: object, new: object) -> Level:
    """Find better what is true: it spares owners something."""
    return Level.CONFIRM if old is None or new is None else _by_size(old, new, not new, bool(new))


def _wording(_: object, __: object) -> Level:
    return Level.EDITORIAL


def _facts(_: object, __: object) -> Level:
    return Level.CONFIRM


JUDGES: dict[str, Judge] = {
    **dict.fromkeys(("Item.promised", "Delivery.within"), _limits),
    **dict.fromkeys(
        ("Item.check", "Preparation.days", "Item.preparation", "SpecialProcedure.days"),
        _time_to_prepare,
    ),
    "Material.deferrable": _time_allowed,
    **dict.fromkeys(
        ("Material.originals", "Material.copies", "Item.visits", "Use.visits", "Fee.amount",
         "Tier.amount"), _amounts,
    ),
    **dict.fromkeys(
        ("Item.materials", "Item.conditions", "Item.special_procedures", "Item.fees",
         "Item.quantity_limit", "Use.materials", "Use.conditions", "Use.after", "Use.takes_place",
         "Stage.after", "Preparation.after", "Stage.items"), _burdens,
    ),
    **dict.fromkeys(
        ("Material.exempt", "Material.when", "SpecialProcedure.when", "Material.template",
         "Material.sample", "Use.without", "Use.promised", "Fee.waiver", "Item.online",
         "Online.mobile_url", "Item.results", "Item.commitment", "Package.held"), _favours,
    ),
    "Material.one_set": _permissions,
    "SpecialProcedure.counted": _permissions,
    "Package.start": _days,
    **dict.fromkeys(
        (f"{model}.{key}" for model in ("Settings", "Department", "Item", "Package", "Stage",
            "Use", "Choice", "Material", "Result", "SpecialProcedure", "Held", "Channel", "Chain",
            "PublishedTotal", "Basis")
         for key in ("aliases", "note", "summary", "verified", "review_due", "internal_note",
                     "internal_contact", "tolerated", "draft", "duties", "short_name",
                     "welcome", "synonyms", "questions", "states", "example", "emblem", "url",
                     "website", "helplines")), _wording,
    ),
    **dict.fromkeys(("Question.answer", "Question.question", "Verification.on", "Verification.by",
                     "Foot.icp", "Foot.public_security", "Foot.site_code", "Foot.sponsor",
                     "Foot.contact", "Contact.name"), _wording),
}  # fmt: skip
"""How each field bears on owners; a field that is not here has to be confirmed."""
EDITORIAL_PARTS = ("Item.questions", "Package.questions", "Settings.foot", "Settings.synonyms")
"""What is below these is editorial whatever it is."""
USE_PROMISED = "Use.promised"


def level(difference: Difference) -> Level:
    """Return how *difference* bears on owners."""
    if any(path in EDITORIAL_PARTS for path in difference.paths):
        return Level.EDITORIAL
    if difference.kind is Kind.MOVED:
        return _level_of_move(difference)
    judge = JUDGES.get(difference.path, _facts)
    if difference.path == USE_PROMISED and difference.kind is Kind.CHANGED:
        judge = _limits
    return judge(difference.before, difference.after)


def _level_of_move(difference: Difference) -> Level:
    """Have confirmed what goes to another stage or department; a mere order is editorial."""
    return Level.EDITORIAL if isinstance(difference.before, tuple) else Level.CONFIRM
