"""What the items of a package cost together."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from generator.directory import Fee
    from generator.resolution import PackageItem, ResolvedPackage

ZERO = Decimal(0)


@dataclass(frozen=True)
class Charge:
    """One fee of one item, in yuan: from `low` to `high`, or not known."""

    item: PackageItem
    fee: Fee
    low: Decimal | None
    high: Decimal | None


@dataclass(frozen=True)
class FeeTotal:
    """All fees of a package, and their sum in yuan."""

    items: tuple[tuple[tuple[Charge, ...], ...], ...]
    """What each item charges, the alternatives of an undecided choice together: one applies."""
    unstated: int
    """How many items do not say whether they cost anything."""

    @property
    def charges(self) -> tuple[Charge, ...]:
        """Every fee of every item."""
        return tuple(charge for group in self.items for item in group for charge in item)

    @property
    def low(self) -> Decimal:
        """The least that the fees of known amount add up to."""
        each = (min(_added(c.low for c in item) for item in group) for group in self.items)
        return sum(each, ZERO)

    @property
    def high(self) -> Decimal:
        """The most that the fees of known amount add up to."""
        each = (max(_added(c.high for c in item) for item in group) for group in self.items)
        return sum(each, ZERO)

    @property
    def known(self) -> bool:
        """Whether anything is known that the sum could rest on."""
        return any(charge.low is not None for charge in self.charges)

    @property
    def at_least(self) -> bool:
        """Whether something is charged whose amount is not known."""
        return any(c.low is None for c in self.charges) or self.unstated > 0


def fee_total(package: ResolvedPackage) -> FeeTotal:
    """Return what the items of *package* that take part cost."""
    items = tuple(
        tuple(tuple(_charge(item, fee) for fee in _fees(item)) for item in group)
        for group in package.either
    )
    unstated = sum(item.item.fees is None for group in package.either for item in group)
    return FeeTotal(items, unstated)


def _added(amounts: Iterable[Decimal | None]) -> Decimal:
    return sum((amount for amount in amounts if amount is not None), ZERO)


def _fees(item: PackageItem) -> tuple[Fee, ...]:
    return item.item.fees or ()


def _charge(item: PackageItem, fee: Fee) -> Charge:
    """Return the amount of *fee*: of the tier that the package chose, else of all its tiers."""
    chosen = item.use.tiers.get(fee.id or "")
    tiers = [tier.amount for tier in fee.tiers if chosen in (None, tier.id)]
    amounts = tiers or [fee.amount]
    quantity = item.use.quantities.get(fee.id or "", None if fee.unit else Decimal(1))
    known = [amount * quantity for amount in amounts if amount is not None and quantity is not None]
    if len(known) < len(amounts):
        return Charge(item, fee, None, None)
    return Charge(item, fee, min(known), max(known))
