"""Agreed prices and hold codes over REST."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from tests.api.client import ApiUser
from tests.api.conftest import ApiAs
from tests.factories.company import Company
from tests.factories.sales import agreement, charge_code, hold_code


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


def test_a_hold_code_is_made_changed_and_deleted_while_nothing_refers_to_it(company: Company, api_as: ApiAs) -> None:
    keeper = api_as("AD")
    new = {"code": "FRAUD", "name": "Fraud", "blocks": ["packing_slip", "invoice"], "role": "OM", "colour": "red"}

    made = keeper.send("hold-codes", new, expect=201).json()
    changed = keeper.change("hold-codes/FRAUD", {"role": None, "is_active": False}, expect=200).json()

    assert {name: made[name] for name in new} == new and made["is_active"]
    assert (changed["role"], changed["is_active"], changed["name"]) == ("", False, "Fraud")
    assert keeper.send("hold-codes", {"code": "X", "name": "X", "role": "NOBODY"}, expect=422).json()["errors"][0]["field"] == "role"
    assert keeper.send("hold-codes", {"code": "X", "name": "X", "blocks": []}, expect=422).json()["errors"][0]["field"] == "blocks"
    assert keeper.delete(f"{keeper.base}/hold-codes/FRAUD").status_code == 204
    assert keeper.read("hold-codes")["results"] == []


def test_a_charge_code_has_the_sides_that_its_page_asks_for(company: Company, api_as: ApiAs) -> None:
    keeper = api_as("AD")
    new = {"code": "SURCHARGE", "names": {"en": "Surcharge"}, "item_sales_tax_group": "H21", "credit_account": "8060"}

    made = keeper.send("charge-codes", new, expect=201).json()

    assert (made["debit"], made["credit"], made["credit_account"]) == ("customer", "ledger", "8060")
    for change, code in (({"credit": "customer"}, "CHG-06"), ({"credit_account": None}, "CHG-04")):
        assert keeper.change("charge-codes/SURCHARGE", change, expect=409).json()["code"] == code
    assert keeper.change("charge-codes/SURCHARGE", {"prorate": True}, expect=200).json()["prorate"]
    assert keeper.send("charge-codes", new | {"code": "Y", "names": {"xx": "Y"}}, expect=422).json()["errors"][0]["field"] == "names"
    assert keeper.send("charge-codes", new, expect=422).json()["errors"]


def test_an_automatic_charge_is_found_by_the_orders_that_come_after_it(company: Company, api_as: ApiAs) -> None:
    keeper, clerk = api_as("AD"), api_as("OC")
    charge_code(company)
    new = {"level": "header", "code": "FREIGHT", "value": "12.50", "currency": "EUR", "customer_relation": "table", "customer_key": "C-100"}

    made = keeper.send("auto-charges", new, expect=201).json()
    order = clerk.send("sales-orders", {"customer": "C-100", "warehouse": "W1", "lines": [{"item": "A"}]}, expect=201).json()

    assert [(charge["code"], charge["value"], charge["origin"]) for charge in order["charges"]] == [("FREIGHT", "12.50", "auto")]
    for change, code in (({"customer_key": "C-NO"}, "CHG-01"), ({"category": "pieces"}, "CHG-02")):
        assert keeper.change(f"auto-charges/{made['id']}", change, expect=409).json()["code"] == code
    per_unit = {"level": "line", "category": "specific_unit"}
    assert keeper.change(f"auto-charges/{made['id']}", per_unit, expect=409).json()["field"] == "unit"
    assert keeper.delete(f"{keeper.base}/auto-charges/{made['id']}").status_code == 204


def test_set_up_of_charges_and_holds_is_not_everybody_s(company: Company, api_as: ApiAs) -> None:
    clerk = api_as("OC")
    charge_code(company)

    for address, body in (("hold-codes", {"code": "X", "name": "X"}), ("charge-codes", {"code": "X", "names": {"en": "X"}})):
        clerk.send(address, body, expect=403)
    clerk.send("auto-charges", {"level": "header", "code": "FREIGHT", "value": "1", "currency": "EUR"}, expect=403)
    clerk.change("charge-codes/FREIGHT", {"prorate": True}, expect=403)
    assert clerk.read("charge-codes/FREIGHT")["code"] == "FREIGHT"
