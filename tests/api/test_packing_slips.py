"""Packing slips over REST: planned, posted for a set of orders, read."""

from __future__ import annotations

from typing import Any

import pytest

from sales.models import PackingSlip
from tests.api.client import ApiUser
from tests.api.conftest import ApiAs
from tests.factories.company import Company
from tests.factories.sales import hold_code, sales_order

DAY = {"date": "2026-03-05"}


@pytest.fixture
def warehouse(api_as: ApiAs) -> ApiUser:
    """A client of the warehouse."""
    return api_as("WH")


def test_a_plan_shows_what_would_leave_and_what_is_left_out(company: Company, warehouse: ApiUser, clerk: ApiUser) -> None:
    hold_code(company, "ADDRESS")
    going, held = sales_order(company, ("S", 10), ("S", 5)), sales_order(company, ("S", 1))
    clerk.send(f"sales-orders/{held.number}/holds", {"code": "ADDRESS"}, expect=200)
    body = {"orders": [going.number, held.number], "lines": [{"order": going.number, "line_number": 10, "quantity": "4"}]} | DAY

    plan = warehouse.send("packing-slips/preview", body, expect=200).json()

    [slip] = plan["packing_slips"]
    assert [(line["order"], line["order_line"], line["quantity"], line["rest_after"]) for line in slip["lines"]] == [
        (going.number, 10, "4", "6"),
        (going.number, 20, "5", "0"),
    ]
    assert [(row["document"], row["code"]) for row in plan["refused"]] == [(held.number, "HLD-01")]
    assert not PackingSlip.of(company.entity).exists()


def test_slips_are_posted_for_a_set_of_orders_and_read_again(company: Company, warehouse: ApiUser) -> None:
    orders = [sales_order(company, ("S", 2)) for _ in range(3)]

    posted = warehouse.send("packing-slips", {"orders": [order.number for order in orders]} | DAY, key="d1", expect=201).json()
    again = warehouse.send("packing-slips", {"orders": [order.number for order in orders]} | DAY, key="d1", expect=201).json()

    assert [slip["order"] for slip in posted["packing_slips"]] == [order.number for order in orders]
    assert again == posted
    number = posted["packing_slips"][0]["number"]
    assert warehouse.read(f"packing-slips/{number}")["lines"][0]["quantity"] == "2"
    assert len(warehouse.read("packing-slips", to_invoice="true")["results"]) == 3
    assert warehouse.read(f"sales-orders/{orders[0].number}")["status"] == "delivered"


def test_what_is_refused_is_reported_and_the_rest_is_posted(company: Company, warehouse: ApiUser) -> None:
    done, fresh = sales_order(company, ("S", 1)), sales_order(company, ("S", 1))
    warehouse.send("packing-slips", {"orders": [done.number]} | DAY, expect=201)

    posted = warehouse.send("packing-slips", {"orders": [done.number, fresh.number]} | DAY, expect=201).json()
    none_left = warehouse.send("packing-slips", {"orders": [done.number]} | DAY, expect=409).json()

    assert [slip["order"] for slip in posted["packing_slips"]] == [fresh.number]
    assert [(row["document"], row["code"]) for row in posted["refused"]] == [(done.number, "ORD-08")]
    assert none_left["code"] == "ORD-08"


def test_when_all_are_refused_the_problem_names_each_of_them(company: Company, warehouse: ApiUser) -> None:
    orders = [sales_order(company, ("S", 1)) for _ in range(2)]
    numbers = [order.number for order in orders]
    warehouse.send("packing-slips", {"orders": numbers} | DAY, expect=201)

    problem = warehouse.send("packing-slips", {"orders": numbers} | DAY, expect=409).json()

    assert problem["code"] == "ORD-08"
    assert sorted((row["document"], row["code"]) for row in problem["refused"]) == [(number, "ORD-08") for number in sorted(numbers)]
    assert all(row["detail"] for row in problem["refused"])


def test_too_much_is_refused_with_the_numbers(company: Company, warehouse: ApiUser) -> None:
    order = sales_order(company, ("S", 10))
    body = {"orders": [order.number], "lines": [{"order": order.number, "line_number": 10, "quantity": "11"}]} | DAY

    problem = warehouse.send("packing-slips", body, expect=409).json()

    assert problem["code"] == "PCK-04"
    assert problem["params"]["m"] == "10"


