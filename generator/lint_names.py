"""What must be true of the directory as a whole: ids given once, references that lead somewhere."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from generator.confirmations import OFFICE
from generator.emblem import LARGEST, is_intricate, is_whole
from generator.lint_items import offered
from generator.nearest import nearest
from generator.problems import Place, Problem, Severity
from generator.reviewers import codeowners
from generator.sources import entries_below
from generator.uris import is_given, prose_uri
from generator.workspace import GUIDES

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

    from generator.directory import Department, Item, Material
    from generator.lint_items import OfferedItem
    from generator.sources import Source
    from generator.workspace import Workspace

Location = tuple[str | int, ...]
Attachment = tuple[Place, str, str]


def item_ids_are_given_once(workspace: Workspace) -> Iterator[Problem]:
    """Hold that an item belongs to one department, and that retired ids are not given again."""
    departments = workspace.departments.values()
    retired = {id: department for department in departments for id in department.value.retired}
    owners: dict[str, Source[Department]] = {}
    for department in departments:
        for id in department.value.items:
            if other := owners.get(id):
                yield _given_before("item-id-taken", department, id, other, "items")
            elif other := retired.get(id):
                yield _given_before("item-id-retired", department, id, other, "retired")
            owners.setdefault(id, department)


def _given_before(
    code: str, department: Source[Department], id: str, other: Source[Department], part: str
) -> Problem:
    values = (("found", id), ("by", other.value.name))
    place, before = department.key_place("items", id), other.key_place(part, id)
    return Problem(place, code, values, also=(before,))


def confirmations_are_of_departments(workspace: Workspace) -> Iterator[Problem]:
    known = (*workspace.departments, OFFICE)
    for id, source in workspace.confirmations.items():
        if id not in known:
            values = (("found", id), ("nearest", nearest(id, known)))
            yield Problem(Place(source.path), "confirmation-of-nobody", values)


def reviewers_are_of_departments(workspace: Workspace) -> Iterator[Problem]:
    known = (*workspace.departments, OFFICE)
    for id in workspace.settings.value.reviewers:
        if id not in known:
            yield workspace.settings.key_problem(
                "unknown-department", "reviewers", id,
                item="reviewers", found=id, nearest=nearest(id, known),
            )  # fmt: skip


def code_owners_are_current(workspace: Workspace) -> Iterator[Problem]:
    """Hold that the code host asks those whom the settings name."""
    made = codeowners(workspace)
    if made and workspace.codeowners != made.encode():
        yield workspace.settings.key_problem("codeowners-stale", "reviewers")


def departments_of_items_exist(workspace: Workspace) -> Iterator[Problem]:
    for offer in offered(workspace):
        yield from unknown_departments(offer, workspace.directory.departments)


def unknown_departments(offer: OfferedItem, known: Collection[str]) -> Iterator[Problem]:
    """Yield the departments that the item names and that are none of the *known*."""
    for location, id in departments_named(offer.item):
        if id not in known:
            yield offer.problem(
                "unknown-department", *location, found=id, nearest=nearest(id, known)
            )


def departments_named(item: Item) -> Iterator[tuple[Location, str]]:
    """Yield every department that *item* names, and where."""
    for field in ("accepted_by", "decided_by", "supervised_by"):
        if id := getattr(item, field):
            yield (field,), id
    for field in ("reviewed_by", "joint_with"):
        yield from (((field, place), id) for place, id in enumerate(getattr(item, field)))
    for place, material in enumerate(item.materials):
        if material.origin.department:
            yield ("materials", place, "from"), material.origin.department


def items_of_items_exist(workspace: Workspace) -> Iterator[Problem]:
    """Hold that materials and preparations name items that some department offers."""
    for offer in offered(workspace):
        for location, id in _items_named(offer):
            if id not in workspace.directory.offers:
                near = nearest(id, workspace.directory.offers)
                yield offer.problem("unknown-item", *location, found=id, nearest=near)


def _items_named(offer: OfferedItem) -> Iterator[tuple[Location, str]]:
    for place, material in enumerate(offer.item.materials):
        if material.origin.item:
            yield ("materials", place, "from"), material.origin.item
    if offer.item.preparation:
        for place, id in enumerate(offer.item.preparation.after):
            yield ("preparation", "after", place), id


def retired_items_lead_on(workspace: Workspace) -> Iterator[Problem]:
    offers = workspace.directory.offers
    for department in workspace.departments.values():
        for id, retired in department.value.retired.items():
            replacement = retired.replaced_by
            if replacement and replacement not in offers:
                location = ("retired", id, "replaced_by")
                near = nearest(replacement, offers)
                yield department.problem(
                    "unknown-item", *location, item=retired.name, found=replacement, nearest=near
                )


def one_material_is_described_once(workspace: Workspace) -> Iterator[Problem]:
    """Materials of one id have one name, and agree on whether one set serves all."""
    first: dict[str, tuple[OfferedItem, int, Material]] = {}
    for offer in offered(workspace):
        for place, material in enumerate(offer.item.materials):
            if material.id is None:
                continue
            other, at, known = first.setdefault(material.id, (offer, place, material))
            if known.name != material.name:
                code = "material-differs"
            elif known.one_set != material.one_set:
                code = "material-set-differs"
            else:
                continue
            yield offer.problem(
                code, "materials", place, "id", also=(other.place("materials", at, "id"),),
                found=material.id, name=material.name,
                other=other.item.name, other_name=known.name,
            )  # fmt: skip


def attachments_exist(workspace: Workspace) -> Iterator[Problem]:
    """Forms and samples are files below guides/, and nothing that leads out of it."""
    for offer in offered(workspace):
        yield from missing(workspace, attachments(offer))
    if emblem := workspace.settings.value.office.emblem:
        place = workspace.settings.place("office", "emblem")
        yield from missing(workspace, [(place, "", emblem)])


def attachments(offer: OfferedItem) -> Iterator[Attachment]:
    """Yield the files that an item wants to have: where, the item's name, and below guides/."""
    for location, name in _files_named(offer.item):
        yield offer.place(*location), offer.item.name, name


