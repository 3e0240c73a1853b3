"""What must hold between purchase orders, receipts and stock; registered with the checks of the books."""

from __future__ import annotations

from foundation.ledger.checks import register_check, register_gap_check
from purchasing.services.purchase_quantities import LINE_STATUS, ORDER_STATUS


def register() -> None:
    """Register the checks of this app."""
    register_check(
        "What was received of purchase order lines is what their receipts say",
        """
        SELECT line.id, line.received_quantity, coalesce(sum(received.quantity), 0)
        FROM purchasing_purchaseorderline AS line
        LEFT JOIN purchasing_productreceiptline AS received ON received.order_line_id = line.id
        GROUP BY line.id HAVING line.received_quantity <> coalesce(sum(received.quantity), 0)
        """,
    )
    register_check(
        "Statuses of purchase order lines follow from their quantities",
        f"SELECT line.id, line.status FROM purchasing_purchaseorderline AS line WHERE line.status <> {LINE_STATUS}",  # noqa: S608
    )
    register_check(
        "Statuses of purchase orders follow from their lines",
        f"""
        SELECT known.id, known.status, {ORDER_STATUS} FROM purchasing_purchaseorder AS known
        LEFT JOIN purchasing_purchaseorderline AS line ON line.order_id = known.id
        GROUP BY known.id HAVING known.status <> {ORDER_STATUS}
        """,  # noqa: S608
    )
    register_check(
        "What is still to come of purchase order lines is expected in the stock",
        """
        SELECT line.id, line.ordered_quantity - line.received_quantity - line.cancelled_quantity, coalesce(expected.quantity, 0)
        FROM purchasing_purchaseorderline AS line
        JOIN inventory_item AS item ON item.id = line.item_id
        LEFT JOIN (
            SELECT origin_id, sum(quantity) AS quantity FROM inventory_inventorytransaction
            WHERE origin = 'purchasing.purchaseorderline' AND status = 'ordered' GROUP BY 1
        ) AS expected ON expected.origin_id = line.id
        WHERE item.stocked AND line.warehouse_id IS NOT NULL AND NOT line.direct_delivery AND abs(
            (line.ordered_quantity - line.received_quantity - line.cancelled_quantity) * line.inventory_factor
            - coalesce(expected.quantity, 0)
        ) > 0.005
        """,
    )
    register_gap_check("product_receipt", "purchasing_productreceipt")
