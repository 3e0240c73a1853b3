"""What an order comes to, as rows below its lines."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from foundation.backoffice.documents import Total
from foundation.backoffice.formats import format_percent
from sales.services.summarise_order import OrderSummary


def total_rows(
    summary: OrderSummary, currency: str, discount_percent: Decimal, *, with_cost: bool, with_links: bool = False
) -> list[Total]:
    """Return lines, discount, charges, tax by rate, total, and the margin for those who may see costs.

    ``with_links`` leads from an amount to what it is made of, on the page of the order.
    """
    totals = summary.totals
    rows = [Total(_("Lines"), totals.subtotal, currency, url="#lines")]
    if totals.total_discount:
        note = format_percent(discount_percent) if discount_percent else ""
        rows.append(Total(_("Total discount"), -totals.total_discount, currency, note=note))
    rows += [Total(name, charge.amount, currency, url="#charges") for name, charge in summary.charges]
    rows += [
        Total(_("Sales tax"), tax.tax, currency, url="#why-tax", note=format_percent(tax.rule.effective_rate)) for tax in summary.taxes
    ]
    if totals.rounding_off:
        rows.append(Total(_("Rounding"), totals.rounding_off, currency))
    rows.append(Total(_("Total"), totals.amount, currency, strong=True))
    if with_cost:
        ratio = totals.contribution_ratio
        rows.append(Total(_("Margin"), totals.margin, currency, note="" if ratio is None else format_percent(ratio)))
    return rows if with_links else [replace(row, url="") for row in rows]
