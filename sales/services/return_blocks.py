"""Keep on an order what the floor above knows of the return that it belongs to (sales.md §14.1, §14.5)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from foundation.database.set_update import update_from_values
from sales.models import SalesOrder, SalesOrderLine


def name_returns(rma_numbers: Mapping[SalesOrder, str]) -> None:
    """Write on orders the RMA numbers of their returns, none where an order is no return any more: one statement."""
    for order, rma_number in rma_numbers.items():
        order.rma_number = rma_number
    update_from_values(SalesOrder, ("rma_number",), ((order.pk, rma_number) for order, rma_number in rma_numbers.items()))


def keep_unit_costs(lines: Iterable[SalesOrderLine]) -> None:
    """Write at which cost per inventory unit the goods of lines come back: one statement."""
    update_from_values(SalesOrderLine, ("unit_cost",), ((line.pk, line.unit_cost) for line in lines))
