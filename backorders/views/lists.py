"""The lists of backorders: by customer, by item, by vendor, and the messages that were written (sales.md §19)."""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from backorders.filters import BackorderFilter, ItemBackorderFilter, NoticeFilter, SupplyBackorderFilter
from backorders.models import Backorder, CustomerNotice, ItemBackorder, SupplyBackorder
from backorders.tables import BackorderTable, ItemBackorderTable, NoticeTable, SupplyBackorderTable
from foundation.backoffice.lists import BulkAction, Search, Tab
from foundation.backoffice.views import ListPage
from foundation.errors import Text

VIEW, CHANGE = "backorders.view_backorder", "backorders.change_backorder"
RESERVE = "inventory.reserve_stock"
SPLIT, INFORM = "backorders.split_onhand", "backorders.inform_customer"
LINK = "link"


class TwoViews:
    """A list that shows order lines or their inventory transactions, with a switch between the two (sales.md §19.2)."""

    above_rows = "backorders/_two_views.html"
    may_select = True
    lines_label: ClassVar[Text] = _("Order lines")
    transactions_label: ClassVar[Text] = _("Inventory transactions")
    lines_page: ClassVar[str]
    transactions_page: ClassVar[str]
    switch_page: ClassVar[str]
    shows_transactions: ClassVar[bool] = False

    @property
    def switch_url(self) -> str:
        """Return what leads to the other view."""
        return self.url(self.switch_page)  # type: ignore[attr-defined, no-any-return]

    @property
    def links_views(self) -> bool:
        """Tell whether the other view keeps ticked lines: yes until the reader chose otherwise."""
        return bool(self.request.session.get(LINK, True))  # type: ignore[attr-defined]


class BackorderList(TwoViews, ListPage):
    """Order lines that wait for goods (list L9)."""

    permission_required = export_permission = VIEW
    title = _("Backorders by customer")
    model, rows = Backorder, "for_list"
    table_class = BackorderTable
    filterset_class = BackorderFilter
    search = Search(rows="matching")
    tabs = (
        Tab("due", _("Due"), rows="due"),
        Tab("all", _("All open lines")),
        Tab("coverable", _("Fully coverable now"), rows="coverable"),
        Tab("late", _("Late"), rows="late"),
        Tab("broken", _("Promise broken"), rows="broken"),
        Tab("not_notified", _("Not notified"), rows="not_notified"),
    )
    order_by = "promised_ship"
    keys_first = True
    lines_page, transactions_page = "backorders:customers", "backorders:transactions"
    switch_page = "backorders:lines-to-transactions"
    bulk_actions = (
        BulkAction("split", _("Split on-hand"), "backorders:split", SPLIT, icon="scale"),
        BulkAction("dates", _("Change delivery date"), "backorders:dates", CHANGE, icon="calendar"),
        BulkAction("inform", _("Inform customer"), "backorders:inform", INFORM, icon="mail"),
        BulkAction("priority", _("Set priority"), "backorders:priority", CHANGE, icon="arrow-up"),
        BulkAction("reserve", _("Reserve"), "backorders:reserve", RESERVE, icon="lock"),
        BulkAction("unreserve", _("Unreserve"), "backorders:unreserve", RESERVE, icon="lock-open"),
        BulkAction("purchase", _("Create purchase order"), "backorders:purchase", "purchasing.change_purchaseorder", icon="package"),
        BulkAction("pick", _("Post picking list"), "backorders:pick", "picking.post_pickinglist", icon="checklist"),
        BulkAction("slip", _("Post packing slip"), "backorders:slip", "sales.post_packingslip", icon="truck-delivery"),
        BulkAction("cancel", _("Cancel remainder"), "backorders:cancel", "sales.cancel_salesorder", icon="x"),
        BulkAction("print", _("Print"), "backorders:print", VIEW, icon="printer"),
    )
    empty_text = _("Nobody waits for goods that were promised until today.")

    def row_tone(self, record: Any) -> str:
        """Mark lines of orders on hold, and lines that are late."""
        if record.order.do_not_process:
            return "warning"
        return "danger" if record.promised_ship < self.entity.today() else ""


class ItemBackorderList(ListPage):
    """Items that somebody waits for, by warehouse."""

    permission_required = export_permission = VIEW
    title = _("Backorders by item")
    model, rows = ItemBackorder, "for_list"
    table_class = ItemBackorderTable
    filterset_class = ItemBackorderFilter
    search = Search(prefix=("item__number",), contains=("item__name",))
    tabs = (
        Tab("short", _("Short"), rows="short_now"),
        Tab("waiting", _("Waited for"), rows="waited_for"),
        Tab("all", _("All")),
    )
    order_by = "first_promise"
    keys_first = True
    empty_text = _("There is enough of everything that was promised until today.")

    def row_tone(self, record: Any) -> str:
        """Mark what is short."""
        return "danger" if record.shortage > 0 else ""


class SupplyBackorderList(TwoViews, ListPage):
    """What vendors still owe, and who waits for it."""

    permission_required = export_permission = VIEW
    title = _("Backorders by vendor")
    model, rows = SupplyBackorder, "for_list"
    table_class = SupplyBackorderTable
    filterset_class = SupplyBackorderFilter
    search = Search(prefix=("order__number", "item__number", "order__vendor__account"), contains=("order__vendor__name", "name"))
    tabs = (
        Tab("due", _("Due"), rows="due"),
        Tab("all", _("All open lines")),
        Tab("late", _("Late"), rows="late"),
        Tab("waiting", _("Waited for"), rows="waited_for"),
    )
    order_by = "due_date"
    keys_first = True
    lines_page, transactions_page = "backorders:vendors", "backorders:supply-transactions"
    switch_page = "backorders:supplies-to-transactions"
    bulk_actions = (
        BulkAction("dates", _("Change vendor date"), "backorders:vendor-dates", "purchasing.change_purchaseorder", icon="calendar"),
    )
    empty_text = _("Vendors owe nothing that was expected until today.")

    def row_tone(self, record: Any) -> str:
        """Mark what should have come."""
        return "danger" if record.due_date < self.entity.today() else ""


class NoticeList(ListPage):
    """Messages to customers about what they wait for."""

    permission_required = export_permission = VIEW
    title = _("Customer notices")
    model, rows = CustomerNotice, "for_list"
    table_class = NoticeTable
    filterset_class = NoticeFilter
    search = Search(prefix=("customer__account",), contains=("subject", "customer__party__name"))
    tabs = (Tab("all", _("All")), Tab("sent", _("By e-mail"), rows="sent"), Tab("printed", _("On paper"), rows="printed"))
    order_by = "-pk"
    empty_text = _("What customers were told of delivery dates stands here.")
