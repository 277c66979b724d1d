"""What must be true of one item, wherever its department lies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator.directory import Item
from generator.limits import longer
from generator.located import located_uses
from generator.problems import Place, Problem, Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from generator.directory import Department, Step
    from generator.limits import Limit
    from generator.package import Package
    from generator.positions import Location
    from generator.sources import Source
    from generator.workspace import Workspace

CHECK_BY_LAW = 5
"""Working days within which papers are checked: 行政许可法 第三十二条."""
DELIVERY_BY_LAW = 10
"""Days within which a certificate is delivered: 行政许可法 第四十四条."""
CATCH_ALL = ("其他材料", "其它材料", "其他资料", "其他证明材料", "规定的其他", "要求的其他")
"""How lists of materials end that ask for anything: 优化营商环境条例 第三十五条 forbids it."""


@dataclass(frozen=True)
class OfferedItem:
    """An item where it is written."""

    source: Source[Department] | Source[Package]
    at: Location
    id: str
    item: Item
    shared: bool
    """Whether it belongs to the directory, not to one package alone."""

    def place(self, *location: str | int) -> Place:
        """Return where *location* inside the item is written."""
        return self.source.place(*self.at, *location)

    def problem(
        self,
        code: str,
        *location: str | int,
        severity: Severity = Severity.ERROR,
        also: tuple[Place, ...] = (),
        **values: object,
    ) -> Problem:
        """Return a problem at *location* inside the item."""
        values = {"item": self.item.name, **values}
        return Problem(self.place(*location), code, tuple(values.items()), severity, also)

    def warning(
        self, code: str, *location: str | int, also: tuple[Place, ...] = (), **values: object
    ) -> Problem:
        """Return a warning at *location* inside the item."""
        return self.problem(code, *location, severity=Severity.WARNING, also=also, **values)


def offered(workspace: Workspace) -> Iterator[OfferedItem]:
    """Yield every item of the directory."""
    for department in workspace.departments.values():
        for id, item in department.value.items.items():
            yield OfferedItem(department, ("items", id), id, item, shared=True)


def offered_by_package(workspace: Workspace, source: Source[Package]) -> Iterator[OfferedItem]:
    """Yield every item of the package's own departments.

    What a package adds to an item is an item of the same name with no more than that.
    """
    for department_id, own in source.value.departments.items():
        for id, item in own.items.items():
            at: Location = ("departments", department_id, "items", id)
            yield OfferedItem(source, at, id, item, shared=False)
    offers = workspace.directory.extended(source.value).offers
    for at, use in located_uses(source.value):
        if use.materials and use.use in offers:
            added = Item(name=offers[use.use].item.name, materials=use.materials)
            yield OfferedItem(source, at, use.use, added, shared=False)


def promise_is_within_statute(offer: OfferedItem) -> Iterator[Problem]:
    item = offer.item
    if item.promised and item.statutory and longer(item.promised, item.statutory):
        yield offer.problem(
            "promise-over-statute", "promised", also=(offer.place("statutory"),),
            promised=item.promised, statutory=item.statutory,
        )  # fmt: skip


def promise_has_its_day(offer: OfferedItem) -> Iterator[Problem]:
    if offer.shared and offer.item.promised and not offer.item.promised_since:
        yield offer.warning("promise-without-since", "promised")


def lengthening_lengthens(offer: OfferedItem) -> Iterator[Problem]:
    change, promised = offer.item.lengthened, offer.item.promised
    if change and (promised is None or not longer(promised, change.before)):
        yield offer.problem("not-lengthened", "lengthened", "before", before=change.before)


def extension_extends_something(offer: OfferedItem) -> Iterator[Problem]:
    if offer.item.extension and not offer.item.statutory:
        yield offer.problem("extension-without-limit", "extension")


def check_is_within_law(offer: OfferedItem) -> Iterator[Problem]:
    if offer.item.check.in_working_days > CHECK_BY_LAW:
        yield offer.problem("check-too-long", "check", found=offer.item.check)


def delivery_is_within_law(offer: OfferedItem) -> Iterator[Problem]:
    delivery = offer.item.delivery
    if delivery and delivery.within and delivery.within.days > DELIVERY_BY_LAW:
        yield offer.problem("delivery-too-long", "delivery", "within", found=delivery.within)


def steps_add_up(offer: OfferedItem) -> Iterator[Problem]:
    if found := steps_problem(offer.item.steps, offer.item.promised):
        code, total = found
        yield offer.problem(code, "steps", total=total, promised=offer.item.promised)


def steps_problem(steps: tuple[Step, ...], promised: Limit | None) -> tuple[str, int] | None:
    """Return what keeps *steps* from adding up to *promised*, as a code, and their sum."""
    days = [step.days for step in steps if step.days]
    if not days or promised is None:
        return None
    total = sum(limit.days for limit in days)
    if any(limit.unit is not promised.unit for limit in days):
        return "steps-in-other-units", total
    return ("steps-do-not-add-up", total) if total != promised.days else None


def procedures_can_be_chosen(offer: OfferedItem) -> Iterator[Problem]:
    procedures = offer.item.special_procedures
    for place, procedure in enumerate(procedures):
        if procedure.when and not procedure.id:
            yield offer.problem(
                "procedure-without-id", "special_procedures", place, found=procedure.name
            )
    yield from _repeated(offer, [each.id for each in procedures], "special_procedures")


def fees_can_be_chosen(offer: OfferedItem) -> Iterator[Problem]:
    fees = offer.item.fees or ()
    yield from _repeated(offer, [fee.id for fee in fees], "fees")
    for place, fee in enumerate(fees):
        if fee.tiers and not fee.id:
            yield offer.problem("fee-without-id", "fees", place, found=fee.name)
        yield from _repeated(offer, [tier.id for tier in fee.tiers], "fees", place, "tiers")
        if not fee.basis:
            yield offer.warning("fee-without-basis", "fees", place, found=fee.name)


def _repeated(
    offer: OfferedItem, ids: Sequence[str | None], *location: str | int
) -> Iterator[Problem]:
    """Yield the *ids* that are there before; those of the list at *location*."""
    for place, id in enumerate(ids):
        if id and id in ids[:place]:
            before = offer.place(*location, ids.index(id), "id")
            yield offer.problem(
                "id-repeated-in-item", *location, place, "id", also=(before,), found=id
            )


def materials_are_stated(offer: OfferedItem) -> Iterator[Problem]:
    """Hold that an item of the directory says what it asks for, or that it asks for nothing.

    A package's own items are of a flow that was published elsewhere: they say what it says.
    """
    if offer.shared and offer.item.stated_materials is None:
        yield offer.problem("materials-not-stated", severity=Severity.NOTE)


def materials_are_named(offer: OfferedItem) -> Iterator[Problem]:
    for place, material in enumerate(offer.item.materials):
        if any(phrase in material.name for phrase in CATCH_ALL):
            yield offer.warning(
                "catch-all-material", "materials", place, "name", found=material.name
            )


def materials_are_listed_once(offer: OfferedItem) -> Iterator[Problem]:
    seen: dict[str, int] = {}
    for place, material in enumerate(offer.item.materials):
        names = [name for name in (material.name, material.id) if name]
        if twice := [seen[name] for name in names if name in seen]:
            before = offer.place("materials", twice[0], "name")
            yield offer.warning(
                "material-twice", "materials", place, "name", also=(before,), found=material.name
            )
        for name in names:
            seen.setdefault(name, place)


def result_is_not_its_own_material(offer: OfferedItem) -> Iterator[Problem]:
    for place, material in enumerate(offer.item.materials):
        if material.origin.item == offer.id:
            yield offer.problem("own-predecessor", "materials", place, "from", found=offer.id)


def visits_have_a_reason(offer: OfferedItem) -> Iterator[Problem]:
    if offer.item.visits and not offer.item.visit_reason:
        yield offer.warning("visit-without-reason", "visits", found=offer.item.visits)


ITEM_RULES: tuple[Callable[[OfferedItem], Iterator[Problem]], ...] = (
    promise_is_within_statute,
    promise_has_its_day,
    lengthening_lengthens,
    extension_extends_something,
    check_is_within_law,
    delivery_is_within_law,
    steps_add_up,
    procedures_can_be_chosen,
    fees_can_be_chosen,
    materials_are_stated,
    materials_are_named,
    materials_are_listed_once,
    result_is_not_its_own_material,
    visits_have_a_reason,
)
