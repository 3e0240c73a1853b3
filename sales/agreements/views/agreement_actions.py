"""What can be done with one agreement: confirm, make effective, hold, close, reopen, copy, delete."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.utils.translation import gettext_lazy as _

from foundation.backoffice.views import DocumentActionView
from sales.agreements.forms.agreements import CloseForm, ConfirmForm, ReleaseForm
from sales.agreements.models import SalesAgreement
from sales.agreements.services.change_status import (
    close_agreement,
    delete_agreement,
    make_effective,
    put_on_hold,
    reopen_agreement,
)
from sales.agreements.services.confirm_agreement import confirm_agreement
from sales.agreements.services.release_order import releasable, release_order
from sales.agreements.services.save_agreement import copy_agreement
from sales.agreements.statuses import AgreementStatus
from sales.models import SalesOrderLine, SalesParameters
from sales.services.ship_days import ShipDays

CHANGE = "agreements.change_salesagreement"
RELEASE = "agreements.release_salesagreement"


class AgreementActionView(DocumentActionView):
    """An action that leads back to the agreement."""

    permission_required = CHANGE
    model = SalesAgreement
    document_page = "agreements:agreement"


class ConfirmAction(AgreementActionView):
    """Keep what was agreed as the next version, and print it."""

    title, verb = _("Confirm agreement"), _("Confirm")
    form_class = ConfirmForm

    def get_initial(self, document: Any) -> dict[str, Any]:
        """Propose to make an agreement effective that is not yet."""
        return {"mark_as_effective": document.status == AgreementStatus.ON_HOLD}

    def perform(self, document: Any, form: Any) -> Any:
        """Write the version."""
        data = form.cleaned_data
        version = confirm_agreement(
            self.entity, document.pk, self.request.user, mark_as_effective=data["mark_as_effective"], send=data["send"]
        )
        messages.success(self.request, _("%(document)s is confirmed.") % {"document": version})
        return version

    def success_url(self, done: Any) -> str:
        """Lead to what was confirmed."""
        return self.url("agreements:version", pk=done.pk)


class MakeEffectiveAction(AgreementActionView):
    """Let it be ordered from."""

    title, verb = _("Make effective"), _("Make effective")
    success_message = _("%(document)s can be ordered from.")

    def perform(self, document: Any, form: Any) -> Any:
        """Make it effective."""
        return make_effective(self.entity, document.pk, self.request.user)


class HoldAction(AgreementActionView):
    """Let nothing more be ordered from it."""

    title, verb = _("Put on hold"), _("Put on hold")
    question = _("Nothing more can be ordered from %(document)s until it is effective again. Linked order lines stay linked.")
    success_message = _("%(document)s is on hold.")

    def perform(self, document: Any, form: Any) -> Any:
        """Put it on hold."""
        return put_on_hold(self.entity, document.pk, self.request.user)


class CloseAction(AgreementActionView):
    """End it, with what was not ordered."""

    title, verb = _("Close agreement"), _("Close")
    form_class = CloseForm
    success_message = _("%(document)s is closed.")

    def perform(self, document: Any, form: Any) -> Any:
        """Close it."""
        return close_agreement(self.entity, document.pk, self.request.user, close_anyway=form.cleaned_data["close_anyway"])


class ReleaseOrderAction(AgreementActionView):
    """Order from it."""

    permission_required = RELEASE
    title, verb = _("Release order"), _("Make order")
    form_class = ReleaseForm

    def get_initial(self, document: Any) -> dict[str, Any]:
        """Start with the first day on which goods leave; every commitment with what remains of it."""
        parameters = SalesParameters.of(self.entity)
        day = self.entity.today() + timedelta(days=parameters.sales_lead_time)
        day = ShipDays.load(self.entity, parameters).calendar.next_open(max(day, document.effective_date or day))
        return {"ship_date": day, "remaining": releasable(self.entity, document.pk)}

    def perform(self, document: Any, form: Any) -> Any:
        """Make the order."""
        data = form.cleaned_data
        limit = self.request.access.manual_discount_limit
        made = release_order(
            self.entity,
            document.pk,
            data["ship_date"],
            form.quantities(),
            self.request.user,
            customer_reference=data["customer_reference"],
            discount_limit=limit,
        )
        for notice in made.notices:
            messages.warning(self.request, str(notice))
        messages.success(self.request, _("Sales order %(order)s is made.") % {"order": made.order})
        return made.order

    def success_url(self, done: Any) -> str:
        """Lead to the order; one of an amount has no line yet, and opens to be entered."""
        entered = SalesOrderLine.of(self.entity).of_order(done.pk).exists()
        return self.url("sales:order" if entered else "sales:order-edit", pk=done.pk)


class ReopenAction(AgreementActionView):
    """Let a closed agreement be ordered from again."""

    title, verb = _("Reopen"), _("Reopen")
    question = _("%(document)s will be Effective again.")
    success_message = _("%(document)s can be ordered from again.")

    def perform(self, document: Any, form: Any) -> Any:
        """Reopen it."""
        return reopen_agreement(self.entity, document.pk, self.request.user)


class CopyAction(AgreementActionView):
    """Agree the same for another time."""

    title, verb = _("Copy agreement"), _("Copy")
    question = _("A new agreement, On hold, gets the terms and commitments of %(document)s; its dates are empty.")
    success_message = _("This is a copy of %(document)s. Give it its dates.")

    def perform(self, document: Any, form: Any) -> Any:
        """Make the copy."""
        return copy_agreement(self.entity, document.pk, self.request.user).agreement

    def success_url(self, done: Any) -> str:
        """Lead to the form of the copy, where its dates are entered."""
        return self.url("agreements:agreement-edit", pk=done.pk)


class DeleteAction(AgreementActionView):
    """Delete an agreement that nobody counts on."""

    title, verb = _("Delete agreement"), _("Delete")
    question = _("Agreement %(document)s goes with all its lines. Its number is not used again; the audit trail remembers it.")
    success_message = _("Agreement %(document)s is deleted.")

    def perform(self, document: Any, form: Any) -> Any:
        """Delete it."""
        return delete_agreement(self.entity, document.pk, self.request.user)

    def success_url(self, _done: Any) -> str:
        """Lead to the list, as the agreement has no page any more."""
        return self.url("agreements:agreements")
