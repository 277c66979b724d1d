"""What changes do to the dates and figures of a package."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from generator.limits import Limit
from generator.marks import Figure
from generator.package import Package
from generator.passes import Axis, CircularItems
from generator.problems import InvalidSources
from generator.resolution import resolve, uses
from generator.schedule import ProjectDay, schedule
from generator.working_days import MissingYear

if TYPE_CHECKING:
    from generator.resolution import PackageItem
    from generator.schedule import Schedule
    from generator.sources import File
    from generator.store import Store
    from generator.workspace import Workspace


@dataclass(frozen=True)
class Row:
    """One item in a timetable that is set beside another."""

    id: str
    number: str
    name: str
    department: str
    promised: Limit | None
    accepted: ProjectDay
    due: ProjectDay
    critical: bool


@dataclass(frozen=True)
class State:
    """The dates and figures of a package at one time."""

    approval: Figure
    """审批用时, by what is promised."""
    one_after_another: Figure
    elapsed: Figure
    """全流程用时, in working days."""
    end: ProjectDay
    saved: Fraction | None
    """压缩, as a share."""
    critical: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Effect:
    """What becomes of one package; a state is None where there was none, or cannot be computed."""

    id: str
    name: str
    before: State | None
    after: State | None
    uses: tuple[str, ...]
    """The items of the directory that it uses, or used."""
    later: int = 0
    """By how many working days the end comes later; negative when it comes earlier."""

    @property
    def moves(self) -> bool:
        """Whether any date or figure is another."""
        return self.before != self.after

    @property
    def more_days(self) -> int:
        """By how many working days the approval days grow."""
        if self.before is None or self.after is None:
            return 0
        return self.after.approval.days - self.before.approval.days

    @property
    def order(self) -> tuple[int, int, str]:
        """Sorts the worst first."""
        return -self.later, -self.more_days, self.id


@dataclass(frozen=True)
class Offices:
    """Everything but the packages, as it was and as it is."""

    before: Workspace
    after: Workspace


def effect_of_office(offices: Offices, file: File, _: Store) -> Effect | None:
    """Return what the changed directory does to the package of *file*, which has not changed.

    None where it cannot be read; a check tells why.
    """
    return effect(offices, file, file)


def effect(offices: Offices, before: File | None, after: File | None) -> Effect | None:
    """Return what becomes of a package; None where neither state can be read."""
    old = _read(before)
    new = old if after == before else _read(after)
    package, file = new or old, after or before
    if package is None or file is None:
        return None
    was = _state(offices.before, file.id, old)
    now = _state(offices.after, file.id, new)
    later = _working_days(was, now, offices.after) if was and now else 0
    return Effect(file.id, package.name, was, now, _uses(old, new), later)


def _working_days(was: State, now: State, workspace: Workspace) -> int:
    """Return how many working days lie between the two ends.

    Without dates, and where the calendar of a year between them is gone, between the totals.
    """
    longer = now.elapsed.days - was.elapsed.days
    first, last = was.end, now.end
    if isinstance(first, date) and isinstance(last, date):
        try:
            return Axis(workspace.calendar, first).number(last)
        except MissingYear:
            return longer
    return longer if isinstance(first, int) and isinstance(last, int) else 0


def _read(file: File | None) -> Package | None:
    if file is None:
        return None
    try:
        return file.read(Package).value
    except InvalidSources:
        return None


def _uses(*packages: Package | None) -> tuple[str, ...]:
    found = (
        use.use
        for package in packages
        if package
        for stage in package.stages
        for use, _ in uses(stage)
    )
    return tuple(dict.fromkeys(found))


def _state(workspace: Workspace, id: str, package: Package | None) -> State | None:
    if package is None:
        return None
    try:
        resolved = resolve(id, package, workspace.directory)
        plan = schedule(resolved.network, package.start, workspace.calendar)
    except (KeyError, CircularItems, MissingYear):  # a check tells it, with its place
        return None
    return State(
        approval=plan.approval.promised,
        one_after_another=plan.one_after_another.promised,
        elapsed=plan.elapsed,
        end=plan.end,
        saved=plan.saved.share if plan.saved else None,
        critical=plan.critical_path,
        rows=tuple(_row(resolved.by_id[item.id], plan) for item in plan.items),
    )


def _row(item: PackageItem, plan: Schedule) -> Row:
    dates, phase = plan.by_id[item.id], item.use.phase
    name = item.item.short_name or item.item.name
    return Row(
        item.id,
        item.number,
        f"{name}（{phase}）" if phase else name,
        item.offer.department_id,
        item.item.promised,
        dates.accepted,
        dates.due,
        dates.critical,
    )
