"""Save an item sales tax group with its codes."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from foundation.ledger.models import ItemSalesTaxGroup, SalesTaxCode
from foundation.organization.models import User
from foundation.organization.services import audit
from foundation.organization.services.save_record import save_record


@transaction.atomic
def save_item_tax_group(group: ItemSalesTaxGroup, codes: Sequence[SalesTaxCode], *, user: User | None) -> ItemSalesTaxGroup:
    """Save the group, and which codes its items may meet; what changed stands in the audit trail."""
    entity = group.legal_entity
    save_record(entity, group, user=user)
    before, after = _text(list(group.tax_codes.all())), _text(codes)
    if before != after:
        group.tax_codes.set(codes)
        audit.record(entity, user, "changed", [group], changes={group.pk: {"tax_codes": [before, after]}})
    return group


def _text(codes: Sequence[SalesTaxCode]) -> str:
    return ", ".join(sorted(code.code for code in codes))
