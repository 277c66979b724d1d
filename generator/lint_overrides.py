"""What must be true of what a package says differently from a department: it fits, with reasons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.limits import longer
from generator.lint_items import steps_problem
from generator.lint_references import unknown
from generator.located import located_items, located_uses
from generator.package import OVERRIDES
from generator.problems import Severity
from generator.resolution import dropped

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from generator.directory import Item
    from generator.limits import Limit
    from generator.package import Package, Use
    from generator.positions import Location
    from generator.problems import Problem
    from generator.sources import Source
    from generator.workspace import Workspace


def own_choices_exist(workspace: Workspace, source: Source[Package]) -> Iterator[Problem]:
    """Hold that what a use picks is there: procedures, materials, fees and tiers."""
    for location, use, item in located_items(workspace, source):
        for at, known, named in _picks(use, item):
            if named not in known:
                yield unknown(source, (*location, *at), named, known)


def _picks(use: Use, item: Item) -> Iterator[tuple[Location, Iterable[str], str]]:
    """Yield what *use* picks from *item*: where it is written, what there is, its name."""
    procedures = {p.id for p in item.special_procedures if p.id and p.when}
    yield from ((("takes_place", n), procedures, id) for n, id in enumerate(use.takes_place))
    materials = {name for m in item.materials for name in (m.id, m.name) if name}
    for place, drop in enumerate(use.without):
        yield ("without", place, "material"), materials, drop.material
    tiers = {fee.id: {tier.id for tier in fee.tiers} for fee in item.fees or () if fee.id}
    for fee, tier in use.tiers.items():
        yield ("tiers", fee), tiers.get(fee, ()), tier
    yield from ((("quantities", fee), tiers, fee) for fee in use.quantities)


def added_materials_are_new(workspace: Workspace, source: Source[Package]) -> Iterator[Problem]:
    """Warn of a material that is added beside one of its name: it was to replace it."""
    for location, use, item in located_items(workspace, source):
        kept = {material.name for material in item.materials if not dropped(material, use)}
        for place, material in enumerate(use.materials):
            if material.name in kept:
                yield source.problem(
                    "material-asked-twice", *location, "materials", place, "name",
                    severity=Severity.WARNING, item=item.name, found=material.name,
                )  # fmt: skip


def overrides_have_reasons(_: Workspace, source: Source[Package]) -> Iterator[Problem]:
    for location, use in located_uses(source.value):
        for field in use.overridden:
            told = use.why if not isinstance(use.why, dict) else use.why.get(field)
            if not told:
                yield source.problem("override-without-reason", *location, field, found=field)


def reasons_are_for_overrides(_: Workspace, source: Source[Package]) -> Iterator[Problem]:
    """Hold that a reason is told of something: readers would look for what it explains."""
    for location, use in located_uses(source.value):
        if isinstance(use.why, dict):
            for field in use.why:
                if field not in use.overridden:
                    yield source.key_problem(
                        "reason-without-override", *location, "why", field, expected=field
                    )
        elif use.why and not use.overridden:
            yield source.key_problem(
                "reason-without-override", *location, "why", expected=OVERRIDES
            )


def overridden_promises_are_shorter(
    workspace: Workspace, source: Source[Package]
) -> Iterator[Problem]:
    for location, use, item in located_items(workspace, source):
        if use.promised and not _is_kept(use.promised, item):
            yield source.problem(
                "promise-over-department", *location, "promised",
                found=use.promised, bound=item.promised or item.statutory,
            )  # fmt: skip


def _is_kept(promised: Limit, item: Item) -> bool:
    """Return whether *promised* is no longer than what the department answers for."""
    bound = item.promised or item.statutory
    return bound is None or not longer(promised, bound)


def overridden_promises_fit_the_steps(
    workspace: Workspace, source: Source[Package]
) -> Iterator[Problem]:
    """Hold that the steps, its own or the department's, add up to what the package promises."""
    for location, use, item in located_items(workspace, source):
        promised = use.promised or item.promised
        found = steps_problem(use.steps or item.steps, promised)
        if found and (use.steps or (use.promised and _is_kept(use.promised, item))):
            field = "steps" if use.steps else "promised"
            yield source.problem(
                "steps-do-not-fit", *location, field,
                item=item.name, total=found[1], promised=promised,
            )  # fmt: skip


OVERRIDE_RULES = (
    own_choices_exist,
    added_materials_are_new,
    overrides_have_reasons,
    reasons_are_for_overrides,
    overridden_promises_are_shorter,
    overridden_promises_fit_the_steps,
)
