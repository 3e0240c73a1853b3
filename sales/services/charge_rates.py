"""What charges in another currency are worth in that of their order, at the order's rate (sales.md §8.1)."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from sales.models import SalesOrder
from sales.services.exchange import Rates
from sales.services.working_orders import WorkingOrder


def charge_currencies(works: Iterable[WorkingOrder]) -> set[str]:
    """Return the currencies of charges that are not those of their orders, with those of the orders; none where all are the same."""
    found = {(work.order.currency_id, charge.currency_id) for work in works for charge in work.charges if charge.currency_id}
    return {code for pair in found if pair[0] != pair[1] for code in pair}


def order_rate(order: SalesOrder, currency: str, rates: Rates) -> Decimal:
    """Return units of the order's currency per unit of another: at its fixed rate, else that of the order date.

    Raises NoExchangeRate (INV-108).
    """
    if currency == order.currency_id:
        return Decimal(1)
    if order.fixed_exchange_rate is not None and order.currency_id != rates.accounting_currency:
        return rates.worth(currency, order.order_date) / order.fixed_exchange_rate
    return rates.cross(currency, order.currency_id, order.order_date)


def set_rates(work: WorkingOrder, rates: Rates) -> None:
    """Convert the charges of an order at its rate; those that are invoiced keep the rate they were invoiced at. Raises INV-108."""
    for charge in work.charges:
        if not charge.invoiced_amount:
            charge.rate = order_rate(work.order, charge.currency_id or work.order.currency_id, rates)
