"""Items, on-hand stock and warehouses over REST."""

from __future__ import annotations

from typing import Any, ClassVar

from django_filters import rest_framework as filters
from rest_framework import serializers

from foundation.backoffice.api.fields import QuantityField
from foundation.backoffice.api.filters import MomentFilter
from foundation.backoffice.api.serializers import ReadSerializer
from foundation.backoffice.api.views import EntityReadViewSet, EntityViewSet, ListMixin
from foundation.backoffice.lists.filters import NamedFilter
from foundation.inventory.models import DIMENSIONS, Item, OnHand, Warehouse


def _code(source: str) -> serializers.CharField:
    return serializers.CharField(source=source, default=None, allow_null=True)


class ItemSerializer(ReadSerializer):
    """A released product or service; the base price is for `price_unit` sales units.

    A master (`is_master`) comes in variants and stands on no line: its variants do. A variant names its `master` and has a value for
    each of the master's `dimensions`.
    """

    names = serializers.DictField(child=serializers.CharField())
    group = _code("group.code")
    category = _code("category.code")
    sales_unit = serializers.CharField(source="sales_unit.code")
    inventory_unit = serializers.CharField(source="inventory_unit.code")
    price_currency = serializers.CharField(source="price_currency_id")
    item_sales_tax_group = _code("item_sales_tax_group.code")
    line_discount_group = _code("line_discount_group.code")
    multiline_discount_group = _code("multiline_discount_group.code")
    charge_group = _code("charge_group.code")
    default_warehouse = _code("default_warehouse.code")
    master = serializers.CharField(source="master.number", default=None, allow_null=True, help_text="The master that this is a variant of.")
    dimensions = serializers.ListField(
        child=serializers.ChoiceField(choices=DIMENSIONS), help_text="In which the variants of a master differ; empty for other items."
    )

    class Meta:
        model = Item
        fields: ClassVar[list[str]] = [
            *("id", "number", "name", "names", "description", "barcode", "kind", "stocked", "is_active", "stopped"),
            *("group", "category", "sales_unit", "inventory_unit", "base_price", "price_unit", "price_currency"),
            *("item_sales_tax_group", "line_discount_group", "multiline_discount_group", "charge_group", "total_discount"),
            *("standard_quantity", "multiple_quantity", "minimum_quantity", "maximum_quantity"),
            *("overdelivery_percent", "underdelivery_percent", "sales_lead_time", "default_warehouse"),
            *("delivery_date_control", "issue_margin"),
            *("picking_required", "packing_slip_required", "negative_stock", "quarantine_management", "net_weight", "volume"),
            *("is_master", "dimensions", "master", *DIMENSIONS, "updated_at"),
        ]


class ItemApiFilter(filters.FilterSet):
    """Filters of the list of items."""

    number = filters.CharFilter(field_name="number")
    number_starts = filters.CharFilter(field_name="number", lookup_expr="startswith")
    name = filters.CharFilter(field_name="name", lookup_expr="icontains", label="Part of the name")
    barcode = filters.CharFilter(field_name="barcode")
    kind = filters.ChoiceFilter(choices=Item.Kind.choices)
    group = filters.CharFilter(field_name="group__code")
    sellable = filters.BooleanFilter(method="filter_sellable", label="`true`: may be put on new lines")
    master = filters.CharFilter(field_name="master__number", label="Number of a master: its variants")
    is_master = filters.BooleanFilter(label="`true`: comes in variants")
    updated_since = MomentFilter(field_name="updated_at", lookup_expr="gte", label="Changed at or after this moment")

    class Meta:
        model = Item
        fields: ClassVar[list[str]] = []

    def filter_sellable(self, items: Any, _name: str, wanted: bool) -> Any:
        """Keep what can be sold."""
        return items.sellable() if wanted else items


class ItemViewSet(EntityReadViewSet):
    """The items of a legal entity."""

    tags = ("inventory",)
    lookup_field = "number"
    serializer_class = ItemSerializer
    filterset_class = ItemApiFilter
    ordering_fields = ("number", "name", "updated_at")
    ordering = ("number",)
    action_permissions: ClassVar[dict[str, str]] = {"list": "inventory.view_item", "retrieve": "inventory.view_item"}

    def get_queryset(self) -> Any:
        """Return the items of the entity with what is shown of them."""
        return Item.objects.for_display()


class OnHandSerializer(ReadSerializer):
    """How much of an item lies in a warehouse, in its inventory unit."""

    item = serializers.CharField(source="item.number")
    warehouse = serializers.CharField(source="warehouse.code")
    unit = serializers.CharField(source="item.inventory_unit.code")
    physical = QuantityField(help_text="What lies in the warehouse.")
    available_physical = QuantityField(help_text="Physical less reserved.")
    total_available = QuantityField(help_text="Available physical plus incoming less outgoing.")

    class Meta:
        model = OnHand
        fields: ClassVar[list[str]] = [
            *("item", "warehouse", "unit", "physical", "reserved_physical", "available_physical"),
            *("ordered", "reserved_ordered", "on_order", "total_available"),
        ]


class OnHandApiFilter(filters.FilterSet):
    """Filters of the list of on-hand stock."""

    item = NamedFilter("item__number", "exact", label="Item number; of a master its variants")
    warehouse = filters.CharFilter(field_name="warehouse__code")

    class Meta:
        model = OnHand
        fields: ClassVar[list[str]] = []


class OnHandViewSet(ListMixin, EntityViewSet):
    """The stock of a legal entity per item and warehouse."""

    tags = ("inventory",)
    serializer_class = OnHandSerializer
    filterset_class = OnHandApiFilter
    ordering_fields = ("item__number", "warehouse__code")
    ordering = ("item__number", "warehouse__code")
    action_permissions: ClassVar[dict[str, str]] = {"list": "inventory.view_stock"}

    def get_queryset(self) -> Any:
        """Return the stock of the entity with what is shown of it."""
        return OnHand.objects.for_list()


class WarehouseSerializer(ReadSerializer):
    """Where stock lies."""

    site = serializers.CharField(source="site.code")

    class Meta:
        model = Warehouse
        fields: ClassVar[list[str]] = ["code", "name", "site", "is_quarantine", "is_active"]


class WarehouseViewSet(ListMixin, EntityViewSet):
    """The warehouses of a legal entity."""

    tags = ("inventory",)
    serializer_class = WarehouseSerializer
    ordering = ("code",)
    action_permissions: ClassVar[dict[str, str]] = {"list": "inventory.view_item"}

    def get_queryset(self) -> Any:
        """Return the warehouses of the entity with their sites."""
        return Warehouse.objects.for_list()
