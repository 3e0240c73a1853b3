"""What the lists of backorders can be filtered by (sales.md §19)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import django_filters as filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backorders.line_keys import LinesFilter
from backorders.models import (
    Backorder,
    BackorderTransaction,
    CustomerNotice,
    ItemBackorder,
    SupplyBackorder,
    SupplyTransaction,
)
from backorders.models.transaction import OPEN_ISSUES, OPEN_RECEIPTS
from foundation.backoffice.lists import NamedFilter
from foundation.inventory.models import StockStatus
from sales.statuses import SalesOrderType

TYPES = [(kind.value, kind.label) for kind in (SalesOrderType.SALES_ORDER, SalesOrderType.SUBSCRIPTION, SalesOrderType.ITEM_REQUIREMENTS)]


ISSUES = [(status.value, status.label) for status in StockStatus if status in OPEN_ISSUES]
RECEIPTS = [(status.value, status.label) for status in StockStatus if status in OPEN_RECEIPTS]
OF_TRANSACTIONS = frozenset({"backorder_date", "lines", "status"})
"""Filters that keep transactions themselves; the others keep lines, and with them their transactions."""


OF_WAITING: Mapping[str, Callable[[Any], Q]] = {
    "customer": lambda account: Q(order__customer__account__iexact=account),
    "order_type": lambda types: Q(order__order_type__in=types),
    "priority": lambda rank: Q(rank=rank),
    "not_notified": lambda _wanted: Q(backorder_mark__last_notice__isnull=True),
}
"""What vendors owe is filtered by the order lines that wait for it: a condition on these per filter."""


class UntilFilter(filters.FilterSet):
    """The backorder date: up to when promises and receipts count as due; today unless another day is named."""

    backorder_date = filters.DateFilter(method="until", label=_("Backorder date"))

    def until(self, queryset: Any, _name: str, value: date) -> Any:
        """Name the day; the tabs keep what is due by then."""
        return queryset.until(value)

    def only(self, queryset: Any, name: str, value: bool) -> Any:
        """Keep the rows that a queryset method of the filter's name finds."""
        return getattr(queryset, name)() if value else queryset


class BackorderFilter(UntilFilter):
    """Lines that wait by place, goods, customer, vendor, order and state."""

    site = NamedFilter("warehouse__site__code", label=_("Site"))
    warehouse = NamedFilter("warehouse__code", label=_("Warehouse"))
    item = NamedFilter("item__number", label=_("Item"))
    item_group = NamedFilter("item__group__code", label=_("Item group"))
    category = NamedFilter("item__category__code", label=_("Sales category"))
    customer = NamedFilter("order__customer__account", label=_("Customer"))
    customer_group = NamedFilter("order__customer__group__code", label=_("Customer group"))
    vendor = filters.CharFilter(method="of_vendor", label=_("Vendor"))
    order_type = filters.MultipleChoiceFilter(field_name="order__order_type", distinct=False, choices=TYPES, label=_("Order type"))
    responsible = NamedFilter("order__responsible__name", "icontains", label=_("Responsible"))
    priority = filters.NumberFilter(field_name="rank", label=_("Priority"))
    coverable = filters.BooleanFilter(method="only", label=_("Fully coverable now"))
    late = filters.BooleanFilter(method="only", label=_("Late only"))
    broken = filters.BooleanFilter(method="only", label=_("Promise broken"))
    not_notified = filters.BooleanFilter(method="only", label=_("Not notified"))
    lines = LinesFilter()

    class Meta:
        model = Backorder
        fields: tuple[str, ...] = ()

    def of_vendor(self, queryset: Any, _name: str, value: str) -> Any:
        """Keep lines whose item a vendor supplies."""
        return queryset.of_vendor(value)


class ItemBackorderFilter(UntilFilter):
    """Items that are waited for by place and goods."""

    site = NamedFilter("warehouse__site__code", label=_("Site"))
    warehouse = NamedFilter("warehouse__code", label=_("Warehouse"))
    item = NamedFilter("item__number", label=_("Item"))
    item_group = NamedFilter("item__group__code", label=_("Item group"))
    category = NamedFilter("item__category__code", label=_("Sales category"))
    short_now = filters.BooleanFilter(method="only", label=_("Short only"))

    class Meta:
        model = ItemBackorder
        fields: tuple[str, ...] = ()


class SupplyBackorderFilter(UntilFilter):
    """What vendors owe by vendor, place and goods."""

    site = NamedFilter("warehouse__site__code", label=_("Site"))
    warehouse = NamedFilter("warehouse__code", label=_("Warehouse"))
    item = NamedFilter("item__number", label=_("Item"))
    item_group = NamedFilter("item__group__code", label=_("Item group"))
    category = NamedFilter("item__category__code", label=_("Sales category"))
    vendor = NamedFilter("order__vendor__account", label=_("Vendor"))
    direct_delivery = filters.BooleanFilter(label=_("Direct delivery"))
    late = filters.BooleanFilter(method="only", label=_("Late only"))
    waited_for = filters.BooleanFilter(method="only", label=_("Somebody waits"))
    customer = filters.CharFilter(method="waited_for_by", label=_("Customer who waits"))
    order_type = filters.MultipleChoiceFilter(method="waited_for_by", choices=TYPES, label=_("Order type that waits"))
    priority = filters.NumberFilter(method="waited_for_by", label=_("Priority of who waits"))
    not_notified = filters.BooleanFilter(method="waited_for_by", label=_("Not notified"))
    lines = LinesFilter()

    class Meta:
        model = SupplyBackorder
        fields: tuple[str, ...] = ()

    def waited_for_by(self, queryset: Any, name: str, value: Any) -> Any:
        """Keep what an order line waits for that is as the filter says."""
        return queryset.waited_for_by(OF_WAITING[name](value)) if value else queryset


class OfLinesFilter(filters.FilterSet):
    """Transactions by what their lines are filtered by, so that both views of a list show the same lines."""

    def filter_queryset(self, queryset: Any) -> Any:
        """Return the transactions of the lines that the filters keep."""
        everything = lines = queryset.lines()
        for name, value in self.form.cleaned_data.items():
            if name in OF_TRANSACTIONS:
                queryset = self.filters[name].filter(queryset, value)
            else:
                lines = self.filters[name].filter(lines, value)
        return queryset if lines is everything else queryset.of_lines(lines)


class BackorderTransactionFilter(OfLinesFilter, BackorderFilter):
    """Transactions of lines that wait by status, and by all that the lines are filtered by."""

    status = filters.MultipleChoiceFilter(distinct=False, choices=ISSUES, label=_("Status"))

    class Meta:
        model = BackorderTransaction
        fields: tuple[str, ...] = ()


class SupplyTransactionFilter(OfLinesFilter, SupplyBackorderFilter):
    """Transactions of what vendors owe by status, and by all that the lines are filtered by."""

    status = filters.MultipleChoiceFilter(distinct=False, choices=RECEIPTS, label=_("Status"))

    class Meta:
        model = SupplyTransaction
        fields: tuple[str, ...] = ()


class NoticeFilter(filters.FilterSet):
    """Messages by day and customer."""

    date = filters.DateFromToRangeFilter(label=_("Date"))
    customer = NamedFilter("customer__account", label=_("Customer"))

    class Meta:
        model = CustomerNotice
        fields: tuple[str, ...] = ()
