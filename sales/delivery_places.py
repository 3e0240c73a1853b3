"""Where goods go and how they travel: address and mode of delivery of a line, else those of its order (sales.md §7.2).

Pure: no queries.

A line whose five address fields are empty goes where its order goes, one without a mode of delivery travels as its order does.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from customers.contact_data import check_country

ADDRESS = ("delivery_name", "delivery_street", "delivery_postal_code", "delivery_city", "delivery_country")
PLACE = (*ADDRESS, "delivery_mode_id")
"""What a line may say of its delivery apart from its order."""


class DeliveryAddress(NamedTuple):
    """A place that goods go to, as it is printed."""

    name: str = ""
    street: str = ""
    postal_code: str = ""
    city: str = ""
    country: str = ""

    @property
    def fields(self) -> dict[str, str]:
        """Return the address by the names that orders and lines keep it under."""
        return dict(zip(ADDRESS, self, strict=True))


NO_ADDRESS = DeliveryAddress()


def address_of(record: Any) -> DeliveryAddress:
    """Return the address that an order or a line says itself."""
    return DeliveryAddress(*(getattr(record, name) for name in ADDRESS))


def delivery_address(line: Any, order: Any) -> DeliveryAddress:
    """Return where a line goes."""
    return address_of(line if line.delivery_country else order)


def mode_key(line: Any, order: Any) -> int | None:
    """Return the key of the mode of delivery that a line travels by."""
    key: int | None = line.delivery_mode_id or order.delivery_mode_id
    return key


def with_place(order: Any, line: Any, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was entered for a line with a whole address, or with none where it goes where its order goes.

    A name alone is another name at the address of the order; an address without name or country has those of the order. ``line`` is
    the line as it is, None for a new one. Raises CU-021.
    """
    placed = dict(values)
    if set(ADDRESS) & set(values):
        known = address_of(line).fields if line is not None else NO_ADDRESS.fields
        placed |= _whole(order, known | {name: (values[name] or "").strip() for name in ADDRESS if name in values})
    if placed.get("delivery_mode_id") == order.delivery_mode_id and "delivery_mode_id" in placed:
        placed["delivery_mode_id"] = None
    return placed


def _whole(order: Any, entered: Mapping[str, str]) -> dict[str, str]:
    if not any(entered.values()):
        return NO_ADDRESS.fields
    own, usual = DeliveryAddress(*(entered[name] for name in ADDRESS)), address_of(order)
    if not any(own[1:]):
        own = usual._replace(name=own.name)
    own = own._replace(name=own.name or usual.name, country=check_country(own.country or usual.country, field="delivery_country"))
    return (NO_ADDRESS if own == usual else own).fields
