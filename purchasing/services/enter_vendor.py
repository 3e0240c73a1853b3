"""Add a vendor (sales.md §12.4)."""

from __future__ import annotations

from django.db import IntegrityError, transaction

from foundation.organization.models import Currency, LegalEntity, User
from foundation.organization.services.save_record import save_record
from purchasing.errors import VendorExists
from purchasing.models import Vendor
from purchasing.models.vendor import ONE_PER_ACCOUNT


def enter_vendor(entity: LegalEntity, user: User, *, account: str, name: str, currency: Currency, email: str = "") -> Vendor:
    """Add a vendor and return it; raises PUR-09 when the account is taken, also by somebody who adds it at the same moment."""
    vendor = Vendor(legal_entity=entity, account=account, name=name, currency=currency, email=email)
    try:
        with transaction.atomic():
            return save_record(entity, vendor, user=user)
    except IntegrityError as error:
        if ONE_PER_ACCOUNT in str(error):
            raise VendorExists(v=account) from error
        raise
