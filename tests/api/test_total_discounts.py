"""Total discounts as amounts over REST (sales.md §3.5)."""

from __future__ import annotations

from decimal import Decimal

from tests.api.conftest import ApiAs
from tests.factories.company import Company
from tests.factories.sales import agreement


def test_over_rest_orders_and_quotations_take_and_tell_the_amount(company: Company, api_as: ApiAs) -> None:
    manager = api_as("OM")
    body = {"customer": "C-100", "warehouse": "W1", "total_discount_amount": "50.00", "lines": [{"item": "A", "quantity": "24"}]}

    for kind in ("sales-orders", "quotations"):
        made = manager.send(kind, body, expect=201).json()
        assert (made["total_discount_amount"], made["total_discount_percent"]) == ("50.00", "0")
        refused = manager.send(kind, body | {"total_discount_percent": "5"}, expect=409).json()
        assert refused["code"] == "PRC-07"


def test_a_preview_tells_the_amount_that_is_found(company: Company, api_as: ApiAs) -> None:
    agreement(company, "total", amount=Decimal(30))
    body = {"customer": "C-100", "warehouse": "W1", "lines": [{"item": "A", "quantity": "10", "unit_price": "25"}]}

    preview = api_as("OM").send("sales-orders/preview", body, expect=200).json()

    assert (preview["total_discount_amount"], preview["totals"]["total_discount"]) == ("30.00", "30.00")
