"""Which fields of a customer need more than the right to change customers (customers.md §13), for forms, imports and the API alike."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from customers.holds import STOPS
from customers.models import Customer
from customers.records import ADDRESS_FIELDS, CONTACT_FIELDS, CREDIT_FIELDS, PARTY_FIELDS, TERMS_FIELDS
from foundation.organization.access import Access

SENSITIVE_FIELDS = frozenset({"iban", "government_id"})
_HOLD_FIELDS = frozenset({"hold"})
_RIGHTS = (
    (TERMS_FIELDS, "customers.change_customer_terms"),
    (CREDIT_FIELDS, "customers.change_credit"),
    (_HOLD_FIELDS, "customers.set_hold"),
    (PARTY_FIELDS | ADDRESS_FIELDS | CONTACT_FIELDS, "customers.change_party"),
)


def right_for(name: str) -> str:
    """Return the permission that changing a field needs."""
    return next((permission for fields, permission in _RIGHTS if name in fields), "customers.change_customer")


def require_rights(access: Access, names: Iterable[str]) -> None:
    """Raise PermissionMissing (SEC-01) for the first field that the user may not change."""
    for name in sorted(names):
        access.require(right_for(name))


def hidden_fields(access: Access) -> frozenset[str]:
    """Return the fields of a customer that the user may not even see."""
    hidden: frozenset[str] = frozenset()
    for fields, permission in ((TERMS_FIELDS, "customers.view_customer_terms"), (CREDIT_FIELDS, "customers.view_credit")):
        if not access.may(permission):
            hidden |= fields
    if not access.may("customers.view_sensitive"):
        hidden |= SENSITIVE_FIELDS
    return hidden


def right_to_hold(customers: Iterable[Customer], kind: str, until: date | None, today: date) -> str:
    """Return the permission that a hold needs: taking something away from a hold in force is releasing it."""
    for customer in customers:
        stopped = STOPS[customer.hold_on(today)]
        ends_earlier = until is not None and (customer.hold_until is None or until < customer.hold_until)
        if stopped and (ends_earlier or not stopped <= STOPS[kind]):
            return "customers.release_hold"
    return "customers.set_hold"
