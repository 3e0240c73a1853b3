"""Quotations over REST: entered, changed, copied, deleted."""

from __future__ import annotations

from datetime import date
from typing import Any

from foundation.inventory.models import SalesCategory
from sales.quotations.models import Quotation
from tests.api.client import ApiUser
from tests.api.conftest import ApiAs
from tests.factories.company import Company
from tests.factories.prospects import prospect
from tests.factories.quotations import quotation, reason, send

LATER = date(2099, 12, 31)
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
    assert made["allowed_actions"] == ["change", "send", "confirm", "delete"] and made["expired"] is True


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


def test_a_line_may_name_a_category_until_its_item_exists(company: Company, clerk: ApiUser) -> None:
    SalesCategory.of(company.entity).create(legal_entity=company.entity, code="STANDS", name="Display stands")
    line = {"category": "STANDS", "name": "Stand in oak", "quantity": "2", "unit_price": "24"}

    made = clerk.send("quotations", NEW | {"lines": [line]}, expect=201).json()
    for wrong in (line | {"item": "A"}, {"quantity": "2"}):
        clerk.send("quotations", NEW | {"lines": [wrong]}, expect=422)
    refused = clerk.send(f"quotations/{made['number']}/confirm-quotation", {}, expect=409).json()
    change = {"lines": [{"line_number": 10, "item": "A"}], "overwrite_prices": False}
    changed = clerk.change(f"quotations/{made['number']}", change, expect=200).json()

    shown = [(row["item"], row["category"], row["name"], row["net_amount"]) for row in made["lines"]]
    assert shown == [(None, "STANDS", "Stand in oak", "48.00")]
    assert refused["code"] in {"QUO-05", "QUO-06"}
    assert [(row["item"], row["category"], row["unit_price"]) for row in changed["lines"]] == [("A", None, "24.00")]


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


def test_a_quotation_is_sent_and_its_version_stays_readable(company: Company, clerk: ApiUser) -> None:
    known = quotation(company, ("A", 2), expiry_date=LATER)

    version = clerk.send(f"quotations/{known.number}/send-quotation", {}, expect=201).json()

    assert (version["quotation"], version["version"], version["subtotal"]) == (known.number, 1, "50.00")
    assert clerk.get(f"{clerk.base}/quotation-versions/{version['number']}").json()["lines"][0]["item"] == "A"
    shown = clerk.get(f"{clerk.base}/quotations/{known.number}").json()
    assert (shown["status"], shown["versions"], shown["allowed_actions"]) == (
        "sent",
        [version["number"]],
        ["change", "confirm", "lose", "cancel"],
    )


def test_a_line_without_a_price_is_sent_when_the_caller_accepts_it(company: Company, clerk: ApiUser) -> None:
    known = quotation(company, ("A", 2, "0"), expiry_date=LATER)

    refused = clerk.send(f"quotations/{known.number}/send-quotation", {}, expect=409).json()

    assert refused["code"] == "PRC-03"
    clerk.send(f"quotations/{known.number}/send-quotation", {"accept_warnings": ["PRC-03"]}, expect=201)


def test_changing_a_sent_quotation_asks_for_a_new_revision(company: Company, clerk: ApiUser) -> None:
    known = quotation(company, ("A", 2), expiry_date=LATER)
    send(company, known)
    change: dict[str, Any] = {"customer_reference": "RFQ-9"}

    asked = clerk.change(f"quotations/{known.number}", change, expect=409).json()
    changed = clerk.change(f"quotations/{known.number}", change | {"start_revision": True}, expect=200).json()

    assert (asked["code"], changed["status"], changed["revision"]) == ("QUO-03", "created", 2)


def test_a_quotation_is_lost_with_its_reason_and_only_a_manager_opens_it_again(company: Company, clerk: ApiUser, api_as: ApiAs) -> None:
    known = quotation(company, ("A", 2), expiry_date=LATER)
    send(company, known)
    reason(company)

    clerk.send(f"quotations/{known.number}/lose", {}, expect=422)
    lost = clerk.send(f"quotations/{known.number}/lose", {"reason": "PRICE", "competitor": "Jansen"}, expect=200).json()

    assert (lost["status"], lost["reason"], lost["competitor"]) == ("lost", "PRICE", "Jansen")
    clerk.send(f"quotations/{known.number}/reopen", {}, expect=403)
    again = api_as("OM").send(f"quotations/{known.number}/reopen", {}, expect=200).json()
    assert (again["status"], again["revision"], again["reason"]) == ("created", 2, None)


def test_a_quotation_becomes_an_order_and_its_alternative_is_lost(company: Company, clerk: ApiUser) -> None:
    known, other = (quotation(company, ("A", 2), expiry_date=LATER) for _number in range(2))
    reason(company)
    linked = clerk.send(f"quotations/{known.number}/alternatives", {"quotations": [other.number]}, expect=200).json()

    asked = clerk.send(f"quotations/{known.number}/confirm-quotation", {}, expect=409).json()
    done = clerk.send(f"quotations/{known.number}/confirm-quotation", {"reason": "PRICE"}, expect=200).json()

    assert (linked["alternatives"], asked["code"], done["status"]) == ([other.number], "QUO-07", "confirmed")
    assert clerk.get(f"{clerk.base}/sales-orders/{done['sales_order']}").json()["document_status"] == "quotation"
    assert clerk.get(f"{clerk.base}/quotations/{other.number}").json()["status"] == "lost"


def test_over_rest_a_prospect_is_named_instead_of_a_customer(company: Company, api_as: ApiAs) -> None:
    known, manager = prospect(company), api_as("OM")

    made = manager.send("quotations", {"prospect": known.account, "lines": [{"item": "A", "quantity": "1"}]}, expect=201).json()
    manager.send("quotations", {"lines": [{"item": "A", "quantity": "1"}]}, expect=422)

    assert (made["customer"], made["prospect"], made["customer_name"]) == (None, known.account, known.name)


def test_over_rest_several_simulations_are_kept_and_one_applied(company: Company, api_as: ApiAs) -> None:
    known, manager = quotation(company, ("A", 20, "25"), expiry_date=LATER), api_as("OM")

    manager.send(f"quotations/{known.number}/simulate", {"target": "total_discount_percent", "value": "5"}, expect=201)
    shown = manager.send(f"quotations/{known.number}/simulate", {"target": "amount", "value": "480"}, expect=201).json()
    ids = {row["amount"]: row["id"] for row in shown["simulations"]}
    done = manager.send(f"quotations/{known.number}/apply-simulation", {"simulation": ids["480.00"]}, expect=200).json()

    assert len(ids) == 2 and done["total_discount_percent"] == "4"


def test_over_rest_the_whole_and_lines_are_rated(company: Company, api_as: ApiAs) -> None:
    known, manager = quotation(company, ("A", 4), ("B", 1, "10"), expiry_date=LATER), api_as("OM")

    rated = manager.send(
        f"quotations/{known.number}/probability",
        {"probability_percent": "50", "lines": [{"line_number": 20, "probability_percent": "10"}]},
        expect=200,
    ).json()

    assert (rated["probability_percent"], rated["expected_amount"]) == ("50", "51.00")
    assert [line["probability_percent"] for line in rated["lines"]] == ["50", "10"]