def missing(workspace: Workspace, attachments: Iterable[Attachment]) -> Iterator[Problem]:
    """Yield those of *attachments* that are no files below guides/."""
    guides = (workspace.root / GUIDES).resolve()
    for place, item, name in attachments:
        if not _is_file_below(guides, name):
            told = (("item", item),) if item else ()
            yield Problem(place, "attachment-missing", (*told, ("found", name)))


def the_emblem_is_a_picture(workspace: Workspace) -> Iterator[Problem]:
    """Hold that every document can carry the office's emblem."""
    settings, guides = workspace.settings, (workspace.root / GUIDES).resolve()
    name = settings.value.office.emblem
    if name and _is_file_below(guides, name):
        content = (guides / name).read_bytes()
        if len(content) > LARGEST:
            size = round(len(content) / 1024)
            yield settings.problem(
                "emblem-too-large", "office", "emblem", found=name, size=size, most=LARGEST // 1024
            )
        elif not is_whole(content):
            yield settings.problem("emblem-no-picture", "office", "emblem", found=name)
        elif is_intricate(content):
            yield settings.problem("emblem-too-intricate", "office", "emblem", found=name)


def _is_file_below(guides: Path, name: str) -> bool:
    path = guides / name
    return path.is_file() and _leads_into(guides, path)


def links_stay_inside(workspace: Workspace) -> Iterator[Problem]:
    """Hold that no link below guides/, all of which is published, leads out of it or nowhere."""
    guides = workspace.root / GUIDES
    inside = guides.resolve()
    for entry in entries_below(guides):
        if entry.is_symlink():
            path = Path(entry.path)
            if not _leads_into(inside, path):
                place = Place(path.relative_to(workspace.root).as_posix())
                yield Problem(place, "link-leads-away", (("found", path.name),))


def _leads_into(folder: Path, link: Path) -> bool:
    """Tell whether *link* leads to something in *folder*; one that leads to itself does not."""
    try:
        target = link.resolve(strict=True)
    except (OSError, RuntimeError):
        return False
    return target.is_relative_to(folder)


def prose_leaves_our_addresses(workspace: Workspace) -> Iterator[Problem]:
    """Hold that no page or file of an author takes the place of one that is made."""
    guides, directory = workspace.root / GUIDES, workspace.directory
    settings = workspace.settings.value
    packages = {*workspace.packages, *settings.retired}
    items = {*directory.offers, *directory.retired}
    given = (packages, items, directory.departments, settings.chains, settings.also_in)
    for entry in entries_below(guides):
        if not entry.name.endswith(".yml") and (path := Path(entry.path)).is_file():
            uri = prose_uri(path.relative_to(guides).as_posix())
            if is_given(uri, *given):
                place = Place(path.relative_to(workspace.root).as_posix())
                yield Problem(place, "address-taken", (("found", uri),))


def _files_named(item: Item) -> Iterator[tuple[Location, str]]:
    for place, material in enumerate(item.materials):
        for field in ("template", "sample"):
            if name := getattr(material, field):
                yield ("materials", place, field), name
    for place, result in enumerate(item.results):
        if result.sample:
            yield ("results", place, "sample"), result.sample


def chains_are_led_by_departments(workspace: Workspace) -> Iterator[Problem]:
    for id, chain in workspace.settings.value.chains.items():
        if chain.lead and chain.lead not in workspace.directory.departments:
            near = nearest(chain.lead, workspace.directory.departments)
            yield workspace.settings.problem(
                "unknown-department", "chains", id, "lead",
                item=chain.name, found=chain.lead, nearest=near,
            )  # fmt: skip


def foot_is_complete(workspace: Workspace) -> Iterator[Problem]:
    """Hold that the foot shows what a public site of an authority has to show."""
    foot = workspace.settings.value.foot
    missing = [name for name in type(foot).model_fields if getattr(foot, name) is None]
    if missing:
        yield workspace.settings.problem(
            "foot-incomplete", "foot", severity=Severity.NOTE, found=tuple(missing)
        )


def retired_packages_are_gone(workspace: Workspace) -> Iterator[Problem]:
    """Hold that the id of a retired package is not given again, and that what follows exists."""
    for id, gone in workspace.settings.value.retired.items():
        if id in workspace.packages:
            yield workspace.settings.key_problem("package-id-retired", "retired", id, found=id)
        if gone.replaced_by and gone.replaced_by not in workspace.packages:
            near = nearest(gone.replaced_by, workspace.packages)
            yield workspace.settings.problem(
                "unknown-package", "retired", id, "replaced_by",
                item=gone.name, found=gone.replaced_by, nearest=near,
            )  # fmt: skip


DIRECTORY_RULES: tuple[Callable[[Workspace], Iterator[Problem]], ...] = (
    item_ids_are_given_once,
    departments_of_items_exist,
    items_of_items_exist,
    retired_items_lead_on,
    retired_packages_are_gone,
    one_material_is_described_once,
    attachments_exist,
    the_emblem_is_a_picture,
    links_stay_inside,
    prose_leaves_our_addresses,
    chains_are_led_by_departments,
    foot_is_complete,
    confirmations_are_of_departments,
    reviewers_are_of_departments,
    code_owners_are_current,
)
