"""The form of a sales agreement, of its commitments in a grid, and of one commitment with everything it has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.backoffice.forms import EntityForm, EntityModelForm, EntryDecimalField, LineForm, LookupField
from sales.agreements.commitments import CommitmentKind
from sales.agreements.models import AgreementClassification, AgreementLine, SalesAgreement
from sales.agreements.services.agreement_lines import LINE_FIELDS

GENERAL = ("customer", "classification", "document_title", "external_reference", "effective_date", "expiration_date", "default_commitment")
TERMS = ("currency", "payment_terms", "cash_discount", "delivery_terms", "delivery_mode")
ADDRESS = ("delivery_name", "delivery_street", "delivery_postal_code", "delivery_city", "delivery_country")
REMARKS = ("responsible", "text")
QUANTITY: dict[str, Any] = {"max_digits": 16, "decimal_places": 4, "required": False, "min_value": 0}
PRICE: dict[str, Any] = {"max_digits": 18, "decimal_places": 6, "required": False, "min_value": 0}
PERCENT: dict[str, Any] = {"max_digits": 7, "decimal_places": 4, "required": False, "min_value": 0, "max_value": 100}
AMOUNT: dict[str, Any] = {"max_digits": 18, "decimal_places": 4, "required": False, "min_value": 0}


class AgreementForm(EntityModelForm):
    """The header of an agreement; what is left empty on a new one comes from its customer."""

    class Meta:
        model = SalesAgreement
        fields = [*GENERAL, *TERMS, *ADDRESS, *REMARKS]

    sections = [
        (_("Agreement"), GENERAL),
        (_("Price and payment"), TERMS),
        (_("Delivery"), ADDRESS),
        (_("Text and responsibility"), REMARKS),
    ]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["customer"].widget.attrs["autofocus"] = not self.instance.pk

    def header(self) -> dict[str, Any]:
        """Return what was entered by field of the agreement: what changed of a known one, what is filled in of a new one."""
        names = [name for name in self._meta.fields or () if name in self.cleaned_data]
        if self.instance.pk:
            return {name: self.cleaned_data[name] for name in names if name in self.changed_data}
        return {name: self.cleaned_data[name] for name in names if self.cleaned_data[name] not in (None, "")}


class CommitmentForm(LineForm):
    """One commitment; what its kind does not have is left empty. Its dates and bounds are on the page of the line."""

    commitment = forms.ChoiceField(label=_("Commitment"), choices=CommitmentKind.choices, initial=CommitmentKind.QUANTITY)
    item = LookupField("inventory.item", label=_("Item"), required=False)
    category = LookupField("inventory.category-code", label=_("or sales category"), required=False)
    quantity = EntryDecimalField(label=_("Quantity"), **QUANTITY)
    unit = LookupField("inventory.unit-code", label=_("Unit"), required=False)
    unit_price = EntryDecimalField(label=_("Unit price"), **PRICE)
    discount_percent = EntryDecimalField(label=_("Discount %"), **PERCENT)
    net_amount = EntryDecimalField(label=_("Committed amount"), **AMOUNT)
    max_is_enforced = forms.BooleanField(label=_("Max is enforced"), required=False)
    price_and_discount_fixed = forms.BooleanField(label=_("Price is fixed"), required=False)


def grid_values(line: Mapping[str, Any]) -> dict[str, Any]:
    """Return a cleaned row by field of a commitment."""
    return {name: line[name] for name in CommitmentForm.base_fields if name in LINE_FIELDS and name in line}


class AgreementLineForm(EntityModelForm):
    """One commitment with its dates, place, bounds and price terms."""

    class Meta:
        model = AgreementLine
        fields = list(LINE_FIELDS)

    sections = [
        (_("Commitment"), ("commitment", "item", "category", "quantity", "unit", "net_amount")),
        (_("Price"), ("unit_price", "price_unit", "discount_amount", "discount_percent", "price_and_discount_fixed")),
        (_("Validity"), ("effective_date", "expiration_date", "site", "warehouse", "stopped")),
        (_("Bounds"), ("max_is_enforced", "min_release_amount", "max_release_amount")),
    ]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in ("unit_price", "price_unit", "discount_amount", "discount_percent", "net_amount"):
            self.fields[name].required = False
        for name in ("min_release_amount", "max_release_amount"):
            self.fields[name].required = False
            self.fields[name].help_text = _("Of each order line. Empty or 0: no bound.")
        for name in ("effective_date", "expiration_date"):
            self.fields[name].help_text = _("Empty: as the agreement.")

    def _post_clean(self) -> None:
        """Leave the line as it is: the service sets it, and checks it as it checks those of the grid."""

    def values(self) -> dict[str, Any]:
        """Return what was entered by field of a commitment."""
        return {name: self.cleaned_data[name] for name in LINE_FIELDS if name in self.cleaned_data}


class ConfirmForm(EntityForm):
    """What confirming an agreement does besides."""

    mark_as_effective = forms.BooleanField(
        label=_("Mark agreement as effective"), required=False, help_text=_("Only Effective agreements can be ordered from.")
    )
    send = forms.BooleanField(label=_("Send to the customer"), required=False, initial=True)


class ClassificationForm(EntityModelForm):
    """What agreements are sorted by."""

    class Meta:
        model = AgreementClassification
        fields = ["code", "name"]
