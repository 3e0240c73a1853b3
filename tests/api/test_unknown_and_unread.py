"""What is written can be read, what is not known is named by one code, and no input is dropped silently (docs/api.md)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from customers.models import DeliveryMode
from foundation.backoffice.api.fields import QuantityField
from returns.models import ReturnOrder
from sales.services.order_holds import place_hold
from tests.api.client import ApiUser
from tests.api.conftest import ApiAs
from tests.factories.company import Company
from tests.factories.invoicing import invoice
from tests.factories.returns import disposition, return_reason
from tests.factories.sales import deliver, hold_code, sales_order

pytestmark = pytest.mark.usefixtures("in_march")

LINE = {"item": "A", "quantity": "2"}


@pytest.fixture
def api(company: Company, api_as: ApiAs) -> ApiUser:
    """The client of an order manager."""
    return api_as("OM")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"customer": "K-NO", "lines": []}, "customer"),
        ({"customer": "C-100", "currency": "XXX", "lines": []}, "currency"),
        ({"customer": "C-100", "lines": [LINE, {"item": "NOPE"}]}, "lines.1.item"),
        ({"customer": "C-100", "lines": [LINE | {"unit": "crate"}]}, "lines.0.unit"),
        ({"customer": "C-100", "lines": [LINE | {"warehouse": "W9"}]}, "lines.0.warehouse"),
    ],
)
def test_a_number_or_code_that_nothing_has_is_named_by_one_code_and_its_value(api: ApiUser, body: dict[str, Any], field: str) -> None:
    [error] = api.send("sales-orders", body, expect=422).json()["errors"]

    assert (error["field"], error["code"]) == (field, "does_not_exist")
    assert error["detail"].endswith("is not known.")


def test_a_list_is_no_code(api: ApiUser) -> None:
    [error] = api.send("sales-orders", {"customer": ["C-100"], "lines": []}, expect=422).json()["errors"]

    assert (error["field"], error["code"]) == ("customer", "invalid")


def test_a_new_line_takes_and_shows_all_that_a_changed_one_does(company: Company, api: ApiUser) -> None:
    DeliveryMode.of(company.entity).create(legal_entity=company.entity, code="SEA", names={"en": "Sea"}, transport_days=3)
    own = {
        "deliver_now": "1",
        "confirmed_ship_date": "2026-04-10",
        "overdelivery_percent": "5",
        "underdelivery_percent": "10",
        "prevent_partial_delivery": True,
        "delivery_date_control": "atp",
        "stopped": True,
    }
    order = api.send("sales-orders", {"customer": "C-100", "delivery_mode": "SEA", "lines": [LINE | own]}, expect=201).json()
    added = api.send(f"sales-orders/{order['number']}/lines", {"lines": [LINE | own]}, expect=200).json()

    for line in added["lines"]:
        assert {name: line[name] for name in own} == own
        assert line["confirmed_receipt_date"] == "2026-04-13"


def test_no_more_leaves_next_than_is_ordered(api: ApiUser) -> None:
    refused = api.send("sales-orders", {"customer": "C-100", "lines": [LINE, LINE | {"deliver_now": "3"}]}, expect=409).json()

    assert (refused["code"], refused["field"]) == ("ORD-60", "lines.1.deliver_now")


def test_a_confirmed_ship_date_brings_its_receipt_date(company: Company, api: ApiUser) -> None:
    number = sales_order(company, ("A", 2)).number

    changed = api.send(f"sales-orders/{number}/lines", {"lines": [{"line_number": 10, "confirmed_ship_date": "2026-04-10"}]}).json()

    assert changed["lines"][0]["confirmed_receipt_date"] == "2026-04-10"


@pytest.mark.parametrize("own", [{"price_unit": "100"}, {"unit_price": "5", "price_unit": "0"}])
def test_units_of_a_price_go_with_the_price(api: ApiUser, own: dict[str, str]) -> None:
    [error] = api.send("sales-orders", {"customer": "C-100", "lines": [LINE | own]}, expect=422).json()["errors"]

    assert error["field"] == "lines.0.price_unit"


def test_a_price_below_the_limit_is_named_at_its_line(company: Company) -> None:
    clerk = ApiUser(company.user("OC", manual_discount_limit=Decimal(10)), "NL01")

    refused = clerk.send("sales-orders", {"customer": "C-100", "lines": [LINE, LINE | {"discount_percent": "40"}]}, expect=409).json()

    assert (refused["code"], refused["field"]) == ("PRC-06", "lines.1.discount_percent")


def test_tax_groups_of_quotation_lines_are_read(company: Company, api: ApiUser) -> None:
    made = api.send("quotations", {"customer": "C-100", "lines": [LINE | {"item_sales_tax_group": "H21"}]}, expect=201).json()

    assert made["lines"][0]["item_sales_tax_group"] == "H21"


def test_a_return_shows_its_reference_warehouse_and_to_some_its_cost(company: Company, api: ApiUser, api_as: ApiAs) -> None:
    return_reason(company)
    line = LINE | {"warehouse": "W1", "return_cost_price": "4.50"}
    body = {"customer": "C-100", "reason": "OTHER", "customer_reference": "PO-9", "lines": [line]}
    made = api.send("return-orders", body, expect=201).json()

    assert (made["customer_reference"], made["lines"][0]["warehouse"], made["lines"][0]["return_cost_price"]) == ("PO-9", "W1", "4.50")
    assert "return_cost_price" not in api_as("WH").read(f"return-orders/{made['rma_number']}")["lines"][0]


def test_holds_of_an_order_are_read_where_they_are_placed_and_cleared_once(company: Company, api: ApiUser) -> None:
    order = sales_order(company, ("A", 2))
    [hold] = place_hold(company.entity, [order.pk], hold_code(company), company.clerk)
    address = f"sales-orders/{order.number}/holds"

    assert [found["id"] for found in api.read(address)] == [hold.pk]
    api.send(f"{address}/{hold.pk}/clear", expect=200)
    assert api.send(f"{address}/{hold.pk}/clear", expect=409).json()["code"] == "HLD-06"
    assert api.read(address)[0]["cleared_at"]


def test_a_checkout_that_nobody_has_is_not_given_back(company: Company, api: ApiUser) -> None:
    order = sales_order(company, ("A", 2))
    [hold] = place_hold(company.entity, [order.pk], hold_code(company), company.clerk)

    refused = api.send(f"order-holds/{hold.pk}/clear-checkout", expect=409).json()

    assert (refused["code"], refused["detail"]) == ("HLD-07", "Nobody has checked this hold out.")


def test_backorders_ask_for_lines_and_refuse_less_than_nothing(company: Company, api: ApiUser) -> None:
    order = sales_order(company, ("A", 2))
    line = {"order": order.number, "line_number": 10}

    assert api.send("backorders/reserve", {"lines": []}, expect=422).json()["errors"][0]["field"] == "lines"
    less = api.send("backorders/split-on-hand", {"lines": [line | {"quantity": "-1"}]}, expect=422).json()
    more = api.send("backorders/split-on-hand", {"lines": [line | {"quantity": "3"}]}, expect=409).json()
    assert less["errors"][0]["field"] == "lines.0.quantity"
    assert (more["code"], more["field"]) == ("BCK-02", "lines.0.quantity")


def test_quantities_have_no_more_decimals_than_the_property() -> None:
    assert QuantityField().to_representation(Decimal(4)) == "4"
    assert QuantityField().to_representation(Decimal("485.8333333333")) == "485.8333"


def test_less_than_nothing_cannot_be_promised(api: ApiUser) -> None:
    answer = api.get(f"{api.base}/available-to-promise", {"item": "A", "quantity": "-5"})

    assert answer.status_code == 422


def test_what_stops_everything_is_an_error(company: Company, api: ApiUser, api_as: ApiAs) -> None:
    order = sales_order(company, ("A", 2))
    deliver(company, order)
    invoice(company, order)

    refused = api_as("BC").send("customer-invoices", {"orders": [order.number]}, expect=409).json()

    assert refused["severity"] == "error"


def test_a_pdf_is_not_given_as_json(company: Company, api_as: ApiAs) -> None:
    order, biller = sales_order(company, ("A", 2)), api_as("BC")
    deliver(company, order)
    bill, base = invoice(company, order), biller.base

    answer = biller.get(f"{base}/customer-invoices/{bill.number}/pdf", headers={"Accept": "application/json"})

    assert (answer.status_code, answer["Content-Type"], answer.json()["code"]) == (406, "application/problem+json", "NOT_ACCEPTABLE")
    assert biller.get(f"{base}/customer-invoices/{bill.number}/pdf", headers={"Accept": "*/*"}).status_code == 200


def test_what_arrived_is_refused_at_its_row_and_a_passed_deadline_is_a_warning(company: Company, api: ApiUser, api_as: ApiAs) -> None:
    return_reason(company)
    line = LINE | {"warehouse": "W1"}
    made = api.send("return-orders", {"customer": "C-100", "reason": "OTHER", "lines": [line, line]}, expect=201).json()
    address, keeper, code = f"return-orders/{made['rma_number']}/register-arrival", api_as("WH"), disposition(company).code
    first = {"line_number": 10, "disposition": code}

    more = keeper.send(address, {"lines": [first, {"line_number": 20, "disposition": code, "quantity": "3"}]}, expect=409).json()
    undecided = keeper.send(address, {"lines": [first, {"line_number": 20}]}, expect=409).json()
    ReturnOrder.of(company.entity).update(deadline=date(2026, 3, 1))
    [notice] = keeper.send(address, {"lines": [first]}, expect=200).json()["notices"]

    assert (more["code"], more["field"]) == ("RET-11", "lines.1.quantity")
    assert (undecided["code"], undecided["field"]) == ("RET-09", "lines.1.disposition")
    assert (notice["code"], notice["severity"]) == ("RET-15", "warning")


def test_a_return_and_its_lines_say_what_can_be_done_with_them_by_whom(company: Company, api: ApiUser, api_as: ApiAs) -> None:
    return_reason(company)
    body = {"customer": "C-100", "reason": "OTHER", "lines": [LINE | {"warehouse": "W1"}]}
    made = api.send("return-orders", body, expect=201).json()
    address, keeper = f"return-orders/{made['rma_number']}", api_as("WH")

    assert (made["allowed_actions"], "split" in made["lines"][0]["allowed_actions"]) == (["change", "cancel", "delete"], True)
    seen = keeper.read(address)
    assert (seen["allowed_actions"], seen["lines"][0]["allowed_actions"]) == ([], ["register"])
    arrived = {"lines": [{"line_number": 10, "disposition": disposition(company).code}]}
    [line] = keeper.send(f"{address}/register-arrival", arrived, expect=200).json()["lines"]
    assert line["allowed_actions"] == ["reverse"]


def test_more_than_is_left_to_credit_is_named_by_its_row_and_a_line_is_credited_once(company: Company, api_as: ApiAs) -> None:
    order, biller = sales_order(company, ("A", 2), ("B", 3)), api_as("OM")
    deliver(company, order)
    address = f"customer-invoices/{invoice(company, order).number}/credit"
    first = {"line_number": 1, "quantity": "1"}
    numbers = [line["line_number"] for line in biller.read(address.removesuffix("/credit"))["lines"]]
    rows = [first | {"line_number": number} for number in numbers]

    more = biller.send(address, {"reason": "Damaged", "lines": [rows[0], rows[1] | {"quantity": "9"}]}, expect=409).json()
    twice = biller.send(address, {"reason": "Damaged", "lines": [rows[0], rows[0]]}, expect=422).json()

    assert (more["code"], more["field"], "line" in more["params"]) == ("CPY-03", "lines.1.quantity", False)
    assert twice["errors"][0]["field"] == "lines.1.line_number"
