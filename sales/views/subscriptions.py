"""Subscriptions on the screen: their list (L4) and what can be done with one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.utils.translation import gettext_lazy as _

from foundation.backoffice.lists import Search
from foundation.backoffice.views import ListPage
from sales.filters import SubscriptionFilter
from sales.forms.subscription import ChangeCyclesForm, PauseForm, StopForm, starting_terms
from sales.models import SalesOrder, SalesSubscription
from sales.services.subscription_notices import cycle_notices
from sales.services.subscriptions import change_cycles, next_cycle, pause_subscription, stop_subscription
from sales.tables.subscriptions import SubscriptionTable
from sales.views.order_actions import OrderActionView
from sales.views.order_lists import order_actions

VIEW = "sales.view_salesorder"


class SubscriptionList(ListPage):
    """Subscriptions by the day of their next invoice."""

    permission_required = export_permission = VIEW
    title = _("Subscriptions")
    model, rows = SalesOrder, "for_subscription_list"
    table_class = SubscriptionTable
    filterset_class = SubscriptionFilter
    search = Search(rows="matching", order_by="-number_folded")
    order_by = "subscription__next_invoice_date"
    reads = ()
    create_page, create_permission, create_label = "sales:order-new", "sales.change_salesorder", _("New order")
    bulk_actions = order_actions("subscriptions")
    empty_text = _("Orders that are delivered and invoiced again and again stand here.")


class ChangeCyclesAction(OrderActionView):
    """Change how often a subscription comes back."""

    permission_required = "sales.change_salesorder"
    title, verb = _("Change cycles"), _("Change cycles")
    form_class = ChangeCyclesForm
    success_message = _("The cycles of %(document)s are changed.")

    def get_initial(self, document: Any) -> dict[str, Any]:
        """Start with the cycles as they are."""
        found = SalesSubscription.of(self.entity).of_order(document.pk)
        return starting_terms(found) if found else {}

    def perform(self, document: Any, form: Any) -> Any:
        """Set the cycles."""
        return change_cycles(self.entity, document.pk, form.terms, self.request.user)


class PauseAction(OrderActionView):
    """Skip what is due before a day."""

    permission_required = "sales.change_salesorder"
    title, verb = _("Pause subscription"), _("Pause")
    form_class = PauseForm
    success_message = _("The pause of %(document)s is set.")

    def get_initial(self, document: Any) -> dict[str, Any]:
        """Start with the pause as it is, which an empty day would end."""
        found = SalesSubscription.of(self.entity).of_order(document.pk)
        return {"until": found.paused_until} if found else {}

    def perform(self, document: Any, form: Any) -> Any:
        """Pause it."""
        return pause_subscription(self.entity, document.pk, form.cleaned_data["until"], self.request.user)


class NextCycleAction(OrderActionView):
    """Open the next cycle by hand."""

    permission_required = "sales.change_salesorder"
    title, verb = _("Next cycle"), _("Open next cycle")
    question = _("The whole quantity of %(document)s will be open to deliver again. What waits for its invoice keeps waiting.")
    success_message = _("The next cycle of %(document)s is open.")

    def perform(self, document: Any, form: Any) -> Any:
        """Open it, and say where it is beyond the last one."""
        opened = next_cycle(self.entity, document.pk, self.request.user)
        for notice in cycle_notices(opened):
            messages.warning(self.request, str(notice))
        return opened


class StopAction(OrderActionView):
    """End a subscription for good."""

    permission_required = "sales.cancel_salesorder"
    title, verb = _("Stop subscription"), _("Stop subscription")
    form_class = StopForm
    success_message = _("The subscription of %(document)s is stopped.")

    def get_initial(self, _document: Any) -> dict[str, Any]:
        """Start with today."""
        return {"on_date": self.entity.today()}

    def perform(self, document: Any, form: Any) -> Any:
        """Stop it."""
        data = form.cleaned_data
        return stop_subscription(self.entity, document.pk, data["on_date"], self.request.user, reason=data["reason"])
