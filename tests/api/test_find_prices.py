"""Prices are found over REST without an order (sales.md §3.7)."""

from __future__ import annotations

from decimal import Decimal

from tests.api.conftest import ApiAs
from tests.factories.company import Company
from tests.factories.sales import agreement


def test_prices_are_found_over_rest(api_as: ApiAs, company: Company) -> None:
    company.item("P", "25.00", base_cost=Decimal(10))
    agreement(company, item="P", account="C-100", amount=Decimal(20), from_quantity=Decimal(10))
    agreement(company, "line", percent_1=Decimal(5))

    found = api_as("OM").read("find-prices", item="P", customer="C-100", quantity="10")

    assert (found["unit_price"], found["discount_percent"], found["net_amount"], found["margin"]) == ("20.00", "5", "190.00", "90.00")
    assert [(row["used"], row["agreement"]["relation"]) for row in found["agreements"]] == [(True, "price"), (True, "line")]
    assert api_as("OC").read("find-prices", item="P")["cost"] is None
    assert api_as("OM").read("trade-agreements", for_customer="C-100")["results"]
    assert not api_as("OM").read("trade-agreements", for_item="NONE")["results"]


def test_a_price_list_is_printed_over_rest(api_as: ApiAs, company: Company) -> None:
    caller = api_as("OC")

    answer = caller.get(f"{caller.base}/price-list", {"customer": "C-100"})

    assert (answer.status_code, answer.content[:5]) == (200, b"%PDF-")
    assert caller.get(f"{caller.base}/price-list", {"price_group": "NONE"}).status_code == 422
