"""What an order comes to by basis: all of it, what leaves now, what was delivered, what is left to invoice (sales.md §7.7).

Reads only, in a fixed number of queries: the order is read once for all bases.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from customers.credit_position import CreditPosition, credit_position
from customers.models import CustomerParameters
from foundation.ledger.tax_setup import TaxSetup
from foundation.money import ZERO, round_to_step
from foundation.organization.models import LegalEntity
from sales.models import SalesOrder, SalesOrderLine
from sales.pricing import HUNDRED
from sales.services.credit_checks import credit_account
from sales.services.load_orders import LoadedOrders, load_orders
from sales.services.summarise_order import OrderSummary, summarise_quantities
from sales.services.working_orders import WorkingOrder


class TotalsBasis(TextChoices):
    """Which quantities of an order are totalled."""

    REMAINING = "remaining", _("Remaining to invoice")
    ALL = "all", _("All")
    DELIVER_NOW = "deliver_now", _("Deliver now")
    PACKING_SLIP = "packing_slip", _("Packing slip")


@dataclass(frozen=True)
class BasisTotals:
    """What an order comes to on one basis; weight in kg, volume in m³, ``cash_discount`` in the order's currency."""

    basis: TotalsBasis
    summary: OrderSummary
    line_count: int
    weight: Decimal
    volume: Decimal
    cash_discount: Decimal


@dataclass(frozen=True)
class TotalsOfOrder:
    """The totals of an order on every basis, and how the customer stands whose credit counts for it, in accounting currency."""

    order: SalesOrder
    bases: Sequence[BasisTotals]
    credit: CreditPosition


def total_order(entity: LegalEntity, order_id: int) -> TotalsOfOrder:
    """Return the totals of an order; on every basis but *All* charges are those that a next invoice would take."""
    loaded, setup = load_orders(entity, [order_id]), TaxSetup.load(entity)
    work = loaded.only()
    bases = [_on_basis(loaded, work, setup, basis) for basis in TotalsBasis]
    account = credit_account(work.order, CustomerParameters.of(entity))
    return TotalsOfOrder(work.order, bases, credit_position(entity, account))


def quantity_on(line: SalesOrderLine, basis: str) -> Decimal:
    """Return the quantity of a line that counts on a basis, in its unit (sales.md §7.6, §7.7)."""
    if basis == TotalsBasis.ALL:
        return line.ordered_quantity - line.cancelled_quantity
    if basis == TotalsBasis.PACKING_SLIP:
        return line.invoice_remainder
    if basis == TotalsBasis.DELIVER_NOW:
        now = min(line.deliver_now, line.deliver_remainder, key=abs)
        return line.invoice_remainder + (now if line.billable else ZERO)
    return line.open_to_invoice


def _on_basis(loaded: LoadedOrders, work: WorkingOrder, setup: TaxSetup, basis: TotalsBasis) -> BasisTotals:
    work.after_invoices = basis != TotalsBasis.ALL
    counted = [(working, quantity_on(working.line, basis)) for working in work.live_lines]
    summary = summarise_quantities(loaded, work, setup, [quantity for _working, quantity in counted])
    stock = [(working.item, quantity * working.line.inventory_factor) for working, quantity in counted]
    discount = work.order.cash_discount
    percent = discount.percent if discount is not None else ZERO
    return BasisTotals(
        basis=basis,
        summary=summary,
        line_count=sum(1 for _working, quantity in counted if quantity),
        weight=sum((item.net_weight * quantity for item, quantity in stock), ZERO),
        volume=sum((item.volume * quantity for item, quantity in stock), ZERO),
        cash_discount=round_to_step(summary.totals.amount * percent / HUNDRED, loaded.context.precision(work.order.currency_id)),
    )
