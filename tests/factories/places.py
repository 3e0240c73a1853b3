"""Builders for where goods go: addresses of lines and modes of delivery."""

from __future__ import annotations

from typing import Any

from customers.models import DeliveryMode
from tests.factories.company import Company

UTRECHT = {
    "delivery_name": "Branch Utrecht",
    "delivery_street": "Oudegracht 1",
    "delivery_postal_code": "3511 AA",
    "delivery_city": "Utrecht",
    "delivery_country": "NL",
}
KEULEN = {
    "delivery_name": "Lager Köln",
    "delivery_street": "Domkloster 4",
    "delivery_postal_code": "50667",
    "delivery_city": "Köln",
    "delivery_country": "DE",
}


def place_of(record: Any) -> dict[str, str]:
    """Return the address that a record says itself."""
    return {name: getattr(record, name) for name in UTRECHT}


def delivery_mode(company: Company, code: str, days: int = 0) -> DeliveryMode:
    """Return a mode of delivery that takes so many days."""
    values = {"names": {"en": code.capitalize()}, "transport_days": days}
    return DeliveryMode.of(company.entity).get_or_create(legal_entity=company.entity, code=code, defaults=values)[0]
