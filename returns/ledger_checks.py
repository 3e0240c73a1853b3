"""What must hold between returns, their orders and the invoices they come from; registered with the checks of the books."""

from __future__ import annotations

from foundation.ledger.checks import register_check


def register() -> None:
    """Register the checks of this app."""
    register_check(
        "What came back of an invoice line is what its live return lines say",
        """
        SELECT balance.id, balance.returned_quantity, coalesce(lines.quantity, 0)
        FROM returns_returnableline AS balance
        LEFT JOIN (
            SELECT returned.origin_invoice_line_id AS invoice_line_id, -sum(line.ordered_quantity) AS quantity
            FROM returns_returnline AS returned
            JOIN sales_salesorderline AS line ON line.id = returned.order_line_id
            WHERE returned.status <> 'cancelled' GROUP BY 1
        ) AS lines ON lines.invoice_line_id = balance.invoice_line_id
        WHERE balance.returned_quantity <> coalesce(lines.quantity, 0)
        """,
    )
    register_check(
        "Every line of a return order that is not cancelled has its return line",
        """
        SELECT line.id, line.order_id FROM sales_salesorderline AS line
        JOIN returns_returnorder AS returned ON returned.order_id = line.order_id
        LEFT JOIN returns_returnline AS known ON known.order_line_id = line.id
        WHERE known.id IS NULL AND line.status <> 'cancelled'
        """,
    )
    register_check(
        "The order of a return names it",
        """
        SELECT sold.id, sold.rma_number, returned.rma_number FROM sales_salesorder AS sold
        LEFT JOIN returns_returnorder AS returned ON returned.order_id = sold.id
        WHERE sold.rma_number <> coalesce(returned.rma_number, '')
        """,
    )
