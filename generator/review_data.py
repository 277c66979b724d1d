"""A review as data, for tools; its JSON Schema is schema/diff.json."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Literal

from generator.comparison import Kind
from generator.contrast import Thing
from generator.exports import dumped
from generator.fields import Data
from generator.levels import Level

if TYPE_CHECKING:
    from generator.amendments import Amendment
    from generator.effects import Effect, State
    from generator.reports import Report

SCHEMA = "diff.json"
"""The file of the JSON Schema, beside those that editors use."""
FORMAT: Literal[1] = 1


class ConfirmationData(Data):
    """What one department says of a change."""

    department: str
    name: str
    confirmed_on: date | None
    """None as long as it has not confirmed."""
    confirmed_by: str | None
    """The role of who confirmed."""


class ChangeData(Data):
    """One change."""

    fingerprint: str
    """12 hexadecimal digits; the same as long as the same thing changes from and to the same."""
    level: Level
    thing: Thing
    """What it is said of."""
    id: str
    name: str
    field: str
    """The model and the field that differs, as in Item.promised."""
    kind: Kind
    told: str
    """The change in a sentence."""
    packages: tuple[str, ...]
    """The packages that a change of the directory reaches."""
    departments: tuple[ConfirmationData, ...]
    """Who has to confirm it."""


class StateData(Data):
    """Dates and figures of a package at one time."""

    end: date | int
    """The last finish: a day, or without a start date the number of a working day."""
    approval_days: int
    one_after_another: int
    elapsed_working_days: int
    saved: float | None
    """As a share."""
    critical_path: tuple[str, ...]


class EffectData(Data):
    """A package that has other dates or figures."""

    id: str
    name: str
    later_working_days: int
    """By how much the end comes later; negative when it comes earlier."""
    before: StateData | None
    after: StateData | None


class ReviewerData(Data):
    """A department that is asked."""

    name: str
    handles: tuple[str, ...]
    to_confirm: tuple[str, ...]
    """Fingerprints."""
    open: int
    """How many of them it has not confirmed."""


class ReviewData(Data):
    """The answer of `approval-guides diff --format json`."""

    format: Literal[1]
    summary: str
    changes: tuple[ChangeData, ...]
    """The worst first."""
    effects: tuple[EffectData, ...]
    """The worst first."""
    reviewers: tuple[ReviewerData, ...]
    stale_confirmations: tuple[str, ...]
    """Fingerprints that were confirmed and are of no change any more."""


def schema_text() -> str:
    """Return the JSON Schema of a review as data."""
    return dumped(ReviewData.model_json_schema(mode="serialization"))


def review_data(report: Report) -> ReviewData:
    """Return *report* as data."""
    return ReviewData(
        format=FORMAT,
        summary=report.summary,
        changes=tuple(_change(report, each) for each in report.review.amendments),
        effects=tuple(map(_effect, report.review.effects)),
        reviewers=tuple(
            ReviewerData(
                name=each.name,
                handles=each.handles,
                to_confirm=tuple(asked.fingerprint for asked in each.asked),
                open=each.open,
            )
            for each in report.reviewers
        ),
        stale_confirmations=tuple(each.change for _, each in report.review.stale),
    )


def _change(report: Report, each: Amendment) -> ChangeData:
    known = report.review.confirmed
    found = [(id, known.get((id, each.fingerprint))) for id in each.departments]
    return ChangeData(
        fingerprint=each.fingerprint,
        level=each.level,
        thing=each.subject.thing,
        id=each.subject.id,
        name=each.subject.name,
        field=each.difference.path,
        kind=each.difference.kind,
        told=report.teller.sentence(each),
        packages=each.reach,
        departments=tuple(
            ConfirmationData(
                department=id,
                name=report.teller.department(id),
                confirmed_on=confirmation and confirmation.on,
                confirmed_by=confirmation and confirmation.by,
            )
            for id, confirmation in found
        ),
    )


def _effect(effect: Effect) -> EffectData:
    return EffectData(
        id=effect.id,
        name=effect.name,
        later_working_days=effect.later,
        before=effect.before and _state(effect.before),
        after=effect.after and _state(effect.after),
    )


def _state(state: State) -> StateData:
    return StateData(
        end=state.end,
        approval_days=state.approval.days,
        one_after_another=state.one_after_another.days,
        elapsed_working_days=state.elapsed.days,
        saved=None if state.saved is None else round(float(state.saved), 4),
        critical_path=state.critical,
    )
