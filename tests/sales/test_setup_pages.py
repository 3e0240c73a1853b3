"""The set-up of sales on screen: hold codes, reasons, charges and parameters."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from sales.models import AutoCharge, ChargeCode, HoldCode, ReasonCode, SalesParameters
from tests.factories.company import Company
from tests.factories.sales import auto_charge, charge_code, hold_code, sales_order, set_parameters
from tests.web_fixtures import SignIn

SALES = "/NL01/sales/"
LISTS = ["hold-codes", "reason-codes", "charge-codes", "auto-charges"]


@pytest.fixture
def client(signed_in_client: SignIn) -> Client:
    """A signed-in administrator."""
    return signed_in_client("AD")


def charge_of(company: Company, **values: Any) -> dict[str, Any]:
    """What the form of an automatic charge sends."""
    return {
        "level": "header",
        "code": charge_code(company).pk,
        "category": "fixed",
        "value": "12.50",
        "currency": "EUR",
        "customer_relation": "all",
        "item_relation": "all",
        "position": "1",
    } | values


@pytest.mark.parametrize("part", [*LISTS, "parameters"])
def test_who_may_look_may_not_change(signed_in_client: SignIn, company: Company, part: str) -> None:
    auto_charge(company)
    hold_code(company)

    assert signed_in_client("AU").get(f"{SALES}{part}/").status_code == 200
    assert signed_in_client("OC").get(f"{SALES}{part}/").status_code == 403
    if part != "parameters":
        assert f"{SALES}{part}/new/" in signed_in_client("AD").get(f"{SALES}{part}/").content.decode()
        assert signed_in_client("AU").post(f"{SALES}{part}/new/", {}).status_code == 403


def test_a_hold_code_says_what_it_stops(client: Client, company: Company) -> None:
    values = {"code": "CREDIT", "name": "Credit", "colour": "amber", "blocks": ["packing_slip", "invoice"], "role": "AR", "is_active": "on"}

    answer = client.post(f"{SALES}hold-codes/new/", values)

    found = HoldCode.of(company.entity).get(code="CREDIT")
    assert answer.status_code == 302
    assert (found.blocks, found.role) == (["packing_slip", "invoice"], "AR")


def test_new_reasons_are_for_cancelling(client: Client, company: Company) -> None:
    client.post(f"{SALES}reason-codes/new/", {"code": "PRICE", "names_en": "Too expensive", "names_nl": "Te duur"})

    found = ReasonCode.of(company.entity).get(code="PRICE")
    assert (found.kind, found.names["nl"]) == ("cancellation", "Te duur")


def test_a_charge_code_needs_the_account_it_is_booked_on(client: Client, company: Company) -> None:
    values = {"code": "PALLET", "names_en": "Pallets", "item_sales_tax_group": company.item_tax_groups["H21"].pk}
    values |= {"debit": "customer", "credit": "ledger"}
    assert client.post(f"{SALES}charge-codes/new/", values).status_code == 422

    client.post(f"{SALES}charge-codes/new/", values | {"credit_account": "8060"})

    assert ChargeCode.of(company.entity).get(code="PALLET").credit_account.number == "8060"


def test_a_charge_may_lower_what_the_customer_pays(client: Client, company: Company) -> None:
    values = {
        "code": "REBATE",
        "names_en": "Rebate",
        "debit": "ledger",
        "debit_account": "8050",
        "credit": "customer",
        "credit_account": "8060",
    }
    assert client.post(f"{SALES}charge-codes/new/", values | {"debit": "customer"}).status_code == 422

    client.post(f"{SALES}charge-codes/new/", values)

    code = ChargeCode.of(company.entity).get(code="REBATE")
    assert (code.customer_sign, code.debit_account.number, code.credit_account) == (-1, "8050", None)


def test_an_automatic_charge_is_on_the_next_order(client: Client, company: Company) -> None:
    answer = client.post(f"{SALES}auto-charges/new/", charge_of(company, customer_relation="table", customer_key="C-100"))

    assert answer.status_code == 302
    assert sales_order(company, ("A", 1, "10")).order_amount == Decimal("22.50")


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"customer_relation": "table", "customer_key": "NOBODY"}, "“NOBODY” is not known"),
        ({"level": "line", "item_relation": "group"}, "“–” is not known"),
        ({"category": "pieces"}, "cannot be calculated on a whole order"),
    ],
)
def test_an_automatic_charge_that_fits_nothing_is_refused(client: Client, company: Company, values: dict[str, Any], code: str) -> None:
    answer = client.post(f"{SALES}auto-charges/new/", charge_of(company, **values))

    assert answer.status_code == 422
    assert code in answer.content.decode()
    assert not AutoCharge.of(company.entity).exists()


def test_what_is_in_use_is_not_deleted(client: Client, company: Company) -> None:
    row = auto_charge(company)

    client.post(f"{SALES}charge-codes/{row.code_id}/delete/")
    client.post(f"{SALES}auto-charges/{row.pk}/delete/")

    assert ChargeCode.of(company.entity).exists()
    assert not AutoCharge.of(company.entity).exists()


def test_parameters_are_saved_and_count(client: Client, company: Company) -> None:
    set_parameters(company)
    page = client.get(f"{SALES}parameters/")
    form = page.context["form"]
    values = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    values = {name: value for name, value in values.items() if value not in (None, False, "")} | {"prices_on_packing_slip": "on"}

    answer = client.post(f"{SALES}parameters/", values | {"_shown_as": page.context["view"].shown_as})

    assert answer.status_code == 302
    assert SalesParameters.of(company.entity).prices_on_packing_slip
