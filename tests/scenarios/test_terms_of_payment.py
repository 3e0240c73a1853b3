"""Acceptance scenarios of invoicing.md 8.1 and 8.4: due dates and instalments."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from foundation.ledger.due_dates import Terms, due_date, equal_instalments
from foundation.money import CENT


@pytest.mark.scenario("invoicing", "S8.1")
@pytest.mark.parametrize(
    ("terms", "invoice_date", "due"),
    [
        (Terms(days=30), date(2026, 1, 31), date(2026, 3, 2)),
        (Terms("current_month", months=1), date(2026, 1, 15), date(2026, 2, 28)),
        (Terms("current_month", days=30), date(2026, 1, 15), date(2026, 3, 2)),
        (Terms(days=14, payment_days=(10,)), date(2026, 2, 20), date(2026, 3, 10)),
        (Terms(days=30, calendar_rule="next"), date(2026, 7, 16), date(2026, 8, 17)),
    ],
    ids=["net 30", "current month + 1 month", "current month + 30 days", "payment day 10", "next working day"],
)
def test_the_due_date_follows_from_the_terms(terms: Terms, invoice_date: date, due: date) -> None:
    assert due_date(terms, invoice_date) == due


@pytest.mark.scenario("invoicing", "S8.10")
def test_instalments_add_up_to_the_invoice() -> None:
    assert equal_instalments(Decimal("1000.00"), 3, CENT) == [Decimal("333.33"), Decimal("333.34"), Decimal("333.33")]
