"""Sales orders over REST: entered, changed, calculated, confirmed, held, cancelled."""

from __future__ import annotations

from typing import Any

import pytest

from customers.models import CustomerDiscountGroup
from sales.models import ReasonCode, SalesOrder, SalesParameters
from tests.api.client import ApiUser
from tests.api.conftest import ApiAs
from tests.factories.company import Company
from tests.factories.sales import hold_code, sales_order

NEW: dict[str, Any] = {
    "customer": "C-100",
    "customer_reference": "PO-7",
    "order_date": "2026-03-02",
    "warehouse": "W1",
    "lines": [{"item": "A", "quantity": "10", "unit_price": "25"}, {"item": "S", "quantity": "1"}],
}


def test_an_order_is_entered_with_the_customers_defaults_and_searched_prices(company: Company, clerk: ApiUser) -> None:
    answer = clerk.send("sales-orders", NEW, expect=201)

    order = answer.json()
    assert answer["Location"] == f"/api/v1/NL01/sales-orders/{order['number']}"
    assert answer["ETag"] == clerk.get(answer["Location"])["ETag"]
    assert (order["customer"], order["status"], order["currency"], order["order_amount"]) == ("C-100", "open", "EUR", "349.00")
    assert [(line["item"], line["ordered_quantity"], line["net_amount"]) for line in order["lines"]] == [
        ("A", "10", "250.00"),
        ("S", "1", "99.00"),
    ]
    assert "confirm" in order["allowed_actions"] and "cancel_remainder" not in order["allowed_actions"]


def test_the_same_key_enters_one_order(company: Company, clerk: ApiUser) -> None:
    first = clerk.send("sales-orders", NEW, key="shop-4711", expect=201)
    again = clerk.send("sales-orders", NEW, key="shop-4711", expect=201)
    other = clerk.send("sales-orders", NEW | {"text": "Other"}, key="shop-4711", expect=422)

    assert (again["Idempotent-Replayed"], again.json()) == ("true", first.json())
    assert other.json()["code"] == "IDEMPOTENCY_MISMATCH"
    assert SalesOrder.of(company.entity).count() == 1


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"customer": "NOBODY"}, "customer"),
        ({"customer": None}, "customer"),
        ({"lines": [{"item": "A"}, {"item": "NOTHING"}]}, "lines.1.item"),
        ({"lines": [{"item": "A", "unit": "barrel"}]}, "lines.0.unit"),
        ({"lines": [{"item": "A", "quantity": "1e3"}]}, "lines.0.quantity"),
        ({"lines": [{"item": "A", "quantity": "NaN"}]}, "lines.0.quantity"),
        ({"lines": [{"item": "A", "quantity": "0.00001"}]}, "lines.0.quantity"),
        ({"lines": [{"item": "A", "colour": "red"}]}, "lines.0.colour"),
        ({"order_date": "02-03-2026"}, "order_date"),
        ({"priority": 10}, "priority"),
        ({"charges": [{"code": "NONE", "value": "5"}]}, "charges.0.code"),
    ],
)
def test_a_value_that_cannot_be_taken_is_named_by_its_path(company: Company, clerk: ApiUser, change: dict[str, Any], field: str) -> None:
    problem = clerk.send("sales-orders", NEW | change, expect=422).json()

    assert problem["code"] == "VALIDATION"
    assert [error["field"] for error in problem["errors"]] == [field]
    assert not SalesOrder.of(company.entity).exists()


def test_a_refused_line_is_pointed_at_with_the_code_of_the_catalogue(company: Company, clerk: ApiUser) -> None:
    lines = [{"item": "A", "quantity": "1"}, {"item": "A", "quantity": "0"}]

    problem = clerk.send("sales-orders", NEW | {"lines": lines}, expect=409).json()

    assert (problem["code"], problem["field"]) == ("ORD-04", "lines.1.quantity")
    assert not SalesOrder.of(company.entity).exists()


def test_a_refused_request_may_be_repeated_under_its_key(company: Company, clerk: ApiUser) -> None:
    clerk.send("sales-orders", NEW | {"lines": [{"item": "A", "quantity": "0"}]}, key="k1", expect=409)

    clerk.send("sales-orders", NEW, key="k1", expect=201)


