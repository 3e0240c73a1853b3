"""Quotations over REST: entered, changed, copied, deleted."""

from __future__ import annotations

from typing import Any

from sales.quotations.models import Quotation
from tests.api.client import ApiUser
from tests.api.conftest import ApiAs
from tests.factories.company import Company
from tests.factories.quotations import quotation

NEW: dict[str, Any] = {
    "customer": "C-100",
    "customer_reference": "RFQ-7",
    "quotation_date": "2026-03-02",
    "expiry_date": "2026-03-20",
    "lines": [{"item": "A", "quantity": "10", "unit_price": "25"}, {"item": "S", "quantity": "1"}],
}


def test_a_quotation_is_entered_with_the_customers_defaults_and_searched_prices(company: Company, clerk: ApiUser) -> None:
    answer = clerk.send("quotations", NEW, expect=201)

    made = answer.json()
    assert answer["Location"] == f"/api/v1/NL01/quotations/{made['number']}"
    assert (made["customer"], made["status"], made["currency"], made["quotation_amount"]) == ("C-100", "created", "EUR", "349.00")
    assert (made["quotation_date"], made["follow_up_date"], made["expiry_date"]) == ("2026-03-02", "2026-03-09", "2026-03-20")
    assert [(line["item"], line["net_amount"], line["price_manual"]) for line in made["lines"]] == [
        ("A", "250.00", True),
        ("S", "99.00", False),
    ]
    assert made["allowed_actions"] == ["change", "delete"] and made["expired"] is True


def test_header_and_lines_are_changed_in_one_request(company: Company, clerk: ApiUser) -> None:
    number = clerk.send("quotations", NEW, expect=201).json()["number"]
    change = {
        "expiry_date": "2026-06-30",
        "customer_reference": "RFQ-8",
        "lines": [{"line_number": 10, "quantity": "4"}, {"line_number": 20, "remove": True}, {"item": "B", "quantity": "2"}],
        "overwrite_prices": False,
    }

    changed = clerk.change(f"quotations/{number}", change, expect=200).json()

    assert (changed["expiry_date"], changed["customer_reference"]) == ("2026-06-30", "RFQ-8")
    assert [(line["line_number"], line["item"], line["ordered_quantity"]) for line in changed["lines"]][0] == (10, "A", "4")
    assert [line["item"] for line in changed["lines"]] == ["A", "B"]


def test_what_is_wrong_stands_at_its_property(company: Company, clerk: ApiUser) -> None:
    late = clerk.send("quotations", NEW | {"expiry_date": "2026-03-01"}, expect=409).json()
    unknown = clerk.send("quotations", NEW | {"lines": [{"item": "NOTHING"}]}, expect=422).json()

    assert late["code"] == "QUO-02"
    assert "lines.0.item" in str(unknown)


def test_a_quotation_is_copied_and_deleted(company: Company, clerk: ApiUser) -> None:
    known = quotation(company, ("A", 2))

    copy = clerk.send(f"quotations/{known.number}/copy", {}, expect=201).json()
    assert clerk.delete(f"{clerk.base}/quotations/{known.number}").status_code == 204

    assert [made.number for made in Quotation.of(company.entity).all()] == [copy["number"]]


def test_the_warehouse_sees_no_quotations(company: Company, api_as: ApiAs) -> None:
    client = api_as("WH")

    assert client.get(f"{client.base}/quotations").status_code == 403
