"""Prices are searched again and discounts calculated over REST (sales.md §18, §21)."""

from __future__ import annotations

from decimal import Decimal

from tests.api.client import ApiUser
from tests.factories.company import Company
from tests.factories.sales import agreement, sales_order, set_parameters


def test_an_order_is_calculated_again(company: Company, clerk: ApiUser) -> None:
    set_parameters(company, auto_total_discount=False)
    order = sales_order(company, ("A", 4))
    agreement(company, item="A", amount=Decimal(20))
    agreement(company, "total", percent_1=Decimal(10))

    prices = clerk.send(f"sales-orders/{order.number}/calculate", {}, expect=200).json()
    assert prices["lines"][0]["unit_price"] == "20.00"
    assert prices["total_discount_percent"] == "0"
    total = clerk.send(f"sales-orders/{order.number}/calculate", {"parts": ["total"]}, expect=200).json()

    assert total["total_discount_percent"] == "10"
    clerk.send(f"sales-orders/{order.number}/calculate", {"parts": ["weather"]}, expect=422)
