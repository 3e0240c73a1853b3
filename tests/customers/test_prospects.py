"""Prospects: entered, changed, found, and made customers."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from customers.errors import FieldsMissing
from customers.models import Customer, CustomerGroup, Prospect
from customers.services.save_prospects import check_account, convert_prospect, save_prospect
from foundation.statemachine import ActionNotAllowed
from tests.factories.company import Company
from tests.factories.prospects import prospect
from tests.web_fixtures import SignIn

LIST = "/NL01/customers/prospects/"
pytestmark = pytest.mark.django_db


@pytest.fixture
def client(signed_in_client: SignIn) -> Client:
    """A signed-in order manager."""
    return signed_in_client("OM")


def typed(company: Company, **values: Any) -> dict[str, Any]:
    """What the form of a prospect sends."""
    group = CustomerGroup.of(company.entity).order_by("pk")[0]
    return {"name": "Bakkerij Nieuw B.V.", "group": str(group.pk), "currency": "EUR", "country": "NL"} | values


def test_a_prospect_is_entered_with_its_party_address_and_e_mail(client: Client, company: Company) -> None:
    answer = client.post(f"{LIST}new/", typed(company, street="Dorpsstraat", city="Ons Dorp", email="Inkoop@nieuw.example"))

    assert answer.status_code == 302, answer.context["form"].errors
    made = Prospect.of(company.entity).get()
    assert (made.name, made.status, made.currency_id) == ("Bakkerij Nieuw B.V.", "open", "EUR")
    assert [(address.street, address.country) for address in made.party.addresses.all()] == [("Dorpsstraat", "NL")]
    assert "Ons Dorp" in client.get(f"{LIST}{made.pk}/").content.decode()


def test_a_prospect_is_changed_with_its_party(client: Client, company: Company) -> None:
    known = prospect(company)

    answer = client.post(f"{LIST}{known.pk}/edit/", typed(company, name="Bakkerij Anders B.V.", contact_name="Mr Anders"))

    assert answer.status_code == 302, answer.context["form"].errors
    changed = Prospect.of(company.entity).get()
    assert (changed.name, changed.contact_name) == ("Bakkerij Anders B.V.", "Mr Anders")


def test_a_prospect_needs_a_name(company: Company) -> None:
    with pytest.raises(FieldsMissing):
        save_prospect(company.entity, {"name": ""}, user=company.user("OM"))


def test_prospects_are_found_by_account_and_name(client: Client, company: Company) -> None:
    known, _other = prospect(company), prospect(company, "Slagerij Vers")

    for term in (known.account, "nieuw"):
        assert [row.pk for row in client.get(LIST, {"q": term}).context["listing"].rows.rows] == [known.pk]


def test_checking_says_whether_an_account_is_free(company: Company) -> None:
    assert str(check_account(company.entity, "C-100")) == "Customer account C-100 is already in use."
    assert str(check_account(company.entity, "C-999")) == "Customer account C-999 is free."


def test_a_converted_prospect_is_a_customer_on_the_same_party_and_stays_one(company: Company) -> None:
    known, user = prospect(company), company.user("OM")

    customer = convert_prospect(company.entity, known.pk, "", user=user).customer

    assert (customer.party, customer.group, customer.currency) == (known.party, known.group, known.currency)
    assert Prospect.of(company.entity).get().customer == customer
    with pytest.raises(ActionNotAllowed):
        convert_prospect(company.entity, known.pk, "", user=user)


def test_the_page_checks_an_account_and_converts(client: Client, company: Company) -> None:
    known = prospect(company)
    address = f"{LIST}{known.pk}/convert/"

    checked = client.post(address, {"account": "C-100", "check_only": "on"})
    refused = client.post(address, {"account": "C-100"})
    made = client.post(address, {"account": ""})

    assert "is already in use" in checked.content.decode()
    assert (refused.status_code, made.status_code) == (422, 302)
    customer = Customer.of(company.entity).get(party=known.party)
    assert customer.account in client.get(f"{LIST}{known.pk}/").content.decode()
