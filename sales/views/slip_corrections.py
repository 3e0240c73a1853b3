"""Dialogs that take packing slips back: correct the quantities of one, or cancel it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from foundation.backoffice.forms import PostingForm
from foundation.backoffice.posting import InputCell, Outcome, Preview, PreviewDocument, PreviewTable, Refused, ResultLink
from foundation.backoffice.views import PostingDialogView
from sales.corrections import CorrectedLine, CorrectionPlan, CorrectionRequest
from sales.forms.corrections import CancelSlipForm, CorrectSlipForm, typed_quantities
from sales.models import PackingSlip
from sales.packing_slip_errors import NothingCorrected
from sales.services.correct_packing_slips import correct_packing_slips
from sales.services.plan_corrections import plan_corrections

CORRECT = "sales.correct_packingslip"
CORRECT_PRINTED = "sales.correct_printed_packingslip"


class CancelSlipDialog(PostingDialogView):
    """Cancel a packing slip: everything on it is open to deliver again, and its number stays with it."""

    permission_required = CORRECT
    model, rows = PackingSlip, "for_display"
    list_page, document_page = "sales:packing-slips", "sales:packing-slip"
    title, verb = _("Cancel packing slip"), _("Cancel packing slip")
    form_class: ClassVar[type[PostingForm]] = CancelSlipForm
    posted_text, not_posted_text = _("Cancelled"), _("Not cancelled")

    def make_plan(self, documents: list[Any], parameters: dict[str, Any]) -> CorrectionPlan:
        """Plan what comes back."""
        return plan_corrections(self.request_of(documents, parameters))

    def request_of(self, documents: list[Any], parameters: Mapping[str, Any]) -> CorrectionRequest:
        """Return what is asked for."""
        keys, may = [slip.pk for slip in documents], self.request.access.may(CORRECT_PRINTED)
        return CorrectionRequest(self.entity, keys, self.quantities(parameters), parameters.get("reason") or "", even_printed=may)

    def quantities(self, _parameters: Mapping[str, Any]) -> dict[int, Any] | None:
        """Return the quantities that stay; None for a slip that is cancelled."""
        return None

    def describe(self, plan: CorrectionPlan) -> Preview:
        """Show each slip with what comes back of it; of a selection those that can go, of one slip also what stands in the way."""
        shown = [
            PreviewDocument(
                title=slip.number,
                party=slip.header["customer_name"],
                url=self.url("sales:packing-slip", pk=slip.pk),
                lines=self.table(plan.lines[slip.pk]),
            )
            for slip in plan.slips.values()
            if "pk" in self.kwargs or slip.pk not in plan.refusals
        ]
        return Preview(shown, self.refused(plan.slips, plan.refusals))

    def table(self, lines: list[CorrectedLine]) -> PreviewTable:
        """Return what stood, what stays and what comes back of each line."""
        headings = [_("Line"), _("Item"), _("Description"), _("Delivered"), _("Invoiced"), _("Stays"), _("Comes back"), _("Unit")]
        rows = [
            [line.line_number, line.item_number, line.name, line.standing, line.invoiced, self.stays(line), line.taken, line.unit]
            for line in lines
        ]
        return PreviewTable(headings, rows)

    def stays(self, line: CorrectedLine) -> Any:
        """Return the quantity that stays of a line."""
        return line.quantity

    def refused(self, slips: Mapping[int, PackingSlip], refusals: Mapping[int, Any]) -> list[Refused]:
        """Return the slips that stay as they are, each with its reason."""
        return [Refused(slips[key].number, self.url("sales:packing-slip", pk=key), error.as_refusal()) for key, error in refusals.items()]

    def perform(self, documents: list[Any], parameters: dict[str, Any]) -> Outcome:
        """Take the goods back."""
        done = correct_packing_slips(self.request_of(documents, parameters), self.request.user)
        links = [
            ResultLink(
                str(found),
                self.url("sales:packing-slip", pk=found.packing_slip_id),
                detail=found.packing_slip.header["customer_name"],
            )
            for found in done.corrections
        ]
        return Outcome(links, self.refused(done.slips, done.refusals))


class CorrectSlipDialog(CancelSlipDialog):
    """Correct a packing slip: less left than it says."""

    title, verb = _("Correct packing slip"), _("Correct")
    form_class = CorrectSlipForm
    posted_text, not_posted_text = _("Corrected"), _("Not corrected")

    def describe(self, plan: CorrectionPlan) -> Preview:
        """Show the slip; that nothing was typed yet is no mistake before somebody posts."""
        shown = super().describe(plan)
        waits = any(isinstance(error, NothingCorrected) for error in plan.refusals.values())
        known = [refused for refused in shown.refusals if refused[2].code != NothingCorrected.code]
        return replace(shown, refusals=known, notices=[_("Type how much stays of each line; the rest comes back.")] if waits else ())

    def quantities(self, parameters: Mapping[str, Any]) -> dict[int, Any] | None:
        """Return the quantities that were typed."""
        return typed_quantities(parameters)

    def stays(self, line: CorrectedLine) -> Any:
        """Let the quantity be typed over."""
        return InputCell(f"quantity_{line.id}", line.quantity) if line.standing else line.quantity
