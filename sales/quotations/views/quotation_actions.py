"""What can be done with one quotation in one step: copy, delete, extend, mark as lost, cancel, open again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.utils.translation import gettext_lazy as _

from foundation.backoffice.views import DocumentActionView, ParametersView
from sales.quotations.forms import (
    AlternativesForm,
    CalculateQuotationForm,
    ConfirmQuotationForm,
    CopyQuotationForm,
    ExtendForm,
    LostForm,
    ProbabilityForm,
    QuotationParametersForm,
    ReasonForm,
)
from sales.quotations.models import Quotation, QuotationLine, QuotationParameters
from sales.quotations.services.calculate_again import calculate_quotation_again
from sales.quotations.services.confirm_quotations import ConfirmRequest, confirm_quotations
from sales.quotations.services.delete_quotations import delete_quotations
from sales.quotations.services.enter_quotations import copy_quotation
from sales.quotations.services.link_alternatives import set_alternatives
from sales.quotations.services.rate_quotations import rate_quotation
from sales.quotations.services.settle_quotations import cancel_quotations, extend_quotations, lose_quotations, reopen_quotations
from sales.services.calculate_again import Calculation


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
        search, limit = form.cleaned_data["search_prices"], self.request.access.manual_discount_limit
        entered = copy_quotation(self.entity, document.pk, self.request.user, search_prices=search, discount_limit=limit)
        return entered.quotation

    def success_url(self, done: Any) -> str:
        """Lead to the copy."""
        return self.url("quotations:quotation", pk=done.pk)


class CalculateQuotationAction(QuotationActionView):
    """Calculate prices, discounts and charges of a quotation again."""

    permission_required = "quotations.change_quotation"
    title, verb = _("Calculate"), _("Calculate")
    form_class = CalculateQuotationForm
    success_message = _("Prices and discounts of %(document)s are up to date.")

    def make_form(self, data: Any = None) -> CalculateQuotationForm:
        """Return the form, which asks for a new revision of a quotation that was sent."""
        return CalculateQuotationForm(data, quotation=self.object, entity=self.entity, access=self.request.access)

    def perform(self, document: Any, form: Any) -> Any:
        """Calculate what was asked for, and tell what is worth knowing."""
        data, again = form.cleaned_data, bool(form.cleaned_data.get("start_revision"))
        parts = data["parts"] or [Calculation.PRICES]
        for notice in calculate_quotation_again(
            self.entity, document.pk, self.request.user, parts, overwrite=data["overwrite"], start_revision=again
        ):
            messages.warning(self.request, str(notice))
        return document


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


class ConfirmQuotationAction(QuotationActionView):
    """Make the sales order."""

    permission_required = "quotations.confirm_quotation"
    title, verb = _("Confirm quotation"), _("Make the sales order")
    question = _("Quotation %(document)s becomes a sales order at the prices that were offered.")
    success_message = _("This is the sales order of quotation %(document)s.")

    def make_form(self, data: Any = None) -> ConfirmQuotationForm:
        """Return the form, which asks for a reason where alternatives are left."""
        alternatives = Quotation.of(self.entity).live().alternatives_of(self.object).count()
        return ConfirmQuotationForm(data, entity=self.entity, access=self.request.access, alternatives=alternatives)

    def perform(self, document: Any, form: Any) -> Any:
        """Confirm the quotation, and tell what the order differs in."""
        request = ConfirmRequest(self.entity, [document.pk], form.cleaned_data.get("reason"))
        confirmed = confirm_quotations(request, self.request.user).or_raise()
        for notice in confirmed.notices.get(document.pk, ()):
            messages.info(self.request, str(notice))
        return confirmed.orders[document.pk]

    def success_url(self, done: Any) -> str:
        """Lead to the order."""
        return self.url("sales:order", pk=done.pk)


class AlternativesAction(QuotationActionView):
    """Say of which quotations the customer takes one at most."""

    permission_required = "quotations.change_quotation"
    title, verb = _("Alternative quotations"), _("Save")
    success_message = _("The alternatives of %(document)s are saved.")

    def make_form(self, data: Any = None) -> AlternativesForm:
        """Return the form with the quotations to the same customer."""
        known = list(Quotation.of(self.entity).live().alternatives_of(self.object).values_list("pk", flat=True))
        options: dict[str, Any] = {"entity": self.entity, "access": self.request.access, "initial": {"quotations": known}}
        return AlternativesForm(data, quotation=self.object, **options)

    def perform(self, document: Any, form: Any) -> Any:
        """Link the quotations."""
        return set_alternatives(self.entity, document.pk, [known.pk for known in form.cleaned_data["quotations"]], self.request.user)


class RateQuotationAction(QuotationActionView):
    """Say how likely a quotation is to be ordered, and when."""

    permission_required = "quotations.change_quotation"
    title, verb = _("Probability"), _("Save")
    form_class = ProbabilityForm
    success_message = _("The probability of %(document)s is saved.")

    def make_form(self, data: Any = None) -> ProbabilityForm:
        """Return the form with a percentage per line."""
        lines = list(QuotationLine.of(self.entity).of_quotation(self.object.pk))
        return ProbabilityForm(data, entity=self.entity, access=self.request.access, quotation=self.object, lines=lines)

    def perform(self, document: Any, form: Any) -> Any:
        """Save it."""
        return rate_quotation(self.entity, document.pk, self.request.user, **form.chosen())


class LoseQuotationAction(QuotationActionView):
    """Say that somebody else won."""

    permission_required = "quotations.settle_quotation"
    title, verb = _("Mark as lost"), _("Mark as lost")
    form_class = LostForm
    success_message = _("%(document)s is lost.")

    def perform(self, document: Any, form: Any) -> Any:
        """Mark the quotation."""
        data = form.cleaned_data
        return lose_quotations(self.entity, [document.pk], self.request.user, reason=data["reason"], competitor=data["competitor"])


class CancelQuotationAction(QuotationActionView):
    """Withdraw what was offered."""

    permission_required = "quotations.settle_quotation"
    title, verb = _("Cancel quotation"), _("Cancel quotation")
    form_class = ReasonForm
    success_message = _("%(document)s is cancelled.")

    def perform(self, document: Any, form: Any) -> Any:
        """Cancel the quotation."""
        return cancel_quotations(self.entity, [document.pk], self.request.user, reason=form.cleaned_data["reason"])


class ReopenQuotationAction(QuotationActionView):
    """Open what was lost or cancelled."""

    permission_required = "quotations.reopen_quotation"
    title, verb = _("Reopen quotation"), _("Reopen")
    question = _("Quotation %(document)s starts its next revision; its reason is forgotten.")
    success_message = _("%(document)s is open again.")

    def perform(self, document: Any, form: Any) -> Any:
        """Open the quotation."""
        return reopen_quotations(self.entity, [document.pk], self.request.user)


class ExtendQuotationAction(QuotationActionView):
    """Let the offer stand longer, without a new revision."""

    permission_required = "quotations.extend_quotation"
    title, verb = _("Extend quotation"), _("Extend")
    form_class = ExtendForm
    success_message = _("%(document)s stands longer now.")

    def get_initial(self, document: Any) -> dict[str, Any]:
        """Propose as many days from today as a new quotation gets."""
        days = QuotationParameters.of(self.entity).expiry_days
        return {"expiry_date": max(document.expiry_date, self.entity.today() + timedelta(days=days))}

    def perform(self, document: Any, form: Any) -> Any:
        """Extend the quotation."""
        return extend_quotations(self.entity, [document.pk], self.request.user, expiry_date=form.cleaned_data["expiry_date"])


class QuotationParametersPage(ParametersView):
    """The parameters of quotations."""

    permission_required, permission_to_change = "sales.view_parameters", "sales.change_parameters"
    title, model, form_class = _("Quotation parameters"), QuotationParameters, QuotationParametersForm
    success_page = "quotations:parameters"
