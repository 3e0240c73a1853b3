"""A form that is sent twice, by a double click or a reload, is done once (backoffice.md)."""

from __future__ import annotations

import pytest
from django.test import Client

from foundation.documents.models import OutboxMessage
from sales.models import SalesOrderLine
from tests.factories.company import Company
from tests.factories.sales import deliver, sales_order
from tests.web_fixtures import SignIn

pytestmark = pytest.mark.usefixtures("in_march")


@pytest.fixture
def client(signed_in_client: SignIn) -> Client:
    """A signed-in order manager."""
    return signed_in_client("OM")


def test_a_paper_is_mailed_once_and_again_only_from_a_form_of_its_own(signed_in_client: SignIn, company: Company) -> None:
    client = signed_in_client("AR")
    company.stock("A", "10")
    [slip] = deliver(company, sales_order(company, ("A", 2))).or_raise().slips
    page = f"/NL01/sales/packing-slips/{slip.pk}/send/"
    waiting = OutboxMessage.of(company.entity).count()

    sent = {"to": "goods@customer.example", "_key": str(client.get(page).context["view"].key)}
    first, again = (client.post(page, sent) for _time in range(2))

    assert (first.status_code, again.status_code, again["Location"]) == (302, 302, first["Location"])
    assert OutboxMessage.of(company.entity).count() == waiting + 1
    client.post(page, sent | {"_key": str(client.get(page).context["view"].key)})
    assert OutboxMessage.of(company.entity).count() == waiting + 2


def test_a_line_is_copied_once_by_a_double_click_and_mended_after_a_refusal(client: Client, company: Company) -> None:
    order = sales_order(company, ("A", 2))
    page = f"/NL01/sales/orders/{order.pk}/lines/10/split/"
    key = str(client.get(page).context["view"].key)

    assert client.post(page, {"quantity": "9", "_key": key}).status_code == 422
    for _time in range(2):
        assert client.post(page, {"quantity": "1", "_key": key}).status_code == 302

    assert SalesOrderLine.of(company.entity).of_order(order.pk).count() == 2