def test_the_invoice_account_is_for_managers(company: Company, clerk: ApiUser, api_as: ApiAs) -> None:
    body = NEW | {"invoice_account": "C-110"}

    refused = clerk.send("sales-orders", body, expect=403).json()
    order = api_as("OM").send("sales-orders", body, expect=201).json()

    assert refused["code"] == "SEC-01"
    assert order["invoice_account"] == "C-110"


def test_a_preview_calculates_with_tax_and_saves_nothing(company: Company, clerk: ApiUser) -> None:
    preview = clerk.send("sales-orders/preview", NEW, expect=200).json()

    assert preview["totals"] == {
        "subtotal": "349.00",
        "total_discount": "0.00",
        "charges": "0.00",
        "tax": "73.29",
        "rounding_off": "0.00",
        "amount": "422.29",
    }
    assert [(line["unit"], line["net_amount"]) for line in preview["lines"]] == [("pcs", "250.00"), ("pcs", "99.00")]
    assert not SalesOrder.of(company.entity).exists()


def test_a_change_names_the_state_it_was_meant_for(company: Company, clerk: ApiUser) -> None:
    order = sales_order(company, ("A", 1))
    etag = clerk.get(f"/api/v1/NL01/sales-orders/{order.number}")["ETag"]

    changed = clerk.change(f"sales-orders/{order.number}", {"customer_reference": "PO-8"}, etag=etag, expect=200)
    late = clerk.change(f"sales-orders/{order.number}", {"customer_reference": "PO-9"}, etag=etag, expect=412)

    assert changed.json()["customer_reference"] == "PO-8"
    assert late.json()["code"] == "GEN-01"
    assert clerk.read(f"sales-orders/{order.number}")["customer_reference"] == "PO-8"


def test_dates_of_the_header_go_to_open_lines(company: Company, clerk: ApiUser) -> None:
    order = sales_order(company, ("A", 1))

    changed = clerk.change(f"sales-orders/{order.number}", {"requested_ship_date": "2026-04-01"}, expect=200).json()

    assert [line["requested_ship_date"] for line in changed["lines"]] == ["2026-04-01"]


def test_lines_are_added_changed_and_removed_in_one_step(company: Company, clerk: ApiUser) -> None:
    order = sales_order(company, ("A", 1, 25), ("B", 2, 12))
    edits = [
        {"line_number": 10, "quantity": "4"},
        {"line_number": 20, "remove": True},
        {"item": "S", "quantity": "3"},
    ]

    changed = clerk.send(f"sales-orders/{order.number}/lines", {"lines": edits, "overwrite_prices": False}, expect=200).json()

    assert [(line["item"], line["ordered_quantity"]) for line in changed["lines"]] == [("A", "4"), ("S", "3")]


@pytest.mark.parametrize(
    ("edit", "field"),
    [({"line_number": 99, "quantity": "1"}, "lines.0.line_number"), ({"quantity": "1"}, "lines.0.item"), ({"item": "X"}, "lines.0.item")],
)
def test_an_edit_of_nothing_known_is_refused(company: Company, clerk: ApiUser, edit: dict[str, Any], field: str) -> None:
    order = sales_order(company, ("A", 1))

    problem = clerk.send(f"sales-orders/{order.number}/lines", {"lines": [edit]}, expect=422).json()

    assert [error["field"] for error in problem["errors"]] == [field]


def test_an_order_is_deleted_while_nothing_was_made_of_it(company: Company, clerk: ApiUser) -> None:
    number = clerk.send("sales-orders", NEW, expect=201).json()["number"]

    assert clerk.delete(f"/api/v1/NL01/sales-orders/{number}").status_code == 204
    assert clerk.get(f"/api/v1/NL01/sales-orders/{number}").status_code == 404


def test_a_clerk_does_not_delete_what_somebody_else_entered(company: Company, clerk: ApiUser, api_as: ApiAs) -> None:
    order = sales_order(company, ("A", 1))

    assert clerk.delete(f"/api/v1/NL01/sales-orders/{order.number}").status_code == 403
    company.user("IN")
    assert api_as("IN").delete(f"/api/v1/NL01/sales-orders/{order.number}").status_code == 204


