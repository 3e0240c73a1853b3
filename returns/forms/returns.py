"""The forms of a return order and of its lines."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.backoffice.forms import (
    EntityChoiceField,
    EntityForm,
    EntityModelForm,
    EntryDateField,
    EntryDecimalField,
    LineForm,
    LookupField,
    PostingForm,
)
from returns.models import ReturnOrder, ReturnReasonCode

FOUND = frozenset({"found_unit", "found_price", "found_discount"})


class ReturnNewForm(EntityForm):
    """Who sends goods back, why, and until when."""

    customer = LookupField("customers.customer", label=_("Customer"))
    reason = EntityChoiceField(ReturnReasonCode, label=_("Return reason"), required=False)
    deadline = EntryDateField(label=_("Deadline"), required=False, help_text=_("Blank is today with the return period of the parameters."))
    customer_reference = forms.CharField(label=_("Customer reference"), max_length=60, required=False)


class ReturnLineForm(LineForm):
    """One line: of an invoice that was found, or an item by hand. Quantities may be typed with either sign.

    ``found_…`` keeps what was found, so that what is typed tells itself apart.
    """

    item = LookupField("inventory.sold-item", label=_("Item"))
    quantity = EntryDecimalField(label=_("Quantity"), max_digits=16, decimal_places=4)
    unit = LookupField("inventory.unit-code", label=_("Unit"), required=False)
    unit_price = EntryDecimalField(label=_("Unit price"), max_digits=18, decimal_places=6, required=False)
    discount_percent = EntryDecimalField(label=_("Discount %"), max_digits=7, decimal_places=4, required=False, min_value=0, max_value=100)
    cost = EntryDecimalField(label=_("Return cost price"), max_digits=18, decimal_places=6, required=False, min_value=0)
    warehouse = LookupField("inventory.warehouse-code", label=_("Warehouse"), required=False)
    invoice_line = forms.IntegerField(required=False, widget=forms.HiddenInput)
    found_unit = forms.CharField(max_length=20, required=False, widget=forms.HiddenInput)
    found_price = EntryDecimalField(required=False)
    found_discount = EntryDecimalField(required=False)
    outputs = {"invoice": _("Origin invoice"), "amount": _("Net amount")}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in FOUND:
            self.fields[name].widget = forms.HiddenInput()
        if self.access is None or not self.access.may("sales.view_cost"):
            del self.fields["cost"]

    def has_changed(self) -> bool:
        """Tell whether anything was typed; what was found does not count."""
        return bool(set(self.changed_data) - FOUND)


class ReturnChangeForm(EntityModelForm):
    """What may change of a return while goods are on their way."""

    class Meta:
        model = ReturnOrder
        fields = ["deadline", "reason", "customer_packing_slip"]


class CancelReturnFields(forms.Form):
    """Why nobody waits for the goods any more."""

    reason = forms.CharField(label=_("Reason"), max_length=200, required=False)

    def text(self) -> str:
        """Return the reason as typed."""
        data: dict[str, Any] = self.cleaned_data
        return str(data["reason"])


class CancelReturnForm(CancelReturnFields, EntityForm):
    """Why nobody waits for the goods of a return any more."""


class CancelReturnsForm(CancelReturnFields, PostingForm):
    """Why nobody waits for the goods of returns any more."""
