"""Holds of orders by the many: the list of them, putting a selection of orders on hold, and clearing a selection (list L6)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from foundation.backoffice.lists import BulkAction, Search, Tab
from foundation.backoffice.posting import Outcome, Preview, PreviewDocument, Refused, ResultLink
from foundation.backoffice.views import ListPage, PostingDialogView
from foundation.errors import BusinessRuleError
from sales.filters import OrderHoldFilter
from sales.forms.holds import PlaceHoldsForm
from sales.hold_errors import ClosedOrderHold
from sales.models import OrderHold, SalesOrder
from sales.services.order_holds import clear_holds, not_clearable, place_hold
from sales.statuses import sales_order_states
from sales.tables.holds import OrderHoldTable
from sales.views.order_lists import VIEW, SalesOrderList


class OrderHoldList(ListPage):
    """Sales orders on hold, the longest held first: why, for how long, who works on it (list L6)."""

    permission_required = export_permission = VIEW
    title = _("Sales orders on hold")
    model, rows = OrderHold, "for_list"
    table_class = OrderHoldTable
    filterset_class = OrderHoldFilter
    search = Search(rows="matching")
    tabs: ClassVar[Sequence[Tab]] = (
        Tab("active", _("Active"), rows="active"),
        Tab("cleared", _("Cleared"), rows="cleared"),
        Tab("all", _("All")),
    )
    order_by = "placed_at"
    bulk_actions = (BulkAction("clear", _("Clear hold"), "sales:holds-clear", "sales.clear_hold", icon="lock-open"),)
    empty_text = _("No order waits for somebody to clear its hold.")


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
        place_hold(self.entity, keys, parameters["code"], self.request.user, reason=parameters["reason"], notes=parameters["notes"])
        links = [ResultLink(order.number, self.url("sales:order", pk=order.pk), detail=order.customer.name) for order in plan.going]
        return Outcome(links, self.refused(plan))


@dataclass(frozen=True)
class ClearingPlan:
    """The holds that the user can clear, and why others stay."""

    holds: Sequence[OrderHold]
    refusals: Mapping[int, BusinessRuleError]


class ClearHoldsDialog(PostingDialogView):
    """Clear holds together."""

    permission_required = "sales.clear_hold"
    title, verb = _("Clear hold"), _("Clear hold")
    model, rows = OrderHold, "for_list"
    list_class, list_page = OrderHoldList, "sales:holds"
    posted_text, not_posted_text = _("Cleared"), _("Not cleared")

    def make_plan(self, documents: list[Any], parameters: dict[str, Any]) -> ClearingPlan:
        """Tell holds that can be cleared from others."""
        reasons = {hold.pk: not_clearable(hold, self.request.access) for hold in documents}
        refusals = {key: error for key, error in reasons.items() if error is not None}
        return ClearingPlan([hold for hold in documents if hold.pk not in refusals], refusals)

    def describe(self, plan: ClearingPlan) -> Preview:
        """Show order, code and reason of each hold."""
        documents = [
            PreviewDocument(
                hold.order.number,
                " · ".join(part for part in (hold.order.customer.name, hold.code.code, hold.reason) if part),
                self.url("sales:order", pk=hold.order_id),
            )
            for hold in plan.holds
        ]
        return Preview(documents, self.refused(plan.refusals))

    def perform(self, documents: list[Any], parameters: dict[str, Any]) -> Outcome:
        """Clear the holds."""
        done = clear_holds(self.entity, [hold.pk for hold in documents], self.request.access)
        links = [ResultLink(hold.order.number, self.url("sales:order", pk=hold.order_id), detail=hold.code.name) for hold in done.holds]
        return Outcome(links, self.refused(done.refusals))

    def refused(self, refusals: Mapping[int, BusinessRuleError]) -> list[Refused]:
        """Return the holds that stay, by the number of their order."""
        orders = {hold.pk: hold.order for hold in self.documents}
        return [
            Refused(orders[key].number, self.url("sales:order", pk=orders[key].pk), error.as_refusal()) for key, error in refusals.items()
        ]
