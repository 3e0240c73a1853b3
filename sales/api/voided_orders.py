"""What was deleted of orders, over REST (sales.md §7.4, §20: L17)."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters as filters
from rest_framework import serializers

from foundation.backoffice.api.filters import MomentFilter
from foundation.backoffice.api.serializers import ReadSerializer
from foundation.backoffice.api.views import EntityReadViewSet
from sales.models import VoidedOrder, VoidedOrderLine

VIEW = "sales.view_salesorder"


class VoidedOrderLineSerializer(ReadSerializer):
    """A line as it stood when it was deleted."""

    class Meta:
        model = VoidedOrderLine
        fields: ClassVar[list[str]] = [
            *("line_number", "item_number", "name", "quantity", "unit", "unit_price", "discount_percent", "net_amount"),
        ]


class VoidedOrderSerializer(ReadSerializer):
    """One deletion: of an order with its lines, or of lines of an order that stays."""

    customer = serializers.CharField(source="customer.account")
    currency = serializers.CharField(source="currency_id")
    voided_by = serializers.CharField(source="voided_by.name")
    lines = VoidedOrderLineSerializer(many=True)

    class Meta:
        model = VoidedOrder
        fields: ClassVar[list[str]] = [
            *("id", "number", "order_type", "whole_order", "customer", "customer_reference", "order_date", "currency", "order_amount"),
            *("voided_by", "voided_at", "lines"),
        ]


class VoidedOrderFilter(filters.FilterSet):
    """Filters of the list of deletions."""

    number = filters.CharFilter(field_name="number")
    customer = filters.CharFilter(field_name="customer__account")
    whole_order = filters.BooleanFilter(label="`true`: whole orders; `false`: lines of orders that stayed")
    voided_since = MomentFilter(field_name="voided_at", lookup_expr="gte", label="Deleted at or after this moment")

    class Meta:
        model = VoidedOrder
        fields: ClassVar[list[str]] = []


class VoidedOrderViewSet(EntityReadViewSet):
    """What was deleted of the orders of a legal entity."""

    tags = ("sales orders",)
    lookup_field = "pk"
    lookup_value_regex = "[0-9]+"
    serializer_class = VoidedOrderSerializer
    filterset_class = VoidedOrderFilter
    ordering = ("-id",)
    action_permissions: ClassVar[dict[str, str]] = {"list": VIEW, "retrieve": VIEW}

    def get_queryset(self) -> Any:
        """Return the deletions of the entity with their lines."""
        return VoidedOrder.objects.for_detail()
