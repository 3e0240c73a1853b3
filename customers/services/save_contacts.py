"""Add, change and remove electronic addresses and contact persons of a customer's party (customers.md §1.1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from customers.contact_data import normalise_email, normalise_phone
from customers.models import ContactPerson, Customer, ElectronicAddress, Party
from customers.services.party_changes import record_party_change
from foundation.organization.models import LegalEntity, User


@dataclass(frozen=True)
class ElectronicAddressData:
    """What a phone number, e-mail address or web address is to become."""

    kind: str
    value: str
    purposes: Sequence[str] = ()
    is_primary: bool = False


@dataclass(frozen=True)
class ContactPersonData:
    """What a contact person is to become; ``documents`` are the kinds of documents that reach the customer through them."""

    first_name: str
    last_name: str
    function: str = ""
    language: str = ""
    email: str = ""
    phone: str = ""
    documents: Sequence[str] = ()
    do_not_contact: bool = False
    is_primary: bool = False
    is_active: bool = True


@transaction.atomic
def save_electronic_address(
    legal_entity: LegalEntity,
    customer: Customer,
    data: ElectronicAddressData,
    *,
    user: User | None,
    address: ElectronicAddress | None = None,
) -> ElectronicAddress:
    """Save an electronic address; the first of its kind, and one that is marked so, is the primary one.

    Raises EmailNotValid (CU-022).
    """
    Party.objects.select_for_update(no_key=True).get(pk=customer.party_id)
    row = address or ElectronicAddress(party_id=customer.party_id)
    before = str(row) if row.pk else ""
    row.kind, row.value, row.purposes = data.kind, _stored_value(data.kind, data.value, legal_entity.country), list(data.purposes)
    row.bounced = row.bounced and row.value == before
    others = ElectronicAddress.objects.filter(party=customer.party_id, kind=row.kind, is_primary=True).exclude(pk=row.pk)
    row.is_primary = data.is_primary or not others.exists()
    if row.is_primary:
        others.update(is_primary=False)
    row.save()
    record_party_change(legal_entity, customer, user, row.kind, before, row.value)
    return row


@transaction.atomic
def remove_electronic_address(legal_entity: LegalEntity, address: ElectronicAddress, customer: Customer, *, user: User | None) -> None:
    """Remove an electronic address; when it was the primary one, the oldest of its kind takes its place."""
    before, kind, was_primary = address.value, address.kind, address.is_primary
    address.delete()
    heir = ElectronicAddress.objects.filter(party=customer.party_id, kind=kind).order_by("pk").first()
    if was_primary and heir is not None:
        heir.is_primary = True
        heir.save(update_fields=["is_primary"])
    record_party_change(legal_entity, customer, user, kind, before, "")


@transaction.atomic
def save_contact_person(
    legal_entity: LegalEntity, customer: Customer, data: ContactPersonData, *, user: User | None, contact: ContactPerson | None = None
) -> ContactPerson:
    """Save a contact person, with the person behind it as a party of its own.

    Raises EmailNotValid (CU-022).
    """
    Party.objects.select_for_update(no_key=True).get(pk=customer.party_id)
    before = str(contact) if contact else ""
    person = contact.person if contact else Party(kind=Party.Kind.PERSON)
    person.first_name, person.last_name = data.first_name, data.last_name
    person.name = f"{data.first_name} {data.last_name}".strip()[:100]
    person.search_name = person.name.upper()[:20]
    person.save()
    row = contact or ContactPerson(organisation_id=customer.party_id, person=person)
    for name in ("function", "language", "do_not_contact", "is_primary", "is_active"):
        setattr(row, name, getattr(data, name))
    row.documents = list(data.documents)
    if row.is_primary:
        ContactPerson.objects.filter(organisation=customer.party_id).exclude(pk=row.pk).update(is_primary=False)
    row.save()
    for kind, value in (("email", data.email), ("phone", data.phone)):
        _set_primary(person, kind, _stored_value(kind, value, legal_entity.country))
    record_party_change(legal_entity, customer, user, "contact person", before, person.name)
    return row


@transaction.atomic
def remove_contact_person(legal_entity: LegalEntity, contact: ContactPerson, customer: Customer, *, user: User | None) -> None:
    """Take a contact person away from the customer; the person stays in the address book."""
    name = str(contact)
    contact.delete()
    record_party_change(legal_entity, customer, user, "contact person", name, "")


def _set_primary(person: Party, kind: str, value: str) -> None:
    known = ElectronicAddress.objects.filter(party=person, kind=kind, is_primary=True)
    if not value:
        known.delete()
    elif not known.update(value=value):
        ElectronicAddress.objects.create(party=person, kind=kind, value=value, is_primary=True)


def _stored_value(kind: str, value: str, country: str) -> str:
    if kind == ElectronicAddress.Kind.EMAIL:
        return normalise_email(value)
    if kind in (ElectronicAddress.Kind.PHONE, ElectronicAddress.Kind.MOBILE):
        return normalise_phone(value, country)
    return value.strip()
