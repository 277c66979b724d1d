"""What must be true of the arrows and the dates of a package."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.located import located_uses
from generator.passes import CircularItems, in_order
from generator.problems import Severity
from generator.resolution import use_id
from generator.working_days import MissingYear

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.package import Package
    from generator.positions import Location
    from generator.problems import Problem
    from generator.resolution import PackageItem
    from generator.sources import Source
    from generator.workspace import Workspace


def items_have_an_order(workspace: Workspace, source: Source[Package]) -> Iterator[Problem]:
    resolved = workspace.resolved(source.id)
    written = _written(source)
    try:
        in_order(resolved.network)
    except CircularItems as error:
        first, *others = dict.fromkeys(error.cycle)
        names = [_name(resolved.by_id[id]) for id in error.cycle]
        also = [source.place(*written[id]) for id in others]
        yield source.problem("circular", *written[first], also=also, found=" → ".join(names))


def _written(source: Source[Package]) -> dict[str, Location]:
    """Return where each item of the package is written, by its id."""
    return {use_id(use): location for location, use in located_uses(source.value)}


def _name(item: PackageItem) -> str:
    return f"{item.item.name}（{item.use.phase}）" if item.use.phase else item.item.name


NETWORK_RULES = (items_have_an_order,)
"""What the arrows must be; the dates rest on it."""


def dates_are_in_the_calendar(workspace: Workspace, source: Source[Package]) -> Iterator[Problem]:
    """No date lies in a past year that the calendar lacks; one in a year to come is estimated."""
    resolved = workspace.resolved(source.id)
    try:
        plan = workspace.scheduled(source.id)
    except MissingYear as error:
        first_year = workspace.calendar.first_year
        code = "year-before-calendar" if error.year < first_year else "calendar-year-missing"
        yield source.problem(code, "start", found=error.year, first=first_year)
        return
    estimated = [item for item in plan.items if item.estimated]
    if estimated and not source.value.published:
        first = min(estimated, key=lambda item: item.due)
        yield source.problem(
            "date-estimated", "start", severity=Severity.WARNING,
            item=resolved.by_id[first.id].item.name, on=first.due,
        )  # fmt: skip


def times_are_known(workspace: Workspace, source: Source[Package]) -> Iterator[Problem]:
    """Everything waits for the end, and the end for every item: each should have its times.

    A flow that was published elsewhere says what its source says.
    """
    if source.value.published:
        return
    written = _written(source)
    for item in workspace.resolved(source.id).items:
        if item.takes_part:
            for code, found in _unknown_times(item):
                yield source.problem(
                    code, *written[item.id], severity=Severity.WARNING,
                    item=item.item.name, found=found,
                )  # fmt: skip


def _unknown_times(item: PackageItem) -> Iterator[tuple[str, str]]:
    """Yield what is not said of how long *item* takes."""
    if item.item.promised is None:
        yield "limit-missing", "promised"
    for procedure in item.procedures:
        if not procedure.counted and procedure.days is None:
            yield "procedure-without-days", procedure.name


SCHEDULE_RULES = (dates_are_in_the_calendar, times_are_known)
"""What has to be said of the dates."""
