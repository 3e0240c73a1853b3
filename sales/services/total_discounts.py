"""The total discount of an order: a percentage or an amount, typed or found, and what of it quantities take (sales.md §3.5)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from foundation.money import ZERO, round_to_step
from sales.fixed_discount import EligibleLine, FixedDiscount
from sales.models import SalesOrder
from sales.price_errors import PercentageOrAmount
from sales.pricing import total_discount
from sales.services.working_orders import WorkingOrder
from sales.statuses import TRAITS

TOTAL_DISCOUNT = ("total_discount_percent", "total_discount_amount")
"""The fields of a header that hold a total discount: one of the two at most."""


def set_total_discount(order: SalesOrder, header: Mapping[str, Any]) -> None:
    """Let a total discount that was typed stay, and take the place of the one of the other kind. Raises PRC-07 for both kinds."""
    typed = [name for name in TOTAL_DISCOUNT if name in header]
    if not typed:
        return
    order.total_discount_manual = True
    if len(typed) == 1:
        [other] = set(TOTAL_DISCOUNT) - set(typed)
        setattr(order, other, ZERO)
    if order.total_discount_amount:
        order.total_discount_amount = round_to_step(order.total_discount_amount, order.currency.precision)
    if order.total_discount_amount and order.total_discount_percent:
        raise PercentageOrAmount(field="total_discount_amount")


def discount_of(work: WorkingOrder, quantities: Sequence[Decimal], nets: Sequence[Decimal], step: Decimal) -> Decimal:
    """Return the total discount on quantities of the live lines; of an amount their share, or what earlier invoices leave of it."""
    order = work.order
    eligible = [
        (working.line, quantity, net)
        for working, quantity, net in zip(work.live_lines, quantities, nets, strict=True)
        if working.item.total_discount
    ]
    if not order.total_discount_amount:
        return total_discount(sum((net for _line, _quantity, net in eligible), ZERO), order.total_discount_percent, step)
    each_time = TRAITS[order.order_type].reopens_after_invoice
    counted = work.after_invoices and not each_time
    lines = {
        id(line): EligibleLine(line.net_amount, line.ordered_quantity, line.invoiced_amount, line.invoiced_quantity)
        if counted
        else EligibleLine(line.net_amount, line.ordered_quantity)
        for line, _quantity, _net in eligible
    }
    given = order.total_discount_invoiced if counted else ZERO
    discount = FixedDiscount(order.total_discount_amount, lines, given, each_time)
    return discount.take({id(line): (quantity, net) for line, quantity, net in eligible}, step)
