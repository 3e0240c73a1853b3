"""Where goods go and how they travel: address and mode of delivery of a line, else those of its order (sales.md §7.2).

Pure: no queries.

A line whose five address fields are empty goes where its order goes, one without a mode of delivery travels as its order does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django.utils.translation import get_language, override

from customers.contact_data import check_country
from foundation.documents.formatting import country_name

WHEREABOUTS = ("delivery_street", "delivery_postal_code", "delivery_city", "delivery_country")
ADDRESS = ("delivery_name", *WHEREABOUTS)
PLACE = (*ADDRESS, "delivery_mode_id")
"""What a line may say of its delivery apart from its order."""


class DeliveryAddress(NamedTuple):
    """A place that goods go to; as read, its country has its name in the reader's language."""

    name: str = ""
    street: str = ""
    postal_code: str = ""
    city: str = ""
    country: str = ""

    @property
    def fields(self) -> dict[str, Any]:
        """Return the address by the names that orders and lines keep it under."""
        return dict(zip(ADDRESS, self, strict=True))

    @property
    def lines(self) -> list[str]:
        """Return the address line by line, without empty ones."""
        country = country_name(self.country) if self.country else ""
        return [part for part in (self.name, self.street, f"{self.postal_code} {self.city}".strip(), country) if part]

    def on_one_line(self, language: str = "") -> str:
        """Return the address as lines of papers and pages name it, in the active language unless one is given."""
        with override(language or get_language()):
            return ", ".join(self.lines)


NO_ADDRESS = DeliveryAddress()


class OwnPlace(NamedTuple):
    """What a line says of its delivery itself, as one row reads it (``OWN_PLACE``); empty where it is as its order says."""

    name: str = ""
    street: str = ""
    postal_code: str = ""
    city: str = ""
    country: str = ""
    mode: str | None = None
    mode_names: Mapping[str, str] | None = None

    def address(self, order: Any) -> DeliveryAddress:
        """Return where the line goes."""
        return DeliveryAddress(*self[:5]) if self.country else address_of(order)

    def mode_in(self, language: str, order: Any) -> str:
        """Return how the line travels, as papers in a language name it."""
        if self.mode is not None:
            names = self.mode_names or {}
            return names.get(language) or names.get("en") or self.mode
        return order.delivery_mode.name_in(language) if order.delivery_mode else ""


OWN_PLACE = (*ADDRESS, "delivery_mode__code", "delivery_mode__names")


def modes_in(language: str, places: Iterable[tuple[OwnPlace, Any]]) -> str:
    """Return how the lines of a paper travel, each mode of delivery once; a line comes with its order."""
    return ", ".join(mode for mode in dict.fromkeys(own.mode_in(language, order) for own, order in places) if mode)


def address_of(record: Any) -> DeliveryAddress:
    """Return the address that an order or a line says itself."""
    return DeliveryAddress(*(getattr(record, name) for name in ADDRESS))


def address_in(header: Mapping[str, Any]) -> DeliveryAddress:
    """Return the address that a posted document keeps of where it went."""
    return DeliveryAddress(*(header.get(name, "") for name in ADDRESS))


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
        known = address_of(line) if line is not None else NO_ADDRESS
        placed |= _own(known._replace(**_entered(values)), address_of(order)).fields
    if placed.get("delivery_mode_id") == order.delivery_mode_id and "delivery_mode_id" in placed:
        placed["delivery_mode_id"] = None
    return placed


def place_of_delivery(line: Any, order: Any, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a delivery of a scheduled line says of its place where that is not the line's; raises CU-021.

    What is not entered is as the line has it.
    """
    usual = delivery_address(line, order)
    mode = values.get("delivery_mode_id")
    placed = _own(NO_ADDRESS._replace(**_entered(values)), usual).fields
    return placed | {"delivery_mode_id": None if mode == mode_key(line, order) else mode}


def _entered(values: Mapping[str, Any]) -> dict[str, str]:
    return {name.removeprefix("delivery_"): (values[name] or "").strip() for name in ADDRESS if name in values}


def _own(entered: DeliveryAddress, usual: DeliveryAddress) -> DeliveryAddress:
    """Return a whole address; none where nothing was entered or it is the usual one."""
    if not any(entered):
        return NO_ADDRESS
    own = entered if any(entered[1:]) else usual._replace(name=entered.name)
    own = own._replace(name=own.name or usual.name, country=check_country(own.country or usual.country, field="delivery_country"))
    return NO_ADDRESS if own == usual else own
