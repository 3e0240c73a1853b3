"""Texts and addresses that several pages of sales show."""

from __future__ import annotations

from typing import Any

from django.urls import NoReverseMatch
from django.utils.translation import get_language

from foundation.backoffice.addresses import entity_url
from foundation.organization.models import LegalEntity


def customer_url(entity: LegalEntity, pk: int) -> str:
    """Return the address of a customer's page, blank where customers have no page."""
    try:
        return entity_url(entity, "customers:customer", pk=pk)
    except NoReverseMatch:
        return ""


def name_of(record: Any) -> str:
    """Return the name of a set-up record in the reader's language; blank for none."""
    if record is None:
        return ""
    return record.name_in(get_language() or "en") if hasattr(record, "name_in") else str(record)


def address_lines(name: str, street: str, postal_code: str, city: str, country: str) -> str:
    """Return an address line by line, without empty lines."""
    town = " ".join(part for part in (postal_code, city) if part)
    return "\n".join(part for part in (name, street, town, country) if part)
