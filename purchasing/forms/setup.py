"""What the set-up pages of purchasing ask for."""

from __future__ import annotations

from foundation.backoffice.forms import EntityModelForm
from purchasing.models import PrimaryVendor, Vendor


class VendorForm(EntityModelForm):
    """A vendor."""

    class Meta:
        model = Vendor
        fields = ["account", "name", "email", "currency", "is_active"]


class PrimaryVendorForm(EntityModelForm):
    """Who supplies an item."""

    class Meta:
        model = PrimaryVendor
        fields = ["item", "vendor"]
