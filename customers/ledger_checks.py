"""What must hold between the customers' account and the ledger; registered with the checks of the books (REL-3, REL-5)."""

from __future__ import annotations

from foundation.ledger.checks import register_check


def register() -> None:
    """Register the checks of this app."""
    register_check(
        "REL-3 customer transactions equal the entries on summary accounts, per voucher",
        """
        WITH entries AS (
            SELECT e.voucher_id, e.main_account_id, sum(e.accounting_amount) AS amount
            FROM ledger_ledgerentry e WHERE e.posting_type = 'customer_balance' GROUP BY 1, 2
        ), transactions AS (
            SELECT voucher_id, summary_account_id AS main_account_id, sum(accounting_amount) AS amount
            FROM customers_customertransaction GROUP BY 1, 2
        )
        SELECT voucher_id, main_account_id, entries.amount, transactions.amount
        FROM entries FULL JOIN transactions USING (voucher_id, main_account_id)
        WHERE coalesce(entries.amount, 0) <> coalesce(transactions.amount, 0)
        """,
    )
    register_check(
        "REL-3 summary accounts take customer balances only",
        """
        SELECT e.voucher_id, a.number, e.posting_type FROM ledger_ledgerentry e JOIN ledger_mainaccount a ON a.id = e.main_account_id
        WHERE a.is_summary AND e.posting_type <> 'customer_balance'
        """,
    )
    register_check(
        "REL-5 an open part never exceeds its transaction",
        """
        SELECT o.id, t.amount, o.amount, o.balance FROM customers_opentransaction o
        JOIN customers_customertransaction t ON t.id = o.transaction_id
        WHERE o.amount <> t.amount OR abs(o.balance) > abs(t.amount)
        """,
    )
