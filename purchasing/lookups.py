"""How vendors are found while typing."""

from __future__ import annotations

from typing import Any

from foundation.backoffice.lookups import Lookup
from foundation.organization.models import LegalEntity
from purchasing.models import Vendor


class VendorLookup(Lookup):
    """Vendors by account or name; those that nothing is ordered from any more are not offered."""

    name = "purchasing.vendor"
    model = Vendor
    permission = "purchasing.view_vendor"
    key = "account"
    create_page, create_permission = "purchasing:vendor-new", "purchasing.change_vendor"

    def search(self, entity: LegalEntity, term: str) -> Any:
        """Return active vendors that match what was typed."""
        return Vendor.of(entity).active().matching(term)

    def columns(self, record: Any) -> tuple[str, ...]:
        """Return account, name and currency."""
        return record.account, record.name, record.currency_id
