"""Net amounts of lines and totals of orders: pure calculation, in the order's currency (sales.md §3.4, §3.5, §7.7).

Rounding happens once per named result, half away from zero, to ``step``, the precision of the currency.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from foundation.money import CENT, ZERO, round_to_step, spread

HUNDRED = Decimal(100)


def combine_percentages(first: Decimal, second: Decimal) -> Decimal:
    """Return the percentage that two percentages make one after the other: 10 and 5 are 14.5."""
    return first + second - first * second / HUNDRED


def price_after(unit_price: Decimal, discount: Decimal, percent: Decimal) -> Decimal:
    """Return what is left of a price after a discount per unit and a percentage, unrounded."""
    return (unit_price - discount) * (HUNDRED - percent) / HUNDRED


def combine_discounts(
    unit_price: Decimal, line: tuple[Decimal, Decimal], multiline: tuple[Decimal, Decimal], combination: str
) -> tuple[Decimal, Decimal]:
    """Return discount per unit and percentage of a line from its line and multiline discounts (sales.md §3.4).

    ``line`` and ``multiline`` are (amount per price unit, percentage); ``combination`` is one of the six values of the
    parameter *Discount*.
    """
    if combination == "line":
        return line
    if combination == "multiline":
        return multiline
    if combination in ("max", "min"):
        by_line, by_multiline = price_after(unit_price, *line), price_after(unit_price, *multiline)
        line_is_larger = by_line <= by_multiline
        return line if line_is_larger == (combination == "max") else multiline
    if combination == "sum":
        return line[0] + multiline[0], line[1] + multiline[1]
    return line[0] + multiline[0], combine_percentages(line[1], multiline[1])


def line_net(
    quantity: Decimal,
    unit_price: Decimal,
    price_unit: Decimal = Decimal(1),
    discount_amount: Decimal = ZERO,
    multiline_amount: Decimal = ZERO,
    discount_percent: Decimal = ZERO,
    multiline_percent: Decimal = ZERO,
    combination: str = "line",
    step: Decimal = CENT,
) -> Decimal:
    """Return the net amount of a quantity of a line: quantity × (price − discount) ÷ price unit × (1 − percentage)."""
    amount, percent = combine_discounts(unit_price, (discount_amount, discount_percent), (multiline_amount, multiline_percent), combination)
    return round_to_step(quantity * (unit_price - amount) * (HUNDRED - percent) / (price_unit * HUNDRED), step)


def discount_fault(
    unit_price: Decimal,
    line: tuple[Decimal, Decimal],
    multiline: tuple[Decimal, Decimal],
    combination: str = "line",
) -> str:
    """Return the code of what is wrong with a line's discounts, PRC-04 or PRC-05, or nothing."""
    amount, percent = combine_discounts(unit_price, line, multiline, combination)
    if amount > 0 and unit_price - amount < 0:
        return "PRC-04"
    return "PRC-05" if percent > HUNDRED else ""


def granted_percent(unit_price: Decimal, discount: Decimal, percent: Decimal) -> Decimal:
    """Return a discount per unit and a percentage together as one percentage of the price; 0 when there is no price."""
    if not unit_price:
        return percent
    return (unit_price - price_after(unit_price, discount, percent)) * HUNDRED / unit_price


def total_discount(base: Decimal, percent: Decimal, step: Decimal = CENT) -> Decimal:
    """Return the total discount on the net amounts of the eligible lines."""
    return round_to_step(base * percent / HUNDRED, step)


def percent_or_amount(base: Decimal, percent: Decimal, amount: Decimal, step: Decimal = CENT) -> tuple[Decimal, Decimal]:
    """Return a found total discount as an order carries it: a percentage or an amount; both together make one amount."""
    percent = min(percent, HUNDRED)
    if not amount:
        return percent, ZERO
    return ZERO, round_to_step(amount + abs(base) * percent / HUNDRED, step)


def spread_total_discount(discount: Decimal, nets: Sequence[Decimal], eligible: Sequence[bool], step: Decimal = CENT) -> list[Decimal]:
    """Spread a total discount over the eligible lines by net amount; the parts add up to it, other lines get 0."""
    chosen = [index for index, flag in enumerate(eligible) if flag]
    parts = spread(discount, [nets[index] for index in chosen], step)
    result = [ZERO] * len(nets)
    for index, part in zip(chosen, parts, strict=True):
        result[index] = part
    return result


@dataclass(frozen=True, slots=True)
class OrderTotals:
    """The totals of a document in its currency; ``amount`` is what the customer pays."""

    subtotal: Decimal = ZERO
    total_discount: Decimal = ZERO
    line_charges: Decimal = ZERO
    header_charges: Decimal = ZERO
    tax: Decimal = ZERO
    rounding_off: Decimal = ZERO
    cost: Decimal = ZERO
    line_nets: Sequence[Decimal] = field(default_factory=tuple)

    @property
    def charges(self) -> Decimal:
        """Line and header charges together."""
        return self.line_charges + self.header_charges

    @property
    def net(self) -> Decimal:
        """What is sold, after discounts and with charges, before tax."""
        return self.subtotal - self.total_discount + self.charges

    @property
    def amount(self) -> Decimal:
        """What the customer pays."""
        return self.net + self.tax + self.rounding_off

    @property
    def margin(self) -> Decimal:
        """Subtotal after total discount less cost."""
        return self.subtotal - self.total_discount - self.cost

    @property
    def contribution_ratio(self) -> Decimal | None:
        """The margin as a percentage of the sale with two decimals; None when nothing is sold."""
        sold = self.subtotal - self.total_discount
        return round_to_step(self.margin * HUNDRED / sold) if sold else None
