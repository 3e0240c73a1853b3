"""The page of a return, its credit note and the invoice of the goods lead to each other (sales.md §14.1)."""

from __future__ import annotations

import pytest

from tests.factories.company import Company
from tests.factories.invoicing import invoice
from tests.factories.returns import announce, arrive, sold_line
from tests.factories.sales import deliver
from tests.web_fixtures import SignIn

pytestmark = pytest.mark.usefixtures("in_march")


def test_a_return_its_credit_note_and_the_invoice_lead_to_each_other(company: Company, signed_in_client: SignIn) -> None:
    sold = sold_line(company)
    returned = announce(company, (sold, 3))
    arrive(company, returned)
    deliver(company, returned.order).or_raise()
    note = invoice(company, returned.order)
    client, root = signed_in_client("AR"), f"/{company.entity.code}"
    rma, bill, credit = f"{root}/returns/orders/{returned.pk}/", f"{root}/invoices/{sold.invoice_id}/", f"{root}/invoices/{note.pk}/"

    assert rma in client.get(bill).content.decode()
    assert rma in client.get(credit).content.decode()
    page = client.get(rma).content.decode()
    assert credit in page and f"{root}/sales/packing-slips/" in page
