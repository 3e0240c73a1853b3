"""Lines pasted from a spreadsheet are priced in one request, whose statements do not grow with the lines (sales.md §9.3)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from foundation.backoffice.formats import format_amount
from sales.models import SalesOrder
from tests.factories.company import Company
from tests.factories.sales import agreement
from tests.sales.test_order_form import JSON, NEW, typed
from tests.web_fixtures import SignIn

FEW, MANY = 20, 200


@pytest.fixture
def client(signed_in_client: SignIn) -> Client:
    """A signed-in order manager."""
    return signed_in_client("OM")


@pytest.fixture
def articles(company: Company) -> list[str]:
    """As many articles as a long spreadsheet has rows, every other one in stock, every fifth with an agreed price."""
    numbers = [f"P{position:03}" for position in range(MANY)]
    for position, number in enumerate(numbers):
        company.item(number, "10.00", default_warehouse=company.warehouse)
        if position % 2 == 0:
            company.stock(number, "500")
        if position % 5 == 0:
            agreement(company, item=number, amount="8.00", from_quantity=1)
    return numbers


def pasted(numbers: list[str], **header: Any) -> dict[str, Any]:
    """What the form sends once rows of item, quantity, unit and now and then a price stand in it."""
    rows = []
    for position, number in enumerate(numbers):
        rows.append({"item": number, "quantity": str(position + 1), "unit": "pcs"} | ({"unit_price": "9.50"} if position % 7 == 3 else {}))
    return typed(*rows, **header)


def statements(client: Client, address: str, data: dict[str, Any]) -> tuple[int, Any]:
    """Count the statements of a request once everything that is kept was read, and return its answer."""
    client.post(address, data, headers=JSON)
    with CaptureQueriesContext(connection) as captured:
        answer = client.post(address, data, headers=JSON)
    return len(captured), answer


def test_two_hundred_pasted_lines_are_priced_in_as_many_statements_as_twenty(client: Client, company: Company, articles: list[str]) -> None:
    few, _answer = statements(client, f"{NEW}?_calculate=1", pasted(articles[:FEW]))
    many, answer = statements(client, f"{NEW}?_calculate=1", pasted(articles))

    rows = answer.json()["rows"]
    assert many <= few <= 45
    assert [row["values"].get("unit_price") for row in rows[:4]] == ["8", "10", "10", None]
    assert rows[3]["outputs"]["amount"] == format_amount(Decimal("38.00"), "EUR")
    assert [row["errors"] for row in rows] == [{}] * MANY
    assert not SalesOrder.of(company.entity).exists()


def test_two_hundred_pasted_lines_are_saved_in_as_many_statements_as_twenty(client: Client, company: Company, articles: list[str]) -> None:
    few, _answer = statements(client, NEW, pasted(articles[:FEW]))
    many, answer = statements(client, NEW, pasted(articles))

    assert answer.status_code == 302
    assert many <= few + 2
    longest = SalesOrder.of(company.entity).order_by("pk").last()
    assert longest is not None and longest.lines.count() == MANY


def test_a_wrong_row_is_told_in_its_place_and_nothing_is_taken(client: Client, company: Company, articles: list[str]) -> None:
    answer = client.post(NEW, pasted([*articles[:9], "nonsense"]))

    assert answer.status_code == 422
    assert "nonsense" in str(answer.context["lines"].errors[9]["item"])
    assert not SalesOrder.of(company.entity).exists()
