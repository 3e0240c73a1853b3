"""What the API shows of the foundation: sign-in, legal entities, inventory, ledger, codes."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.core.cache import cache
from rest_framework.test import APIClient

from foundation.organization.models import ApiToken, User
from tests.api.client import ApiUser
from tests.api.conftest import ApiAs
from tests.factories.company import Company
from tests.factories.invoicing import invoice
from tests.factories.sales import sales_order

pytestmark = pytest.mark.usefixtures("in_march")


@pytest.fixture
def person(company: Company) -> User:
    """An order clerk with a password and no failures yet."""
    cache.clear()
    user = company.user("OC")
    user.set_password("right horse battery")
    user.save()
    return user


def sign_in(email: str, password: str, **more: Any) -> Any:
    """Ask for a token."""
    return APIClient().post("/api/v1/tokens", {"email": email, "password": password} | more, format="json")


def test_a_password_is_exchanged_for_a_token_that_can_be_given_back(company: Company, person: User) -> None:
    answer = sign_in(person.email, "right horse battery", name="Shop", entities=["NL01"], days=7)
    client = APIClient(headers={"Authorization": f"Bearer {answer.json()['token']}"})

    assert (answer.status_code, answer.json()["name"], answer.json()["entities"]) == (201, "Shop", ["NL01"])
    assert client.get("/api/v1/NL01/customers").status_code == 200
    assert client.delete("/api/v1/tokens/current").status_code == 204
    assert client.get("/api/v1/NL01/customers").status_code == 401


def test_a_wrong_password_gives_no_token_and_too_many_lock_the_account(company: Company, person: User) -> None:
    answers = [sign_in(person.email, "wrong") for _ in range(11)]

    assert answers[0].status_code == 401 and answers[0].json()["code"] == "SIGN_IN_FAILED"
    assert answers[-1].status_code == 429 and int(answers[-1]["Retry-After"]) > 0
    assert sign_in(person.email, "right horse battery").json()["code"] == "SIGN_IN_LOCKED"
    assert not ApiToken.objects.exists()


def test_a_token_cannot_reach_further_than_its_user(company: Company, person: User) -> None:
    refused = [
        sign_in(person.email, "right horse battery", scopes=["customers.change_credit"]),
        sign_in(person.email, "right horse battery", entities=["BE01"]),
        sign_in(person.email, "right horse battery", days=1000),
    ]

    assert [(answer.status_code, answer.json()["code"]) for answer in refused] == [(409, "SEC-03"), (409, "SEC-04"), (422, "VALIDATION")]


def test_a_caller_learns_where_it_may_work_and_as_what(company: Company, other_company: Company, clerk: ApiUser) -> None:
    entities = clerk.get("/api/v1/legal-entities").json()
    me = clerk.read("me")

    assert [entity["code"] for entity in entities] == ["NL01"]
    assert (me["roles"], me["manual_discount_limit"]) == (["OC"], "10")
    assert "sales.change_salesorder" in me["permissions"]


def test_items_are_found_and_shown_with_their_units_and_prices(company: Company, clerk: ApiUser) -> None:
    item = clerk.read("items/A")

    assert (item["base_price"], item["sales_unit"], item["item_sales_tax_group"]) == ("25.00", "pcs", "H21")
    assert [row["number"] for row in clerk.read("items", kind="service")["results"]] == ["S"]
    assert [row["number"] for row in clerk.read("items", sellable="true", number_starts="A")["results"]] == ["A"]


def test_stock_is_shown_per_warehouse(company: Company, clerk: ApiUser) -> None:
    sales_order(company, ("A", 4))

    [row] = clerk.read("on-hand", item="A")["results"]

    assert (row["warehouse"], row["unit"], row["on_order"], row["physical"]) == ("W1", "pcs", "4", "0")
    assert [(row["code"], row["site"]) for row in clerk.read("warehouses")["results"]] == [("W1", "S1")]


def test_a_voucher_shows_its_entries_and_taxes(company: Company, api_as: ApiAs, django_assert_max_num_queries: Any) -> None:
    auditor, posted = api_as("AU"), invoice(company, sales_order(company, ("S", 1)))

    [row] = auditor.read("vouchers", source_number=posted.number)["results"]
    voucher = auditor.read(f"vouchers/{row['number']}")

    assert row["debit_total"] == "119.79"
    assert sum(Decimal(entry["accounting_amount"]) for entry in voucher["entries"]) == 0
    assert [(tax["code"], tax["tax"]) for tax in voucher["taxes"]] == [("H21", "20.79")]
    assert len(auditor.read("vouchers", account="1300")["results"]) == 1
    with django_assert_max_num_queries(9):
        auditor.read(f"vouchers/{row['number']}")


def test_the_ledgers_set_up_can_be_read(company: Company, api_as: ApiAs) -> None:
    auditor = api_as("AU")

    assert auditor.read("main-accounts/1300")["is_summary"] is True
    assert auditor.read("sales-tax-codes/H21")["rates"] == [{"valid_from": "2020-01-01", "valid_to": None, "rate": "21"}]
    assert auditor.read("legal-entity")["code"] == "NL01"
    assert auditor.read("number-sequences/customer_invoice")["continuous"] is True


@pytest.mark.parametrize(
    ("table", "code"),
    [
        ("currencies", "EUR"),
        ("units", "pcs"),
        ("item-groups", "GOODS"),
        ("payment-terms", "N30"),
        ("cash-discounts", "D8-2"),
        ("sales-tax-groups", "EU"),
        ("item-sales-tax-groups", "L9"),
        ("customer-groups", "DOMESTIC"),
        ("delivery-terms", "DAP"),
        ("delivery-modes", "TRUCK"),
        ("payment-methods", "BANK"),
    ],
)
def test_codes_are_listed_for_every_member(company: Company, api_as: ApiAs, table: str, code: str) -> None:
    assert code in [row["code"] for row in api_as("MK").read(table)["results"]]


@pytest.mark.parametrize("address", ["items", "on-hand", "vouchers", "main-accounts", "sales-tax-codes", "number-sequences", "warehouses"])
def test_lists_take_a_bounded_number_of_statements(
    company: Company, api_as: ApiAs, address: str, django_assert_max_num_queries: Any
) -> None:
    auditor = api_as("AU")
    for _ in range(5):
        invoice(company, sales_order(company, ("S", 1)))
    auditor.read(address)

    with django_assert_max_num_queries(5):
        auditor.read(address)
