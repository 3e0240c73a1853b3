"""Calculate an order that is being entered, with prices, charges, tax and totals, and write nothing."""

from __future__ import annotations

from decimal import Decimal

from foundation.ledger.tax_setup import TaxSetup
from foundation.organization.models import LegalEntity, User
from sales.services.enter_orders import EnteredOrders, OrderDraft, prepare_orders
from sales.services.load_orders import LoadedOrders
from sales.services.order_tax import add_tax
from sales.services.unit_factors import UnitFactors
from sales.services.working_orders import OrderContext, WorkingOrder


def preview_order(
    entity: LegalEntity, draft: OrderDraft, user: User, result: EnteredOrders, *, discount_limit: Decimal | None = None
) -> WorkingOrder | None:
    """Return the order as it would be entered now, in memory and without a number; None when the result holds refusals.

    Raises the refusals of the tax set-up.
    """
    work = prepare_orders(entity, [draft], user, result, discount_limit=discount_limit).get(0)
    if work is None:
        return None
    context = OrderContext.load(entity, (line.item_id for line in draft.lines))
    add_tax(LoadedOrders(context, {}, UnitFactors.load(context.items)), work, TaxSetup.load(entity))
    for working in work.lines:
        working.line.unit = context.units[working.line.unit_id]
    return work
