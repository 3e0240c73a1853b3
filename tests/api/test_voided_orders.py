"""Deleted orders over REST (sales.md §20, L17)."""

from __future__ import annotations

from tests.api.conftest import ApiAs
from tests.factories.company import Company
from tests.factories.sales import sales_order


def test_what_was_deleted_is_listed_with_its_lines(company: Company, api_as: ApiAs) -> None:
    manager, order = api_as("OM"), sales_order(company, ("A", 2, "5"))
    assert manager.delete(f"{manager.base}/sales-orders/{order.number}").status_code == 204

    [kept] = api_as("AU").read("voided-orders", number=order.number)["results"]

    assert (kept["whole_order"], kept["customer"], kept["voided_by"], kept["order_amount"]) == (True, "C-100", manager.user.name, "10.00")
    assert [(line["item_number"], line["quantity"]) for line in kept["lines"]] == [("A", "2")]
    assert api_as("AU").read(f"voided-orders/{kept['id']}") == kept
    assert api_as("AU").read("voided-orders", whole_order="false")["results"] == []
