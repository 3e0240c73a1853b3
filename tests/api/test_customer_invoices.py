"""Customer invoices over REST: previewed, posted from orders and packing slips, printed, read."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from foundation.documents.models import OutboxMessage
from foundation.organization.models import IdempotencyKey
from invoicing.models import CustomerInvoice
from tests.api.client import ApiUser
from tests.api.conftest import ApiAs
from tests.factories.company import Company
from tests.factories.sales import deliver, sales_order

DAY = {"invoice_date": "2026-03-10"}


pytestmark = pytest.mark.usefixtures("in_march")


@pytest.fixture
def biller(api_as: ApiAs) -> ApiUser:
    """A billing clerk's client."""
    return api_as("BC")


def test_a_preview_shows_amounts_to_the_cent_and_posts_nothing(company: Company, biller: ApiUser) -> None:
    order = sales_order(company, ("A", 10, 25), ("S", 1))

    plan = biller.send("customer-invoices/preview", {"orders": [order.number]} | DAY, expect=200).json()

    [invoice] = plan["invoices"]
    assert (invoice["sum_lines"], invoice["sum_tax"], invoice["invoice_amount"]) == ("349.00", "73.29", "422.29")
    assert invoice["taxes"] == [{"code": "H21", "rate": "21", "base": "349.00", "tax": "73.29"}]
    assert [(line["item"], line["quantity"], line["net_amount"]) for line in invoice["lines"]] == [
        ("A", "10", "250.00"),
        ("S", "1", "99.00"),
    ]
    assert not CustomerInvoice.of(company.entity).exists()


def test_an_order_is_invoiced_once_under_a_key(company: Company, biller: ApiUser) -> None:
    order = sales_order(company, ("S", 2))
    body = {"orders": [order.number]} | DAY

    first = biller.send("customer-invoices", body, key="inv-1", expect=201)
    again = biller.send("customer-invoices", body, key="inv-1", expect=201)
    without = biller.send("customer-invoices", body, expect=409)

    [invoice] = first.json()["invoices"]
    assert again.json() == first.json() and again["Idempotent-Replayed"] == "true"
    assert (invoice["order"], invoice["invoice_amount"], invoice["open_balance"]) == (order.number, "239.58", "239.58")
    assert without.json()["code"].startswith(("INV-", "ORD-"))
    assert CustomerInvoice.of(company.entity).count() == 1


def test_a_posting_is_found_again_after_the_key_itself_is_forgotten(company: Company, biller: ApiUser) -> None:
    order = sales_order(company, ("S", 2))
    first = biller.send("customer-invoices", {"orders": [order.number]} | DAY, key="inv-1", expect=201).json()
    IdempotencyKey.objects.all().delete()

    again = biller.send("customer-invoices", {"orders": [order.number]} | DAY, key="inv-1", expect=201).json()

    assert again["invoices"] == first["invoices"]


def test_packing_slips_are_invoiced_by_number(company: Company, biller: ApiUser) -> None:
    order = sales_order(company, ("S", 10))
    first = deliver(company, order, updates={10: 4}, delivery_date=date(2026, 3, 5)).slips[0]
    deliver(company, order, delivery_date=date(2026, 3, 6))

    posted = biller.send("customer-invoices", {"packing_slips": [first.number]} | DAY, expect=201).json()

    [invoice] = posted["invoices"]
    assert [(row["packing_slip"], row["quantity"]) for row in invoice["sources"]] == [(first.number, "4")]
    assert biller.read(f"sales-orders/{order.number}")["lines"][0]["invoice_remainder"] == "6"


def test_typed_quantities_replace_the_proposed_ones(company: Company, biller: ApiUser) -> None:
    order = sales_order(company, ("S", 10), ("S", 3))
    lines = [{"order": order.number, "line_number": 10, "quantity": "4"}, {"order": order.number, "line_number": 20, "quantity": "0"}]

    [invoice] = biller.send("customer-invoices", {"orders": [order.number], "lines": lines} | DAY, expect=201).json()["invoices"]

    assert [(line["quantity"], line["line_net"]) for line in invoice["lines"]] == [("4", "396.00")]


def test_what_is_refused_is_reported_and_the_rest_is_posted(company: Company, biller: ApiUser) -> None:
    done, fresh = sales_order(company, ("S", 1)), sales_order(company, ("S", 1))
    biller.send("customer-invoices", {"orders": [done.number]} | DAY, expect=201)

    posted = biller.send("customer-invoices", {"orders": [done.number, fresh.number]} | DAY, expect=201).json()

    assert [invoice["order"] for invoice in posted["invoices"]] == [fresh.number]
    assert [(row["document"], row["code"]) for row in posted["refused"]] == [(done.number, "INV-123")]


