"""The order of a return names its RMA number, for as long as it is a return (sales.md §6.2, §14.1, §20 L1)."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.db import connection

from foundation.ledger.checks import violations
from returns.models import ReturnOrder
from sales.models import SalesOrder
from sales.services.change_type import change_type
from sales.type_changes import TypeChange
from tests.api.client import ApiUser
from tests.factories.company import Company
from tests.factories.returns import announce, arrive, sold_line
from tests.factories.sales import sales_order
from tests.web_fixtures import SignIn

pytestmark = pytest.mark.django_db


@pytest.fixture
def returned(company: Company) -> ReturnOrder:
    """Return an announced return of two pieces that were sold."""
    return announce(company, (sold_line(company), 2))


def test_an_order_of_a_return_names_its_rma_number_over_rest_and_in_the_list(
    company: Company, returned: ReturnOrder, signed_in_client: SignIn
) -> None:
    api, number = ApiUser(company.user("OM"), "NL01"), returned.order.number
    arrive(company, returned)

    assert api.read(f"sales-orders/{number}")["rma_number"] == returned.rma_number
    assert {row["number"]: row["rma_number"] for row in api.read("sales-orders")["results"]}[number] == returned.rma_number
    assert returned.rma_number in signed_in_client("OM").get(f"/NL01/sales/orders/{returned.order_id}/").content.decode()


def test_an_order_that_becomes_a_return_is_answered_with_its_number_and_loses_it_when_it_becomes_another(company: Company) -> None:
    api, order = ApiUser(company.user("OM"), "NL01"), sales_order(company, ("A", 2))

    made = api.send(f"sales-orders/{order.number}/change-type", {"order_type": "returned_order", "turn_quantities": True}).json()
    assert made["rma_number"] == ReturnOrder.of(company.entity).get(order=order).rma_number

    change_type(company.entity, order.pk, TypeChange("sales_order", turn_quantities=True), company.user("OM"))
    assert SalesOrder.of(company.entity).get(pk=order.pk).rma_number == ""


def test_orders_of_returns_that_were_entered_before_get_their_number(company: Company, returned: ReturnOrder) -> None:
    SalesOrder.of(company.entity).update(rma_number="")

    with connection.cursor() as cursor:
        cursor.execute(import_module("returns.migrations.0007_name_returns_on_orders").NAME_RETURNS)

    assert SalesOrder.of(company.entity).get(pk=returned.order_id).rma_number == returned.rma_number


def test_an_order_that_names_another_return_than_its_own_is_found(company: Company, returned: ReturnOrder) -> None:
    assert violations() == []

    SalesOrder.of(company.entity).filter(pk=returned.order_id).update(rma_number="RMA-999999")

    [found] = violations()
    assert found.check == "The order of a return names it"
    assert found.detail == (returned.order_id, "RMA-999999", returned.rma_number)