@pytest.mark.parametrize(
    "terms",
    [
        {"payment_terms": "N14"},
        {"sales_tax_group": None},
        {"cash_discount": "D8-2"},
        {"payment_method": None},
        {"invoice_account": "C-110"},
    ],
    ids=lambda terms: next(iter(terms)),
)
def test_terms_are_agreed_by_those_of_the_matrix(company: Company, clerk: ApiUser, api_as: ApiAs, terms: dict[str, Any]) -> None:
    order = sales_order(company, ("A", 1))

    assert clerk.send("sales-orders", NEW | terms, expect=403).json()["code"] == "SEC-01"
    clerk.change(f"sales-orders/{order.number}", terms, expect=403)
    api_as("OM").change(f"sales-orders/{order.number}", terms, expect=200)


def test_a_clerk_moves_no_line_to_another_tax_group(company: Company, clerk: ApiUser) -> None:
    order = sales_order(company, ("A", 1))
    edit = {"line_number": 10, "sales_tax_group": "EU"}

    clerk.send(f"sales-orders/{order.number}/lines", {"lines": [edit]}, expect=403)


def test_a_confirmation_is_a_new_version_each_time(company: Company, clerk: ApiUser) -> None:
    order = sales_order(company, ("A", 10, 25))

    first = clerk.send(f"sales-orders/{order.number}/confirm", {"date": "2026-03-03"}, expect=201).json()
    second = clerk.send(f"sales-orders/{order.number}/confirm", {"date": "2026-03-04"}, expect=201).json()

    assert [made["confirmation"]["version"] for made in (first, second)] == [1, 2]
    assert first["confirmation"]["total_amount"] == "302.50"
    listed = clerk.read("order-confirmations", order=order.number)["results"]
    assert [row["version"] for row in listed] == [2, 1]
    assert clerk.read(f"order-confirmations/{listed[0]['number']}")["lines"][0]["net_amount"] == "250.00"


def test_overruling_the_credit_limit_is_a_right_of_its_own(company: Company, clerk: ApiUser) -> None:
    order = sales_order(company, ("A", 1))

    asked = {"overrule_credit": True, "credit_reason": "Paid in advance"}
    assert clerk.send(f"sales-orders/{order.number}/confirm", asked, expect=403).json()["code"] == "SEC-01"


def test_a_hold_stops_the_order_until_a_manager_clears_it(company: Company, clerk: ApiUser, api_as: ApiAs) -> None:
    hold_code(company, "ADDRESS", blocks=["confirmation"])
    order = sales_order(company, ("A", 1))
    address = f"sales-orders/{order.number}"

    held = clerk.send(f"{address}/holds", {"code": "ADDRESS", "reason": "Ask"}, expect=200).json()
    refused = clerk.send(f"{address}/confirm", expect=409).json()
    clerk.send(f"{address}/holds/{held['holds'][0]['id']}/clear", expect=403)
    cleared = api_as("OM").send(f"{address}/holds/{held['holds'][0]['id']}/clear", expect=200).json()
    gone = api_as("OM").send(f"{address}/holds/{held['holds'][0]['id']}/clear", expect=409)

    assert (held["do_not_process"], refused["code"], cleared["do_not_process"]) == (True, "HLD-01", False)
    assert cleared["holds"][0]["cleared_at"] is not None and gone.json()["code"] == "HLD-06"


