"""What lists of items, stock and stock transactions can be filtered by."""

from __future__ import annotations

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from foundation.backoffice.lists.filters import NamedFilter
from foundation.inventory.models import InventoryTransaction, Item, OnHand, StockDirection, StockStatus


class ItemFilter(filters.FilterSet):
    """Items by group, category, type, unit and price."""

    group = filters.CharFilter(field_name="group__code", lookup_expr="iexact", label=_("Item group"))
    category = filters.CharFilter(field_name="category__code", lookup_expr="iexact", label=_("Sales category"))
    kind = filters.ChoiceFilter(choices=Item.Kind.choices, label=_("Item type"))
    unit = filters.CharFilter(field_name="sales_unit__code", lookup_expr="iexact", label=_("Sales unit"))
    tax_group = filters.CharFilter(field_name="item_sales_tax_group__code", lookup_expr="iexact", label=_("Item sales tax group"))
    base_price = filters.RangeFilter(label=_("Base price"))
    stocked = filters.BooleanFilter(label=_("Stocked"))
    stopped = filters.BooleanFilter(label=_("Stopped for sales"))
    master = NamedFilter("master__number", label=_("Master"))
    is_master = filters.BooleanFilter(label=_("Comes in variants"))
    configuration = filters.CharFilter(lookup_expr="iexact", label=_("Configuration"))
    size = filters.CharFilter(lookup_expr="iexact", label=_("Size"))
    colour = filters.CharFilter(lookup_expr="iexact", label=_("Colour"))
    style = filters.CharFilter(lookup_expr="iexact", label=_("Style"))

    class Meta:
        model = Item
        fields: tuple[str, ...] = ()


class OnHandFilter(filters.FilterSet):
    """Stock by item, group, warehouse and quantity."""

    item = NamedFilter("item__number", label=_("Item"))
    group = filters.CharFilter(field_name="item__group__code", lookup_expr="iexact", label=_("Item group"))
    warehouse = filters.CharFilter(field_name="warehouse__code", lookup_expr="iexact", label=_("Warehouse"))
    site = filters.CharFilter(field_name="warehouse__site__code", lookup_expr="iexact", label=_("Site"))
    available = filters.RangeFilter(field_name="available_quantity", label=_("Available"))

    class Meta:
        model = OnHand
        fields: tuple[str, ...] = ()


class StockTransactionFilter(filters.FilterSet):
    """Stock transactions by item, warehouse, status, document and dates."""

    item = NamedFilter("item__number", label=_("Item"))
    warehouse = filters.CharFilter(field_name="warehouse__code", lookup_expr="iexact", label=_("Warehouse"))
    status = filters.MultipleChoiceFilter(choices=StockStatus.choices, label=_("Status"))
    direction = filters.ChoiceFilter(choices=StockDirection.choices, label=_("Direction"))
    document = filters.CharFilter(field_name="origin_number", lookup_expr="istartswith", label=_("Document"))
    expected_date = filters.DateFromToRangeFilter(label=_("Expected date"))
    physical_date = filters.DateFromToRangeFilter(label=_("Physical date"))
    financial_date = filters.DateFromToRangeFilter(label=_("Financial date"))

    class Meta:
        model = InventoryTransaction
        fields: tuple[str, ...] = ()
