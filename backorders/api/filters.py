"""Which backorders a list request asks for."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django_filters import rest_framework as filters

from backorders.filters import ISSUES, OF_WAITING, RECEIPTS, TYPES, OfLinesFilter
from backorders.models import (
    Backorder,
    BackorderTransaction,
    CustomerNotice,
    ItemBackorder,
    SupplyBackorder,
    SupplyTransaction,
)
from foundation.backoffice.lists.filters import NamedFilter
from sales.statuses import SalesOrderType


class DueFilter(filters.FilterSet):
    """What is due until a day, and what queryset methods of a filter's name find."""

    def keep_due(self, rows: Any, _name: str, day: date) -> Any:
        """Keep what was promised, or expected, until a day."""
        return rows.until(day).due()

    def keep(self, rows: Any, name: str, wanted: bool) -> Any:
        """Keep the rows that a queryset method of the filter's name finds."""
        return getattr(rows, name)() if wanted else rows


class BackorderApiFilter(DueFilter):
    """Filters of the list of lines that wait."""

    backorder_date = filters.DateFilter(method="keep_due", label="Promised for this day or earlier")
    order = filters.CharFilter(field_name="order__number")
    line_number = filters.NumberFilter()
    customer = filters.CharFilter(field_name="order__customer__account")
    customer_group = filters.CharFilter(field_name="order__customer__group__code")
    item = NamedFilter("item__number", "exact", label="Item number; of a master its variants")
    item_group = filters.CharFilter(field_name="item__group__code")
    category = filters.CharFilter(field_name="item__category__code", label="The sales category of the item")
    site = filters.CharFilter(field_name="warehouse__site__code")
    warehouse = filters.CharFilter(field_name="warehouse__code")
    vendor = filters.CharFilter(method="keep_vendor", label="Lines whose item this vendor supplies")
    order_type = filters.ChoiceFilter(field_name="order__order_type", choices=SalesOrderType.choices)
    responsible = filters.CharFilter(
        field_name="order__responsible__email", lookup_expr="iexact", label="The e-mail address of who is responsible"
    )
    priority = filters.NumberFilter(field_name="rank")
    coverable = filters.BooleanFilter(method="keep", label="`true`: lines that could leave as a whole now")
    late = filters.BooleanFilter(method="keep", label="`true`: promised for a day before today")
    broken = filters.BooleanFilter(method="keep", label="`true`: confirmed for a day before today")
    not_notified = filters.BooleanFilter(method="keep", label="`true`: the customer was told nothing yet")

    class Meta:
        model = Backorder
        fields: ClassVar[list[str]] = []

    def keep_vendor(self, rows: Any, _name: str, account: str) -> Any:
        """Keep lines whose item a vendor supplies."""
        return rows.of_vendor(account)


class ItemBackorderApiFilter(DueFilter):
    """Filters of the list of items that are waited for."""

    backorder_date = filters.DateFilter(method="keep_short", label="The shortage of what was promised until this day")
    item = NamedFilter("item__number", "exact", label="Item number; of a master its variants")
    item_group = filters.CharFilter(field_name="item__group__code")
    category = filters.CharFilter(field_name="item__category__code", label="The sales category of the item")
    site = filters.CharFilter(field_name="warehouse__site__code")
    warehouse = filters.CharFilter(field_name="warehouse__code")
    short_now = filters.BooleanFilter(method="keep", label="`true`: less is there than was promised until the backorder date")

    class Meta:
        model = ItemBackorder
        fields: ClassVar[list[str]] = []

    def keep_short(self, rows: Any, _name: str, day: date) -> Any:
        """Count what was promised until a day."""
        return rows.until(day)


class SupplyBackorderApiFilter(DueFilter):
    """Filters of the list of what vendors owe."""

    backorder_date = filters.DateFilter(method="keep_due", label="Expected on this day or earlier")
    vendor = filters.CharFilter(field_name="order__vendor__account")
    purchase_order = filters.CharFilter(field_name="order__number")
    line_number = filters.NumberFilter()
    item = NamedFilter("item__number", "exact", label="Item number; of a master its variants")
    item_group = filters.CharFilter(field_name="item__group__code")
    category = filters.CharFilter(field_name="item__category__code", label="The sales category of the item")
    site = filters.CharFilter(field_name="warehouse__site__code")
    warehouse = filters.CharFilter(field_name="warehouse__code")
    direct_delivery = filters.BooleanFilter()
    late = filters.BooleanFilter(method="keep", label="`true`: expected before today")
    waited_for = filters.BooleanFilter(method="keep", label="`true`: somebody waits for the goods")
    customer = filters.CharFilter(method="keep_waiting", label="What this customer waits for")
    order_type = filters.MultipleChoiceFilter(method="keep_waiting", choices=TYPES, label="What orders of this type wait for")
    priority = filters.NumberFilter(method="keep_waiting", label="What lines of this priority wait for")
    not_notified = filters.BooleanFilter(method="keep_waiting", label="`true`: what lines wait for whose customer was told nothing yet")

    class Meta:
        model = SupplyBackorder
        fields: ClassVar[list[str]] = []

    def keep_waiting(self, rows: Any, name: str, value: Any) -> Any:
        """Keep what an order line waits for that is as the filter says."""
        return rows.waited_for_by(OF_WAITING[name](value)) if value else rows


class BackorderTransactionApiFilter(OfLinesFilter, BackorderApiFilter):
    """The filters of the lines that wait, for their transactions, and the status."""

    status = filters.ChoiceFilter(choices=ISSUES)

    class Meta:
        model = BackorderTransaction
        fields: ClassVar[list[str]] = []


class SupplyTransactionApiFilter(OfLinesFilter, SupplyBackorderApiFilter):
    """The filters of what vendors owe, for its transactions, and the status."""

    status = filters.ChoiceFilter(choices=RECEIPTS)

    class Meta:
        model = SupplyTransaction
        fields: ClassVar[list[str]] = []


class NoticeApiFilter(filters.FilterSet):
    """Filters of the list of messages to customers."""

    customer = filters.CharFilter(field_name="customer__account")
    date_from = filters.DateFilter(field_name="date", lookup_expr="gte")
    date_to = filters.DateFilter(field_name="date", lookup_expr="lte")

    class Meta:
        model = CustomerNotice
        fields: ClassVar[list[str]] = []
