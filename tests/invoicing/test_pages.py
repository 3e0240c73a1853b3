"""The pages of posted invoices and of the parameters: what they show, to whom, and with how many queries."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from foundation.documents.services.work_outbox import work_outbox
from foundation.organization.models import AuditEntry
from invoicing.models import CustomerInvoice, InvoicingParameters
from tests.factories.company import Company
from tests.factories.invoicing import invoice
from tests.factories.sales import deliver, sales_order
from tests.web_fixtures import SignIn

pytestmark = pytest.mark.usefixtures("in_march")


@pytest.fixture
def client(signed_in_client: SignIn) -> Client:
    """A signed-in accounts receivable manager."""
    return signed_in_client("AR")


@pytest.fixture
def posted(company: Company) -> CustomerInvoice:
    """An invoice of 302.50 of a delivered order."""
    order = sales_order(company, ("A", 10, "25.00"), customer_reference="PO 77")
    deliver(company, order)
    return invoice(company, order)


def queries_of(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def test_the_list_shows_number_customer_amount_and_what_is_open(client: Client, posted: CustomerInvoice) -> None:
    page = client.get("/NL01/invoices/").content.decode()

    for wanted in (posted.number, "Customer C-100", "302.50"):
        assert wanted in page


def test_an_overdue_invoice_stands_in_its_tab(client: Client, company: Company) -> None:
    overdue = invoice(company, sales_order(company, ("A", 1, "10.00")), invoice_date=date(2026, 1, 15))
    fresh = invoice(company, sales_order(company, ("A", 1, "10.00")))

    page = client.get("/NL01/invoices/?tab=overdue").content.decode()

    assert overdue.number in page
    assert fresh.number not in page


def test_invoices_are_found_by_order_and_by_reference(client: Client, company: Company, posted: CustomerInvoice) -> None:
    other = invoice(company, sales_order(company, ("B", 1, "10.00")))

    for term in ("SO-000001", "PO 77"):
        page = client.get("/NL01/invoices/", {"q": term}).content.decode()
        assert posted.number in page
        assert other.number not in page


def test_a_long_list_takes_as_many_queries_as_a_short_one(client: Client, company: Company, posted: CustomerInvoice) -> None:
    queries_of(client, "/NL01/invoices/")
    few = queries_of(client, "/NL01/invoices/")
    for _number in range(6):
        invoice(company, sales_order(company, ("A", 1, "10.00"), customer="C-110"))

    assert queries_of(client, "/NL01/invoices/") <= few


def test_the_page_shows_lines_totals_tax_and_where_the_invoice_came_from(client: Client, posted: CustomerInvoice) -> None:
    page = client.get(f"/NL01/invoices/{posted.pk}/").content.decode()

    for wanted in ("Item A", "250.00", "52.50", "302.50", "SO-000001", "PS-000001", "PO 77", posted.voucher.number):
        assert wanted in page


def test_the_page_takes_as_many_queries_for_many_lines_as_for_few(client: Client, company: Company, posted: CustomerInvoice) -> None:
    long_one = invoice(company, sales_order(company, *[("A", 1, "10.00")] * 20))
    queries_of(client, f"/NL01/invoices/{posted.pk}/")

    assert queries_of(client, f"/NL01/invoices/{long_one.pk}/") <= queries_of(client, f"/NL01/invoices/{posted.pk}/")


def test_the_page_of_an_order_leads_to_its_invoice(client: Client, posted: CustomerInvoice) -> None:
    order = posted.sources.get().order_line.order

    assert f"/NL01/invoices/{posted.pk}/" in client.get(f"/NL01/sales/orders/{order.pk}/").content.decode()


def test_the_original_is_shown_as_pdf_and_a_selection_as_one_file(client: Client, company: Company, posted: CustomerInvoice) -> None:
    other = invoice(company, sales_order(company, ("B", 1, "10.00")))

    one = client.get(f"/NL01/invoices/{posted.pk}/pdf/")
    both = client.post("/NL01/invoices/print/", {"selected": [posted.pk, other.pk]})

    assert one["Content-Type"] == both["Content-Type"] == "application/pdf"
    assert one.content.startswith(b"%PDF")
    assert len(PdfReader(BytesIO(both.content)).pages) == 2
    assert f"NL01-{posted.number}-{other.number}.pdf" in both["Content-Disposition"]


def test_no_more_invoices_are_printed_at_once_than_a_browser_can_wait_for(
    client: Client, company: Company, posted: CustomerInvoice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("invoicing.views.paper.MOST_AT_ONCE", 1)
    other = invoice(company, sales_order(company, ("B", 1, "10.00")))

    answer = client.post("/NL01/invoices/print/", {"selected": [posted.pk, other.pk]}, follow=True)

    assert "Select at most 1 invoices" in answer.content.decode()


def test_an_invoice_is_sent_to_the_address_that_is_typed(client: Client, posted: CustomerInvoice) -> None:
    answer = client.post(f"/NL01/invoices/{posted.pk}/send/", {"to": "boss@example.test"})
    work_outbox()

    assert answer.status_code == 302
    assert mail.outbox[0].to == ["boss@example.test"]
    assert mail.outbox[0].attachments


def test_an_address_that_is_none_is_refused_on_its_field(client: Client, posted: CustomerInvoice) -> None:
    answer = client.post(f"/NL01/invoices/{posted.pk}/send/", {"to": "nobody"})

    assert answer.status_code == 422
    assert "nobody" in answer.content.decode()


def test_invoices_of_another_legal_entity_are_not_found(client: Client, other_company: Company) -> None:
    foreign = invoice(other_company, sales_order(other_company, ("A", 1, "10.00")))

    for address in ("", "pdf/", "send/"):
        assert client.get(f"/NL01/invoices/{foreign.pk}/{address}").status_code == 404
    assert client.get(f"/BE01/invoices/{foreign.pk}/").status_code in (403, 404)


def test_a_warehouse_worker_sees_no_invoices(signed_in_client: SignIn, posted: CustomerInvoice) -> None:
    worker = signed_in_client("WH")

    for address in ("", f"{posted.pk}/", f"{posted.pk}/pdf/", f"{posted.pk}/send/"):
        assert worker.get(f"/NL01/invoices/{address}").status_code == 403
    assert worker.get("/NL01/invoices/print/?matching=all").status_code == 403
    assert worker.post("/NL01/invoices/print/", {"selected": [posted.pk]}).status_code == 403
    assert worker.post(f"/NL01/invoices/{posted.pk}/copy/").status_code == 403


def test_the_list_can_be_taken_away_as_a_file_by_who_may(signed_in_client: SignIn, posted: CustomerInvoice) -> None:
    answer = signed_in_client("AU").get("/NL01/invoices/?export=csv")

    assert posted.number in b"".join(answer).decode("utf-8-sig")
    assert signed_in_client("OC").get("/NL01/invoices/?export=csv").status_code == 403


def test_parameters_are_saved_by_the_administrator_and_audited(signed_in_client: SignIn, company: Company) -> None:
    client = signed_in_client("AD")
    shown = client.get("/NL01/invoicing/parameters/").context["form"].initial
    data = {name: value for name, value in shown.items() if value is not None and value is not False}

    answer = client.post("/NL01/invoicing/parameters/", data | {"max_future_invoice_days": "5"})

    assert answer.status_code == 302, answer.context["form"].errors
    assert InvoicingParameters.of(company.entity).max_future_invoice_days == 5
    assert AuditEntry.of(company.entity).filter(object_type="invoicing.invoicingparameters").exists()
    assert signed_in_client("AR").post("/NL01/invoicing/parameters/", data).status_code == 403


def test_amounts_of_the_page_add_up_to_the_total(client: Client, company: Company) -> None:
    posted = invoice(company, sales_order(company, ("A", 3, "9.99"), ("B", 1, "0.335"), total_discount_percent=Decimal(3)))

    totals = (
        client.get(f"/NL01/invoices/{posted.pk}/").context["view"].totals(CustomerInvoice.of(company.entity).for_page().get(pk=posted.pk))
    )

    *parts, total, _open = [row.amount for row in totals]
    assert sum(parts) == total == posted.invoice_amount


def test_the_voucher_of_an_invoice_leads_to_the_invoice(client: Client, posted: CustomerInvoice) -> None:
    page = client.get(f"/NL01/ledger/vouchers/{posted.voucher_id}/")

    assert page.context["view"].source_url == f"/NL01/invoices/{posted.pk}/"
    assert [related.label for related in page.context["related"]] == [posted.number]
