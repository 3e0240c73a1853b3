"""Purchasing over REST: vendors, purchase orders, what came in, and goods for a sales order."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.api.client import ApiUser
from tests.api.conftest import ApiAs
from tests.factories.company import Company
from tests.factories.purchasing import on_hand, vendor
from tests.factories.sales import sales_order


@pytest.fixture
def manager(company: Company, api_as: ApiAs) -> ApiUser:
    """An order manager's client of a company that buys wine."""
    company.item("W", "10.00", base_cost=Decimal("6.50"))
    return api_as("OM")


def test_goods_are_ordered_promised_received_and_given_up(company: Company, manager: ApiUser) -> None:
    manager.send("vendors", {"account": "V-7", "name": "Cellar", "currency": "EUR"}, expect=201)
    assert manager.send("vendors", {"account": "V-7", "name": "Cellar", "currency": "EUR"}, expect=409).json()["code"] == "PUR-09"
    line = {"item": "W", "quantity": "12", "warehouse": company.warehouse.code, "expected_date": "2026-05-04"}
    order = manager.send("purchase-orders", {"vendor": "V-7", "lines": [line]}, expect=201).json()
    assert (order["status"], order["lines"][0]["remainder"], order["lines"][0]["unit_price"]) == ("open", "12", "6.50")
    path = f"purchase-orders/{order['number']}"

    dates = {"lines": [{"line_number": 10, "date": "2026-05-06"}]}
    assert manager.send(f"{path}/confirm-dates", dates).json()["lines"][0]["confirmed_date"] == "2026-05-06"
    receipt = manager.send(f"{path}/receive", {"lines": [{"line_number": 10, "quantity": "5"}]}, expect=201).json()
    too_much = manager.send(f"{path}/receive", {"lines": [{"line_number": 10, "quantity": "8"}]}, expect=409).json()
    cancelled = manager.send(f"{path}/cancel-remainder", {"reason": "Late"}).json()

    assert (receipt["lines"][0]["quantity"], too_much["code"], cancelled["status"]) == ("5", "PUR-04", "received")
    assert on_hand(company, "W").physical == 5
    assert manager.read("product-receipts")["results"][0]["purchase_order"] == order["number"]


def test_goods_for_a_sales_order_name_it(company: Company, manager: ApiUser) -> None:
    vendor(company, "V-9", supplies="W")
    sale = sales_order(company, ("W", 8, "10.00"))

    made = manager.send("purchase-orders/for-sales-order", {"sales_order": sale.number}, expect=201).json()["purchase_orders"]

    assert [(order["vendor"], order["lines"][0]["sales_order"], order["lines"][0]["sales_line"]) for order in made] == [
        ("V-9", sale.number, 10)
    ]
    assert len(manager.read("purchase-orders", sales_order=sale.number)["results"]) == 1
    again = manager.send("purchase-orders/for-sales-order", {"sales_order": sale.number}, expect=409).json()
    assert again["code"] == "PUR-02"


def test_an_unknown_line_is_named_by_its_path(company: Company, manager: ApiUser) -> None:
    vendor(company, "V-9", supplies="W")
    sale = sales_order(company, ("W", 8, "10.00"))
    answer = manager.send("purchase-orders/for-sales-order", {"sales_order": sale.number, "lines": [{"line_number": 99}]}, expect=422)

    assert "lines.0.line_number" in answer.content.decode()


def test_the_warehouse_receives_but_does_not_order(company: Company, manager: ApiUser, api_as: ApiAs) -> None:
    warehouse = api_as("WH")
    vendor(company, "V-9")

    warehouse.send("purchase-orders", {"vendor": "V-9", "lines": [{"item": "W", "quantity": "1"}]}, expect=403)


def test_a_vendor_delivers_directly_and_the_receipt_posts_the_packing_slip(company: Company, manager: ApiUser) -> None:
    vendor(company, "V-9", supplies="W")
    sale = sales_order(company, ("W", 8, "10.00"))

    asked = {"sales_order": sale.number, "direct_delivery": True}
    (made,) = manager.send("purchase-orders/for-sales-order", asked, expect=201).json()["purchase_orders"]
    refused = manager.send("packing-slips", {"orders": [sale.number]}, expect=409).json()
    manager.send(f"purchase-orders/{made['number']}/receive", {"lines": [{"line_number": 10, "quantity": "3"}]}, expect=201)

    assert (made["lines"][0]["direct_delivery"], refused["code"]) == (True, "DIR-03")
    (line,) = manager.read(f"sales-orders/{sale.number}")["lines"]
    assert (line["delivery_type"], line["delivered_quantity"]) == ("direct", "3")


def test_a_direct_delivery_that_is_cancelled_along_is_told(company: Company, manager: ApiUser) -> None:
    vendor(company, supplies="A")
    sale = sales_order(company, ("A", 8))
    asked = {"sales_order": sale.number, "direct_delivery": True}
    made = manager.send("purchase-orders/for-sales-order", asked, expect=201).json()
    made = made if "number" in made else made["purchase_orders"][0]
    some = {"lines": [{"line_number": 10, "quantity": "3"}]}

    [told] = manager.send(f"sales-orders/{sale.number}/cancel-remainder", some, expect=200).json()["notices"]

    assert (told["code"], told["params"]["p"], told["params"]["q"]) == ("PUR-11", made["number"], "3")
