"""The dialog that posts picking lists of orders, for one order or a selection."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from foundation.backoffice.forms import PostingForm
from foundation.backoffice.posting import InputCell, Outcome, Preview, PreviewDocument, PreviewTable, Refused, ResultLink
from foundation.backoffice.views import ListPage, PostingDialogView
from foundation.errors import BusinessRuleError
from foundation.inventory.models import Warehouse
from sales.models import SalesOrder, SalesOrderLine
from sales.picking.forms.picking import LinesPickingForm, PickingForm, typed_quantities
from sales.picking.models import PickingParameters
from sales.picking.plans import ListDraft, PickingPlan, PickingQuantity, PickingRequest
from sales.picking.services.plan_picking import plan_picking
from sales.picking.services.post_picking_lists import post_picking_lists
from sales.services.chosen_lines import orders_and_other_lines
from sales.views.order_lists import ReadyToShipList, SalesOrderList


class PickingDialog(PostingDialogView):
    """Post picking lists: what is to be taken from the shelves, and is held for the orders from now on."""

    permission_required = "picking.post_pickinglist"
    model: ClassVar[Any] = SalesOrder
    list_class: ClassVar[type[ListPage]] = SalesOrderList
    rows, list_page, document_page = "for_delivery", "sales:orders", "sales:order"
    title, verb = _("Post picking list"), _("Post")
    form_class: ClassVar[type[PostingForm]] = PickingForm
    remembered: ClassVar[Sequence[str]] = ("option",)

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

    def takes_typed(self, plan: PickingPlan) -> bool:
        """Tell whether quantities may be typed over: those of a single order."""
        return len(plan.orders) == 1

    def describe_list(self, plan: PickingPlan, draft: ListDraft, warehouse: str) -> PreviewDocument:
        """Show one list; quantities of a single order may be typed over."""
        headings = [_("Line"), _("Item"), _("Description"), _("Open"), _("Picked or listed"), _("To pick"), _("Unit")]
        one = self.takes_typed(plan)
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
        party = " · ".join((warehouse, *_destination(draft)))
        return PreviewDocument(title=title, party=party, url=url, lines=PreviewTable(headings, rows))

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


class LinesPickingDialog(PickingDialog):
    """Post picking lists of lines that people chose: nothing else of their orders is listed."""

    model: ClassVar[Any] = SalesOrderLine
    list_class: ClassVar[type[ListPage]] = ReadyToShipList
    rows, list_page = "for_open_list", "sales:ready-to-ship"
    form_class: ClassVar[type[PostingForm]] = LinesPickingForm
    remembered: ClassVar[Sequence[str]] = ()

    @property
    def count_text(self) -> str:
        """Return how many lines are chosen."""
        return ngettext("%(count)s line", "%(count)s lines", len(self.keys)) % {"count": len(self.keys)}

    def request_of(self, documents: list[Any], parameters: Mapping[str, Any]) -> PickingRequest:
        """Return what is asked for: the open quantity of the lines, and nothing of the others."""
        orders, others = orders_and_other_lines(self.entity, [line.pk for line in documents])
        nothing = dict.fromkeys(others, Decimal(0))
        reduce, combine = bool(parameters.get("reduce")), bool(parameters.get("combine"))
        return PickingRequest(
            self.entity, orders, updates=nothing, picking_date=parameters.get("picking_date"), reduce=reduce, combine=combine
        )

    def takes_typed(self, plan: PickingPlan) -> bool:
        """Take the lines as they were chosen."""
        return False


def _destination(draft: ListDraft) -> list[str]:
    """Return where all of a list goes, where lists are told apart by it."""
    return [", ".join(part for part in (draft.address.name, draft.address.city) if part)] if draft.address is not None else []
