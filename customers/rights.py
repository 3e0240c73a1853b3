"""Which fields of a customer need more than the right to change customers (customers.md §13), for forms, imports and the API alike."""

from __future__ import annotations

from collections.abc import Iterable

from customers.records import CREDIT_FIELDS, TERMS_FIELDS
from foundation.organization.access import Access

_HOLD_FIELDS = frozenset({"hold"})
_RIGHTS = (
    (TERMS_FIELDS, "customers.change_customer_terms"),
    (CREDIT_FIELDS, "customers.change_credit"),
    (_HOLD_FIELDS, "customers.set_hold"),
)


def right_for(name: str) -> str:
    """Return the permission that changing a field needs."""
    return next((permission for fields, permission in _RIGHTS if name in fields), "customers.change_customer")


def require_rights(access: Access, names: Iterable[str]) -> None:
    """Raise PermissionMissing (SEC-01) for the first field that the user may not change."""
    for name in sorted(names):
        access.require(right_for(name))
