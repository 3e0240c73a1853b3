"""What packing slips print as still to come: the lines that stay open when they are posted (sales.md §11.4)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sales.deliveries import DeliveryLine, DeliveryPlan, SlipDraft
from sales.models import BackorderTracking, SalesOrderLine

Row = list[str]
"""Order, item, name, quantity, unit and expected date, as a slip keeps them."""


def open_rows(plan: DeliveryPlan, tracking: str) -> dict[int, list[Row]]:
    """Return what stays open after a posting, by order; with the lines of all orders of the customer where the parameter says so.

    One query for the other orders of the customers, none for the orders of the plan.
    """
    if tracking == BackorderTracking.NONE:
        return {}
    found = {
        order_id: [_row_of(plan.orders[order_id].number, line) for line in plan.lines[order_id] if line.rest_after]
        for order_id in plan.going
    }
    if tracking == BackorderTracking.CUSTOMER:
        others = _of_other_orders(plan)
        for order_id, rows in found.items():
            rows.extend(others[plan.orders[order_id].customer_id])
    return found


def rows_of(draft: SlipDraft, rows: Mapping[int, Sequence[Row]]) -> list[Row]:
    """Return the rows of the orders on one slip, each once."""
    return [list(row) for row in dict.fromkeys(tuple(row) for order in draft.orders for row in rows.get(order.pk, ()))]


def _row_of(order_number: str, line: DeliveryLine) -> Row:
    return [order_number, line.item_number, line.name, str(line.rest_after), line.unit, line.ship_date.isoformat()]


def _of_other_orders(plan: DeliveryPlan) -> dict[int, list[Row]]:
    """Return the open lines of the customers' orders that this posting does not deliver, by customer."""
    customers = {plan.orders[order_id].customer_id for order_id in plan.going}
    rows: Any = SalesOrderLine.of(plan.entity).to_ship().filter(order__customer__in=customers).exclude(order__in=list(plan.going))
    rows = rows.with_remainders().order_by("order__number", "line_number")
    fields = ("order__customer_id", "order__number", "item__number", "name", "deliver_rest", "unit__code", "requested_ship_date")
    found: dict[int, list[Row]] = defaultdict(list)
    for customer, number, item, name, rest, unit, day in rows.values_list(*fields):
        found[customer].append([number, item, name, str(rest), unit, day.isoformat()])
    return found
