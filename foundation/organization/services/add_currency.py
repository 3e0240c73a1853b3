"""Add a currency, which all legal entities share."""

from __future__ import annotations

from django.db import transaction

from foundation.organization.models import Currency, LegalEntity, User
from foundation.organization.services import audit


@transaction.atomic
def add_currency(legal_entity: LegalEntity, currency: Currency, *, user: User | None) -> Currency:
    """Add the currency; the audit trail of the legal entity from which it was added says so, for a currency has no number."""
    currency.save(force_insert=True)
    audit.record(legal_entity, user, "changed", [legal_entity], changes={legal_entity.pk: {"currency": [None, currency.code]}})
    return currency
