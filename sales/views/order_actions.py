"""What can be done with one order in one step: cancel what is left, reopen, delete, search prices again."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.utils.translation import gettext_lazy as _

from foundation.backoffice.views import DocumentActionView
from sales.cancellation_notices import cancellation_notices
from sales.deletion_warnings import warnings_of
from sales.forms.actions import CalculateForm, CancelRemainderForm
from sales.models import SalesOrder, SalesOrderLine
from sales.services.calculate_again import Calculation, calculate_again
from sales.services.cancel_remainder import cancel_remainder, reopen_remainder
from sales.services.delete_order import delete_orders


class OrderActionView(DocumentActionView):
    """An action on an order that leads back to its page."""

    model = SalesOrder
    document_page = "sales:order"


class CancelRemainderAction(OrderActionView):
    """Cancel what is left to deliver, line by line or all of it."""

    permission_required = "sales.cancel_salesorder"
    title, verb = _("Cancel remainder"), _("Cancel remainder")
    form_class = CancelRemainderForm
    success_message = _("What was left of %(document)s is cancelled.")

    def make_form(self, data: Any = None) -> CancelRemainderForm:
        """Return the form with a field per open line."""
        lines = list(SalesOrderLine.of(self.entity).to_deliver().of_order(self.object.pk))
        return CancelRemainderForm(data, entity=self.entity, access=self.request.access, lines=lines)

    def perform(self, document: Any, form: Any) -> Any:
        """Cancel the quantities, and tell what becomes of what was bought for them."""
        notices = cancellation_notices(self.entity, [document.pk], form.wanted)
        done = cancel_remainder(self.entity, [document.pk], self.request.user, wanted=form.wanted, reason=form.cleaned_data["reason"])
        for notice in notices:
            messages.warning(self.request, str(notice))
        return done


class ReopenRemainderAction(OrderActionView):
    """Open again what was cancelled."""

    permission_required = "sales.cancel_salesorder"
    title, verb = _("Reopen what was cancelled"), _("Reopen")
    question = _("What was cancelled of %(document)s will be open to deliver again.")
    success_message = _("What was cancelled of %(document)s is open again.")

    def perform(self, document: Any, form: Any) -> Any:
        """Reopen the lines."""
        return reopen_remainder(self.entity, [document.pk], self.request.user)


class DeleteOrderAction(OrderActionView):
    """Delete an order that nobody acted on yet."""

    permission_required = "sales.delete_salesorder"
    title, verb = _("Delete order"), _("Delete")
    question = _(
        "Order %(document)s goes with all its lines. Its number is not used again; the audit trail remembers it. "
        "What vendors were to deliver directly is cancelled."
    )
    success_message = _("Order %(document)s is deleted.")

    @property
    def question_text(self) -> str:
        """Return the question, after what the rooms above warn of."""
        return " ".join([*(str(warning) for warning in warnings_of(self.entity, self.object.pk)), super().question_text])

    def perform(self, document: Any, form: Any) -> Any:
        """Delete the order."""
        return delete_orders(self.request.access, [document.pk], delete_attached=True)

    def success_url(self, _done: Any) -> str:
        """Lead to the list, as the order has no page any more."""
        return self.url("sales:orders")


class SearchPricesAction(OrderActionView):
    """Calculate prices, discounts and charges of an order again."""

    permission_required = "sales.change_salesorder"
    title, verb = _("Calculate"), _("Calculate")
    form_class = CalculateForm
    success_message = _("Prices and discounts of %(document)s are up to date.")

    def perform(self, document: Any, form: Any) -> Any:
        """Calculate what was asked for."""
        data = form.cleaned_data
        parts = data["parts"] or [Calculation.PRICES]
        return calculate_again(self.entity, document.pk, self.request.user, parts, overwrite=data["overwrite"])
