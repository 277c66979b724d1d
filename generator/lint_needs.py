"""What must be true of what the items of a package need: that it can be had, and from elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.lint_references import misspelt, names_of_items, unknown
from generator.located import located_choices, located_items, located_uses, seen_by
from generator.nearest import nearest
from generator.resolution import dropped, use_id

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.directory import Item
    from generator.package import Choice, Package, Use
    from generator.positions import Location
    from generator.problems import Problem
    from generator.sources import Source
    from generator.workspace import Workspace


def _had(workspace: Workspace, source: Source[Package]) -> set[str]:
    """Return the items whose results the package has: its own, and those held already."""
    return names_of_items(source.value) | _held(source.value) | misspelt(workspace, source)


def _held(package: Package) -> set[str]:
    return {held.item for held in package.held if held.item}


def materials_from_items_can_be_had(
    workspace: Workspace, source: Source[Package]
) -> Iterator[Problem]:
    """Hold that what an item needs from another is in the package, or held already."""
    had = _had(workspace, source)
    for location, use, item in located_items(workspace, source):
        for material in (*item.materials, *use.materials):
            needed = material.origin.item
            if needed and needed not in had and not dropped(material, use):
                yield source.problem(
                    "material-not-to-be-had", *location,
                    item=item.name, material=material.name, needed=needed,
                )  # fmt: skip


def preparations_wait_for_items(workspace: Workspace, source: Source[Package]) -> Iterator[Problem]:
    had = _had(workspace, source)
    for location, use, item in located_items(workspace, source):
        if use.preparation:
            for place, named in enumerate(use.preparation.after):
                if named not in had:
                    yield unknown(source, (*location, "preparation", "after", place), named, had)
        elif item.preparation:
            for named in item.preparation.after:
                if named not in had:
                    yield source.problem(
                        "preparation-not-to-be-had", *location, item=item.name, needed=named
                    )


def items_do_not_wait_for_themselves(
    workspace: Workspace, source: Source[Package]
) -> Iterator[Problem]:
    offers = seen_by(workspace, source).offers
    for location, use in located_uses(source.value):
        name = offers[use.use].item.name if use.use in offers else use.use
        for field in ("after", "before"):
            for place, named in enumerate(getattr(use, field)):
                if named == use_id(use):
                    at = (*location, field, place)
                    yield source.problem("own-predecessor", *at, item=name, found=named)


def alternatives_do_not_wait_for_one_another(
    workspace: Workspace, source: Source[Package]
) -> Iterator[Problem]:
    """Hold that an alternative needs none of those in whose place it stands."""
    own = {use_id(use): choice for _, choice in located_choices(source.value)
           for use in choice.one_of}  # fmt: skip
    elsewhere = {use.use for _, use in located_uses(source.value) if use_id(use) not in own}
    for location, use, item in located_items(workspace, source):
        if choice := own.get(use_id(use)):
            others = _names(choice, use) - elsewhere
            for at, named in _needed(source.value, use, item):
                if named in others:
                    yield source.problem(
                        "waits-for-alternative", *location, *at, item=item.name, found=named
                    )


def _names(choice: Choice, use: Use) -> set[str]:
    """Return what names *choice*, or those of its alternatives that *use* is not."""
    others = [other for other in choice.one_of if other is not use]
    return {choice.id, *map(use_id, others), *(other.use for other in others)} - {use.use}


def _needed(package: Package, use: Use, item: Item) -> Iterator[tuple[Location, str]]:
    """Yield what *use* waits for by name: where the package says so, and the name."""
    for field in ("after", "before"):
        yield from (((field, place), named) for place, named in enumerate(getattr(use, field)))
    held = _held(package)
    for material in (*item.materials, *use.materials):
        needed = material.origin.item
        if needed and needed not in held and not dropped(material, use):
            yield (), needed
    preparation = use.preparation or item.preparation
    yield from (((), named) for named in (preparation.after if preparation else ()))


def held_results_are_held(workspace: Workspace, source: Source[Package]) -> Iterator[Problem]:
    package = source.value
    offers = seen_by(workspace, source).offers
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
    offers = seen_by(workspace, source).offers
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


NEED_RULES = (
    materials_from_items_can_be_had,
    preparations_wait_for_items,
    items_do_not_wait_for_themselves,
    alternatives_do_not_wait_for_one_another,
    held_results_are_held,
    not_needed_is_not_used,
)
