"""Holding and releasing customers: one from its page, many from the list (customers.md §3.4)."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from customers.forms.holds import HoldForm, ReleaseForm
from customers.models import Customer, HoldKind
from customers.rights import right_to_hold
from customers.services.set_hold import release_hold, set_hold
from customers.views.customers import CustomerList
from foundation.backoffice.forms import EntityForm
from foundation.backoffice.lists.listing import Listing
from foundation.backoffice.views import DocumentActionView
from foundation.backoffice.views.form_view import REFUSED
from foundation.errors import BusinessRuleError, Text

MOST_AT_ONCE = 1000
NAMED = 20


class CustomerHold(DocumentActionView):
    """Put one customer on hold."""

    permission_required = "customers.set_hold"
    model, rows, title, verb = Customer, "for_display", _("Put on hold"), _("Put on hold")
    form_class = HoldForm
    document_page = "customers:customer"
    success_message = _("%(document)s is on hold.")

    def get_initial(self, document: Any) -> dict[str, Any]:
        """Start with the hold that is there."""
        held = document.hold != HoldKind.NONE
        return {"kind": document.hold, "reason": document.hold_reason, "until": document.hold_until} if held else {"kind": HoldKind.ALL}

    def perform(self, document: Any, form: Any) -> Any:
        """Set the hold; weakening one that is there asks for the right to release."""
        data = form.cleaned_data
        self.request.access.require(right_to_hold([document], data["kind"], data["until"], self.entity.today()))
        return set_hold(self.entity, [document], data["kind"], reason=data["reason"], until=data["until"], user=self.request.user)


class CustomerRelease(DocumentActionView):
    """Release one customer from its hold."""

    permission_required = "customers.release_hold"
    model, rows, title, verb = Customer, "for_display", _("Release hold"), _("Release")
    form_class = ReleaseForm
    document_page = "customers:customer"
    success_message = _("%(document)s is released.")

    def perform(self, document: Any, form: Any) -> Any:
        """End the hold."""
        return release_hold(self.entity, [document], reason=form.cleaned_data["reason"], user=self.request.user)


class CustomersHold(CustomerList):
    """Put the selected customers of the list on hold."""

    permission_required = "customers.set_hold"
    title = _("Put on hold")
    template_name = "customers/selection_action.html"
    form_class: ClassVar[type[EntityForm]] = HoldForm
    verb: ClassVar[Text] = _("Put on hold")
    bulk_actions = ()

    def get(self, request: HttpRequest, **_kwargs: Any) -> HttpResponseBase:
        """Ask what is done with the selection."""
        return self.ask(Listing(self, self.request, request.GET), self.make_form())

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponseBase:
        """Do it with all of the selection or none of it, and lead back to the list."""
        listing, form = Listing(self, self.request, self.without_answers(request.POST)), self.make_form(request.POST)
        if not form.is_valid():
            return self.ask(listing, form, REFUSED)
        try:
            with transaction.atomic():
                done = self.perform(list(listing.selected()[:MOST_AT_ONCE]), form.cleaned_data)
        except BusinessRuleError as refusal:
            form.refuse(refusal)
            return self.ask(listing, form, REFUSED)
        messages.success(request, self.message(done))
        return self.go(self.url("customers:customers", listing.state()))

    def perform(self, customers: list[Customer], data: dict[str, Any]) -> int:
        """Set the hold and return on how many customers."""
        self.request.access.require(right_to_hold(customers, data["kind"], data["until"], self.entity.today()))
        return len(set_hold(self.entity, customers, data["kind"], reason=data["reason"], until=data["until"], user=self.request.user))

    def message(self, count: int) -> str:
        """Say what was done."""
        return ngettext("%(count)d customer is on hold.", "%(count)d customers are on hold.", count) % {"count": count}

    def without_answers(self, sent: QueryDict) -> QueryDict:
        """Return what was sent without the form: the state of the list and the selection."""
        state = sent.copy()
        for name in (*self.form_class.base_fields, "csrfmiddlewaretoken"):
            state.pop(name, None)
        return state

    def make_form(self, data: Any = None) -> Any:
        """Return the form, bound to what was sent where something was."""
        return self.form_class(data, entity=self.entity, access=self.request.access)

    def ask(self, listing: Listing, form: Any, status: int = 200) -> HttpResponse | HttpResponseBase:
        """Show the selection and the form; without a selection lead back to the list."""
        customers = list(listing.selected()[: MOST_AT_ONCE + 1])
        back = self.url("customers:customers", listing.state())
        if not customers or len(customers) > MOST_AT_ONCE:
            text = (
                _("Select the customers first.")
                if not customers
                else _("Select at most %(most)d customers at once.") % {"most": MOST_AT_ONCE}
            )
            messages.error(self.request, str(text))
            return self.go(back)
        context = {
            "form": form,
            "named": customers[:NAMED],
            "count": len(customers),
            "more": max(0, len(customers) - NAMED),
            "carried": [*listing.hidden_inputs, *(("selected", str(customer.pk)) for customer in customers)],
            "back": back,
        }
        return self.page(context, status=status)


class CustomersRelease(CustomersHold):
    """Release the selected customers of the list."""

    permission_required = "customers.release_hold"
    title = _("Release hold")
    form_class = ReleaseForm
    verb = _("Release")

    def perform(self, customers: list[Customer], data: dict[str, Any]) -> int:
        """End the holds and return of how many customers."""
        held = [customer for customer in customers if customer.hold != HoldKind.NONE]
        return len(release_hold(self.entity, held, reason=data["reason"], user=self.request.user)) if held else 0

    def message(self, count: int) -> str:
        """Say what was done."""
        return ngettext("%(count)d customer is released.", "%(count)d customers are released.", count) % {"count": count}
