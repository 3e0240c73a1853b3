"""What can be done with one quotation in one step: copy and delete it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from foundation.backoffice.views import DocumentActionView, ParametersView
from sales.quotations.forms import CopyQuotationForm, QuotationParametersForm
from sales.quotations.models import Quotation, QuotationParameters
from sales.quotations.services.delete_quotations import delete_quotations
from sales.quotations.services.enter_quotations import copy_quotation


class QuotationActionView(DocumentActionView):
    """An action on a quotation that leads back to its page."""

    model = Quotation
    document_page = "quotations:quotation"


class CopyQuotationAction(QuotationActionView):
    """Offer the same again, from today on."""

    permission_required = "quotations.change_quotation"
    title, verb = _("Copy quotation"), _("Copy")
    form_class = CopyQuotationForm
    success_message = _("This is a copy of %(document)s.")

    def perform(self, document: Any, form: Any) -> Any:
        """Make the copy."""
        entered = copy_quotation(self.entity, document.pk, self.request.user, search_prices=form.cleaned_data["search_prices"])
        return entered.quotation

    def success_url(self, done: Any) -> str:
        """Lead to the copy."""
        return self.url("quotations:quotation", pk=done.pk)


class DeleteQuotationAction(QuotationActionView):
    """Delete a quotation that came to nothing."""

    permission_required = "quotations.delete_quotation"
    title, verb = _("Delete quotation"), _("Delete")
    question = _("Quotation %(document)s goes with all its lines. Its number is not used again; the audit trail remembers it.")
    success_message = _("Quotation %(document)s is deleted.")

    def perform(self, document: Any, form: Any) -> Any:
        """Delete the quotation."""
        return delete_quotations(self.entity, [document.pk], self.request.user)

    def success_url(self, _done: Any) -> str:
        """Lead to the list, as the quotation has no page any more."""
        return self.url("quotations:quotations")


class QuotationParametersPage(ParametersView):
    """The parameters of quotations."""

    permission_required, permission_to_change = "sales.view_parameters", "sales.change_parameters"
    title, model, form_class = _("Quotation parameters"), QuotationParameters, QuotationParametersForm
    success_page = "quotations:parameters"
