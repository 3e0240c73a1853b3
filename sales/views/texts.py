"""Texts that several pages of sales show."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language


def name_of(record: Any) -> str:
    """Return the name of a set-up record in the reader's language; blank for none."""
    if record is None:
        return ""
    return record.name_in(get_language() or "en") if hasattr(record, "name_in") else str(record)


def address_lines(name: str, street: str, postal_code: str, city: str, country: str) -> str:
    """Return an address line by line, without empty lines."""
    town = " ".join(part for part in (postal_code, city) if part)
    return "\n".join(part for part in (name, street, town, country) if part)
