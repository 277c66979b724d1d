"""What must be true of the ids of a package: given once, and there where they are named."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.located import located_choices, located_uses, seen_by
from generator.nearest import nearest
from generator.resolution import stage_id, use_id

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from generator.package import Package
    from generator.positions import Location
    from generator.problems import Problem
    from generator.sources import Source
    from generator.workspace import Workspace


def uses_are_offered(workspace: Workspace, source: Source[Package]) -> Iterator[Problem]:
    offers = seen_by(workspace, source).offers
    for location, use in located_uses(source.value):
        if use.use not in offers:
            yield _retired(workspace, source, (*location, "use"), use.use) or source.problem(
                "unknown-use", *location, "use", found=use.use, nearest=nearest(use.use, offers)
            )


def _retired(
    workspace: Workspace, source: Source[Package], location: Location, id: str
) -> Problem | None:
    """Return the problem that the item *id* is offered no longer, if there was such an item."""
    for department in workspace.departments.values():
        if gone := department.value.retired.get(id):
            code = "item-replaced" if gone.replaced_by else "item-retired"
            return source.problem(
                code, *location, also=[department.key_place("retired", id)],
                found=id, by=department.value.name, on=gone.on, instead=gone.replaced_by,
            )  # fmt: skip
    return None


def own_departments_are_apart(workspace: Workspace, source: Source[Package]) -> Iterator[Problem]:
    """Hold that what a package brings along takes no id of the directory, nor one twice."""
    owners = {id: offer.department.name for id, offer in workspace.directory.offers.items()}
    for id, department in source.value.departments.items():
        at = ("departments", id)
        if known := workspace.directory.departments.get(id):
            yield source.key_problem("department-id-taken", *at, found=id, by=known.name)
        for item in department.items:
            if by := owners.get(item):
                yield source.key_problem("item-id-taken", *at, "items", item, found=item, by=by)
            owners.setdefault(item, department.name)


def ids_are_given_once(_: Workspace, source: Source[Package]) -> Iterator[Problem]:
    """Items, choices and stages of a package share one set of ids."""
    seen: dict[str, Location] = {}
    for location, id in _ids(source.value):
        if id in seen:
            yield source.problem("id-twice", *location, found=id, also=[source.place(*seen[id])])
        seen.setdefault(id, location)


def _ids(package: Package) -> Iterator[tuple[Location, str]]:
    for number, stage in enumerate(package.stages):
        yield ("stages", number), stage_id(number + 1, stage)
    yield from ((location, choice.id) for location, choice in located_choices(package))
    yield from ((location, use_id(use)) for location, use in located_uses(package))


def references_exist(workspace: Workspace, source: Source[Package]) -> Iterator[Problem]:
    package = source.value
    items = names_of_items(package) | misspelt(workspace, source)
    stages = {stage_id(number, stage) for number, stage in enumerate(package.stages, 1)}
    for location, known, named in _references(package, items, items | stages):
        if named not in known:
            yield unknown(source, location, named, known)


def _references(
    package: Package, items: set[str], anything: set[str]
) -> Iterator[tuple[Location, Iterable[str], str]]:
    """Yield every reference inside *package*: where it is written, what it may name, its name."""
    for location, use in located_uses(package):
        yield from (((*location, "after", n), items, name) for n, name in enumerate(use.after))
        yield from (((*location, "before", n), anything, name) for n, name in enumerate(use.before))
    for number, stage in enumerate(package.stages):
        at = ("stages", number, "after")
        yield from (((*at, n), anything, name) for n, name in enumerate(stage.after))
    for location, choice in located_choices(package):
        if choice.chosen:
            yield (*location, "chosen"), [use_id(use) for use in choice.one_of], choice.chosen


def unknown(
    source: Source[Package], location: Location, found: str, known: Iterable[str]
) -> Problem:
    """Return the problem that *found*, at *location*, is none of the *known* ids."""
    return source.problem(
        "unknown-reference", *location, found=found, nearest=nearest(found, known)
    )


def names_of_items(package: Package) -> set[str]:
    """Return all that may name items of *package*: their ids, what they use, and choices."""
    ids = {use_id(use) for _, use in located_uses(package)}
    uses = {use.use for _, use in located_uses(package)}
    return ids | uses | {choice.id for _, choice in located_choices(package)}


def misspelt(workspace: Workspace, source: Source[Package]) -> set[str]:
    """Return the items that unknown uses were probably meant to be: one slip is told once."""
    offers = seen_by(workspace, source).offers
    wrong = [use.use for _, use in located_uses(source.value) if use.use not in offers]
    return {near for near in (nearest(found, offers) for found in wrong) if near}


def contacts_are_departments(workspace: Workspace, source: Source[Package]) -> Iterator[Problem]:
    known = seen_by(workspace, source).departments
    package = source.value
    named: list[tuple[Location, str | None]] = [
        ((who, "department"), getattr(package, who) and getattr(package, who).department)
        for who in ("steward", "agent")
    ]
    named += [(("stages", n, "lead"), stage.lead) for n, stage in enumerate(package.stages)]
    for location, id in named:
        if id and id not in known:
            near = nearest(id, known)
            yield source.problem(
                "unknown-department", *location, item=package.name, found=id, nearest=near
            )


def chain_is_one_of_ours(workspace: Workspace, source: Source[Package]) -> Iterator[Problem]:
    chain, known = source.value.chain, workspace.settings.value.chains
    if chain and chain not in known:
        near = nearest(chain, known)
        yield source.problem(
            "unknown-chain", "chain", found=chain, nearest=near, known=tuple(known) or "–"
        )


REFERENCE_RULES = (
    uses_are_offered,
    own_departments_are_apart,
    ids_are_given_once,
    references_exist,
    contacts_are_departments,
    chain_is_one_of_ours,
)
