"""The addresses of a buyer that its orders and quotations may go to, to choose from (sales.md §7.1, §7.2)."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from customers.models import Customer, PartyAddress, Prospect
from foundation.organization.access import Access
from sales.delivery_places import DeliveryAddress

PRIVATE = "customers.view_sensitive"


class OfferedAddress(NamedTuple):
    """One address to choose: its key, what it is called, and where it leads."""

    key: str
    label: str
    place: DeliveryAddress


def place_at(name: str, address: PartyAddress) -> DeliveryAddress:
    """Return where goods for a buyer of that name go when an address of the book is chosen."""
    street = f"{address.street} {address.house_number}".strip()
    return DeliveryAddress(name, street, address.postal_code, address.city, address.country)


def addresses_of(buyer: Customer | Prospect | None, today: date, access: Access | None) -> list[OfferedAddress]:
    """Return the addresses of a buyer that did not end yet, those for deliveries first; private ones for who may see them: one query."""
    if buyer is None:
        return []
    private = access is not None and access.may(PRIVATE)
    rows = PartyAddress.objects.filter(party=buyer.party_id).visible(private=private).not_ended(today)
    found = sorted(rows, key=lambda address: "delivery" not in address.purposes)
    return [OfferedAddress(str(address.pk), _label(address), place_at(buyer.name, address)) for address in found]


def _label(address: PartyAddress) -> str:
    return " · ".join(part for part in (address.description, str(address)) if part)
