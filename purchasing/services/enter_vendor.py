"""Add a vendor (sales.md §12.4)."""

from __future__ import annotations

from foundation.organization.models import Currency, LegalEntity, User
from foundation.organization.services.save_record import save_record
from purchasing.errors import VendorExists
from purchasing.models import Vendor


def enter_vendor(entity: LegalEntity, user: User, *, account: str, name: str, currency: Currency, email: str = "") -> Vendor:
    """Add a vendor and return it; raises PUR-09 when the account is taken."""
    if Vendor.of(entity).filter(account=account).exists():
        raise VendorExists(v=account)
    return save_record(entity, Vendor(legal_entity=entity, account=account, name=name, currency=currency, email=email), user=user)
