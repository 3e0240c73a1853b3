"""Picking lists over REST: planned, posted, registered, unpicked, cancelled, printed."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.client import ApiUser
from tests.api.conftest import ApiAs
from tests.factories.company import Company
from tests.factories.picking import picking_parameters
from tests.factories.sales import sales_order, with_sequence

DAY = {"date": "2026-03-05"}


@pytest.fixture
def warehouse(api_as: ApiAs, company: Company) -> ApiUser:
    """A client of the warehouse; ten pieces of A lie there, and picking is registered."""
    company.stock("A", "10")
    picking_parameters(company, route="activated")
    with_sequence(company, "picking_list", "PL-######")
    return api_as("WH")


def posted(warehouse: ApiUser, *numbers: str, **body: Any) -> dict[str, Any]:
    """Post the one picking list of some orders."""
    [found] = warehouse.send("picking-lists", {"orders": list(numbers)} | DAY | body, expect=201).json()["picking_lists"]
    return dict(found)


def test_a_plan_shows_what_would_be_picked_and_what_is_left_out(company: Company, warehouse: ApiUser) -> None:
    going, empty = sales_order(company, ("A", 4)), sales_order(company, ("S", 1))

    plan = warehouse.send("picking-lists/preview", {"orders": [going.number, empty.number]} | DAY, expect=200).json()

    assert [[(line["order"], line["item"], line["quantity"]) for line in known["lines"]] for known in plan["picking_lists"]] == [
        [(going.number, "A", "4")]
    ]
    assert [(row["document"], row["code"]) for row in plan["refused"]] == [(empty.number, "PIK-01")]


def test_a_list_is_posted_registered_unpicked_and_cancelled(company: Company, warehouse: ApiUser) -> None:
    order = sales_order(company, ("A", 8))
    number = posted(warehouse, order.number)["number"]
    path = f"picking-lists/{number}"

    six = {"lines": [{"line_number": 10, "quantity": "6"}], "end_remainder": False}
    registered = warehouse.send(f"{path}/register-picking", six, expect=200).json()
    unpicked = warehouse.send(f"{path}/unpick", {"lines": [{"line_number": 10, "quantity": "1"}]}, expect=200).json()
    cancelled = warehouse.send(f"{path}/cancel-picking-list", {"reason": "Wrong aisle"}, expect=200).json()
    again = warehouse.send(f"{path}/cancel-picking-list", {}, expect=409).json()

    assert [known["lines"][0]["picked_quantity"] for known in (registered, unpicked, cancelled)] == ["6", "5", "0"]
    assert [known["status"] for known in (registered, unpicked, cancelled)] == ["activated", "activated", "cancelled"]
    assert again["code"] == "PIK-05"


def test_everything_is_registered_without_naming_lines_and_leaves_as_picked(company: Company, warehouse: ApiUser) -> None:
    order = sales_order(company, ("A", 8))
    number = posted(warehouse, order.number, lines=[{"order": order.number, "line_number": 10, "quantity": "5"}])["number"]

    registered = warehouse.send(f"picking-lists/{number}/register-picking", {}, expect=200).json()
    [slip] = warehouse.send("packing-slips", {"orders": [order.number], "quantity": "picked"} | DAY, expect=201).json()["packing_slips"]

    assert registered["status"] == "completed"
    assert slip["lines"][0]["quantity"] == "5"


def test_lines_that_are_not_named_stay_open_until_the_list_is_ended(company: Company, warehouse: ApiUser) -> None:
    company.stock("B", "10")
    picking_parameters(company, route="activated", end_remainder=True)
    path = f"picking-lists/{posted(warehouse, sales_order(company, ('A', 8), ('B', 5)).number)['number']}/register-picking"

    def lines(answer: Any) -> list[tuple[str, str]]:
        return [(line["picked_quantity"], line["ended_quantity"]) for line in answer.json()["lines"]]

    assert lines(warehouse.send(path, {"lines": [{"line_number": 10, "quantity": "4"}]}, expect=200)) == [("4", "4"), ("0", "0")]
    ended = warehouse.send(path, {"lines": [{"line_number": 20, "quantity": "1"}], "end_remainder": True}, expect=200)
    assert (lines(ended), ended.json()["status"]) == ([("4", "4"), ("1", "4")], "completed")


@pytest.mark.parametrize("lines", [[], [{"line_number": 20, "quantity": "1"}], [{"line_number": 10, "quantity": "1"}] * 2])
def test_lines_that_are_not_there_are_refused(company: Company, warehouse: ApiUser, lines: list[dict[str, Any]]) -> None:
    number = posted(warehouse, sales_order(company, ("A", 2)).number)["number"]

    warehouse.send(f"picking-lists/{number}/unpick", {"lines": lines}, expect=422)


def test_when_every_order_is_refused_nothing_is_posted(company: Company, warehouse: ApiUser) -> None:
    refused = warehouse.send("picking-lists", {"orders": [sales_order(company, ("S", 1)).number]} | DAY, expect=409).json()

    assert "PIK-01" in str(refused)


def test_the_paper_is_downloaded_and_lists_are_found(company: Company, warehouse: ApiUser, django_assert_max_num_queries: Any) -> None:
    order = sales_order(company, ("A", 2))
    number = posted(warehouse, order.number)["number"]

    paper = warehouse.get(f"{warehouse.base}/picking-lists/{number}/pdf")

    assert (paper.status_code, paper.content[:4]) == (200, b"%PDF")
    with django_assert_max_num_queries(4):
        found = warehouse.read("picking-lists", status="activated", order=order.number)
    assert [known["number"] for known in found["results"]] == [number]
