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
)
from returns.models import ReturnOrder, ReturnReasonCode


class ReturnNewForm(EntityForm):
    """Who sends goods back, why, and until when."""

    customer = LookupField("customers.customer", label=_("Customer"))
    reason = EntityChoiceField(ReturnReasonCode, label=_("Return reason"), required=False)
    deadline = EntryDateField(label=_("Deadline"), required=False, help_text=_("Blank is today with the return period of the parameters."))
    customer_reference = forms.CharField(label=_("Customer reference"), max_length=60, required=False)


class ReturnLineForm(LineForm):
    """One line: of an invoice that was found, or an item by hand. Quantities may be typed with either sign."""

    item = LookupField("inventory.item", label=_("Item"))
    quantity = EntryDecimalField(label=_("Quantity"), max_digits=16, decimal_places=4)
    warehouse = LookupField("inventory.warehouse-code", label=_("Warehouse"), required=False)
    invoice_line = forms.IntegerField(required=False, widget=forms.HiddenInput)
    outputs = {"invoice": _("Origin invoice"), "price": _("Unit price"), "amount": _("Net amount")}


class ReturnChangeForm(EntityModelForm):
    """What may change of a return while goods are on their way."""

    class Meta:
        model = ReturnOrder
        fields = ["deadline", "reason", "customer_packing_slip"]


class CancelReturnForm(EntityForm):
    """Why nobody waits for the goods any more."""

    reason = forms.CharField(label=_("Reason"), max_length=200, required=False)

    def text(self) -> str:
        """Return the reason as typed."""
        data: dict[str, Any] = self.cleaned_data
        return str(data["reason"])
