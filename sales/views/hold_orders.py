"""Put a selection of orders on hold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from foundation.backoffice.posting import Outcome, Preview, PreviewDocument, Refused, ResultLink
from foundation.backoffice.views import PostingDialogView
from sales.forms.posting import PlaceHoldsForm
from sales.hold_errors import ClosedOrderHold
from sales.models import SalesOrder
from sales.services.order_holds import place_hold
from sales.statuses import sales_order_states
from sales.views.order_lists import SalesOrderList


@dataclass(frozen=True)
class HoldPlan:
    """The orders that can be put on hold, and those that are closed."""

    going: list[SalesOrder]
    closed: list[SalesOrder]


class PlaceHoldsDialog(PostingDialogView):
    """Put orders on hold together."""

    permission_required = "sales.place_hold"
    title, verb = _("Put on hold"), _("Put on hold")
    model, rows = SalesOrder, "for_display"
    list_class, list_page, document_page = SalesOrderList, "sales:orders", "sales:order"
    form_class = PlaceHoldsForm
    posted_text, not_posted_text = _("On hold now"), _("Not on hold")

    def make_plan(self, documents: list[Any], parameters: dict[str, Any]) -> HoldPlan:
        """Tell live orders from closed ones."""
        live = {order.pk for order in documents if sales_order_states.allows("place_hold", order)}
        return HoldPlan([order for order in documents if order.pk in live], [order for order in documents if order.pk not in live])

    def describe(self, plan: HoldPlan) -> Preview:
        """Show the orders."""
        documents = [
            PreviewDocument(order.number, f"{order.customer.name} · {order.get_status_display()}", self.url("sales:order", pk=order.pk))
            for order in plan.going
        ]
        return Preview(documents, self.refused(plan))

    def refused(self, plan: HoldPlan) -> list[Refused]:
        """Return the orders that are closed."""
        return [Refused(order.number, self.url("sales:order", pk=order.pk), ClosedOrderHold().as_refusal()) for order in plan.closed]

    def perform(self, documents: list[Any], parameters: dict[str, Any]) -> Outcome:
        """Place the holds."""
        plan = self.make_plan(documents, parameters)
        keys = [order.pk for order in plan.going]
        place_hold(self.entity, keys, parameters["code"], self.request.user, reason=parameters["reason"])
        links = [ResultLink(order.number, self.url("sales:order", pk=order.pk), detail=order.customer.name) for order in plan.going]
        return Outcome(links, self.refused(plan))
