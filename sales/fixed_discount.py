"""A total discount that is an amount: what it comes to on an order, and what each document takes of it. Pure (sales.md §3.5).

The amount is shared out in proportion to the net amounts of the eligible lines, cumulatively over the invoices in the order of
posting, so that the invoices of one order together give exactly the amount (invoicing.md 2.5).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from foundation.money import CENT, ZERO, round_to_step


@dataclass(slots=True)
class EligibleLine:
    """A line that counts for the total discount: its whole net amount and quantity, and what earlier documents took of both."""

    net: Decimal
    quantity: Decimal
    taken: Decimal = ZERO
    taken_quantity: Decimal = ZERO

    @property
    def reached(self) -> Decimal:
        """Return how much of the net amount was taken: all of it once the quantity is, never more than all."""
        if abs(self.taken_quantity) >= abs(self.quantity):
            return self.net
        return max(min(self.taken, max(self.net, ZERO)), min(self.net, ZERO))


@dataclass(slots=True)
class FixedDiscount:
    """The amount of an order's total discount with the eligible lines by key, and what earlier documents ``given`` of it.

    ``each_time``: the amount is that of every cycle of a subscription, and documents do not count together.
    """

    amount: Decimal
    lines: dict[int, EligibleLine] = field(default_factory=dict)
    given: Decimal = ZERO
    each_time: bool = False

    @property
    def base(self) -> Decimal:
        """Return the net amount of the eligible lines of the whole order."""
        return sum((line.net for line in self.lines.values()), ZERO)

    def take(self, parts: Mapping[int, tuple[Decimal, Decimal]], step: Decimal = CENT) -> Decimal:
        """Return what a document takes that has these quantities and net amounts of the lines; the next one takes from what is left.

        The discount follows the sign of the base and is never more than it; nor does a document take more than its net amount.
        """
        base = self.base
        now = sum((net for _quantity, net in parts.values()), ZERO)
        whole = min(self.amount, abs(base)).copy_sign(base)
        if self.each_time:
            return round_to_step(whole * now / base, step) if base else ZERO
        for key, (quantity, net) in parts.items():
            line = self.lines[key]
            line.taken, line.taken_quantity = line.taken + net, line.taken_quantity + quantity
        reached = sum((line.reached for line in self.lines.values()), ZERO)
        due = (round_to_step(whole * reached / base, step) if base else ZERO) - self.given
        part = max(min(due, max(now, ZERO)), min(now, ZERO))
        self.given += part
        return part
