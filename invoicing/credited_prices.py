"""At which price and discount an invoice line is credited, so that the customer gets back what was paid. Pure."""

from __future__ import annotations

from decimal import Decimal

from foundation.money import round_to_step
from invoicing.models import CustomerInvoiceLine

FINE = Decimal("0.000001")


def discounts_of(origin: CustomerInvoiceLine) -> tuple[Decimal, Decimal]:
    """Return discount per price unit and percentage that credit an invoice line at what was paid for it.

    The invoice's total discount and multiline discount become part of the amount: they depended on the whole order.
    """
    if not (origin.total_discount_share or origin.multiline_amount or origin.multiline_percent):
        return origin.discount_amount, origin.discount_percent
    net, quantity = origin.line_net, origin.quantity
    if origin.invoice.amounts_include_tax and origin.order_line is not None:
        net, quantity = origin.order_line.net_amount, origin.order_line.ordered_quantity
    kept = 1 - origin.total_discount_share / origin.line_net if origin.line_net else Decimal(1)
    return round_to_step(origin.unit_price - net * kept / quantity * origin.price_unit, FINE), Decimal(0)
