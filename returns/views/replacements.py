"""What is sent instead of goods that come back: an order up front, or an item per line (sales.md §14.10)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from foundation.backoffice.lists import Search
from foundation.backoffice.views import DocumentActionView, ListPage
from returns.forms.replacements import ReplacementForm
from returns.models import ReturnLine, ReturnOrder, StockLoss
from returns.services.replace_goods import replace_up_front, set_replacement
from returns.tables import StockLossTable

VIEW, CHANGE = "returns.view_returnorder", "returns.change_returnorder"


class ReplaceUpFrontAction(DocumentActionView):
    """Order the goods of a return again before they come back."""

    permission_required = CHANGE
    model = ReturnOrder
    title, verb = _("Replacement order"), _("Create replacement order")
    question = _("Order the items of %(document)s again for the customer, at the prices of today?")
    document_page = "returns:return"

    def perform(self, document: Any, form: Any) -> Any:
        """Create the order."""
        return replace_up_front(self.entity, document.pk, self.request.user)

    def success_url(self, done: Any) -> str:
        """Lead to the new order."""
        return self.url("sales:order", pk=done.pk)


class LineReplacementAction(DocumentActionView):
    """Say what is sent instead of the goods of one line."""

    permission_required = CHANGE
    model, rows = ReturnLine, "for_list"
    title, verb = _("Replacement item"), _("Save")
    form_class = ReplacementForm

    def get_initial(self, document: Any) -> dict[str, Any]:
        """Propose the same item in the same quantity of the same unit."""
        if document.replacement_item is None or document.replacement_quantity is None:
            sold = document.order_line
            return {"item": sold.item, "quantity": -sold.ordered_quantity, "unit": sold.unit}
        return {"item": document.replacement_item, "quantity": document.replacement_quantity, "unit": document.replacement_unit}

    def perform(self, document: Any, form: Any) -> Any:
        """Save it."""
        data = form.cleaned_data
        return set_replacement(self.entity, document.pk, data["item"], data["quantity"], self.request.user, unit=data["unit"])

    @property
    def document_url(self) -> str:
        """Return the page of the return."""
        return self.url("returns:return", pk=self.object.return_order_id)


class StockLossList(ListPage):
    """What was lost because goods that came back were thrown away."""

    permission_required = export_permission = "sales.view_cost"
    title = _("Losses of returns")
    model, rows = StockLoss, "for_list"
    table_class = StockLossTable
    search = Search(prefix=("line__return_order__rma_number", "item__number"))
    order_by = "-pk"
    empty_text = _("Goods of returns that were credited and thrown away stand here with their cost.")
