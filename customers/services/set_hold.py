"""Put customers on hold and release them, with a reason that stays in the audit trail (customers.md §3.4)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from customers.errors import HoldNotForCustomers, ReasonMissing
from customers.models import Customer, HoldKind
from foundation.database.set_update import update_from_values
from foundation.organization.models import LegalEntity, User
from foundation.organization.services import audit


@transaction.atomic
def set_hold(
    legal_entity: LegalEntity, customers: Sequence[Customer], kind: str, *, reason: str, user: User | None, until: date | None = None
) -> list[Customer]:
    """Put customers on hold; the hold ends by itself the day after ``until``.

    Raises HoldNotForCustomers (CU-053) for a value that only vendors know and ReasonMissing (CU-056).
    """
    if kind not in HoldKind.values:
        raise HoldNotForCustomers
    if kind != HoldKind.NONE and not reason.strip():
        raise ReasonMissing(n=", ".join(customer.account for customer in customers[:5]))
    return _write(legal_entity, customers, HoldKind(kind), reason=reason, until=until, user=user)


def release_hold(legal_entity: LegalEntity, customers: Sequence[Customer], *, user: User | None, reason: str = "") -> list[Customer]:
    """Release customers from their hold; documents continue at their next step."""
    return set_hold(legal_entity, customers, HoldKind.NONE, reason=reason, user=user)


def _write(
    legal_entity: LegalEntity, customers: Sequence[Customer], kind: HoldKind, *, reason: str, until: date | None, user: User | None
) -> list[Customer]:
    keys = [customer.pk for customer in customers]
    locked = list(Customer.of(legal_entity).filter(pk__in=keys).locked())
    changes = {customer.pk: {"hold": [str(customer.get_hold_display()), str(kind.label)]} for customer in locked}
    on_hold = kind != HoldKind.NONE
    for customer in locked:
        customer.hold, customer.hold_reason, customer.hold_until = (
            kind.value,
            reason.strip()[:200] if on_hold else "",
            until if on_hold else None,
        )
    rows = [(customer.pk, customer.hold, customer.hold_reason, customer.hold_until) for customer in locked]
    update_from_values(Customer, ["hold", "hold_reason", "hold_until"], rows, touch="updated_at")
    audit.record(legal_entity, user, "hold set" if on_hold else "hold released", locked, changes=changes, reason=reason)
    return locked
