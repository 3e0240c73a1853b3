"""Offering a line in several deliveries, and in one again (sales.md §5.4, §12.6)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from customers.models import Customer, Prospect
from sales.quotations.models import Quotation, QuotationLine
from sales.quotations.schedule_forms import QuotationScheduleForm, RemoveQuotationScheduleForm
from sales.quotations.services.quotation_schedules import schedule_line, unschedule_line
from sales.quotations.statuses import QuotationStatus
from sales.quotations.views.quotation_actions import QuotationActionView
from sales.services.delivery_schedule import ScheduleRequest
from sales.views.schedule import ScheduleView, SpreadView

CHANGE = "quotations.change_quotation"


class SpreadQuotationAction(SpreadView):
    """Split a line of a quotation."""

    permission_required = CHANGE
    model, document_page, next_page = Quotation, "quotations:quotation", "quotations:quotation-schedule"

    def candidates(self) -> list[QuotationLine]:
        """Return the lines without a schedule."""
        return list(QuotationLine.of(self.entity).schedulable().of_quotation(self.object.pk))


class QuotationScheduleEdit(ScheduleView):
    """The deliveries of one line of a quotation."""

    permission_required = CHANGE
    model, form_class = Quotation, QuotationScheduleForm
    success_page = cancel_page = "quotations:quotation"

    @property
    def buyer(self) -> Customer | Prospect:
        """Return the customer or prospect."""
        buyer: Customer | Prospect = self.object.to
        return buyer

    def candidates(self) -> Any:
        """Return the lines without a schedule."""
        return QuotationLine.of(self.entity).schedulable().of_quotation(self.pk)

    def make_form(self, data: Any = None) -> Any:
        """Return the form, which asks for a revision only of a quotation that was sent."""
        form = super().make_form(data)
        if self.object.status != QuotationStatus.SENT:
            del form.fields["start_revision"]
        return form

    def make_schedule(self, request: ScheduleRequest, form: Any) -> None:
        """Make the schedule."""
        again, limit = bool(form.cleaned_data.get("start_revision")), self.request.access.manual_discount_limit
        schedule_line(self.entity, self.object.pk, request, self.request.user, start_revision=again, discount_limit=limit)


class RemoveQuotationScheduleAction(QuotationActionView):
    """Offer a line in one delivery again."""

    permission_required = CHANGE
    title, verb = _("Remove delivery schedule"), _("Remove delivery schedule")
    form_class = RemoveQuotationScheduleForm
    success_message = _("The delivery schedule of %(document)s is removed.")

    def make_form(self, data: Any = None) -> RemoveQuotationScheduleForm:
        """Return the form with the lines that have a schedule."""
        lines = list(QuotationLine.of(self.entity).scheduled().of_quotation(self.object.pk))
        known = {"entity": self.entity, "access": self.request.access, "quotation": self.object}
        return RemoveQuotationScheduleForm(data, lines=lines, **known)

    def perform(self, document: Any, form: Any) -> Any:
        """Remove it."""
        again = bool(form.cleaned_data.get("start_revision"))
        return unschedule_line(self.entity, document.pk, int(form.cleaned_data["line"]), self.request.user, start_revision=again)
