"""Add, change and end addresses of a customer's party; the party is shared, so every role of it sees the change (customers.md §1.1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from django.db import transaction

from customers.contact_data import check_country
from customers.errors import AddressDatesReversed
from customers.models import Customer, Party, PartyAddress
from customers.postal_codes import normalise_postal_code
from customers.services.party_changes import record_party_change
from foundation.organization.models import LegalEntity, User


@dataclass(frozen=True)
class AddressData:
    """What an address is to become."""

    country: str
    street: str = ""
    house_number: str = ""
    extra_lines: str = ""
    postal_code: str = ""
    city: str = ""
    region: str = ""
    description: str = ""
    purposes: Sequence[str] = ()
    valid_from: date | None = None
    valid_to: date | None = None
    is_primary: bool = False
    is_private: bool = False
    delivery_note: str = ""


@transaction.atomic
def save_address(
    legal_entity: LegalEntity, customer: Customer, data: AddressData, *, user: User | None, address: PartyAddress | None = None
) -> PartyAddress:
    """Save an address, a new one or a changed one; a primary address takes that mark from the others.

    Raises CountryNotKnown (CU-021), PostalCodeNotValid (CU-020) and AddressDatesReversed (CU-023).
    """
    Party.objects.select_for_update(no_key=True).get(pk=customer.party_id)
    row = address or PartyAddress(party_id=customer.party_id)
    before = str(row) if row.pk else ""
    for name, value in _stored(data).items():
        setattr(row, name, value)
    if row.valid_from and row.valid_to and row.valid_to < row.valid_from:
        raise AddressDatesReversed(start=row.valid_from, end=row.valid_to)
    others = PartyAddress.objects.filter(party=customer.party_id).exclude(pk=row.pk)
    row.is_primary = row.is_primary or not others.filter(is_primary=True).exists()
    if row.is_primary:
        others.update(is_primary=False)
    row.save()
    record_party_change(legal_entity, customer, user, "address", before, str(row))
    return row


@transaction.atomic
def remove_address(legal_entity: LegalEntity, address: PartyAddress, customer: Customer, *, user: User | None) -> None:
    """Remove an address; documents keep their copy of it, and the history of the address book keeps the row."""
    before, was_primary = str(address), address.is_primary
    address.delete()
    heir = PartyAddress.objects.filter(party=customer.party_id).valid_on(legal_entity.today()).order_by("pk").first()
    if was_primary and heir is not None:
        heir.is_primary = True
        heir.save(update_fields=["is_primary"])
    record_party_change(legal_entity, customer, user, "address", before, "")


def _stored(data: AddressData) -> dict[str, Any]:
    values = {known.name: getattr(data, known.name) for known in fields(data)}
    values["country"] = check_country(data.country)
    values["postal_code"] = normalise_postal_code(values["country"], data.postal_code)
    values["purposes"] = list(data.purposes)
    return values
