"""What the pages of returns do beside entering and registering, over REST: papers, lists, and the warning before their replacement goes."""

from __future__ import annotations

import pytest

from foundation.documents.models import Output
from invoicing.models import CustomerInvoiceLine
from returns.models import ReturnOrder
from returns.services.replace_goods import replace_up_front
from sales.models import SalesOrder
from tests.api.conftest import ApiAs
from tests.factories.company import Company
from tests.factories.invoicing import invoice
from tests.factories.returns import announce, arrive, sold_line
from tests.factories.sales import sales_order

pytestmark = pytest.mark.django_db


@pytest.fixture
def sold(company: Company) -> CustomerInvoiceLine:
    """Twelve pieces at 75.00 less 8 %."""
    return sold_line(company)


@pytest.fixture
def returned(company: Company, sold: CustomerInvoiceLine) -> ReturnOrder:
    """Three of them are announced to come back."""
    return announce(company, (sold, 3))


def test_the_order_that_replaces_goods_goes_with_a_warning(company: Company, returned: ReturnOrder, api_as: ApiAs) -> None:
    order = replace_up_front(company.entity, returned.pk, company.user("OM"))

    user = api_as("OM")
    answer = user.delete(f"{user.base}/sales-orders/{order.number}")

    [notice] = answer.json()["notices"]
    assert (answer.status_code, notice["code"], notice["severity"]) == (200, "RET-18", "warning")
    assert notice["params"] == {"o": order.number, "r": returned.rma_number}
    assert not SalesOrder.of(company.entity).filter(pk=order.pk).exists()


def test_other_orders_go_without_a_word(company: Company, api_as: ApiAs) -> None:
    order, user = sales_order(company, ("A", 1, "5.00")), api_as("OM")

    answer = user.delete(f"{user.base}/sales-orders/{order.number}")

    assert (answer.status_code, answer.content) == (204, b"")


def test_what_may_come_back_is_printed_and_what_arrived_only_once_something_did(
    company: Company, returned: ReturnOrder, api_as: ApiAs
) -> None:
    user, address = api_as("OC"), f"return-orders/{returned.rma_number}"
    assert user.get(f"{user.base}/{address}/pdf").content.startswith(b"%PDF")
    refused = user.get(f"{user.base}/{address}/acknowledgement")
    assert (refused.status_code, refused.json()["code"]) == (409, "RET-32")

    arrive(company, returned)

    assert user.get(f"{user.base}/{address}/acknowledgement").content.startswith(b"%PDF")


def test_a_paper_is_sent_and_kept(company: Company, returned: ReturnOrder, api_as: ApiAs) -> None:
    user, address = api_as("OC"), f"return-orders/{returned.rma_number}/send"
    nothing_yet = user.send(address, {"to": ["dock@example.com"], "acknowledgement": True}, expect=409)
    assert nothing_yet.json()["code"] == "RET-32"

    sent = user.send(address, {"to": ["dock@example.com"]}, expect=201).json()

    assert (sent["number"], sent["state"]) == (returned.rma_number, "queued")
    assert Output.of(company.entity).get(document_type="return_order").sent_to == "dock@example.com"


def test_lines_of_returns_and_what_can_still_come_back_are_listed(
    company: Company, returned: ReturnOrder, sold: CustomerInvoiceLine, api_as: ApiAs
) -> None:
    user = api_as("OC")

    [line] = user.read("return-lines", status="awaiting")["results"]
    [left] = user.read("returnable-lines", customer="C-100")["results"]

    assert (line["rma_number"], line["item"], line["quantity"], line["invoice"]) == (returned.rma_number, "T", "-3", sold.invoice.number)
    assert (left["invoice"], left["invoice_line"]) == (sold.invoice.number, sold.line_number)
    assert (left["quantity"], left["returned_quantity"], left["left_quantity"]) == ("12", "3", "9")
    assert user.read("return-lines", status="received")["results"] == []


def test_losses_are_for_those_who_see_costs(company: Company, returned: ReturnOrder, api_as: ApiAs) -> None:
    arrive(company, returned, "scrap")
    invoice(company, returned.order, invoice_date=company.entity.today())

    [loss] = api_as("OM").read("stock-losses")["results"]

    assert (loss["rma_number"], loss["item"], loss["quantity"], loss["amount"]) == (returned.rma_number, "T", "3", "153.60")
    stranger = api_as("WH")
    assert stranger.get(f"{stranger.base}/stock-losses").status_code == 403
