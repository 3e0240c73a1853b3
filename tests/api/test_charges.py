"""Charges of orders and quotations over REST (sales.md §8, §18)."""

from __future__ import annotations

from tests.api.client import ApiUser
from tests.api.conftest import ApiAs
from tests.factories.company import Company
from tests.factories.quotations import quotation, send
from tests.factories.sales import charge_code, sales_order


def test_charges_are_listed_added_changed_and_removed(company: Company, clerk: ApiUser) -> None:
    charge_code(company, "FEE")
    order = sales_order(company, ("A", 4, "10"))
    address = f"sales-orders/{order.number}"

    added = [{"code": "FEE", "value": "5"}, {"code": "FEE", "value": "0.5", "category": "pieces", "line_number": 10}]
    made = clerk.send(f"{address}/change-charges", {"charges": added}, expect=200).json()
    assert made["order_amount"] == "47.00"

    listed = clerk.read(f"{address}/charges")["charges"]
    assert sorted((row["line_number"], row["value"], row["amount"]) for row in listed if row["line_number"]) == [(10, "0.50", "2.00")]
    header, on_line = sorted(listed, key=lambda row: row["line_number"] or 0)
    change = [{"id": header["id"], "value": "8"}, {"id": on_line["id"], "remove": True}]
    changed = clerk.send(f"{address}/change-charges", {"charges": change}, expect=200).json()

    assert changed["order_amount"] == "48.00"
    assert [(row["code"], row["value"], row["origin"]) for row in changed["charges"]] == [("FEE", "8.00", "manual")]


def test_what_is_wrong_with_a_charge_names_its_row(company: Company, clerk: ApiUser) -> None:
    charge_code(company, "FEE")
    address = f"sales-orders/{sales_order(company, ('A', 4, '10')).number}/change-charges"

    by_piece = clerk.send(address, {"charges": [{"code": "FEE", "value": "1", "category": "pieces"}]}, expect=409).json()
    unknown = clerk.send(address, {"charges": [{"code": "NONE", "value": "1"}]}, expect=422).json()
    foreign = clerk.send(address, {"charges": [{"id": 4711, "value": "1"}]}, expect=422).json()
    missing = clerk.send(address, {"charges": [{"code": "FEE"}]}, expect=422).json()

    assert (by_piece["code"], by_piece["field"]) == ("CHG-02", "charges.0.category")
    assert [found["errors"][0]["field"] for found in (unknown, foreign, missing)] == ["charges.0.code", "charges.0.id", "charges.0.value"]


def test_only_those_who_may_change_prices_change_charges(company: Company, api_as: ApiAs) -> None:
    order = sales_order(company, ("A", 4, "10"))

    api_as("WH").send(f"sales-orders/{order.number}/change-charges", {"charges": [{"code": "FEE", "value": "1"}]}, expect=403)


def test_charges_of_a_quotation_ask_for_a_revision_once_it_was_sent(company: Company, clerk: ApiUser, in_march: None) -> None:
    charge_code(company, "FEE")
    offered = quotation(company, ("A", 4, "10"))
    address, body = f"quotations/{offered.number}/change-charges", {"charges": [{"code": "FEE", "value": "5"}]}
    assert clerk.send(address, body, expect=200).json()["quotation_amount"] == "45.00"
    send(company, offered)

    assert clerk.send(address, body, expect=409).json()["code"] == "QUO-03"
    again = clerk.send(address, body | {"start_revision": True}, expect=200).json()

    assert (again["revision"], again["quotation_amount"]) == (2, "50.00")


def test_a_charge_names_its_currency_and_tax_group(company: Company, api_as: ApiAs) -> None:
    charge_code(company, "FEE")
    clerk = api_as("OM")
    charge = {"code": "FEE", "value": "10", "currency": "USD", "item_sales_tax_group": "L9"}
    body = {"customer": "C-100", "warehouse": "W1", "lines": [{"item": "S", "quantity": "1"}]}

    order = clerk.send("sales-orders", body | {"charges": [charge]}, expect=201).json()
    [made] = order["charges"]
    assert (made["currency"], made["item_sales_tax_group"], order["order_amount"]) == ("USD", "L9", "108.20")
    plain = [{"id": made["id"], "currency": None, "item_sales_tax_group": None}]
    changed = clerk.send(f"sales-orders/{order['number']}/change-charges", {"charges": plain}, expect=200).json()
    assert (changed["charges"][0]["currency"], changed["order_amount"]) == (None, "109.00")

    offered = clerk.send("quotations", body | {"charges": [charge]}, expect=201).json()
    assert (offered["charges"][0]["currency"], offered["quotation_amount"]) == ("USD", "108.20")
    for address, sent in (("sales-orders", body), (f"sales-orders/{order['number']}/change-charges", {})):
        wrong = clerk.send(address, sent | {"charges": [charge | {"currency": "XXX"}]}, expect=422).json()
        assert wrong["errors"][0]["field"] == "charges.0.currency"
