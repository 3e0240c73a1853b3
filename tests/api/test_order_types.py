"""Order types over REST: each from entry to its last document, and journals whose type changes with the answers to its questions."""

from __future__ import annotations

from decimal import Decimal

import pytest

from sales.models import SalesOrder
from tests.api.client import ApiUser
from tests.api.conftest import ApiAs
from tests.api.stories import deliver, invoice
from tests.api.test_sales_orders import NEW
from tests.factories.company import Company
from tests.factories.projects import project
from tests.factories.returns import disposition, return_reason
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


def test_a_sales_order_goes_from_entry_to_invoice(company: Company, clerk: ApiUser, api_as: ApiAs) -> None:
    number = clerk.send("sales-orders", NEW, expect=201).json()["number"]

    clerk.send(f"sales-orders/{number}/confirm", {"date": "2026-03-03"}, expect=201)
    deliver(api_as, number)
    posted = invoice(api_as, number)

    known = clerk.read(f"sales-orders/{number}")
    assert (known["order_type"], known["status"], posted["document_type"]) == ("sales_order", "invoiced", "invoice")


def test_an_invoiced_subscription_is_open_again(company: Company, clerk: ApiUser, api_as: ApiAs) -> None:
    new = NEW | {"order_type": "subscription", "subscription": {"start_date": "2026-03-01"}}
    number = clerk.send("sales-orders", new, expect=201).json()["number"]

    for cycles in (1, 2):
        deliver(api_as, number)
        assert clerk.read(f"sales-orders/{number}")["status"] == "delivered"
        invoice(api_as, number, quantity="packing_slip")
        known = clerk.read(f"sales-orders/{number}")
        assert (known["status"], known["lines"][0]["delivered_quantity"]) == ("open", "0")
        assert Decimal(known["subscription"]["lines"][0]["invoiced"]) == 10 * cycles


def test_a_returned_order_is_received_and_credited_by_its_number(company: Company, clerk: ApiUser, api_as: ApiAs) -> None:
    return_reason(company)
    line = {"item": "A", "quantity": "2", "warehouse": "W1"}
    made = clerk.send("return-orders", {"customer": "C-100", "reason": "OTHER", "lines": [line]}, expect=201).json()
    arrived = {"lines": [{"line_number": 10, "disposition": disposition(company).code}]}

    api_as("WH").send(f"return-orders/{made['rma_number']}/register-arrival", arrived, expect=200)
    assert "change_type" not in clerk.read(f"sales-orders/{made['order']}")["allowed_actions"]
    assert clerk.send(f"sales-orders/{made['order']}/change-type", {"order_type": "sales_order"}, expect=409).json()["code"] == "RET-02"
    deliver(api_as, made["order"])
    posted = invoice(api_as, made["order"], quantity="packing_slip")

    assert clerk.read(f"sales-orders/{made['order']}")["order_type"] == "returned_order"
    assert (clerk.read(f"return-orders/{made['rma_number']}")["status"], posted["document_type"]) == ("closed", "credit_note")


def test_item_requirements_are_sold_on_a_project_and_keep_their_type_once_delivered(
    company: Company, clerk: ApiUser, api_as: ApiAs
) -> None:
    refit = project(company)
    sold = clerk.send(f"projects/{refit.number}/sell-items", {"items": [{"item": "A", "quantity": "5"}]}).json()
    number = sold["requirements"][0]["order"]
    assert "change_type" in clerk.read(f"sales-orders/{number}")["allowed_actions"]

    deliver(api_as, number)

    known = clerk.read(f"sales-orders/{number}")
    assert (known["order_type"], known["status"]) == ("item_requirements", "delivered")
    assert "change_type" not in known["allowed_actions"]
    assert clerk.send(f"sales-orders/{number}/change-type", {"order_type": "sales_order"}, expect=409).json()["code"] == "ORD-11"
