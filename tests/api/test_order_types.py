"""Order types over REST: journals are entered, and their type changes with the answers to its questions."""

from __future__ import annotations

import pytest

from sales.models import SalesOrder
from tests.api.client import ApiUser
from tests.api.conftest import ApiAs
from tests.api.test_sales_orders import NEW
from tests.factories.company import Company
from tests.factories.sales import confirm, sales_order


def path(order: SalesOrder) -> str:
    """Where the type of an order changes."""
    return f"sales-orders/{order.number}/change-type"


def test_a_journal_is_entered_and_made_firm_after_the_question(company: Company, clerk: ApiUser) -> None:
    order = clerk.send("sales-orders", NEW | {"order_type": "journal"}, expect=201).json()
    assert order["order_type"] == "journal" and "change_type" in order["allowed_actions"]
    address = f"sales-orders/{order['number']}/change-type"

    question = clerk.send(address, {"order_type": "sales_order"}, expect=409).json()
    changed = clerk.send(address, {"order_type": "sales_order", "search_prices": False}).json()

    assert (question["code"], changed["order_type"]) == ("ORD-33", "sales_order")
    assert company.on_hand("A").on_order == 10


@pytest.mark.scenario("sales", "S-35")
def test_item_requirements_are_neither_entered_nor_made_by_changing_the_type(company: Company, clerk: ApiUser) -> None:
    assert clerk.send("sales-orders", NEW | {"order_type": "item_requirements"}, expect=409).json()["code"] == "ORD-17"
    order = sales_order(company, ("A", 1))
    assert clerk.send(path(order), {"order_type": "item_requirements"}, expect=409).json()["code"] == "ORD-17"


def test_the_reason_is_mandatory_once_confirmed(company: Company, clerk: ApiUser) -> None:
    order = sales_order(company, ("A", 1))
    confirm(company, order)

    problem = clerk.send(path(order), {"order_type": "journal"}, expect=409).json()
    clerk.send(path(order), {"order_type": "journal", "reason": "Not sure yet"})

    assert problem["code"] == "ORD-49"
    order.refresh_from_db()
    assert order.order_type == "journal"


def test_the_warehouse_changes_no_type(company: Company, api_as: ApiAs) -> None:
    order = sales_order(company, ("A", 1))

    api_as("WH").send(path(order), {"order_type": "journal"}, expect=403)
