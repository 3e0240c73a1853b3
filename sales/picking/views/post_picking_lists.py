"""The dialog that posts picking lists of orders, for one order or a selection."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from foundation.backoffice.posting import InputCell, Outcome, Preview, PreviewDocument, PreviewTable, Refused, ResultLink
from foundation.backoffice.views import PostingDialogView
from foundation.errors import BusinessRuleError
from foundation.inventory.models import Warehouse
from sales.models import SalesOrder
from sales.picking.forms.picking import PickingForm, typed_quantities
from sales.picking.models import PickingParameters
from sales.picking.plans import ListDraft, PickingPlan, PickingQuantity, PickingRequest
from sales.picking.services.plan_picking import plan_picking
from sales.picking.services.post_picking_lists import post_picking_lists
from sales.views.order_lists import SalesOrderList


class PickingDialog(PostingDialogView):
    """Post picking lists: what is to be taken from the shelves, and is held for the orders from now on."""

    permission_required = "picking.post_pickinglist"
    model, rows = SalesOrder, "for_delivery"
    list_class, list_page, document_page = SalesOrderList, "sales:orders", "sales:order"
    title, verb = _("Post picking list"), _("Post")
    form_class = PickingForm
    remembered = ("option",)

    def get_initial(self, _documents: list[Any]) -> dict[str, Any]:
        """Propose today, and to reduce as the parameter says."""
        return {"picking_date": self.entity.today(), "reduce": PickingParameters.of(self.entity).reduce_quantity}

    def make_plan(self, documents: list[Any], parameters: dict[str, Any]) -> PickingPlan:
        """Plan the picking lists."""
        return plan_picking(self.request_of(documents, parameters))

    def request_of(self, documents: list[Any], parameters: Mapping[str, Any]) -> PickingRequest:
        """Return what is asked for."""
        return PickingRequest(
            self.entity,
            [order.pk for order in documents],
            parameters.get("option") or PickingQuantity.ALL,
            typed_quantities(parameters),
            parameters.get("picking_date"),
            reduce=bool(parameters.get("reduce")),
            combine=bool(parameters.get("combine")),
        )

    def describe(self, plan: PickingPlan) -> Preview:
        """Show the lists to be, each with its warehouse."""
        warehouses = {known.pk: str(known) for known in Warehouse.of(self.entity).in_bulk().values()}
        shown = [self.describe_list(plan, draft, warehouses[draft.warehouse_id]) for draft in plan.lists]
        return Preview(shown, self.refused(plan.refusals, plan.orders))

    def describe_list(self, plan: PickingPlan, draft: ListDraft, warehouse: str) -> PreviewDocument:
        """Show one list; quantities of a single order may be typed over."""
        headings = [_("Line"), _("Item"), _("Description"), _("Open"), _("Picked or listed"), _("To pick"), _("Unit")]
        one = len(plan.orders) == 1
        rows = [
            [
                *(line.line_number, line.item_number, line.name, line.remainder, line.picked + line.listed),
                InputCell(f"quantity_{line.id}", line.quantity) if one else line.quantity,
                line.unit,
            ]
            for line in draft.lines
        ]
        title = ", ".join(order.number for order in draft.orders)
        url = self.url("sales:order", pk=draft.order.pk)
        return PreviewDocument(title=title, party=warehouse, url=url, lines=PreviewTable(headings, rows))

    def refused(self, refusals: Mapping[int, BusinessRuleError], orders: Mapping[int, SalesOrder]) -> list[Refused]:
        """Return the orders that are left out, each with its reason."""
        return [Refused(orders[key].number, self.url("sales:order", pk=key), error.as_refusal()) for key, error in refusals.items()]

    def perform(self, documents: list[Any], parameters: dict[str, Any]) -> Outcome:
        """Post the picking lists."""
        posted = post_picking_lists(self.request_of(documents, parameters), self.request.user)
        links = [
            ResultLink(
                known.number,
                self.url("picking:picking-list", pk=known.pk),
                self.url("picking:picking-list-pdf", pk=known.pk),
                detail=", ".join(known.header["orders"]),
            )
            for known in posted.lists
        ]
        return Outcome(links, self.refused(posted.refusals, posted.orders))