def test_a_date_in_a_closed_period_is_refused_under_its_own_name(company: Company, warehouse: ApiUser) -> None:
    order = sales_order(company, ("S", 1))

    problem = warehouse.send("packing-slips", {"orders": [order.number], "date": "2019-01-01"}, expect=409).json()

    assert (problem["code"], problem["field"]) == ("GEN-05", "date")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"orders": []}, "orders"),
        ({"orders": ["X"]}, "orders.0"),
        ({"orders": ["X"], "quantity": "some"}, "quantity"),
        ({}, "orders"),
    ],
)
def test_a_delivery_of_nothing_known_is_refused(company: Company, warehouse: ApiUser, body: dict[str, Any], field: str) -> None:
    problem = warehouse.send("packing-slips", body, expect=422).json()

    assert [error["field"] for error in problem["errors"]] == [field]


def test_reading_takes_the_same_statements_for_few_and_many(
    company: Company, warehouse: ApiUser, django_assert_max_num_queries: Any
) -> None:
    big = sales_order(company, *[("S", 1)] * 20)
    orders = [big, *(sales_order(company, ("S", 1)) for _ in range(10))]
    slips = warehouse.send("packing-slips", {"orders": [order.number for order in orders]} | DAY, expect=201).json()["packing_slips"]

    with django_assert_max_num_queries(4):
        warehouse.read("packing-slips")
    with django_assert_max_num_queries(8):
        warehouse.read(f"packing-slips/{slips[0]['number']}")


def test_the_papers_of_an_order_are_downloaded(company: Company, warehouse: ApiUser, clerk: ApiUser) -> None:
    order = sales_order(company, ("S", 1))
    confirmed = clerk.send(f"sales-orders/{order.number}/confirm", {"date": "2026-03-03"}, expect=201).json()["confirmation"]
    [slip] = warehouse.send("packing-slips", {"orders": [order.number]} | DAY, expect=201).json()["packing_slips"]

    papers = [
        clerk.get(f"{clerk.base}/order-confirmations/{confirmed['number']}/pdf"),
        warehouse.get(f"{warehouse.base}/packing-slips/{slip['number']}/pdf"),
    ]

    assert [(paper.status_code, paper.content[:4]) for paper in papers] == [(200, b"%PDF"), (200, b"%PDF")]


def test_a_slip_is_corrected_and_cancelled(company: Company, warehouse: ApiUser) -> None:
    order = sales_order(company, ("S", 10))
    [slip] = warehouse.send("packing-slips", {"orders": [order.number]} | DAY, expect=201).json()["packing_slips"]
    path = f"packing-slips/{slip['number']}"

    seven = {"lines": [{"line_number": 10, "quantity": "7"}], "reason": "Three stayed"}
    corrected = warehouse.send(f"{path}/correct-packing-slip", seven).json()
    more = warehouse.send(f"{path}/correct-packing-slip", {"lines": [{"line_number": 10, "quantity": "8"}]}, expect=409).json()
    cancelled = warehouse.send(f"{path}/cancel-packing-slip", {}).json()
    again = warehouse.send(f"{path}/cancel-packing-slip", {}, expect=409).json()

    assert (corrected["status"], corrected["version"], corrected["lines"][0]["corrected_quantity"]) == ("corrected", 2, "3")
    assert corrected["corrections"][0]["lines"] == [{"line_number": 10, "taken_quantity": "3", "quantity": "7"}]
    assert (cancelled["status"], cancelled["version"]) == ("cancelled", 3)
    assert (more["code"], again["code"]) == ("PCK-08", "PCK-13")
    assert warehouse.read(f"sales-orders/{order.number}")["document_status"] == "none"
    assert warehouse.read("packing-slips", status="cancelled")["results"][0]["number"] == slip["number"]


@pytest.mark.parametrize("lines", [[], [{"line_number": 20, "quantity": "1"}], [{"line_number": 10, "quantity": "1"}] * 2])
def test_a_correction_of_lines_that_are_not_there_is_refused(company: Company, warehouse: ApiUser, lines: list[dict[str, Any]]) -> None:
    order = sales_order(company, ("S", 10))
    [slip] = warehouse.send("packing-slips", {"orders": [order.number]} | DAY, expect=201).json()["packing_slips"]

    warehouse.send(f"packing-slips/{slip['number']}/correct-packing-slip", {"lines": lines}, expect=422)
