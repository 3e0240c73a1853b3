"""Addresses that a request chooses from the address book of its customer (sales.md §7.1, §7.2)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from customers.models import Customer, PartyAddress
from foundation.backoffice.api.references import unknown_code
from foundation.organization.access import Access
from sales.chosen_addresses import PRIVATE, place_at

CHOSEN = "delivery_address"


def with_addresses(access: Access, customer: Customer, data: Mapping[str, Any]) -> dict[str, Any]:
    """Return a request with the fields of the addresses that it chooses for its header and lines: one query where there are any.

    What the request gives itself counts. Raises InvalidInput for what is no address of the customer that the caller may see.
    """
    lines = data.get("lines", [])
    chosen = {row[CHOSEN] for row in (data, *lines) if CHOSEN in row}
    if not chosen:
        return dict(data)
    rows = PartyAddress.objects.filter(party=customer.party_id, pk__in=chosen).visible(private=access.may(PRIVATE))
    known = {address.pk: address for address in rows}
    found = _filled(customer, known, data, "")
    if lines:
        found["lines"] = [_filled(customer, known, line, f"lines.{index}.") for index, line in enumerate(lines)]
    return found


def _filled(customer: Customer, known: Mapping[int, PartyAddress], row: Mapping[str, Any], path: str) -> dict[str, Any]:
    """Return a row with the address that it chooses, if any."""
    given = {name: value for name, value in row.items() if name != CHOSEN}
    if CHOSEN not in row:
        return given
    address = known.get(row[CHOSEN])
    if address is None:
        raise unknown_code(str(row[CHOSEN]), f"{path}{CHOSEN}")
    return place_at(customer.name, address).fields | given
