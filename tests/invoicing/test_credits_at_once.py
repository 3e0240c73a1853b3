"""Credits of one invoice that are posted at once take no more of it together than is left (invoicing.md 6.2)."""

from __future__ import annotations

import time
from decimal import Decimal

import pytest
import time_machine

from foundation.ledger.checks import violations
from invoicing.models import CustomerInvoice, CustomerInvoiceLine
from invoicing.services import post_invoices as postings
from invoicing.services.credit_invoice import Crediting, credit_invoice
from tests.factories.company import make_company
from tests.factories.invoicing import invoice
from tests.factories.sales import sales_order
from tests.faults.threads import at_once


@pytest.mark.django_db(transaction=True)
def test_credits_posted_at_once_add_up_to_the_invoice(monkeypatch: pytest.MonkeyPatch) -> None:
    company = make_company()
    plan_invoices = postings.plan_invoices

    def slowly(*arguments: object, **values: object) -> object:
        plan = plan_invoices(*arguments, **values)
        time.sleep(0.1)  # long enough for all of them to have read what is left
        return plan

    with time_machine.travel("2026-03-31 10:00Z", tick=True):
        sold = invoice(company, sales_order(company, ("A", 3, "3.33", {"discount_percent": Decimal(50)})))
        line = CustomerInvoiceLine.of(company.entity).get(invoice=sold)
        one = Crediting({line.pk: Decimal(1)}, reason="wrong")
        orders = [credit_invoice(company.entity, sold.pk, one, company.user("OM")) for _ in range(3)]
        monkeypatch.setattr(postings, "plan_invoices", slowly)
        at_once(3, lambda number: invoice(company, orders[number]))

    notes = CustomerInvoice.of(company.entity).filter(corrects=sold)
    assert sorted(note.sum_lines for note in notes) == [Decimal("-1.67"), Decimal("-1.67"), Decimal("-1.66")]
    assert sold.invoice_amount + sum(note.invoice_amount for note in notes) == 0
    assert violations() == []
