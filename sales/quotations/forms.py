"""The forms of quotations."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.backoffice.forms import EntityForm, EntityModelForm
from sales.forms.orders import DELIVERY, SalesOrderForm
from sales.quotations.errors import ExpiryPassed
from sales.quotations.models import Quotation, QuotationParameters

GENERAL = ("customer", "customer_reference", "quotation_date", "expiry_date", "follow_up_date", "requested_ship_date")
TERMS = (
    "invoice_account",
    "currency",
    "payment_terms",
    "payment_method",
    "cash_discount",
    "price_group",
    "line_discount_group",
    "total_discount_percent",
)
REMARKS = ("contact_name", "customer_requisition", "responsible", "text", "internal_note")
OWN_DATES = ("follow_up_date", "expiry_date")


class QuotationForm(SalesOrderForm):
    """The header of a quotation; what is left empty on a new one comes from its customer and the parameters."""

    class Meta:
        model = Quotation
        fields = [*GENERAL, *DELIVERY, *TERMS, *REMARKS]

    sections = [
        (_("Quotation"), GENERAL),
        (_("Delivery"), DELIVERY),
        (_("Price and payment"), TERMS),
        (_("Texts and responsibility"), REMARKS),
    ]

    def unasked(self) -> Iterator[str]:
        """Nothing of a quotation was confirmed; prices can only be searched again when there are any."""
        yield "delete_confirmed"
        yield "delete_attached"
        if not self.instance.pk:
            yield "overwrite_prices"

    def clean(self) -> dict[str, Any] | None:
        """Refuse a last day before the first one, on its field (QUO-02)."""
        cleaned = super().clean()
        first, last = (self.cleaned_data.get(name) for name in ("quotation_date", "expiry_date"))
        if first and last and last < first:
            self.add_error("expiry_date", str(ExpiryPassed(d=last)))
        return cleaned

    def header(self) -> dict[str, Any]:
        """Return what was entered, by field of the order that the quotation stands for."""
        entered = {name: value for name, value in super().header().items() if name not in OWN_DATES}
        if "quotation_date" in entered:
            entered["order_date"] = entered.pop("quotation_date")
        return entered

    def dates(self) -> dict[str, date]:
        """Return the dates that only quotations have, as far as they were entered."""
        return {name: self.cleaned_data[name] for name in OWN_DATES if self.cleaned_data.get(name)}


class CopyQuotationForm(EntityForm):
    """How the prices of a copy come about."""

    search_prices = forms.BooleanField(
        label=_("Search prices again"),
        required=False,
        help_text=_("Otherwise prices and discounts are those of the quotation. What was typed by hand stays in any case."),
    )


class QuotationParametersForm(EntityModelForm):
    """Rules and defaults of quotations in one legal entity (sales.md §22)."""

    class Meta:
        model = QuotationParameters
        fields = ["follow_up_days", "expiry_days"]
