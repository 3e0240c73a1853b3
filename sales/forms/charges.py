"""The form of an order's charges."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.backoffice.forms import EntityChoiceField, EntryDecimalField, LineForm, LookupField
from foundation.ledger.models import ItemSalesTaxGroup
from foundation.organization.models import Currency
from sales.models import ChargeCategory, ChargeCode


class ChargeLineForm(LineForm):
    """One charge: of the order, or of the line whose number stands there."""

    code = EntityChoiceField(ChargeCode, label=_("Charge"))
    line_number = forms.IntegerField(label=_("Line"), required=False, min_value=1)
    category = forms.ChoiceField(label=_("Calculated as"), choices=ChargeCategory.choices, initial=ChargeCategory.FIXED)
    value = EntryDecimalField(label=_("Value"), max_digits=18, decimal_places=6)
    currency = EntityChoiceField(Currency, label=_("Currency"), required=False, empty_label=_("As document"))
    tax_group = EntityChoiceField(ItemSalesTaxGroup, label=_("Sales tax"), required=False, empty_label=_("As charge"))
    unit = LookupField("inventory.unit-code", label=_("Unit"), required=False)
    keep = forms.BooleanField(label=_("On every invoice"), required=False)
    outputs = {"amount": _("Amount")}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["line_number"].widget.attrs["placeholder"] = _("Document")
