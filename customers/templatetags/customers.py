"""Filters of the pages of customers."""

from __future__ import annotations

from typing import Any

from django import template

from customers.models import ElectronicAddress
from customers.purposes import PURPOSES

register = template.Library()
_SCHEMES = {
    ElectronicAddress.Kind.EMAIL.value: "mailto:",
    ElectronicAddress.Kind.PHONE.value: "tel:",
    ElectronicAddress.Kind.MOBILE.value: "tel:",
}


@register.filter
def purpose_name(purpose: str) -> str:
    """Return what an address is for, in words."""
    return str(dict(PURPOSES).get(purpose, purpose))


@register.filter
def contact_link(address: Any) -> str:
    """Return a link that writes to or calls an electronic address; blank where a click could do neither."""
    scheme = _SCHEMES.get(address.kind)
    return f"{scheme}{address.value}" if scheme else ""
