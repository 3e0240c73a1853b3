"""Agreed prices and hold codes over REST."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from tests.api.client import ApiUser
from tests.api.conftest import ApiAs
from tests.factories.company import Company
from tests.factories.sales import agreement, hold_code


def test_agreed_prices_are_listed_by_item_and_day(company: Company, clerk: ApiUser) -> None:
    agreement(company, item="A", amount=Decimal("24.50"), from_date=date(2026, 1, 1), to_date=date(2026, 6, 30))
    agreement(company, item="B", amount=Decimal("11"))

    [row] = clerk.read("trade-agreements", item="A", valid_on="2026-03-01")["results"]

    assert (row["relation"], row["item"], row["amount"], row["currency"]) == ("price", "A", "24.50", "EUR")
    assert clerk.read("trade-agreements", item="A", valid_on="2026-07-01")["results"] == []
    assert clerk.read(f"trade-agreements/{row['id']}") == row


def test_hold_codes_are_listed(company: Company, api_as: ApiAs) -> None:
    hold_code(company, "ADDRESS")

    assert [row["code"] for row in api_as("WH").read("hold-codes")["results"]] == ["ADDRESS"]
