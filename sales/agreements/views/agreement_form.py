"""Entering and changing a sales agreement: header and commitments in one form, and one commitment with everything it has."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.utils.translation import gettext_lazy as _

from foundation.backoffice.documents import Total
from foundation.backoffice.formats import format_entry
from foundation.backoffice.lines import Calculation, RowResult
from foundation.backoffice.views import EntityFormView, LinesFormView
from foundation.errors import BusinessRuleError
from foundation.money import ZERO
from sales.agreements.forms.agreements import AgreementForm, AgreementLineForm, CommitmentForm, grid_values
from sales.agreements.models import AgreementLine, SalesAgreement
from sales.agreements.services.agreement_lines import LineEntry
from sales.agreements.services.preview_agreement import preview_line, start_agreement
from sales.agreements.services.save_agreement import SavedAgreement, change_agreement, create_agreement

VIEW, CHANGE = "agreements.view_salesagreement", "agreements.change_salesagreement"
GRID = tuple(name for name in CommitmentForm.base_fields if name != "pk")


class AgreementEdit(LinesFormView):
    """Make or change an agreement."""

    permission_required = CHANGE
    model, rows, title = SalesAgreement, "for_page", _("Sales agreement")
    form_class, line_form_class = AgreementForm, CommitmentForm
    lines_title = _("Commitments")
    success_page, cancel_page = "agreements:agreement", "agreements:agreements"
    save_label = _("Save agreement")

    def get_initial(self) -> dict[str, Any]:
        """Start a new agreement with what the customer in the address brings along."""
        initial = super().get_initial()
        return start_agreement(self.entity, str(initial["customer"])) | initial if "customer" in initial else initial

    def initial_lines(self, record: Any) -> Sequence[dict[str, Any]]:
        """Return the commitments."""
        lines = AgreementLine.of(self.entity).of_agreement(record.pk)
        return [{"pk": line.pk} | {name: getattr(line, name) for name in GRID} for line in lines]

    def calculate(self, form: Any, lines: Sequence[dict[str, Any] | None]) -> Calculation:
        """Add the commitments up; what is wrong with one stands in its row."""
        currency, total = self.currency_of(form), ZERO
        rows: list[RowResult | None] = []
        for line in lines:
            if line is None:
                rows.append(None)
                continue
            try:
                found = preview_line(self.entity, currency, grid_values(line))
            except BusinessRuleError as refusal:
                known = refusal.field if refusal.field in CommitmentForm.base_fields else ""
                rows.append(RowResult(errors={known: str(refusal)}))
                continue
            total += found.net_amount
            unit = found.unit.code if found.unit else ""
            rows.append(RowResult({"unit": unit, "net_amount": format_entry(found.net_amount)}))
        return Calculation(rows, [Total(_("Committed"), total, currency.code, strong=True)])

    def currency_of(self, form: Any) -> Any:
        """Return the currency that the form has so far, else the customer's."""
        data = getattr(form, "cleaned_data", {})
        customer = data.get("customer")
        return data.get("currency") or (customer.currency if customer else None) or self.entity.currency

    def perform(self, form: Any, lines: list[dict[str, Any]]) -> SalesAgreement:  # type: ignore[override]
        """Save header and commitments."""
        entries = [LineEntry(line["pk"], grid_values(line), remove=bool(line.get("DELETE"))) for line in lines]
        user = self.request.user
        if self.object is None:
            return self.told(create_agreement(self.entity, form.header(), entries, user))
        return self.told(
            change_agreement(self.entity, self.object.pk, form.header(), entries, user, update_linked_lines=form.update_linked)
        )

    def told(self, saved: SavedAgreement) -> SalesAgreement:
        """Show what is worth knowing on the page that follows."""
        for notice in saved.notices:
            messages.warning(self.request, str(notice))
        return saved.agreement


class AgreementLineEdit(EntityFormView):
    """Change one commitment with its dates, place and bounds."""

    permission_required, permission_to_change = VIEW, CHANGE
    model, rows, title = AgreementLine, "for_page", _("Commitment")
    form_class = AgreementLineForm

    def perform(self, form: Any) -> SalesAgreement:
        """Save it as the form of the agreement would."""
        entry = LineEntry(self.object.pk, form.values())
        saved = change_agreement(
            self.entity, self.object.agreement_id, {}, [entry], self.request.user, update_linked_lines=form.update_linked
        )
        for notice in saved.notices:
            messages.warning(self.request, str(notice))
        return saved.agreement

    def success_url(self, _saved: Any) -> str:
        """Lead back to the agreement."""
        return self.url("agreements:agreement", pk=self.object.agreement_id)
