"""Picking lists as the API shows them."""

from __future__ import annotations

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from foundation.backoffice.api.fields import QuantityField
from foundation.backoffice.api.serializers import ReadSerializer, RefusedSerializer
from foundation.errors import BusinessRuleError
from sales.models import SalesOrder
from sales.picking.models import PickingList, PickingListLine
from sales.picking.plans import PickingPlan, PickLine
from sales.picking.services.post_picking_lists import PostedLists


class PickingListLineSerializer(ReadSerializer):
    """A quantity of an order line to pick."""

    order = serializers.CharField(source="order_line.order.number")
    order_line = serializers.IntegerField(source="order_line.line_number")
    item = serializers.CharField(source="item.number")

    class Meta:
        model = PickingListLine
        fields: ClassVar[list[str]] = [
            "line_number",
            "order",
            "order_line",
            "item",
            "name",
            "quantity",
            "unit",
            "picked_quantity",
            "ended_quantity",
        ]


class PickingListSummarySerializer(ReadSerializer):
    """A picking list as lists show it."""

    order = serializers.CharField(source="order.number")
    customer = serializers.CharField(source="order.customer.account")
    warehouse = serializers.CharField(source="warehouse.code")

    class Meta:
        model = PickingList
        fields: ClassVar[list[str]] = ["id", "number", "order", "customer", "warehouse", "date", "status"]


class PickingListSerializer(PickingListSummarySerializer):
    """A picking list with its lines."""

    lines = PickingListLineSerializer(many=True)

    class Meta(PickingListSummarySerializer.Meta):
        fields: ClassVar[list[str]] = [*PickingListSummarySerializer.Meta.fields, "posted_at", "lines"]


class RefusedOrdersSerializer(serializers.Serializer[Any]):
    """Which orders were left out and why."""

    refused = serializers.SerializerMethodField()

    @extend_schema_field(RefusedSerializer(many=True))
    def get_refused(self, outcome: PickingPlan | PostedLists) -> Any:
        """Return the refusals by order."""
        return RefusedSerializer(refused_orders(outcome), many=True).data


class PostedListsSerializer(RefusedOrdersSerializer):
    """The picking lists that a posting made: one per order and warehouse, fewer when combined."""

    picking_lists = PickingListSerializer(source="lists", many=True)


class LineToPickSerializer(serializers.Serializer[Any]):
    """A quantity that would be picked."""

    order = serializers.SerializerMethodField()
    order_line = serializers.IntegerField(source="line_number")
    item = serializers.CharField(source="item_number")
    name = serializers.CharField()
    quantity = QuantityField()
    unit = serializers.CharField()

    def get_order(self, line: PickLine) -> str:
        """Return the number of the line's order."""
        orders: dict[int, SalesOrder] = self.context["orders"]
        return orders[line.order_id].number


class PlannedListSerializer(serializers.Serializer[Any]):
    """A picking list that would be posted."""

    lines = LineToPickSerializer(many=True)


class PickingPlanSerializer(RefusedOrdersSerializer):
    """What posting would do: the lists it would make, and the orders it would leave out."""

    picking_lists = PlannedListSerializer(source="lists", many=True)


def refused_orders(outcome: PickingPlan | PostedLists) -> list[tuple[str, BusinessRuleError]]:
    """Return every refusal with the number of its order."""
    return [(outcome.orders[key].number, error) for key, error in outcome.refusals.items()]
