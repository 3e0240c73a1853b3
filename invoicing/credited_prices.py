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
    paid = origin.line_net - origin.total_discount_share + (origin.tax_amount if origin.invoice.amounts_include_tax else 0)
    return round_to_step(origin.unit_price - paid / origin.quantity * origin.price_unit, FINE), Decimal(0)
