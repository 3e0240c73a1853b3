"""Customers and their account over REST: created, changed, held, read with what they owe."""

from __future__ import annotations

from typing import Any

import pytest

from customers.models import Customer, CustomerStatus
from tests.api.client import ApiUser
from tests.api.conftest import ApiAs
from tests.factories.company import Company
from tests.factories.invoicing import invoice
from tests.factories.sales import sales_order

NEW: dict[str, Any] = {
    "account": "C-900",
    "name": "Bakkerij Jansen B.V.",
    "group": "DOMESTIC",
    "street": "Kerkstraat",
    "house_number": "12",
    "postal_code": "1017 GA",
    "city": "Amsterdam",
    "country": "NL",
    "email": "ap@jansen.example",
}


pytestmark = pytest.mark.usefixtures("in_march")


@pytest.fixture
def manager(api_as: ApiAs) -> ApiUser:
    """A client of the accounts receivable manager."""
    return api_as("AR")


def test_a_customer_is_created_with_its_party_and_the_terms_of_its_group(company: Company, clerk: ApiUser) -> None:
    answer = clerk.send("customers", NEW, key="c1", expect=201)

    customer = answer.json()
    assert answer["Location"] == "/api/v1/NL01/customers/C-900"
    assert (customer["name"], customer["payment_terms"], customer["currency"]) == ("Bakkerij Jansen B.V.", "N30", "EUR")
    assert [(row["street"], row["city"]) for row in customer["addresses"]] == [("Kerkstraat", "Amsterdam")]
    assert [row["value"] for row in customer["electronic_addresses"]] == ["ap@jansen.example"]
    assert clerk.send("customers", NEW, key="c1", expect=201)["Idempotent-Replayed"] == "true"


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"account": "C-100"}, "CU-060", "account"),
        ({"postal_code": "12"}, "CU-020", "postal_code"),
        ({"email": "nobody"}, "CU-022", "email"),
        ({"country": "XX"}, "CU-021", "country"),
    ],
)
def test_a_refused_value_comes_with_its_code_and_field(
    company: Company, clerk: ApiUser, change: dict[str, Any], code: str, field: str
) -> None:
    problem = clerk.send("customers", NEW | change, expect=409).json()

    assert (problem["code"], problem["field"]) == (code, field)
    assert not Customer.of(company.entity).filter(account="C-900").exists()


def test_properties_are_changed_by_those_who_may(company: Company, clerk: ApiUser, manager: ApiUser) -> None:
    clerk.change("customers/C-100", {"phone": "020 123 4567"}, expect=200)
    refused = clerk.change("customers/C-100", {"credit_limit": "5000"}, expect=403).json()
    changed = manager.change("customers/C-100", {"credit_limit": "5000", "payment_terms": "N14"}, expect=200).json()

    assert refused["code"] == "SEC-01"
    assert (changed["credit_limit"], changed["payment_terms"]) == ("5000.00", "N14")


def test_a_change_of_what_was_read_too_long_ago_is_refused(company: Company, manager: ApiUser) -> None:
    etag = manager.get("/api/v1/NL01/customers/C-100")["ETag"]
    manager.change("customers/C-100", {"known_as": "One"}, etag=etag, expect=200)

    assert manager.change("customers/C-100", {"known_as": "Two"}, etag=etag, expect=412).json()["code"] == "GEN-01"


def test_terms_and_credit_are_left_out_for_those_who_may_not_see_them(company: Company, api_as: ApiAs) -> None:
    seen = [set(api_as(role).read("customers/C-100")) for role in ("WH", "BC")]
    listed = api_as("WH").read("customers")["results"][0]

    assert not {"payment_terms", "credit_limit", "iban"} & (seen[0] | set(listed))
    assert {"payment_terms", "credit_limit", "iban"} <= seen[1]


def test_a_hold_needs_a_reason_and_its_end_the_right_to_release(company: Company, clerk: ApiUser, manager: ApiUser, api_as: ApiAs) -> None:
    biller = api_as("BC")

    without = biller.send("customers/C-100/hold", {"kind": "invoice"}, expect=409).json()
    held = biller.send("customers/C-100/hold", {"kind": "all", "reason": "Disputed"}, expect=200).json()
    order = clerk.send("sales-orders", {"customer": "C-100", "lines": []}, expect=409).json()
    biller.send("customers/C-100/release-hold", expect=403)
    free = manager.send("customers/C-100/release-hold", expect=200).json()

    assert (without["code"], held["hold"], order["code"], free["hold"]) == ("CU-056", "all", "ORD-01", "none")


