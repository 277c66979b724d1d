"""Where a package writes the items that it uses, and its choices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.package import Choice

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.directory import Item
    from generator.package import Package, Use
    from generator.positions import Location
    from generator.resolution import Directory
    from generator.sources import Source
    from generator.workspace import Workspace


def located_uses(package: Package) -> Iterator[tuple[Location, Use]]:
    """Yield every use of *package*, with where it is written."""
    for number, stage in enumerate(package.stages):
        for place, entry in enumerate(stage.items):
            at = ("stages", number, "items", place)
            if isinstance(entry, Choice):
                yield from (((*at, "one_of", k), use) for k, use in enumerate(entry.one_of))
            else:
                yield at, entry


def located_choices(package: Package) -> Iterator[tuple[Location, Choice]]:
    """Yield every choice of *package*, with where it is written."""
    for number, stage in enumerate(package.stages):
        for place, entry in enumerate(stage.items):
            if isinstance(entry, Choice):
                yield ("stages", number, "items", place), entry


def located_items(
    workspace: Workspace, source: Source[Package]
) -> Iterator[tuple[Location, Use, Item]]:
    """Yield every use whose item is offered, with where it is written, and the item."""
    offers = seen_by(workspace, source).offers
    for location, use in located_uses(source.value):
        if use.use in offers:
            yield location, use, offers[use.use].item


def seen_by(workspace: Workspace, source: Source[Package]) -> Directory:
    """Return the directory as the package of *source* sees it."""
    return workspace.directory.extended(source.value)
