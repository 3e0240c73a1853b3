"""What an order comes to as it stands: nets, discounts, charges, tax, margin. Reads only, in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from foundation.errors import BusinessRuleError
from foundation.ledger.tax import TaxRow
from foundation.ledger.tax_setup import TaxSetup
from foundation.organization.models import LegalEntity
from sales.charges import CalculatedCharge
from sales.pricing import OrderTotals
from sales.services.calculate_orders import calculated_charges, totals_of
from sales.services.credited_totals import read_credits
from sales.services.load_orders import LoadedOrders, load_orders
from sales.services.order_tax import add_tax
from sales.services.working_orders import WorkingOrder


@dataclass(frozen=True)
class OrderSummary:
    """Totals in the order's currency, the tax by rate, charges by name and by key; ``problem`` says why the tax is not known."""

    totals: OrderTotals
    taxes: Sequence[TaxRow] = ()
    charges: Sequence[tuple[str, CalculatedCharge]] = field(default_factory=tuple)
    problem: BusinessRuleError | None = None
    by_key: Mapping[int, CalculatedCharge] = field(default_factory=dict)


def summarise_order(entity: LegalEntity, order_id: int) -> OrderSummary:
    """Return what the order comes to for what was ordered less what was cancelled."""
    loaded = load_orders(entity, [order_id])
    return summarise(loaded, loaded.only(), TaxSetup.load(entity))


def summarise(loaded: LoadedOrders, work: WorkingOrder, setup: TaxSetup) -> OrderSummary:
    """Return what an order in memory comes to, saved or not."""
    return summarise_quantities(
        loaded, work, setup, [working.line.ordered_quantity - working.line.cancelled_quantity for working in work.live_lines]
    )


def summarise_quantities(loaded: LoadedOrders, work: WorkingOrder, setup: TaxSetup, quantities: Sequence[Decimal]) -> OrderSummary:
    """Return what the given quantities of the live lines of an order in memory come to."""
    read_credits(loaded.context.entity, [work])
    found = calculated_charges(loaded.context, work, loaded.units, quantities)
    by_key = {work.charges[charge.rule.key].pk: charge for charge in found}
    charges = [(work.charges[charge.rule.key].code.name_in(work.order.language), charge) for charge in found if charge.amount]
    try:
        taxes = add_tax(loaded, work, setup, quantities).rows
    except BusinessRuleError as problem:
        return OrderSummary(totals_of(loaded.context, work, loaded.units, quantities), (), charges, problem, by_key)
    return OrderSummary(work.totals, taxes, charges, by_key=by_key)
