"""Maintaining the charges of a quotation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sales.quotations.forms import RevisionForm
from sales.quotations.models import Quotation, QuotationCharge
from sales.quotations.services.change_charges import change_quotation_charges, preview_quotation_charges
from sales.services.change_charges import ChargeEntry, ChargePreview
from sales.views.charges import OrderCharges, entry_of


class QuotationCharges(OrderCharges):
    """Freight, fees and other amounts that are offered with a quotation and with its lines."""

    model, rows = Quotation, "for_page"  # type: ignore[assignment]
    form_class = RevisionForm  # type: ignore[assignment]
    success_page = "quotations:quotation"

    def make_form(self, data: Any = None) -> RevisionForm:
        """Return the form, which asks for the revision of a quotation that was sent."""
        return RevisionForm(data, entity=self.entity, access=self.request.access, quotation=self.object)

    def charges_of(self, record: Any) -> Sequence[Any]:
        """Return the charges as they are stored."""
        return list(QuotationCharge.of(self.entity).of_quotation(record.pk).select_related("unit"))

    def preview(self, entries: Mapping[int, ChargeEntry]) -> ChargePreview:
        """Return what the quotation comes to with the typed charges."""
        return preview_quotation_charges(self.entity, self.object.pk, entries)

    def perform(self, form: Any, lines: list[dict[str, Any]]) -> Any:  # type: ignore[override]
        """Save the charges that are left."""
        self.request.access.require("quotations.change_quotation")
        change_quotation_charges(
            self.entity,
            self.object.pk,
            [entry_of(line) for line in lines],
            self.request.user,
            discount_limit=self.request.access.manual_discount_limit,
            start_revision=bool(form.cleaned_data.get("start_revision")),
        )
        return Quotation.of(self.entity).get(pk=self.object.pk)
