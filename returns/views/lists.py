"""The lists of returns, of their lines, and of what can come back (sales.md §20)."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.backoffice.lists import BulkAction, Search, Tab
from foundation.backoffice.records import find
from foundation.backoffice.views import ListPage
from invoicing.models import CustomerInvoiceLine
from returns.filters import InvoicedLineFilter, ReturnLineFilter, ReturnOrderFilter
from returns.models import ReturnLine, ReturnOrder, lines_to_return
from returns.statuses import ReturnStatus
from returns.tables import InvoicedLineTable, ReturnLineTable, ReturnOrderTable

VIEW, CHANGE, CANCEL = "returns.view_returnorder", "returns.change_returnorder", "returns.cancel_returnorder"


class ReturnOrderList(ListPage):
    """All return orders."""

    permission_required = export_permission = VIEW
    title = _("All return orders")
    model, rows = ReturnOrder, "for_list"
    table_class = ReturnOrderTable
    filterset_class = ReturnOrderFilter
    search = Search(rows="matching", order_by="-rma_number_folded")
    tabs = (
        Tab("all", _("All")),
        Tab("created", _("Created"), rows="created"),
        Tab("open", _("Open"), rows="open"),
        Tab("closed", _("Closed"), rows="closed"),
        Tab("cancelled", _("Cancelled"), rows="cancelled"),
        Tab("expired", _("Expired"), rows="expired"),
    )
    order_by = "-rma_number_folded"
    bulk_actions = (
        BulkAction("cancel", _("Cancel return orders"), "returns:returns-cancel", CANCEL, icon="ban"),
        BulkAction("delete", _("Delete return orders"), "returns:returns-delete", CANCEL, icon="trash"),
    )
    create_page, create_permission, create_label = "returns:return-new", CHANGE, _("New return order")
    empty_text = _("Goods that customers may send back stand here, from authorisation to credit note.")

    def row_tone(self, record: Any) -> str:
        """Mark returns of which nothing arrived in time."""
        return "danger" if record.status == ReturnStatus.CREATED and record.deadline < self.entity.today() else ""


class ReturnLineList(ListPage):
    """Lines of all return orders."""

    permission_required = export_permission = VIEW
    title = _("Return lines")
    model, rows = ReturnLine, "for_line_list"
    table_class = ReturnLineTable
    filterset_class = ReturnLineFilter
    search = Search(prefix=("return_order__rma_number", "order_line__item__number"), contains=("order_line__name",))
    tabs = (
        Tab("all", _("All")),
        Tab("awaiting", _("Expected"), rows="awaiting"),
        Tab("registered", _("Registered"), rows="registered"),
        Tab("quarantine", _("Quarantine"), rows="in_quarantine"),
        Tab("received", _("Received"), rows="received"),
        Tab("invoiced", _("Invoiced"), rows="invoiced"),
        Tab("cancelled", _("Cancelled"), rows="cancelled"),
    )
    order_by = "-pk"
    empty_text = _("The lines of return orders stand here.")


class InvoicedLineList(ListPage):
    """Posted invoice lines of which something can come back."""

    permission_required = CHANGE
    title = _("Find sales order")
    model = CustomerInvoiceLine
    table_class = InvoicedLineTable
    filterset_class = InvoicedLineFilter
    search = Search(prefix=("invoice__number", "order__number", "item_number"), contains=("description",))
    order_by = "-pk"
    bulk_actions = (BulkAction("return", _("Return"), "returns:return-new", CHANGE, icon="arrow-back-up"),)
    empty_text = _("What was invoiced and did not come back stands here. Choose the lines that come back.")

    def get_rows(self) -> Any:
        """Return the lines of which something is left."""
        return lines_to_return(self.entity)


class InvoicedLineOfReturnList(InvoicedLineList):
    """Posted invoice lines that can still be added to a return: those of its customer in its currency."""

    @cached_property
    def returned(self) -> ReturnOrder:
        """The return in the address."""
        found: ReturnOrder = find(ReturnOrder.of(self.entity).select_related("order"), int(self.kwargs["pk"]))
        return found

    def get_rows(self) -> Any:
        """Return the lines of which something is left."""
        order = self.returned.order
        of_customer = Q(invoice__order_account=order.customer_id) | Q(invoice__invoice_account=order.customer_id)
        rows = super().get_rows().filter(of_customer, invoice__currency=order.currency_id)
        return rows.filter(invoice__amounts_include_tax=order.prices_include_tax)

    @cached_property
    def allowed_bulk_actions(self) -> list[tuple[BulkAction, str]]:
        """Return the way to the lines of the return."""
        page = "returns:return-edit"
        label = gettext("Add to %(return)s") % {"return": self.returned}
        return [(BulkAction("add", label, page, CHANGE, icon="plus"), self.url(page, pk=self.returned.pk))]
