"""Entering and changing a quotation: the grid of orders, priced and totalled while people type."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.utils.translation import gettext_lazy as _

from foundation.backoffice import registry
from sales.forms.orders import DELIVERY
from sales.quotations.forms import TERMS, QuotationForm, QuotationLineForm
from sales.quotations.models import Quotation, QuotationLine, QuotationParameters
from sales.quotations.services.enter_quotations import QuotationDraft, create_quotations, dated, tell_quoted
from sales.quotations.services.preview_quotation import preview_quotation_change
from sales.quotations.services.revise_quotation import revise_quotation
from sales.services.change_lines import Answers, LineEdit
from sales.services.enter_orders import EnteredOrders, OrderDraft
from sales.services.preview_rows import OrderPreview
from sales.services.revise_order import OrderRevision
from sales.views.order_form import SalesOrderEdit, SalesOrderNew, draft_of, shown_line

CHANGE = "quotations.change_quotation"


class QuotationNew(SalesOrderNew):
    """Enter a quotation."""

    permission_required = CHANGE
    model, rows, title, save_label = Quotation, "for_page", _("Quotation"), _("Save quotation")
    form_class, line_form_class = QuotationForm, QuotationLineForm
    success_page, cancel_page = "quotations:quotation", "quotations:quotations"
    taken_over = (*DELIVERY, *TERMS, "responsible")

    def get_initial(self) -> dict[str, Any]:
        """Start with today and the dates that follow from it, or with what the customer in the address brings along."""
        new = dated(QuotationParameters.of(self.entity), self.entity.today())
        initial = super().get_initial() | self.of_prospect()
        initial.pop("order_date", None)
        return {name: getattr(new, name) for name in ("quotation_date", "follow_up_date", "expiry_date")} | initial

    def of_prospect(self) -> dict[str, Any]:
        """Return delivery and terms of the prospect in the address."""
        try:
            prospect = registry.lookup("customers.prospect").by_key(self.entity, self.request.GET.get("prospect", ""))
        except ObjectDoesNotExist:
            return {}
        return {name: value for name, value in self.defaults_of(prospect.as_customer()).items() if name != "invoice_account"} | {
            "prospect": prospect.pk
        }

    def perform(self, form: Any, lines: list[dict[str, Any]]) -> Quotation:  # type: ignore[override]
        """Make the quotation."""
        order = OrderDraft(
            customer_id=form.party("customer"),
            lines=[draft_of(line) for line in lines],
            invoice_account_id=form.party("invoice_account"),
            header=form.header(),
        )
        result = EnteredOrders()
        drafts = [QuotationDraft(order, **form.dates())]
        made = create_quotations(self.entity, drafts, self.request.user, result, discount_limit=self.request.access.manual_discount_limit)
        for refused in result.refused:
            raise refused.error
        self.tell(made[0].notices)
        tell_quoted(self.entity, made[0].quotation.pk, self.request.user)
        return made[0].quotation


class QuotationEdit(SalesOrderEdit):
    """Change a quotation and its lines."""

    permission_required = CHANGE
    model, rows, title = Quotation, "for_page", _("Quotation")
    form_class, line_form_class = QuotationForm, QuotationLineForm
    success_page, cancel_page = "quotations:quotation", "quotations:quotations"

    def get_rows_to_lock(self) -> Any:
        """Return the quotations of the legal entity."""
        return Quotation.of(self.entity)

    def initial_lines(self, record: Any) -> Sequence[dict[str, Any]]:
        """Return the lines as they are."""
        return [self.initial_line(line, record.currency_id) for line in QuotationLine.of(self.entity).of_quotation(record.pk)]

    def initial_line(self, line: QuotationLine, currency: str) -> dict[str, Any]:  # type: ignore[override]
        """Return one line; what the search found stands beside what is shown."""
        return shown_line(line, currency) | {"category": line.category}

    def preview_change(self, header: dict[str, Any], edits: dict[int, LineEdit], answers: Answers) -> OrderPreview:
        """Return the quotation as the edits would leave it."""
        return preview_quotation_change(self.entity, self.object.pk, header, edits, answers)

    def perform(self, form: Any, lines: list[dict[str, Any]]) -> Quotation:  # type: ignore[override]
        """Change the quotation."""
        revision = OrderRevision(
            form.header(), form.party("customer"), form.party("invoice_account"), [self.edit_of(line) for line in lines]
        )
        again, user = bool(form.cleaned_data.get("start_revision")), self.request.user
        self.tell(revise_quotation(self.entity, self.object.pk, revision, user, self.answers(form), form.dates(), start_revision=again))
        tell_quoted(self.entity, self.object.pk, user)
        found: Quotation = Quotation.of(self.entity).get(pk=self.object.pk)
        return found
