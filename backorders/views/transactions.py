"""The other view of the lists of backorders: inventory transactions in place of lines, and the way there and back (sales.md §19.2)."""

from __future__ import annotations

from typing import Any, ClassVar
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext_lazy as _

from backorders.filters import BackorderTransactionFilter, SupplyTransactionFilter
from backorders.line_keys import MOST_LINES
from backorders.models import BackorderTransaction, SupplyTransaction
from backorders.tables import BackorderTransactionTable, SupplyTransactionTable
from backorders.views.lists import LINK, VIEW, BackorderList, SupplyBackorderList, TwoViews
from foundation.backoffice.lists import Search
from foundation.backoffice.views import ListPage
from foundation.backoffice.views.selection import SelectionView

ROWS_TO_KEEP = _("Select transactions to keep their order lines when you change the view.")


class BackorderTransactionList(TwoViews, ListPage):
    """What is reserved, picked or lacking of the lines that wait."""

    permission_required = export_permission = VIEW
    title = BackorderList.title
    model, rows = BackorderTransaction, "for_list"
    table_class = BackorderTransactionTable
    filterset_class = BackorderTransactionFilter
    search = BackorderList.search
    tabs = BackorderList.tabs
    order_by = "promised_ship"
    keys_first = True
    lines_page, transactions_page = BackorderList.lines_page, BackorderList.transactions_page
    switch_page = "backorders:transactions-to-lines"
    shows_transactions, select_text = True, ROWS_TO_KEEP
    empty_text = _("Nothing of the lines that wait is kept in stock.")

    def row_tone(self, record: Any) -> str:
        """Mark what was promised for a day before today."""
        return "danger" if record.promised_ship < self.entity.today() else ""


class SupplyTransactionList(TwoViews, ListPage):
    """What is expected of the lines that vendors owe."""

    permission_required = export_permission = VIEW
    title = SupplyBackorderList.title
    model, rows = SupplyTransaction, "for_list"
    table_class = SupplyTransactionTable
    filterset_class = SupplyTransactionFilter
    search = Search(prefix=("origin_number", "item__number", "account"), contains=("vendor_name", "item__name"))
    tabs = SupplyBackorderList.tabs
    order_by = "due_date"
    keys_first = True
    lines_page, transactions_page = SupplyBackorderList.lines_page, SupplyBackorderList.transactions_page
    switch_page = "backorders:supply-transactions-to-lines"
    shows_transactions, select_text = True, ROWS_TO_KEEP
    empty_text = _("Nothing that vendors owe is expected in stock.")

    def row_tone(self, record: Any) -> str:
        """Mark what should have come."""
        return "danger" if record.due_date < self.entity.today() else ""


class Switch(SelectionView):
    """Leads to the other view of a list: the same tab, search and filters, and with *Link on change view* the ticked lines.

    Without a tick the lines that the view was limited to before are kept. The choice holds until the reader signs out.
    """

    permission_required = VIEW
    other_list: ClassVar[type[ListPage]]
    other_page: ClassVar[str]
    most = MOST_LINES

    def get(self, request: HttpRequest, **_kwargs: Any) -> HttpResponseBase:
        """Lead there."""
        linked = bool(request.GET.get(LINK))
        request.session[LINK] = linked
        state = self.kept_state
        if linked and request.GET.get("selected") and 0 < len(self.keys) <= self.most:
            state["lines"] = [",".join(map(str, self.line_keys()))]
        elif not linked:
            state.pop("lines", None)
        return self.go(self.url(self.other_page, urlencode(state, doseq=True)))

    @property
    def kept_state(self) -> dict[str, list[str]]:
        """Return tab, search and those filters that the other view has as well."""
        known = {"tab", "q", *self.other_list.filterset_class.base_filters}
        return {name: values for name, values in self.list_state.items() if name in known}

    def line_keys(self) -> list[int]:
        """Return the keys of the ticked lines."""
        return self.keys


class LinesToTransactions(Switch):
    """From lines that wait to their transactions."""

    list_class, other_list, other_page = BackorderList, BackorderTransactionList, BackorderList.transactions_page


class SuppliesToTransactions(Switch):
    """From what vendors owe to its transactions."""

    list_class, other_list, other_page = SupplyBackorderList, SupplyTransactionList, SupplyBackorderList.transactions_page


class TransactionsToLines(Switch):
    """From transactions to the lines that wait."""

    model: ClassVar[Any] = BackorderTransaction
    list_class: ClassVar[type[ListPage]] = BackorderTransactionList
    other_list: ClassVar[type[ListPage]] = BackorderList
    other_page: ClassVar[str] = BackorderList.lines_page

    def line_keys(self) -> list[int]:
        """Return the lines of the ticked transactions."""
        found: list[int] = self.model.of(self.entity).line_keys(self.keys)
        return found


class TransactionsToSupplies(TransactionsToLines):
    """From transactions to the lines that vendors owe."""

    model: ClassVar[Any] = SupplyTransaction
    list_class, other_list, other_page = SupplyTransactionList, SupplyBackorderList, SupplyBackorderList.lines_page
