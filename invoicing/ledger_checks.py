"""What must hold between invoices, their orders and the customers' account; registered with the checks of the books."""

from __future__ import annotations

from foundation.ledger.checks import register_check, register_gap_check
from invoicing.models import DocumentType


def register() -> None:
    """Register the checks of this app."""
    for reference, kind in (("customer_invoice", DocumentType.INVOICE), ("customer_credit_note", DocumentType.CREDIT_NOTE)):
        register_gap_check(reference, f"(SELECT * FROM invoicing_customerinvoice WHERE document_type = '{kind.value}') AS documents")  # noqa: S608
    _register_amounts()
    _register_sources()
    _register_credits()


def _register_amounts() -> None:
    register_check(
        "The amount of an invoice is that of its customer transactions",
        """
        SELECT i.id, i.number, i.invoice_amount, coalesce(t.amount, 0) FROM invoicing_customerinvoice i
        LEFT JOIN (SELECT voucher_id, sum(amount) AS amount FROM customers_customertransaction GROUP BY 1) t USING (voucher_id)
        WHERE i.invoice_amount <> coalesce(t.amount, 0)
        """,
    )
    register_check(
        "An invoice knows the first due date of what is open of it",
        """
        SELECT i.id, i.number, i.open_due_date, o.first_day FROM invoicing_customerinvoice i
        LEFT JOIN (SELECT voucher_id, min(due_date) AS first_day FROM customers_opentransaction GROUP BY 1) o USING (voucher_id)
        WHERE i.open_due_date IS DISTINCT FROM o.first_day
        """,
    )
    register_check(
        "The amount of an invoice is the sum of its parts (invoicing.md A.1)",
        """
        SELECT id, number, invoice_amount FROM invoicing_customerinvoice
        WHERE invoice_amount <> sum_lines - total_discount + sum_charges + sum_tax + round_off
        """,
    )
    register_check(
        "The lines of an invoice add up to its header",
        """
        SELECT i.id, i.number, i.sum_lines, sum(l.line_net) FROM invoicing_customerinvoice i
        JOIN invoicing_customerinvoiceline l ON l.invoice_id = i.id
        GROUP BY i.id HAVING i.sum_lines <> sum(l.line_net)
        """,
    )


def _register_sources() -> None:
    register_check(
        "What order lines count as invoiced is what invoices took of them",
        """
        SELECT o.id, o.invoiced_quantity + coalesce(c.closed_quantity, 0), coalesce(s.quantity, 0) FROM sales_salesorderline o
        LEFT JOIN sales_subscriptionline c ON c.line_id = o.id
        LEFT JOIN (SELECT order_line_id, sum(quantity) AS quantity FROM invoicing_customerinvoicesource GROUP BY 1) s
            ON s.order_line_id = o.id
        WHERE o.invoiced_quantity + coalesce(c.closed_quantity, 0) <> coalesce(s.quantity, 0) AND NOT (
            s.quantity IS NULL AND o.ordered_quantity < 0 AND o.net_amount = 0  -- sent back to the customer, nothing charged
        )
        """,
    )
    register_check(
        "REL-8 what packing slips count as invoiced is what invoices took of them",
        """
        SELECT p.id, p.invoiced_quantity, coalesce(s.quantity, 0) FROM sales_packingslipline p
        LEFT JOIN (SELECT packing_slip_line_id, sum(quantity) AS quantity FROM invoicing_customerinvoicesource GROUP BY 1) s
            ON s.packing_slip_line_id = p.id
        JOIN sales_salesorderline o ON o.id = p.order_line_id
        WHERE p.invoiced_quantity <> coalesce(s.quantity, 0) AND NOT (
            s.quantity IS NULL AND o.ordered_quantity < 0 AND o.net_amount = 0  -- sent back to the customer, nothing charged
        )
        """,
    )


def _register_credits() -> None:
    register_check(
        "No more is credited of an invoice line than was invoiced: neither quantity nor amount (invoicing.md 6.2)",
        """
        SELECT line.id, line.quantity, sum(credit.quantity), line.line_net, sum(credit.line_net) FROM invoicing_customerinvoiceline line
        JOIN invoicing_customerinvoiceline credit ON credit.corrects_id = line.id
        JOIN invoicing_customerinvoice invoice ON invoice.id = line.invoice_id
        GROUP BY line.id, invoice.id
        HAVING line.quantity + sum(credit.quantity) < 0
            OR line.line_net - line.total_discount_share + sum(credit.line_net - credit.total_discount_share)
                + CASE WHEN invoice.amounts_include_tax THEN line.tax_amount + sum(credit.tax_amount) ELSE 0 END < 0
        """,
    )
    register_check(
        "No more is credited of the charges of one code than an invoice charged (invoicing.md 6.2)",
        """
        SELECT charged.invoice_id, charged.code, charged.amount, given.amount FROM (
            SELECT invoice_id, code, sum(amount) AS amount FROM invoicing_customerinvoicecharge GROUP BY 1, 2
        ) AS charged JOIN (
            SELECT origin.invoice_id, origin.code, sum(credit.amount) AS amount FROM invoicing_customerinvoicecharge credit
            JOIN invoicing_customerinvoicecharge origin ON origin.id = credit.corrects_id GROUP BY 1, 2
        ) AS given USING (invoice_id, code)
        JOIN invoicing_customerinvoice invoice ON invoice.id = invoice_id
        WHERE NOT invoice.amounts_include_tax AND abs(given.amount) > abs(charged.amount)
        """,
    )
    register_check(
        "What is credited of the quantity of an invoice line is what orders credit of it",
        """
        SELECT credited.id, credited.credited_quantity, lines.quantity FROM invoicing_creditedline credited
        JOIN (
            SELECT credit.invoice_line_id, sum(line.cancelled_quantity - line.ordered_quantity) AS quantity FROM invoicing_creditline credit
            JOIN sales_salesorderline line ON line.id = credit.order_line_id GROUP BY 1
        ) AS lines USING (invoice_line_id)
        WHERE lines.quantity > credited.credited_quantity OR lines.quantity > credited.invoiced_quantity
        """,
    )
