"""The lists of open orders and open lines over REST: the queries of their pages (sales.md §20: L10, L11, L12)."""

from __future__ import annotations

from typing import Any, ClassVar

from rest_framework import serializers

from foundation.backoffice.api.fields import AmountField, PercentField, QuantityField
from foundation.backoffice.api.views import EntityViewSet, ListMixin
from sales.api.filters import SalesOrderApiFilter
from sales.api.late_lines import VIEW, LateLineSerializer
from sales.api.serializers import SalesOrderSummarySerializer
from sales.delivery_places import ADDRESS
from sales.filters import OpenLineFilter
from sales.models import SalesOrder, SalesOrderLine


class OpenLineSerializer(LateLineSerializer):
    """A line with something left to ship: quantities in its unit, the price and the open amount in the order's currency, before tax."""

    order_type = serializers.CharField(source="order.order_type")
    currency = serializers.CharField(source="order.currency_id")
    on_hold = serializers.BooleanField(source="order.do_not_process")
    own_delivery_address = serializers.BooleanField(source="has_own_address", help_text="Whether it is another one than that of the order.")
    delivery_name = serializers.CharField(source="address.name")
    delivery_street = serializers.CharField(source="address.street")
    delivery_postal_code = serializers.CharField(source="address.postal_code")
    delivery_city = serializers.CharField(source="address.city")
    delivery_country = serializers.CharField(source="address.country")
    delivery_mode = serializers.CharField(source="mode.code", default=None, allow_null=True)
    picked = QuantityField()
    reserved = QuantityField()
    open_amount = AmountField(help_text="The net amount of what is left to deliver.")

    class Meta(LateLineSerializer.Meta):
        fields: ClassVar[list[str]] = [
            *LateLineSerializer.Meta.fields,
            *("order_type", "ordered_quantity", "delivered_quantity", "deliver_now", "picked", "reserved", "unit_price", "price_unit"),
            *("own_delivery_address", *ADDRESS, "delivery_mode"),
            *("open_amount", "currency", "on_hold", "stopped"),
        ]


class PartlyShippedSerializer(SalesOrderSummarySerializer):
    """An order of which a part left."""

    delivered_percent = PercentField(help_text="What left, as a share of the worth of the lines.")
    last_slip_date = serializers.DateField(allow_null=True)

    class Meta(SalesOrderSummarySerializer.Meta):
        fields: ClassVar[list[str]] = [*SalesOrderSummarySerializer.Meta.fields, "delivered_percent", "last_slip_date"]


class OpenLineViewSet(ListMixin, EntityViewSet):
    """The order lines with something left to ship."""

    tags = ("sales orders",)
    serializer_class = OpenLineSerializer
    filterset_class = OpenLineFilter
    ordering_fields = ("id", "requested_ship_date", "confirmed_ship_date")
    ordering = ("requested_ship_date", "id")
    action_permissions: ClassVar[dict[str, str]] = {"list": VIEW}

    def get_queryset(self) -> Any:
        """Return the lines of the entity."""
        return SalesOrderLine.objects.for_open_list().with_places()


class ReadyToShipLineViewSet(OpenLineViewSet):
    """The lines that may leave today: nothing stops them, their day has come, and the goods are there."""

    def get_queryset(self) -> Any:
        """Return the lines of the entity."""
        return SalesOrderLine.objects.for_ready_list().with_places()


class PartlyShippedOrderViewSet(ListMixin, EntityViewSet):
    """The orders of which something left and something is still to leave."""

    tags = ("sales orders",)
    serializer_class = PartlyShippedSerializer
    filterset_class = SalesOrderApiFilter
    ordering_fields = ("number", "order_date", "requested_ship_date", "order_amount")
    ordering = ("order_date", "id")
    action_permissions: ClassVar[dict[str, str]] = {"list": VIEW}

    def get_queryset(self) -> Any:
        """Return the orders of the entity."""
        return SalesOrder.objects.for_partly_shipped_list()
