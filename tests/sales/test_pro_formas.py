"""Pro formas of quotations, confirmations and packing slips: the paper as it would be, with nothing posted (sales.md §21)."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from customers.models import Customer
from foundation.documents.models import ArchivedDocument, Output
from foundation.documents.services.archive import read
from foundation.organization.models import NumberCounter
from sales.deliveries import DeliveryRequest
from sales.models import OrderConfirmation, PackingSlip, SalesOrder
from sales.quotations.models import Quotation, QuotationVersion
from sales.quotations.services.plan_sending import SendRequest
from sales.quotations.services.print_pro_formas import print_pro_forma_quotations
from sales.services.plan_confirmations import ConfirmationRequest
from sales.services.print_pro_formas import ProFormas, print_pro_forma_confirmations, print_pro_forma_slips
from tests.api.client import ApiUser
from tests.factories.company import Company
from tests.factories.quotations import current, quotation, send
from tests.factories.sales import confirm, lines_of, sales_order, set_parameters
from tests.sales.test_posting_dialogs import sent
from tests.web_fixtures import SignIn

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_march")]
SERIES = ("quotation_version", "order_confirmation", "packing_slip")


@pytest.fixture
def client(signed_in_client: SignIn) -> Client:
    """A signed-in order manager."""
    return signed_in_client("OM")


def text_of(file: ArchivedDocument) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(read(file))).pages)


def of_quotations(company: Company, *known: Quotation) -> ProFormas:
    return print_pro_forma_quotations(SendRequest(company.entity, [quotation.pk for quotation in known]), company.clerk)


def of_confirmations(company: Company, *orders: SalesOrder) -> ProFormas:
    return print_pro_forma_confirmations(ConfirmationRequest(company.entity, [order.pk for order in orders]), company.clerk)


def of_slips(company: Company, *orders: SalesOrder) -> ProFormas:
    return print_pro_forma_slips(DeliveryRequest(company.entity, [order.pk for order in orders]), company.clerk)


def nothing_was_numbered(company: Company) -> bool:
    """Whether no number of a posted paper was drawn."""
    return not NumberCounter.objects.filter(sequence__reference__in=SERIES).exists()


def test_a_pro_forma_quotation_shows_what_would_be_sent_and_leaves_no_version(company: Company) -> None:
    known = quotation(company, ("A", 2, "25.00"), ("B", 1, "7.50"), customer_reference="RFQ 7")

    [file] = of_quotations(company, known).files
    text = text_of(file)

    for wanted in ("PRO FORMA", "This is a pro forma", "Printed on", known.number, "RFQ 7", "57.50", "Valid until"):
        assert wanted in text, wanted
    assert (file.kind, file.get_document_type_display(), file.object_id) == ("proforma", "Pro forma quotation", known.pk)
    assert Output.of(company.entity).get().archived == file
    assert current(known).status == "created" and current(known).updated_at == known.updated_at
    assert not QuotationVersion.of(company.entity).exists() and nothing_was_numbered(company)


def test_a_pro_forma_speaks_the_language_of_the_document(company: Company) -> None:
    known = quotation(company, ("A", 2), language="nl")

    text = text_of(of_quotations(company, known).files[0])

    assert "Offerte" in text and "PRO FORMA" in text and "Afgedrukt op" in text


def test_lines_without_a_price_do_not_keep_a_pro_forma_back_but_what_is_no_offer_is_refused(company: Company) -> None:
    free, empty, gone = quotation(company, ("A", 1, "0")), quotation(company), quotation(company, ("A", 1))
    send(company, gone)
    asked = SendRequest(company.entity, [free.pk, empty.pk, gone.pk], accept_zero_prices=True)

    printed = print_pro_forma_quotations(asked, company.clerk)

    assert [file.object_id for file in printed.files] == [free.pk]
    assert {key: error.code for key, error in printed.refusals.items()} == {empty.pk: "QUO-01", gone.pk: "GEN-06"}


def test_a_pro_forma_confirmation_shows_what_would_be_promised_and_makes_no_version(company: Company) -> None:
    order = sales_order(company, ("A", 10, "25.00"), ("B", 4, "12.50"), customer_reference="PO 4711")

    [file] = of_confirmations(company, order).files
    text = text_of(file)

    for wanted in ("Order confirmation", "PRO FORMA", order.number, "PO 4711", "300.00"):
        assert wanted in text, wanted
    order.refresh_from_db()
    assert (order.confirmed_version, order.document_status) == (0, "none")
    assert not OrderConfirmation.of(company.entity).exists() and nothing_was_numbered(company)
    assert f"{confirm(company, order).or_raise().confirmations[0].total_amount:.2f}" in text


def test_a_pro_forma_slip_shows_what_would_leave_and_takes_nothing_from_stock(company: Company) -> None:
    order = sales_order(company, ("A", 10, "25.00"), ("B", 4, "12.50"))

    [file] = of_slips(company, order).files
    text = text_of(file)

    for wanted in ("Packing slip", "PRO FORMA", order.number, company.items["A"].number, "10"):
        assert wanted in text, wanted
    assert [(line.delivered_quantity, line.deliver_now) for line in lines_of(order)] == [(0, 10), (0, 4)]
    assert not PackingSlip.of(company.entity).exists() and nothing_was_numbered(company)


def test_an_exceeded_credit_limit_stops_no_pro_forma(company: Company) -> None:
    Customer.of(company.entity).filter(account="C-100").update(credit_limit=1)
    order = sales_order(company, ("A", 10, "25.00"))

    assert len(of_confirmations(company, order).files) == len(of_slips(company, order).files) == 1


@pytest.mark.parametrize("printing", [of_confirmations, of_slips])
def test_many_orders_are_planned_in_as_many_statements_as_one(company: Company, printing: Callable[..., ProFormas]) -> None:
    """What grows is keeping each file and its output, and the names of its units; planning and reading do not."""
    set_parameters(company, prices_on_packing_slip=True)
    counts = []
    for number in (1, 3):
        orders = [sales_order(company, ("A", 2, "5"), ("B", 1, "5")) for _each in range(number)]
        with CaptureQueriesContext(connection) as captured:
            printed = printing(company, *orders)
        kept = [query for query in captured.captured_queries if "documents_" in query["sql"] or "SAVEPOINT" in query["sql"]]
        counts.append(len(captured) - len(kept))
        assert len(printed.files) == number
    assert counts[1] - counts[0] <= 4


@pytest.mark.parametrize(
    ("path", "label"),
    [("pro-forma-confirmation", "Pro forma confirmation"), ("pro-forma-packing-slip", "Pro forma packing slip")],
)
def test_an_order_is_printed_from_its_page(client: Client, company: Company, path: str, label: str) -> None:
    order = sales_order(company, ("A", 2))
    address = f"/NL01/sales/orders/{order.pk}/{path}/"
    assert address in client.get(f"/NL01/sales/orders/{order.pk}/").content.decode()

    given = {"option": "all", "delivery_date": "2026-03-31", "confirmation_date": "2026-03-31"}
    result = client.post(address, sent(client, address, **given), follow=True)

    [link] = result.context["outcome"].links
    assert link.label == f"{label} {order.number}"
    assert client.get(link.pdf_url).content.startswith(b"%PDF")
    other = sales_order(company, ("A", 1))
    assert client.get(link.pdf_url.replace(str(order.pk), str(other.pk), 1)).status_code == 404


def test_a_quotation_is_printed_from_its_page(client: Client, company: Company) -> None:
    known = quotation(company, ("A", 2), ("B", 1, "0"))
    address = f"/NL01/quotations/{known.pk}/pro-forma/"

    result = client.post(address, sent(client, address), follow=True)

    [link] = result.context["outcome"].links
    assert client.get(link.pdf_url).content.startswith(b"%PDF")
    assert current(known).status == "created"


def test_pages_say_why_no_pro_forma_can_be_printed(client: Client, company: Company) -> None:
    journal, known = sales_order(company, ("A", 1), order_type="journal"), quotation(company, ("A", 1))
    send(company, known)

    order_actions = {
        shown.action.name: shown.reason for shown in client.get(f"/NL01/sales/orders/{journal.pk}/").context["view"].shown_actions
    }
    actions = {shown.action.name: shown.reason for shown in client.get(f"/NL01/quotations/{known.pk}/").context["view"].shown_actions}

    assert "journal" in order_actions["pro_forma_confirmation"] and "journal" in order_actions["pro_forma_slip"]
    assert actions["pro_forma"] == f"To send {known.number}, its status must be Created; it is Sent."


def test_requests_get_the_papers_and_the_refusals(company: Company) -> None:
    manager = ApiUser(company.user("OM"), company.entity.code)
    known, order, journal = (
        quotation(company, ("A", 2)),
        sales_order(company, ("A", 2)),
        sales_order(company, ("A", 1), order_type="journal"),
    )

    papers = [
        manager.send(f"quotations/{known.number}/pro-forma", {}, expect=200, Accept="application/pdf"),
        manager.send(f"sales-orders/{order.number}/pro-forma-confirmation", {}, expect=200, Accept="application/pdf"),
        manager.send("packing-slips/pro-forma", {"orders": [order.number]}, expect=200, Accept="application/pdf"),
    ]

    assert all(paper["Content-Type"] == "application/pdf" and paper.content.startswith(b"%PDF") for paper in papers)
    assert manager.send(f"sales-orders/{journal.number}/pro-forma-confirmation", {}, expect=409).json()["code"] == "ORD-09"
    assert manager.send("packing-slips/pro-forma", {"orders": [journal.number]}, expect=409).json()["code"] == "ORD-09"
    assert nothing_was_numbered(company)
