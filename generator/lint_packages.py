"""What must be true of a package: its references, its overrides, its arrows and its dates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.lint_items import located_uses, longer
from generator.nearest import nearest
from generator.package import Choice
from generator.passes import CircularItems, in_order
from generator.problems import Problem, Severity
from generator.resolution import OVERRIDES, stage_id, use_id
from generator.working_days import MissingYear

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from generator.directory import Item
    from generator.package import Package, Use
    from generator.resolution import Directory, PackageItem
    from generator.sources import Source
    from generator.workspace import Workspace

Location = tuple[str | int, ...]


def located_choices(package: Package) -> Iterator[tuple[Location, Choice]]:
    """Yield every choice of *package*, with where it is written."""
    for number, stage in enumerate(package.stages):
        for place, entry in enumerate(stage.items):
            if isinstance(entry, Choice):
                yield ("stages", number, "items", place), entry


def _directory(workspace: Workspace, source: Source[Package]) -> Directory:
    return workspace.directory.extended(source.value)


def _unknown(
    source: Source[Package], location: Location, found: str, known: Iterable[str]
) -> Problem:
    return source.problem(
        "unknown-reference", *location, found=found, nearest=nearest(found, known)
    )


def uses_are_offered(workspace: Workspace, source: Source[Package]) -> Iterator[Problem]:
    offers = _directory(workspace, source).offers
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
    items = _names_of_items(package) | _misspelt(workspace, source)
    stages = {stage_id(number, stage) for number, stage in enumerate(package.stages, 1)}
    for location, known, named in _references(package, items, items | stages):
        if named not in known:
            yield _unknown(source, location, named, known)


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


def _names_of_items(package: Package) -> set[str]:
    ids = {use_id(use) for _, use in located_uses(package)}
    uses = {use.use for _, use in located_uses(package)}
    return ids | uses | {choice.id for _, choice in located_choices(package)}


def _misspelt(workspace: Workspace, source: Source[Package]) -> set[str]:
    """Return the items that unknown uses were probably meant to be: one slip is told once."""
    offers = _directory(workspace, source).offers
    unknown = [use.use for _, use in located_uses(source.value) if use.use not in offers]
    return {near for near in (nearest(found, offers) for found in unknown) if near}


def _had(workspace: Workspace, source: Source[Package]) -> set[str]:
    """Return the items whose results the package has: its own, and those held already."""
    held = {held.item for held in source.value.held if held.item}
    return _names_of_items(source.value) | held | _misspelt(workspace, source)


def own_choices_exist(workspace: Workspace, source: Source[Package]) -> Iterator[Problem]:
    """Hold that what a use picks is there: procedures, materials, fees and tiers."""
    offers = _directory(workspace, source).offers
    for location, use in located_uses(source.value):
        if use.use in offers:
            for at, known, named in _picks(use, offers[use.use].item):
                if named not in known:
                    yield _unknown(source, (*location, *at), named, known)


def _picks(use: Use, item: Item) -> Iterator[tuple[Location, Iterable[str], str]]:
    """Yield what *use* picks from *item*: where it is written, what there is, its name."""
    procedures = {p.id for p in item.special_procedures if p.id and p.when}
    yield from ((("takes_place", n), procedures, id) for n, id in enumerate(use.takes_place))
    materials = {name for m in item.materials for name in (m.id, m.name) if name}
    for place, dropped in enumerate(use.without):
        yield ("without", place, "material"), materials, dropped.material
    tiers = {fee.id: {tier.id for tier in fee.tiers} for fee in item.fees or () if fee.id}
    for fee, tier in use.tiers.items():
        yield ("tiers", fee), tiers.get(fee, ()), tier
    yield from ((("quantities", fee), tiers, fee) for fee in use.quantities)


def contacts_are_departments(workspace: Workspace, source: Source[Package]) -> Iterator[Problem]:
    known = _directory(workspace, source).departments
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


def materials_from_items_can_be_had(
    workspace: Workspace, source: Source[Package]
) -> Iterator[Problem]:
    """Hold that what an item needs from another is in the package, or held already."""
    package = source.value
    offers = _directory(workspace, source).offers
    had = _had(workspace, source)
    for location, use in located_uses(package):
        if use.use not in offers:
            continue
        dropped = {drop.material for drop in use.without}
        for material in (*offers[use.use].item.materials, *use.materials):
            needed = material.origin.item
            if needed and needed not in had and not {material.id, material.name} & dropped:
                yield source.problem(
                    "material-not-to-be-had", *location,
                    item=offers[use.use].item.name, material=material.name, needed=needed,
                )  # fmt: skip


def added_materials_are_new(workspace: Workspace, source: Source[Package]) -> Iterator[Problem]:
    """Warn of a material that is added beside one of its name: it was to replace it."""
    offers = _directory(workspace, source).offers
    for location, use in located_uses(source.value):
        if use.use in offers:
            item = offers[use.use].item
            dropped = {drop.material for drop in use.without}
            kept = {m.name for m in item.materials if not {m.id, m.name} & dropped}
            for place, material in enumerate(use.materials):
                if material.name in kept:
                    yield source.problem(
                        "material-asked-twice", *location, "materials", place, "name",
                        severity=Severity.WARNING, item=item.name, found=material.name,
                    )  # fmt: skip


def preparations_wait_for_items(workspace: Workspace, source: Source[Package]) -> Iterator[Problem]:
    package = source.value
    offers = _directory(workspace, source).offers
    had = _had(workspace, source)
    for location, use in located_uses(package):
        if use.use not in offers:
            continue
        item = offers[use.use].item
        if use.preparation:
            for place, named in enumerate(use.preparation.after):
                if named not in had:
                    yield _unknown(source, (*location, "preparation", "after", place), named, had)
        elif item.preparation:
            for named in item.preparation.after:
                if named not in had:
                    yield source.problem(
                        "preparation-not-to-be-had", *location, item=item.name, needed=named
                    )


def held_results_are_held(workspace: Workspace, source: Source[Package]) -> Iterator[Problem]:
    package = source.value
    offers = _directory(workspace, source).offers
    for place, held in enumerate(package.held):
        if held.item and held.item not in offers:
            near = nearest(held.item, offers)
            yield source.problem(
                "unknown-item", "held", place, "item",
                item=package.name, found=held.item, nearest=near,
            )  # fmt: skip
        if package.start and held.on > package.start:
            yield source.problem(
                "held-after-start", "held", place, "on", found=held.on, start=package.start
            )


def not_needed_is_not_used(workspace: Workspace, source: Source[Package]) -> Iterator[Problem]:
    offers = _directory(workspace, source).offers
    used = {use.use: location for location, use in located_uses(source.value)}
    for place, absent in enumerate(source.value.not_needed):
        if absent.use in used:
            yield source.problem(
                "needed-after-all", "not_needed", place, "use",
                also=[source.place(*used[absent.use])], found=absent.use,
            )  # fmt: skip
        elif absent.use not in offers:
            near = nearest(absent.use, offers)
            yield source.problem(
                "unknown-use", "not_needed", place, "use", found=absent.use, nearest=near
            )


def overrides_have_reasons(_: Workspace, source: Source[Package]) -> Iterator[Problem]:
    for location, use in located_uses(source.value):
        for field in OVERRIDES:
            told = use.why if not isinstance(use.why, dict) else use.why.get(field)
            if getattr(use, field) not in (None, ()) and not told:
                yield source.problem("override-without-reason", *location, field, found=field)


def overridden_promises_are_shorter(
    workspace: Workspace, source: Source[Package]
) -> Iterator[Problem]:
    offers = _directory(workspace, source).offers
    for location, use in located_uses(source.value):
        promised = offers[use.use].item.promised if use.use in offers else None
        statutory = offers[use.use].item.statutory if use.use in offers else None
        bound = promised or statutory
        if use.promised and bound and longer(use.promised, bound):
            yield source.problem(
                "promise-over-department", *location, "promised", found=use.promised, bound=bound
            )


def items_do_not_wait_for_themselves(
    workspace: Workspace, source: Source[Package]
) -> Iterator[Problem]:
    offers = _directory(workspace, source).offers
    for location, use in located_uses(source.value):
        name = offers[use.use].item.name if use.use in offers else use.use
        for field in ("after", "before"):
            for place, named in enumerate(getattr(use, field)):
                if named == use_id(use):
                    at = (*location, field, place)
                    yield source.problem("own-predecessor", *at, item=name, found=named)


PACKAGE_RULES = (
    uses_are_offered,
    own_departments_are_apart,
    ids_are_given_once,
    references_exist,
    own_choices_exist,
    contacts_are_departments,
    chain_is_one_of_ours,
    materials_from_items_can_be_had,
    added_materials_are_new,
    preparations_wait_for_items,
    held_results_are_held,
    not_needed_is_not_used,
    overrides_have_reasons,
    overridden_promises_are_shorter,
    items_do_not_wait_for_themselves,
)
"""What each reference has to lead to; all the others rest on these."""


def items_have_an_order(workspace: Workspace, source: Source[Package]) -> Iterator[Problem]:
    resolved = workspace.resolved(source.id)
    written = {use_id(use): location for location, use in located_uses(source.value)}
    try:
        in_order(resolved.network)
    except CircularItems as error:
        first, *others = dict.fromkeys(error.cycle)
        names = [_name(resolved.by_id[id]) for id in error.cycle]
        also = [source.place(*written[id]) for id in others]
        yield source.problem("circular", *written[first], also=also, found=" → ".join(names))


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


def limits_are_known(workspace: Workspace, source: Source[Package]) -> Iterator[Problem]:
    """Everything waits for the end, and the end for every item: each should have its limit."""
    resolved = workspace.resolved(source.id)
    written = {use_id(use): location for location, use in located_uses(source.value)}
    for item in resolved.items:
        if item.takes_part and item.item.promised is None and not source.value.published:
            yield source.problem(
                "limit-missing", *written[item.id], severity=Severity.WARNING, item=item.item.name
            )


SCHEDULE_RULES = (dates_are_in_the_calendar, limits_are_known)
"""What has to be said of the dates."""
