"""What changed on a customer's party, told where people and other systems look for it: at the customer."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone

from customers.models import Customer
from foundation.database.row_scope import system_scope
from foundation.organization.models import LegalEntity, User
from foundation.organization.services import audit


def record_party_change(legal_entity: LegalEntity, customer: Customer, user: User | None, name: str, before: str, after: str) -> None:
    """Write one audit entry when the text of a part of the party differs, and touch the customers of the party."""
    if before != after:
        audit.record(legal_entity, user, "changed", [customer], changes={customer.pk: {name: [before, after]}})
        touch_customers({customer.party_id})


def touch_customers(parties: Iterable[int]) -> None:
    """Note on the customers of changed parties that they changed, in every legal entity: who synchronises them asks for that."""
    keys = set(parties)
    if keys:
        with system_scope("a party is a customer in several legal entities"):
            customers = Customer.unscoped("a party is a customer in several legal entities")
            customers.filter(party_id__in=keys).update(updated_at=timezone.now())
