"""What the lists of purchasing can be filtered by."""

from __future__ import annotations

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from foundation.backoffice.lists import NamedFilter
from purchasing.models import ProductReceipt, PurchaseOrder, PurchaseOrderLine
from purchasing.statuses import PurchaseStatus


class PurchaseOrderFilter(filters.FilterSet):
    """Purchase orders by status, vendor and date."""

    status = filters.MultipleChoiceFilter(distinct=False, choices=PurchaseStatus.choices, label=_("Status"))
    vendor = NamedFilter("vendor__account", label=_("Vendor"))
    order_date = filters.DateFromToRangeFilter(label=_("Order date"))

    class Meta:
        model = PurchaseOrder
        fields: tuple[str, ...] = ()


class PurchaseLineFilter(filters.FilterSet):
    """Purchase order lines by item, vendor, warehouse, dates and the sales order that they are for."""

    status = filters.MultipleChoiceFilter(distinct=False, choices=PurchaseStatus.choices, label=_("Status"))
    item = NamedFilter("item__number", label=_("Item"))
    vendor = NamedFilter("order__vendor__account", label=_("Vendor"))
    warehouse = NamedFilter("warehouse__code", label=_("Warehouse"))
    sales_order = NamedFilter("sales_line__order__number", label=_("Sales order"))
    expected_date = filters.DateFromToRangeFilter(label=_("Expected date"))
    confirmed_date = filters.DateFromToRangeFilter(label=_("Confirmed date"))
    direct_delivery = filters.BooleanFilter(label=_("Direct delivery"))

    class Meta:
        model = PurchaseOrderLine
        fields: tuple[str, ...] = ()


class ProductReceiptFilter(filters.FilterSet):
    """Product receipts by date, vendor and order."""

    date = filters.DateFromToRangeFilter(label=_("Receipt date"))
    vendor = NamedFilter("order__vendor__account", label=_("Vendor"))
    order = NamedFilter("order__number", label=_("Purchase order"))

    class Meta:
        model = ProductReceipt
        fields: tuple[str, ...] = ()
