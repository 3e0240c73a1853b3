"""Lines that are late over REST (sales.md §12, §20: L7, L8)."""

from __future__ import annotations

from typing import Any, ClassVar

from rest_framework import serializers

from foundation.backoffice.api.fields import QuantityField
from foundation.backoffice.api.serializers import ReadSerializer
from foundation.backoffice.api.views import EntityViewSet, ListMixin
from sales.filters import OpenLineFilter, PastDueFilter
from sales.models import SalesOrderLine

VIEW = "sales.view_salesorder"


class LateLineSerializer(ReadSerializer):
    """An open line whose date is not what the customer wished."""

    order = serializers.CharField(source="order.number")
    customer = serializers.CharField(source="order.customer.account")
    item = serializers.CharField(source="item.number")
    unit = serializers.CharField(source="unit.code")
    warehouse = serializers.CharField(source="warehouse.code", default=None, allow_null=True)
    deliver_remainder = QuantityField(source="deliver_rest")

    class Meta:
        model = SalesOrderLine
        fields: ClassVar[list[str]] = [
            *("id", "order", "line_number", "customer", "item", "name", "deliver_remainder", "unit", "warehouse"),
            *("requested_ship_date", "confirmed_ship_date", "delivery_type"),
        ]


class PastDueLineSerializer(LateLineSerializer):
    """A line that should have left already, with what is reserved for it and the next receipt that covers it."""

    promised_ship_date = serializers.DateField(source="promised_ship")
    days_late = serializers.SerializerMethodField()
    reserved = QuantityField()
    cover_date = serializers.DateField(allow_null=True)

    class Meta(LateLineSerializer.Meta):
        fields: ClassVar[list[str]] = [*LateLineSerializer.Meta.fields, "promised_ship_date", "days_late", "reserved", "cover_date"]

    def get_days_late(self, line: Any) -> int:
        """Return the days since the line was promised."""
        return int((self.context["view"].entity.today() - line.promised_ship).days)


class DelayedLineSerializer(LateLineSerializer):
    """A line that was promised later than the customer wished."""

    days_later = serializers.IntegerField(source="delay.days")

    class Meta(LateLineSerializer.Meta):
        fields: ClassVar[list[str]] = [*LateLineSerializer.Meta.fields, "days_later"]


class PastDueLineViewSet(ListMixin, EntityViewSet):
    """The lines that should have left already."""

    tags = ("sales orders",)
    serializer_class = PastDueLineSerializer
    filterset_class = PastDueFilter
    ordering = ("id",)
    action_permissions: ClassVar[dict[str, str]] = {"list": VIEW}

    def get_queryset(self) -> Any:
        """Return the lines of the entity."""
        return SalesOrderLine.objects.for_past_due_list()


class DelayedLineViewSet(ListMixin, EntityViewSet):
    """The lines that were promised later than wished."""

    tags = ("sales orders",)
    serializer_class = DelayedLineSerializer
    filterset_class = OpenLineFilter
    ordering = ("id",)
    action_permissions: ClassVar[dict[str, str]] = {"list": VIEW}

    def get_queryset(self) -> Any:
        """Return the lines of the entity."""
        return SalesOrderLine.objects.for_delayed_list()
