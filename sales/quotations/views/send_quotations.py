"""The dialog that sends quotations: what the customers will read, then what came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from foundation.backoffice.deliveries.pro_formas import ProFormaDialog
from foundation.backoffice.forms import PostingForm
from foundation.backoffice.posting import Outcome, Preview, ResultLink
from foundation.documents.document_types import DocumentType
from sales.quotations.forms import SendForm
from sales.quotations.models import Quotation
from sales.quotations.services.plan_sending import SendPlan, SendRequest, plan_sending
from sales.quotations.services.print_pro_formas import print_pro_forma_quotations
from sales.quotations.services.send_quotations import place_of, send_quotations
from sales.quotations.views.quotation_list import QuotationList
from sales.services.working_orders import WorkingLine
from sales.views.posting import ConfirmDialog


class SendDialog(ConfirmDialog):
    """Send quotations: one, or a selection."""

    permission_required = "quotations.send_quotation"
    title, verb = _("Send quotation"), _("Send")
    form_class: ClassVar[type[PostingForm]] = SendForm
    posted_text, not_posted_text = _("Sent"), _("Not sent")
    model, rows = Quotation, "for_page"
    list_class, list_page = QuotationList, "quotations:quotations"
    document_page = "quotations:quotation"
    batch_kind = ""
    remembered: ClassVar[Sequence[str]] = ()

    def get_initial(self, _documents: list[Any]) -> dict[str, Any]:
        """Propose to send the paper."""
        return {"deliver": True}

    def make_plan(self, documents: list[Any], parameters: dict[str, Any]) -> Any:
        """Plan the sending."""
        return plan_sending(self.asked(documents, parameters))

    def asked(self, documents: list[Any], parameters: Mapping[str, Any]) -> SendRequest:
        """Return what is asked for."""
        return SendRequest(
            self.entity,
            [quotation.pk for quotation in documents],
            send=bool(parameters.get("deliver")),
            accept_zero_prices=bool(parameters.get("accept_zero_prices")),
        )

    def describe(self, plan: Any) -> Preview:
        """Show every quotation as the customer will read it."""
        return Preview([self.describe_order(plan, work) for work in plan.going], self.refused(plan.refusals, plan.held.quotations))

    def deliveries_of(self, plan: Any, working: WorkingLine) -> Sequence[tuple[Decimal, date, str]]:
        """Return the deliveries that a line is offered in."""
        found: SendPlan = plan
        return [(row.quantity, row.ship_date, place_of(row)) for row in found.deliveries.get(working.line.pk, ())]

    def title_of(self, plan: Any, order: Any) -> str:
        """Return number and revision."""
        found: SendPlan = plan
        return _("%(number)s, version %(version)s") % {"number": order.number, "version": found.held.quotations[order.pk].revision}

    def perform(self, documents: list[Any], parameters: dict[str, Any]) -> Outcome:
        """Send the quotations."""
        done = send_quotations(self.asked(documents, parameters), self.request.user)
        links = [
            ResultLink(
                str(version),
                self.url("quotations:version", pk=version.pk),
                self.url("quotations:version-pdf", pk=version.pk),
                detail=f"{version.header['order_number']} · {version.header['customer_name']}",
                amount=version.total_amount,
                currency=version.currency_id,
            )
            for version in done.versions
        ]
        return Outcome(links, self.refused(done.refusals, done.quotations), self.warned(done.warnings, done.quotations))


class ProFormaQuotation(ProFormaDialog, SendDialog):
    """Print a quotation as the customer would read it."""

    title, form_class = _("Pro forma quotation"), PostingForm
    document_type = DocumentType.PRO_FORMA_QUOTATION

    def get_initial(self, _documents: list[Any]) -> dict[str, Any]:
        """Nothing is to be chosen."""
        return {}

    def asked(self, documents: list[Any], parameters: Mapping[str, Any]) -> SendRequest:
        """Return what is asked for; lines without a price stop nothing."""
        return replace(super().asked(documents, parameters), accept_zero_prices=True)

    def perform(self, documents: list[Any], parameters: dict[str, Any]) -> Outcome:
        """Print, and lead to the file."""
        printed = print_pro_forma_quotations(self.asked(documents, parameters), self.request.user)
        return Outcome(self.links(printed.files), self.refused(printed.refusals, printed.documents))
