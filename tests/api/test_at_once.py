"""Many callers at once: one key has one effect, and one order is invoiced once (REL-1, REL-20)."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from foundation.documents.models import ArchivedDocument
from invoicing.models import CustomerInvoice
from sales.models import PackingSlip, SalesOrder
from tests.api.client import ApiUser
from tests.factories.company import Company, make_company
from tests.factories.invoicing import invoice
from tests.factories.sales import sales_order

pytestmark = pytest.mark.django_db(transaction=True)
CALLERS = 6
ORDER = {"customer": "C-100", "lines": [{"item": "S", "quantity": "1"}]}


@pytest.fixture
def shop(transactional_db: None) -> tuple[Company, ApiUser]:
    """A company and its integration client, seen by every connection."""
    company = make_company()
    return company, ApiUser(company.user("IN"), company.entity.code)


def at_once(call: Callable[[], Any]) -> list[Any]:
    """Return what the same call answers to all callers, each with a connection of its own."""

    def on_own_connection(_caller: int) -> Any:
        try:
            return call()
        finally:
            connection.close()

    with ThreadPoolExecutor(CALLERS) as callers:
        return list(callers.map(on_own_connection, range(CALLERS)))


def test_one_key_enters_one_order_however_many_send_it_at_once(shop: tuple[Company, ApiUser]) -> None:
    company, client = shop

    answers = at_once(lambda: client.send("sales-orders", ORDER, key="one"))

    assert {answer.status_code for answer in answers} <= {201, 409}
    assert {answer.json()["code"] for answer in answers if answer.status_code == 409} <= {"IDEMPOTENCY_IN_USE"}
    assert len({answer.json()["number"] for answer in answers if answer.status_code == 201}) == 1
    assert SalesOrder.of(company.entity).count() == 1


@pytest.mark.parametrize(("address", "model"), [("packing-slips", PackingSlip), ("customer-invoices", CustomerInvoice)])
def test_one_order_is_posted_once_however_many_post_it_at_once(shop: tuple[Company, ApiUser], address: str, model: Any) -> None:
    company, client = shop
    order = sales_order(company, ("S", 3))

    answers = at_once(lambda: client.send(address, {"orders": [order.number]}))

    assert sorted(answer.status_code for answer in answers) == [201, *[409] * (CALLERS - 1)]
    assert model.of(company.entity).count() == 1


def test_of_orders_with_one_external_number_at_once_one_is_entered_and_the_others_hear_the_rule(shop: tuple[Company, ApiUser]) -> None:
    company, client = shop

    answers = at_once(lambda: client.send("sales-orders", ORDER | {"external_id": "web-1"}))

    assert sorted(answer.status_code for answer in answers) == [201, *[409] * (CALLERS - 1)]
    assert {answer.json()["code"] for answer in answers if answer.status_code == 409} == {"ORD-40"}
    assert SalesOrder.of(company.entity).count() == 1


def test_of_customers_with_one_external_id_at_once_one_is_created(shop: tuple[Company, ApiUser]) -> None:
    company, client = shop
    values = {"group": "DOMESTIC", "country": "NL", "city": "Breda", "external_id": "web-9"}
    names = iter(("Anker", "Boei", "Dukdalf", "Ganger", "Kluiver", "Lijzeil", "Roef", "Zwaard", "Kabel", "Luik"))

    answers = at_once(lambda: client.send("customers", values | {"name": next(names)}))

    assert sorted(answer.status_code for answer in answers) == [201, *[409] * (CALLERS - 1)]
    assert {answer.json()["code"] for answer in answers if answer.status_code == 409} == {"CU-044"}


def test_an_original_is_archived_once_however_many_ask_for_it_at_once(shop: tuple[Company, ApiUser]) -> None:
    company, _client = shop
    billing = ApiUser(company.user("AR"), company.entity.code)
    posted = invoice(company, sales_order(company, ("S", 1)))

    answers = at_once(lambda: billing.get(f"{billing.base}/customer-invoices/{posted.number}/pdf"))

    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.getvalue() for answer in answers}) == 1
    assert ArchivedDocument.of(company.entity).count() == 1
