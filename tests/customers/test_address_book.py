"""Addresses, electronic addresses and contact persons of a customer: kept in order by services."""

from __future__ import annotations

from datetime import date

import pytest

from customers.errors import AddressDatesReversed, EmailNotValid, PostalCodeNotValid
from customers.models import Customer, ElectronicAddress
from customers.services.save_address import AddressData, remove_address, save_address
from customers.services.save_contacts import (
    ContactPersonData,
    ElectronicAddressData,
    remove_contact_person,
    remove_electronic_address,
    save_contact_person,
    save_electronic_address,
)
from foundation.organization.models import AuditEntry
from tests.factories.company import Company


@pytest.fixture
def customer(company: Company) -> Customer:
    return company.customers["C-100"]


def test_a_changed_address_is_stored_in_its_one_form_and_recorded(company: Company, customer: Customer) -> None:
    address = customer.party.addresses.get()

    data = AddressData(country="nl", street="Kade", house_number="5", postal_code="2611gw", city="Delft", purposes=["delivery"])
    save_address(company.entity, customer, data, user=company.clerk, address=address)

    address.refresh_from_db()
    assert (str(address), address.is_primary, address.purposes) == ("Kade 5, 2611 GW Delft, NL", True, ["delivery"])
    entry = AuditEntry.of(company.entity).get(action="changed")
    assert entry.changes == {"address": ["Kerkstraat 1, 1017 GA Amsterdam, NL", "Kade 5, 2611 GW Delft, NL"]}


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (AddressData(country="NL", postal_code="12345"), PostalCodeNotValid),
        (AddressData(country="NL", valid_from=date(2026, 2, 1), valid_to=date(2026, 1, 31)), AddressDatesReversed),
    ],
)
def test_an_address_that_cannot_be_is_refused(company: Company, customer: Customer, data: AddressData, error: type[Exception]) -> None:
    with pytest.raises(error):
        save_address(company.entity, customer, data, user=company.clerk)


def test_when_the_primary_address_goes_another_takes_its_place(company: Company, customer: Customer) -> None:
    second = save_address(company.entity, customer, AddressData(country="NL", city="Leiden"), user=company.clerk)

    remove_address(company.entity, customer.party.addresses.get(is_primary=True), customer, user=company.clerk)

    second.refresh_from_db()
    assert second.is_primary


def test_the_first_email_address_is_primary_and_a_later_one_when_it_says_so(company: Company, customer: Customer) -> None:
    def save(value: str, *, primary: bool = False) -> ElectronicAddress:
        return save_electronic_address(
            company.entity, customer, ElectronicAddressData("email", value, is_primary=primary), user=company.clerk
        )

    def primary() -> str:
        return customer.party.electronic_addresses.get(kind="email", is_primary=True).value

    first = save("first@example.com")
    save("second@example.com")
    assert primary() == "first@example.com"
    third = save("third@EXAMPLE.com", primary=True)
    assert primary() == "third@example.com"
    remove_electronic_address(company.entity, third, customer, user=company.clerk)
    assert primary() == first.value
    with pytest.raises(EmailNotValid):
        save("nobody")


def test_a_contact_person_is_a_party_that_receives_documents(company: Company, customer: Customer) -> None:
    data = ContactPersonData("Anna", "Berg", function="Buyer", email="anna@example.com", documents=["invoice"], is_primary=True)
    contact = save_contact_person(company.entity, customer, data, user=company.clerk)
    assert (contact.person.name, contact.documents) == ("Anna Berg", ["invoice"])

    changed = ContactPersonData("Anna", "de Berg", phone="020-1234567", is_primary=True)
    save_contact_person(company.entity, customer, changed, user=company.clerk, contact=contact)

    contact.refresh_from_db()
    assert {row.kind: row.value for row in contact.person.electronic_addresses.all()} == {"phone": "+31201234567"}
    assert contact.person.name == "Anna de Berg"

    remove_contact_person(company.entity, contact, customer, user=company.clerk)
    assert not customer.party.contacts.exists()
