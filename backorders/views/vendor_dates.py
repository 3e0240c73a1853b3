"""The dialog over chosen lines of the list by vendor: when the goods come, and who has to wait longer (sales.md §19.4)."""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from backorders.forms.dialogs import VendorDatesForm
from backorders.models import SupplyBackorder
from backorders.services.vendor_dates import VendorDatePlan, change_vendor_dates, plan_vendor_dates, purchases_of
from backorders.views.dialogs import LINES, line_cells
from backorders.views.lists import SupplyBackorderList
from foundation.backoffice.forms import PostingForm
from foundation.backoffice.posting import Outcome, Preview, PreviewDocument, PreviewTable, ResultLink
from foundation.backoffice.views import PostingDialogView

SUPPLIES = [_("Purchase order"), _("Vendor"), _("Item"), _("To receive"), _("Unit"), _("Due")]


class VendorDatesDialog(PostingDialogView):
    """Write down when vendors deliver, and shift the promises that hang on it."""

    permission_required = "purchasing.change_purchaseorder"
    title, verb = _("Change vendor date"), _("Change")
    model, rows = SupplyBackorder, "for_list"
    list_class, list_page = SupplyBackorderList, "backorders:vendors"
    form_class: ClassVar[type[PostingForm]] = VendorDatesForm
    posted_text, not_posted_text = _("Done"), _("Not done")

    @property
    def count_text(self) -> str:
        """Return how many lines are chosen."""
        return ngettext("%(count)s line", "%(count)s lines", len(self.keys)) % {"count": len(self.keys)}

    def get_initial(self, _documents: list[Any]) -> dict[str, Any]:
        """Propose today."""
        return {"day": self.entity.today(), "shift": True}

    def make_plan(self, documents: list[Any], parameters: dict[str, Any]) -> VendorDatePlan:
        """Find the sales lines that hang on the goods."""
        day = parameters.get("day") or self.entity.today()
        return plan_vendor_dates(self.entity, [line.pk for line in documents], day)

    def describe(self, plan: VendorDatePlan) -> Preview:
        """Show the purchase lines, and the sales lines that were promised too early."""
        supplies = [
            [line.order.number, line.order.vendor.name, line.item.number, line.remainder, line.unit.code, line.due]
            for line in plan.supplies
        ]
        documents = [PreviewDocument(_("Vendors"), lines=PreviewTable(SUPPLIES, supplies))]
        if plan.moves:
            moves = [[*line_cells(move.line), move.new] for move in plan.moves]
            documents.append(PreviewDocument(_("Sales lines promised too early"), lines=PreviewTable([*LINES, _("New date")], moves)))
        return Preview(documents)

    def perform(self, documents: list[Any], parameters: dict[str, Any]) -> Outcome:
        """Confirm the day, and shift the promises where that is asked for."""
        keys = [line.pk for line in documents]
        plan = change_vendor_dates(self.entity, keys, parameters["day"], self.request.user, shift=parameters["shift"])
        links = [
            ResultLink(order.number, self.url("purchasing:purchase-order", pk=order.pk), detail=order.vendor.name)
            for order in purchases_of(plan)
        ]
        moved = {move.line.order_id: move.line.order for move in plan.moves} if parameters["shift"] else {}
        links += [ResultLink(order.number, self.url("sales:order", pk=key), detail=order.customer.name) for key, order in moved.items()]
        return Outcome(links)