def test_a_remainder_is_cancelled_in_part_then_whole_and_opened_again(company: Company, api_as: ApiAs) -> None:
    ReasonCode.of(company.entity).create(legal_entity=company.entity, kind="cancellation", code="STOP")
    ReasonCode.of(company.entity).create(legal_entity=company.entity, kind="return", code="STOP")
    manager, order = api_as("OM"), sales_order(company, ("A", 10))
    address = f"sales-orders/{order.number}"

    part = manager.send(f"{address}/cancel-remainder", {"reason": "STOP", "lines": [{"line_number": 10, "quantity": "4"}]}, expect=200)
    whole = manager.send(f"{address}/cancel-remainder", expect=200)
    again = manager.send(f"{address}/cancel-remainder", expect=409)
    opened = manager.send(f"{address}/reopen", expect=200)

    assert part.json()["lines"][0]["cancelled_quantity"] == "4"
    assert (whole.json()["status"], again.json()["code"], opened.json()["status"]) == ("cancelled", "ORD-07", "open")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"customer": "C-100"}, 2),
        ({"customer": "C-110"}, 1),
        ({"status": "delivered"}, 0),
        ({"item": "B"}, 1),
        ({"order_date_to": "2026-03-01"}, 0),
        ({"shipped_not_invoiced": "true"}, 0),
        ({"on_hold": "false"}, 3),
        ({"updated_since": "2020-01-01T00:00:00-17:31"}, 3),
    ],
)
def test_orders_are_filtered(company: Company, clerk: ApiUser, query: dict[str, str], found: int) -> None:
    sales_order(company, ("A", 1)), sales_order(company, ("B", 1)), sales_order(company, ("A", 1), customer="C-110")

    assert len(clerk.read("sales-orders", **query)["results"]) == found


def test_reading_takes_the_same_statements_for_few_and_many(company: Company, clerk: ApiUser, django_assert_max_num_queries: Any) -> None:
    order = sales_order(company, *[("A", 1), ("B", 1), ("S", 1)] * 10)
    for _ in range(10):
        sales_order(company, ("A", 1))
    clerk.read("sales-orders")

    with django_assert_max_num_queries(4):
        clerk.read("sales-orders")
    with django_assert_max_num_queries(12):
        clerk.read(f"sales-orders/{order.number}")


def test_an_order_without_a_type_gets_that_of_the_parameters(company: Company, clerk: ApiUser) -> None:
    SalesParameters.objects.create(legal_entity=company.entity, default_order_type="journal")

    assert clerk.send("sales-orders", NEW, expect=201).json()["order_type"] == "journal"
    assert clerk.send("sales-orders", NEW | {"order_type": "sales_order"}, expect=201).json()["order_type"] == "sales_order"


def test_the_header_takes_groups_rate_and_what_credit_checks_leave_out(company: Company, api_as: ApiAs) -> None:
    manager = api_as("OM")
    group = CustomerDiscountGroup.of(company.entity).create(legal_entity=company.entity, kind="multiline", code="M1", name="M1")
    order = sales_order(company, ("A", 4))
    change = {"multiline_discount_group": group.code, "fixed_exchange_rate": "1.25", "exclude_from_credit_check": True}
    change |= {"responsible": company.user("OC").email, "automatic_reservation": False, "priority": 2}

    changed = manager.change(f"sales-orders/{order.number}", change, expect=200).json()

    assert {name: changed[name] for name in ("multiline_discount_group", "exclude_from_credit_check", "priority")} == {
        "multiline_discount_group": "M1",
        "exclude_from_credit_check": True,
        "priority": 2,
    }
    assert (changed["fixed_exchange_rate"], changed["responsible"]) == ("1.25", company.user("OC").name)
    cleared = manager.change(f"sales-orders/{order.number}", {"fixed_exchange_rate": None}, expect=200).json()
    assert cleared["fixed_exchange_rate"] is None
    api_as("OC").change(f"sales-orders/{order.number}", {"exclude_from_credit_check": False}, expect=403)
    manager.change(f"sales-orders/{order.number}", {"fixed_exchange_rate": "0"}, expect=422)


def test_a_line_says_why_its_price_is_so_and_how_much_may_be_delivered(company: Company, clerk: ApiUser) -> None:
    order = sales_order(company, ("A", 4), ("A", 2, "30"))

    found, typed = clerk.read(f"sales-orders/{order.number}")["lines"]

    assert (found["price_explanation"]["source"], typed["price_explanation"]["source"]) == ("base", "manual")
    assert (found["sales_tax_group"], found["item_sales_tax_group"]) == ("NL", "H21")
    assert (found["picked"], found["reserved"], found["overdelivery_percent"]) == ("0", "0", "0")
