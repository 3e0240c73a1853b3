"""The form of a sales agreement, of its commitments in a grid, and of one commitment with everything it has."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.backoffice.formats import format_quantity
from foundation.backoffice.forms import EntityForm, EntityModelForm, EntryDateField, EntryDecimalField, LineForm, LookupField, PostingForm
from foundation.errors import BusinessRuleError
from foundation.money import ZERO
from sales.agreements.commitments import CommitmentKind
from sales.agreements.models import AgreementClassification, AgreementLine, SalesAgreement
from sales.agreements.services.agreement_lines import LINE_FIELDS
from sales.delivery_places import ADDRESS

GENERAL = ("customer", "classification", "document_title", "external_reference", "effective_date", "expiration_date", "default_commitment")
TERMS = ("currency", "payment_terms", "cash_discount", "delivery_terms", "delivery_mode")
REMARKS = ("responsible", "text")
QUANTITY: dict[str, Any] = {"max_digits": 16, "decimal_places": 4, "required": False, "min_value": 0}
PRICE: dict[str, Any] = {"max_digits": 18, "decimal_places": 6, "required": False, "min_value": 0}
PERCENT: dict[str, Any] = {"max_digits": 7, "decimal_places": 4, "required": False, "min_value": 0, "max_value": 100}
AMOUNT: dict[str, Any] = {"max_digits": 18, "decimal_places": 4, "required": False, "min_value": 0}


LINKED = [("", "–"), ("yes", _("Give them the new terms")), ("no", _("Leave them as they are"))]


class LinkedLinesAnswer(forms.Form):
    """What becomes of order lines that are linked already when terms change; asked when there are any."""

    update_linked_lines = forms.ChoiceField(label=_("Open linked order lines"), choices=LINKED, required=False, widget=forms.HiddenInput)

    def refuse(self, refusal: BusinessRuleError) -> None:
        """Show the question with its answers."""
        if refusal.code == "AGR-06":
            self.fields["update_linked_lines"].widget = forms.Select(choices=LINKED, attrs={"class": "form-select"})
        super().refuse(refusal)  # type: ignore[misc]

    @property
    def update_linked(self) -> bool | None:
        """Return the answer; None while that was not asked."""
        return {"yes": True, "no": False}.get(self.cleaned_data.get("update_linked_lines", ""))


class AgreementForm(LinkedLinesAnswer, EntityModelForm):
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


class AgreementLineForm(LinkedLinesAnswer, EntityModelForm):
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


class CloseFields(forms.Form):
    """What becomes of what was not ordered."""

    close_anyway = forms.BooleanField(
        label=_("Close although something is open"),
        required=False,
        help_text=_("What was not ordered is given up; linked order lines stay."),
    )


class CloseForm(CloseFields, EntityForm):
    """What becomes of what was not ordered of an agreement."""


class CloseAgreementsForm(CloseFields, PostingForm):
    """What becomes of what was not ordered of agreements."""


class ReleaseForm(EntityForm):
    """When and what to order from an agreement; ``remaining`` in the initial values are its commitments with what is left."""

    ship_date = EntryDateField(label=_("Requested ship date"))
    customer_reference = forms.CharField(label=_("Customer reference"), max_length=60, required=False)

    def extra_fields(self) -> dict[str, forms.Field]:
        """Return a quantity for each commitment that counts pieces."""
        return {
            f"quantity_{line.pk}": EntryDecimalField(
                label=f"{line.item.number} {line.item.name}",
                initial=max(left, ZERO),
                help_text=_("%(quantity)s %(unit)s remain.") % {"quantity": format_quantity(left), "unit": line.unit},
                **QUANTITY,
            )
            for line, left in self.initial.get("remaining", ())
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.placed = frozenset()

    def quantities(self) -> dict[int, Decimal]:
        """Return what was entered by commitment."""
        found = {name: value for name, value in self.cleaned_data.items() if name.startswith("quantity_") and value}
        return {int(name.removeprefix("quantity_")): value for name, value in found.items()}


class ClassificationForm(EntityModelForm):
    """What agreements are sorted by."""

    class Meta:
        model = AgreementClassification
        fields = ["code", "name"]