def test_orders_of_one_account_are_combined_when_asked(company: Company, biller: ApiUser) -> None:
    orders = [sales_order(company, ("S", 1)), sales_order(company, ("S", 2))]
    body = {"orders": [order.number for order in orders], "summary_update": "invoice_account"} | DAY

    [invoice] = biller.send("customer-invoices", body, expect=201).json()["invoices"]

    assert (invoice["order_count"], invoice["sum_lines"]) == (2, "297.00")
    assert len(biller.read("customer-invoices", order=orders[1].number)["results"]) == 1


def test_when_all_are_refused_the_problem_names_each_of_them(company: Company, biller: ApiUser) -> None:
    numbers = sorted(sales_order(company, ("S", 1)).number for _ in range(2))

    problem = biller.send("customer-invoices", {"orders": numbers, "quantity": "packing_slip"} | DAY, expect=409).json()

    assert problem["code"] == "ORD-26"
    assert sorted((row["document"], row["code"]) for row in problem["refused"]) == [(number, "ORD-26") for number in numbers]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "orders"),
        ({"orders": ["X"]}, "orders.0"),
        ({"packing_slips": ["X"]}, "packing_slips.0"),
        ({"orders": [], "summary_update": "some"}, "summary_update"),
    ],
)
def test_an_invoice_of_nothing_known_is_refused(company: Company, biller: ApiUser, body: dict[str, Any], field: str) -> None:
    problem = biller.send("customer-invoices", body, expect=422).json()

    assert [error["field"] for error in problem["errors"]] == [field]


def test_a_request_that_cannot_be_is_refused_as_a_whole(company: Company, biller: ApiUser) -> None:
    order = sales_order(company, ("S", 1))

    late = biller.send("customer-invoices", {"orders": [order.number], "invoice_date": "2027-03-10"}, expect=409).json()
    closed = biller.send("customer-invoices", {"orders": [order.number], "invoice_date": "2019-03-10"}, expect=409).json()

    assert [(row["code"], row["field"]) for row in (late, closed)] == [("INV-111", "invoice_date"), ("INV-109", "invoice_date")]


def test_a_pro_forma_is_a_pdf_and_posts_nothing(company: Company, biller: ApiUser) -> None:
    order = sales_order(company, ("S", 1))

    answer = biller.send("customer-invoices/pro-forma", {"orders": [order.number]} | DAY, expect=200, Accept="application/pdf")

    assert answer["Content-Type"] == "application/pdf" and answer.content.startswith(b"%PDF")
    assert not CustomerInvoice.of(company.entity).exists()


def test_the_pdf_is_the_same_each_time(company: Company, biller: ApiUser) -> None:
    order = sales_order(company, ("S", 1))
    [invoice] = biller.send("customer-invoices", {"orders": [order.number]} | DAY, expect=201).json()["invoices"]
    address = f"/api/v1/NL01/customer-invoices/{invoice['number']}/pdf"

    first, second = biller.get(address), biller.get(address, headers={"Accept": "application/pdf"})

    assert first["Content-Type"] == "application/pdf" and first.content.startswith(b"%PDF")
    assert first.content == second.content
    assert invoice["number"] in first["Content-Disposition"]


def test_a_problem_is_json_even_when_a_pdf_was_asked_for(company: Company, biller: ApiUser) -> None:
    answer = biller.get("/api/v1/NL01/customer-invoices/NONE/pdf", headers={"Accept": "application/pdf"})

    assert (answer.status_code, answer["Content-Type"], answer.json()["code"]) == (404, "application/problem+json", "NOT_FOUND")


def test_sending_may_be_left_out(company: Company, biller: ApiUser) -> None:
    order = sales_order(company, ("S", 1))

    biller.send("customer-invoices", {"orders": [order.number], "send": False} | DAY, expect=201)

    assert [message.payload["deliver"] for message in OutboxMessage.of(company.entity)] == [False]


def test_reading_takes_the_same_statements_for_few_and_many(company: Company, biller: ApiUser, django_assert_max_num_queries: Any) -> None:
    orders = [sales_order(company, *[("S", 1)] * 20), *(sales_order(company, ("S", 1)) for _ in range(10))]
    body = {"orders": [order.number for order in orders], "summary_update": "none"} | DAY
    invoices = biller.send("customer-invoices", body, expect=201).json()["invoices"]

    with django_assert_max_num_queries(4):
        biller.read("customer-invoices", open="true")
    with django_assert_max_num_queries(16):
        biller.read(f"customer-invoices/{invoices[0]['number']}")