def test_an_inactive_customer_is_not_said_to_be_on_hold(company: Company, clerk: ApiUser) -> None:
    Customer.of(company.entity).filter(account="C-100").update(status=CustomerStatus.INACTIVE)

    problem = clerk.send("sales-orders", {"customer": "C-100", "lines": []}, expect=409).json()

    assert (problem["code"], problem["field"]) == ("ORD-01S", "customer")
    assert "Inactive" in problem["detail"]


def test_the_account_shows_what_is_open_and_the_balance_what_is_owed(company: Company, manager: ApiUser, api_as: ApiAs) -> None:
    invoice(company, sales_order(company, ("S", 1)))
    sales_order(company, ("S", 2))

    [row] = manager.read("customer-transactions", customer="C-100", open="true")["results"]
    balance = manager.read("customers/C-100/balance")

    assert (row["type"], row["amount"], row["balance"]) == ("invoice", "119.79", "119.79")
    assert manager.read(f"customer-transactions/{row['id']}") == row
    assert manager.read("customer-transactions", open="false")["results"] == []
    assert (balance["currency"], balance["balance"], balance["delivered"]) == ("EUR", "119.79", "0.00")
    assert balance["credit"]["left"] is None
    assert api_as("IN").read("customers/C-100/balance")["credit"] is None


def test_reading_takes_the_same_statements_for_few_and_many(company: Company, manager: ApiUser, django_assert_max_num_queries: Any) -> None:
    for _ in range(10):
        invoice(company, sales_order(company, ("S", 1)))
    manager.read("customer-transactions")

    with django_assert_max_num_queries(4):
        manager.read("customer-transactions")
    with django_assert_max_num_queries(10):
        manager.read("customers/C-100")


def test_addresses_are_added_changed_and_removed(company: Company, clerk: ApiUser) -> None:
    new = {"country": "NL", "street": "Havenweg", "postal_code": "3011 AA", "city": "Rotterdam", "purposes": ["delivery"]}

    added = clerk.send("customers/C-100/addresses", new, expect=200).json()["addresses"]
    [address] = [row for row in added if row["street"] == "Havenweg"]
    changed = clerk.change(f"customers/C-100/addresses/{address['id']}", {"house_number": "7"}, expect=200).json()["addresses"]
    refused = clerk.change(f"customers/C-100/addresses/{address['id']}", {"postal_code": "12"}, expect=409).json()
    elsewhere = clerk.change(f"customers/C-110/addresses/{address['id']}", {"house_number": "8"})
    left = clerk.delete(f"{clerk.base}/customers/C-100/addresses/{address['id']}").json()["addresses"]

    assert [(row["house_number"], row["city"]) for row in changed if row["id"] == address["id"]] == [("7", "Rotterdam")]
    assert (refused["code"], elsewhere.status_code) == ("CU-020", 404)
    assert address["id"] not in [row["id"] for row in left]


def test_private_addresses_are_for_those_who_may_see_sensitive_data(company: Company, clerk: ApiUser, manager: ApiUser) -> None:
    new = {"country": "NL", "street": "Thuisweg", "is_private": True}

    answer = manager.send("customers/C-100/addresses", new, expect=200).json()
    [private] = [row for row in answer["addresses"] if row["is_private"]]

    assert "Thuisweg" not in [row["street"] for row in clerk.read("customers/C-100")["addresses"]]
    assert clerk.change(f"customers/C-100/addresses/{private['id']}", {"city": "Delft"}).status_code == 404


def test_an_external_id_is_one_customers_in_a_legal_entity(company: Company, other_company: Company, clerk: ApiUser) -> None:
    clerk.send("customers", NEW | {"external_id": "web-2"}, expect=201)
    other = NEW | {"account": "C-901", "name": "Smederij De Vries", "email": "info@devries.example", "street": "Dam"}

    again = clerk.send("customers", other | {"external_id": "web-2"}, expect=409).json()
    clerk.send("customers", other, expect=201)
    changed = clerk.change("customers/C-901", {"external_id": "web-2"}, expect=409).json()

    for refused in (again, changed):
        assert (refused["code"], refused["field"], refused["params"]["names"]) == ("CU-044", "external_id", "C-900 Bakkerij Jansen B.V.")
    clerk.change("customers/C-900", {"external_id": "web-2", "city": "Utrecht"}, expect=200)
    elsewhere = ApiUser(other_company.user("OC"), other_company.entity.code)
    elsewhere.send("customers", other | {"external_id": "web-2", "name": "Elsewhere"}, expect=201)
