"""What must hold between orders, packing slips and stock; registered with the checks of the books (REL-7, REL-8, REL-10)."""

from __future__ import annotations

from foundation.inventory.models import StockStatus
from foundation.inventory.stock_book import OPEN_ISSUE, OPEN_RECEIPT
from foundation.ledger.checks import register_check, register_gap_check
from sales.services.quantities import LINE_REST, LINE_STATUS, ORDER_STATUS
from sales.services.stock import ORIGIN, STOCKLESS_TYPES

_ROUNDINGS = "0.005"  # every movement is rounded to four decimals of the inventory unit

_WAITING = "(line.delivered_quantity - line.invoiced_quantity + coalesce(cycles.carried_quantity, 0))"
_FROM_STOCK = f"CASE WHEN line.delivery_type = 'direct' THEN 0 ELSE {LINE_REST} END"
_INVOICED = "(line.invoiced_quantity + coalesce(cycles.closed_quantity, 0))"


def register() -> None:
    """Register the checks of this app."""
    _register_quantities()
    _register_statuses()
    _register_stock()
    register_gap_check("packing_slip", "sales_packingslip")
    register_gap_check("order_confirmation", "sales_orderconfirmation")


def _register_quantities() -> None:
    register_check(
        "REL-7 invoiced within delivered, delivered within ordered and tolerance",
        """
        SELECT id, ordered_quantity, delivered_quantity, invoiced_quantity, cancelled_quantity FROM sales_salesorderline
        WHERE NOT (
            sign(ordered_quantity) * invoiced_quantity BETWEEN 0 AND sign(ordered_quantity) * delivered_quantity
            AND abs(delivered_quantity) <= abs(ordered_quantity) * (1 + overdelivery_percent / 100)
            AND sign(ordered_quantity) * cancelled_quantity BETWEEN 0 AND abs(ordered_quantity)
        )
        """,
    )
    register_check(
        "REL-7 what order lines wait to invoice is what their packing slips wait to invoice",
        """
        SELECT line.id, line.delivered_quantity - line.invoiced_quantity + coalesce(cycles.carried_quantity, 0), coalesce(slips.open, 0)
        FROM sales_salesorderline line
        LEFT JOIN sales_subscriptionline AS cycles ON cycles.line_id = line.id
        LEFT JOIN (
            SELECT order_line_id, sum(quantity - corrected_quantity - invoiced_quantity) AS open FROM sales_packingslipline GROUP BY 1
        ) AS slips ON slips.order_line_id = line.id
        WHERE line.delivered_quantity - line.invoiced_quantity + coalesce(cycles.carried_quantity, 0) <> coalesce(slips.open, 0)
        """,
    )
    register_check(
        "REL-8 no packing slip line is invoiced for more than it delivered",
        """
        SELECT id, quantity, corrected_quantity, invoiced_quantity FROM sales_packingslipline
        WHERE sign(quantity) * invoiced_quantity NOT BETWEEN 0 AND abs(quantity - corrected_quantity)
        """,
    )
    register_check(
        "No fixed charge is invoiced for more than it is, unless it stands on every invoice",
        """
        SELECT id, value * rate, invoiced_amount FROM sales_salesordercharge
        WHERE category = 'fixed' AND NOT keep AND abs(invoiced_amount) > abs(value * rate) + 0.5
        """,  # rounded to the smallest amount of a currency, which may be 1
    )
    register_check(
        "What packing slips count as taken back is what their corrections took",
        """
        SELECT line.id, line.corrected_quantity, coalesce(known.taken, 0) FROM sales_packingslipline AS line
        LEFT JOIN (SELECT slip_line_id, sum(taken_quantity) AS taken FROM sales_packingslipcorrectionline GROUP BY 1) AS known
            ON known.slip_line_id = line.id
        WHERE line.corrected_quantity <> coalesce(known.taken, 0)
        """,
    )


def _register_statuses() -> None:
    register_check(
        "Statuses of order lines follow from their quantities",
        f"SELECT line.id, line.status, {LINE_STATUS} FROM sales_salesorderline AS line WHERE line.status <> {LINE_STATUS}",  # noqa: S608
    )
    register_check(
        "Statuses of orders follow from their lines",
        f"""
        SELECT sales_order.id, sales_order.status, {ORDER_STATUS} FROM sales_salesorder AS sales_order
        LEFT JOIN sales_salesorderline AS line ON line.order_id = sales_order.id
        GROUP BY sales_order.id HAVING sales_order.status <> {ORDER_STATUS}
        """,  # noqa: S608
    )


def _register_stock() -> None:
    """What is open, delivered and invoiced of a line lies in the stock in the same state, in inventory units."""
    register_check(
        "Stock transactions of order lines follow from their quantities",
        f"""
        WITH moved AS (
            SELECT origin_id,
                -coalesce(sum(quantity) FILTER (WHERE status IN ({_states(*OPEN_ISSUE, *OPEN_RECEIPT)})), 0) AS open,
                -coalesce(sum(quantity) FILTER (WHERE status IN ({_states(StockStatus.DEDUCTED, StockStatus.RECEIVED)})), 0) AS delivered,
                -coalesce(sum(quantity) FILTER (WHERE status IN ({_states(StockStatus.SOLD, StockStatus.PURCHASED)})), 0) AS invoiced
            FROM inventory_inventorytransaction WHERE origin = '{ORIGIN}' GROUP BY 1
        )
        SELECT line.id, moved.open, moved.delivered, moved.invoiced
        FROM sales_salesorderline AS line
        JOIN sales_salesorder AS sales_order ON sales_order.id = line.order_id
        JOIN inventory_item AS item ON item.id = line.item_id
        LEFT JOIN moved ON moved.origin_id = line.id
        LEFT JOIN sales_subscriptionline AS cycles ON cycles.line_id = line.id
        WHERE item.stocked AND line.kind <> 'commercial' AND line.warehouse_id IS NOT NULL
            AND sales_order.order_type NOT IN ({_states(*STOCKLESS_TYPES)})
            AND greatest(
                abs(coalesce(moved.open, 0) - {_FROM_STOCK} * line.inventory_factor),
                abs(coalesce(moved.delivered, 0) - {_WAITING} * line.inventory_factor),
                abs(coalesce(moved.invoiced, 0) - {_INVOICED} * line.inventory_factor)
            ) > {_ROUNDINGS}
        """,  # noqa: S608
    )


def _states(*values: str) -> str:
    return ", ".join(f"'{value}'" for value in values)
