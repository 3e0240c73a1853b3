"""What a quotation or a line would come to with another price: pure arithmetic, nothing is read or written (sales.md §5.6)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from foundation.money import ZERO, round_to_step

HUNDRED = Decimal(100)
FINE = Decimal("0.0001")
RATIO = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Starting:
    """The figures to start from, in the currency of the document.

    ``value`` is what the customer pays without charges and tax, ``full`` the value without the discount that is simulated,
    ``discountable`` the part of it that the discount counts for. ``quantity`` and ``unit_price`` (of one unit) are a line's.
    """

    value: Decimal
    full: Decimal
    discountable: Decimal
    cost: Decimal
    step: Decimal
    quantity: Decimal = ZERO
    unit_price: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class Simulated:
    """What it would come to: the discount in percent that gives the amount, and what is earned."""

    percent: Decimal
    amount: Decimal
    cost: Decimal

    @property
    def margin(self) -> Decimal:
        """The amount less the cost."""
        return self.amount - self.cost

    @property
    def ratio(self) -> Decimal:
        """The margin in percent of the amount; 0 when there is none."""
        return contribution_ratio(self.amount, self.cost)


def contribution_ratio(amount: Decimal, cost: Decimal) -> Decimal:
    """Return what is earned, in percent of the sales value."""
    return round_to_step((amount - cost) / amount * HUNDRED, RATIO) if amount else ZERO


def wanted_amount(start: Starting, target: str, value: Decimal) -> Decimal | None:
    """Return the amount that one changed figure asks for; None where no amount gives it."""
    if target in {"discount_percent", "total_discount_percent"}:
        return start.full - start.discountable * value / HUNDRED
    if target == "unit_price":
        return start.quantity * value
    if target == "discount_amount":
        return start.quantity * (start.unit_price - value)
    if target == "margin":
        return start.cost + value
    if target == "ratio":
        return start.cost / (1 - value / HUNDRED) if value < HUNDRED else None
    return value


def simulate(start: Starting, target: str, value: Decimal) -> Simulated | None:
    """Return what comes of one changed figure; None when no discount from 0 to 100 % gives it."""
    wanted = wanted_amount(start, target, value)
    if wanted is None or not start.discountable:
        return None
    percent = round_to_step((start.full - wanted) / start.discountable * HUNDRED, FINE)
    if not ZERO <= percent <= HUNDRED:
        return None
    amount = start.full - round_to_step(start.discountable * percent / HUNDRED, start.step)
    return Simulated(percent, amount, start.cost)
