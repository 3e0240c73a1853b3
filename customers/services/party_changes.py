"""What changed on a customer's party, in the audit trail of the customer where people look for it."""

from __future__ import annotations

from customers.models import Customer
from foundation.organization.models import LegalEntity, User
from foundation.organization.services import audit


def record_party_change(legal_entity: LegalEntity, customer: Customer, user: User | None, name: str, before: str, after: str) -> None:
    """Write one audit entry when the text of a part of the party differs."""
    if before != after:
        audit.record(legal_entity, user, "changed", [customer], changes={customer.pk: {name: [before, after]}})
