"""Addresses, numbers and contact persons are kept on pages of their own, one customer's apart from another's."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from customers.models import Customer, PartyAddress
from tests.factories.company import Company
from tests.web_fixtures import SignIn


@pytest.fixture
def client(signed_in_client: SignIn) -> Client:
    """A signed-in order clerk."""
    return signed_in_client("OC")


@pytest.fixture
def customer(company: Company) -> Customer:
    """The customer whose address book is kept."""
    return company.customers["C-100"]


def url(customer: Customer, rest: str) -> str:
    """An address below the page of a customer."""
    return f"/NL01/customers/customers/{customer.pk}/{rest}"


def address(**changes: Any) -> dict[str, Any]:
    """What a filled-in form of an address sends."""
    return {"street": "Havenweg", "house_number": "7", "postal_code": "3011aa", "city": "Rotterdam", "country": "NL"} | changes


def test_an_address_is_added_changed_and_removed(client: Client, customer: Customer) -> None:
    client.post(url(customer, "addresses/new/"), address(purposes=["delivery"], valid_from="01-07-2026"))
    added = customer.party.addresses.get(city="Rotterdam")
    assert (added.postal_code, added.purposes, str(added.valid_from), added.is_primary) == ("3011 AA", ["delivery"], "2026-07-01", False)

    client.post(url(customer, f"addresses/{added.pk}/"), address(city="Schiedam", is_primary="on"))
    assert [(row.city, row.is_primary) for row in customer.party.addresses.order_by("pk")] == [("Amsterdam", False), ("Schiedam", True)]

    page = client.get(url(customer, f"addresses/{added.pk}/remove/")).content.decode()
    assert "Havenweg 7" in page
    answer = client.post(url(customer, f"addresses/{added.pk}/remove/"))
    assert answer["Location"] == url(customer, "")
    assert [(row.city, row.is_primary) for row in customer.party.addresses.all()] == [("Amsterdam", True)]


def test_an_address_that_cannot_be_is_refused_on_its_field(client: Client, customer: Customer) -> None:
    wrong_code = client.post(url(customer, "addresses/new/"), address(postal_code="12"))
    wrong_days = client.post(url(customer, "addresses/new/"), address(valid_from="02-07-2026", valid_to="01-07-2026"))

    assert wrong_code.status_code == wrong_days.status_code == 422
    assert "postal_code" in wrong_code.context["form"].errors
    assert customer.party.addresses.count() == 1


def test_numbers_and_e_mail_addresses_are_stored_in_their_one_form(client: Client, customer: Customer) -> None:
    client.post(url(customer, "numbers/new/"), {"kind": "phone", "value": "020 - 123 45 67"})
    client.post(url(customer, "numbers/new/"), {"kind": "email", "value": "ap@EXAMPLE.com", "purposes": ["invoice"]})
    refused = client.post(url(customer, "numbers/new/"), {"kind": "email", "value": "nobody"})

    assert sorted(customer.party.electronic_addresses.values_list("value", flat=True)) == ["+31201234567", "ap@example.com"]
    assert refused.status_code == 422
    email = customer.party.electronic_addresses.get(kind="email")
    client.post(url(customer, f"numbers/{email.pk}/remove/"))
    assert not customer.party.electronic_addresses.filter(kind="email").exists()


def test_a_contact_person_is_kept_with_how_to_reach_it(client: Client, customer: Customer) -> None:
    sent = {"first_name": "Anna", "last_name": "Berg", "function": "Buyer", "email": "anna@example.com", "is_active": "on"}
    client.post(url(customer, "contacts/new/"), sent)
    contact = customer.party.contacts.get()

    form = client.get(url(customer, f"contacts/{contact.pk}/")).context["form"]
    client.post(url(customer, f"contacts/{contact.pk}/"), sent | {"function": "Head of purchasing", "is_primary": "on"})

    contact.refresh_from_db()
    page = client.get(url(customer, "")).content.decode()
    assert form["email"].value() == "anna@example.com"
    assert (contact.function, contact.is_primary, str(contact)) == ("Head of purchasing", True, "Anna Berg")
    assert "anna@example.com" in page
    client.post(url(customer, f"contacts/{contact.pk}/remove/"))
    assert not customer.party.contacts.exists()


def test_private_addresses_are_for_those_who_may_see_sensitive_data(signed_in_client: SignIn, customer: Customer) -> None:
    home = PartyAddress.objects.create(party=customer.party, street="Thuisweg", city="Hoorn", country="NL", is_private=True)

    assert "Thuisweg" not in signed_in_client("OC").get(url(customer, "")).content.decode()
    assert "Thuisweg" in signed_in_client("AR").get(url(customer, "")).content.decode()
    assert signed_in_client("OC").get(url(customer, f"addresses/{home.pk}/")).status_code == 404
    assert signed_in_client("AR").get(url(customer, f"addresses/{home.pk}/")).status_code == 200


def test_the_address_book_of_another_customer_or_entity_cannot_be_reached(
    client: Client, customer: Customer, company: Company, other_company: Company
) -> None:
    of_another = company.customers["C-110"].party.addresses.get()
    foreign = other_company.customer("X-1")

    assert client.get(url(customer, f"addresses/{of_another.pk}/")).status_code == 404
    assert client.post(url(customer, f"addresses/{of_another.pk}/remove/")).status_code == 404
    assert client.get(url(foreign, f"addresses/{foreign.party.addresses.get().pk}/")).status_code == 404


@pytest.mark.parametrize("part", ["addresses", "numbers", "contacts"])
def test_who_may_not_change_parties_is_not_offered_to(signed_in_client: SignIn, customer: Customer, part: str) -> None:
    may = {
        role: signed_in_client(role).get(url(customer, f"{part}/new/")).status_code for role in ("OC", "WH", "BC", "AR", "MK", "AU", "AD")
    }

    assert may == {"OC": 200, "WH": 403, "BC": 200, "AR": 200, "MK": 200, "AU": 403, "AD": 403}
    assert f"{part}/new/" not in signed_in_client("WH").get(url(customer, "")).content.decode()
    assert f"{part}/new/" in signed_in_client("BC").get(url(customer, "")).content.decode()
