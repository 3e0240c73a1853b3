"""Who changed a price: every change of a price or discount of an order line, with the values before and after."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from foundation.backoffice.lists import LinkColumn, ListTable, MomentColumn, Search, TextColumn
from foundation.backoffice.timeline import changes_in_words
from foundation.backoffice.views import ListPage
from foundation.organization.models import AuditEntry
from sales.filters import PriceChangeFilter
from sales.models import SalesOrder
from sales.services.line_changes import PRICE_FIELDS


class PriceChangesColumn(TextColumn):
    """What became of prices and discounts, in words."""

    def render(self, record: Any) -> str:
        """Return the changed prices of an audit entry: field, value before, value after."""
        changes = {name: values for name, values in record.changes.items() if name.rpartition(".")[2] in PRICE_FIELDS}
        return "; ".join(f"{label}: {before} → {after}" for label, before, after in changes_in_words(SalesOrder, changes))

    def exported(self, record: Any, accessor: Any, _table: Any) -> str:
        """Return the same text."""
        return self.render(record)


class PriceChangeTable(ListTable):
    """Changes of prices."""

    at = MomentColumn(_("At"))
    user = TextColumn(_("User"), accessor="user.name")
    order = LinkColumn(_("Order"), page="sales:order", target="object_id", accessor="object_label", sortable=False)
    changes = PriceChangesColumn(_("Old and new price"), accessor="changes", sortable=False)
    origin = TextColumn(_("Origin"), hidden=True)


class PriceChangeList(ListPage):
    """All changes of prices in orders, latest first."""

    permission_required = export_permission = "sales.view_salesorder"
    title = _("Price changes")
    model, table_class = AuditEntry, PriceChangeTable
    filterset_class = PriceChangeFilter
    search = Search(prefix=("object_label",), contains=("user__name",))
    order_by = "-at"
    empty_text = _("When somebody changes a price or discount of an order, it stands here with the price before and after.")

    def get_rows(self) -> QuerySet[Any]:
        """Return the changes of orders that are still there."""
        return AuditEntry.of(self.entity).price_changes(SalesOrder.of(self.entity))
