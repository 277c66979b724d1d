"""What must be true of that which was published once: nobody who looks for it is left alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator import archive
from generator.limits import longer
from generator.lint_items import offered
from generator.problems import Place, Problem, Severity
from generator.workspace import PROJECTS, PROMISES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from generator.workspace import Workspace


def lengthened_promises_have_reasons(workspace: Workspace) -> Iterator[Problem]:
    """Hold that a promise longer than the one that was released says why (docs/deadlines.md)."""
    for offer in offered(workspace):
        before, item = workspace.promises.get(offer.id), offer.item
        if before is None or item.promised is None or not longer(item.promised, before):
            continue
        if item.lengthened is None or item.lengthened.before != before:
            yield offer.problem(
                "promise-lengthened", "promised", before=before, after=item.promised
            )


def packages_leave_a_page(workspace: Workspace) -> Iterator[Problem]:
    """Hold that a package that was released is still there, or listed as retired."""
    known = {*workspace.packages, *workspace.settings.value.retired}
    for folder in archive.folders(workspace.root):
        if folder.name not in known and any(folder.iterdir()):
            place = Place(f"{PROJECTS}/{folder.name}.yml")
            yield Problem(place, "package-gone", (("found", folder.name),), Severity.WARNING)


def items_leave_a_page(workspace: Workspace) -> Iterator[Problem]:
    """Hold that an item whose promise was released is still offered, or listed as retired."""
    known = {*workspace.directory.offers, *workspace.directory.retired}
    for id in sorted(workspace.promises.keys() - known):
        yield Problem(Place(PROMISES), "item-gone", (("found", id),), Severity.WARNING)


PUBLISHED_RULES: tuple[Callable[[Workspace], Iterator[Problem]], ...] = (
    lengthened_promises_have_reasons,
    packages_leave_a_page,
    items_leave_a_page,
)
