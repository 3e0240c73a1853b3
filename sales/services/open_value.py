"""What of an order no invoice covers yet: the value that a credit limit is held against (sales.md §10.2)."""

from __future__ import annotations

from contextlib import suppress
from decimal import Decimal

from foundation.errors import BusinessRuleError
from foundation.money import ZERO
from sales.services.calculate_orders import totals_of
from sales.services.load_orders import LoadedOrders
from sales.services.offered_values import promised
from sales.services.order_tax import add_tax
from sales.services.working_orders import WorkingOrder


def open_value(work: WorkingOrder) -> Decimal:
    """Return the part of the totals that no invoice covers yet, by net amount, in the order's currency.

    The totals are those of what the order promises, with charges and tax.
    """
    whole = sum(work.totals.line_nets, ZERO)
    if not whole:
        return work.totals.amount
    open_part = sum(
        (
            net * working.line.open_to_invoice / quantity
            for net, working, quantity in zip(work.totals.line_nets, work.live_lines, promised(work), strict=True)
        ),
        ZERO,
    )
    return work.totals.amount * open_part / whole


def value_with_tax(loaded: LoadedOrders, work: WorkingOrder) -> Decimal:
    """Return the open value of an order in memory that may not have its tax yet.

    Where the tax set-up has no answer the value is that without tax: confirming will say what is missing.
    """
    totals = work.totals
    work.totals = totals_of(loaded.context, work, loaded.units, promised(work))
    with suppress(BusinessRuleError):
        add_tax(loaded, work, loaded.context.taxes, promised(work))
    value = open_value(work)
    work.totals = totals
    return value
