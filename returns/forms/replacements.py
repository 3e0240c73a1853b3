"""The form of what is sent instead of goods that come back."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from foundation.backoffice.forms import EntityForm, EntryDecimalField, LookupField


class ReplacementForm(EntityForm):
    """An item in a quantity; without a unit in that of its sales."""

    item = LookupField("inventory.sold-item", label=_("Replacement item"))
    quantity = EntryDecimalField(label=_("Quantity"), max_digits=16, decimal_places=4)
    unit = LookupField("inventory.unit-code", label=_("Unit"), required=False)
