"""The totals of an order by basis and the quantities of its lines over REST (sales.md §7.7, §9.7)."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from foundation.backoffice.api.fields import AmountField, QuantityField
from sales.api.summaries import SummarySerializer
from sales.services.line_quantities import FIGURES, quantities_of
from sales.services.total_order import TotalsBasis, total_order


class BasisTotalsSerializer(SummarySerializer):
    """What an order comes to on one basis, in its currency; weight in kg, volume in m³. Cost and margin for those who may see costs."""

    basis = serializers.ChoiceField(choices=TotalsBasis.choices)
    line_charges = AmountField(source="summary.totals.line_charges")
    header_charges = AmountField(source="summary.totals.header_charges")
    cash_discount = AmountField()
    line_count = serializers.IntegerField()
    weight = QuantityField()
    volume = QuantityField()


class OrderCreditSerializer(serializers.Serializer[Any]):
    """How the customer stands whose credit counts for the order, in accounting currency; no limit is null."""

    balance = AmountField(source="exposure.balance")
    delivered = AmountField(source="exposure.delivered")
    ordered = AmountField(source="exposure.ordered")
    credit_limit = AmountField(source="limit", allow_null=True)
    remaining = AmountField(source="left", allow_null=True)


class OrderTotalsByBasisSerializer(serializers.Serializer[Any]):
    """The totals of an order on every basis."""

    currency = serializers.CharField(source="order.currency_id")
    totals = BasisTotalsSerializer(source="bases", many=True)
    credit = OrderCreditSerializer()


QuantitiesSerializer = type(
    "QuantitiesSerializer",
    (serializers.Serializer,),
    {name: QuantityField() for name in FIGURES} | {"__doc__": "The quantities of a line in one unit.", "__module__": __name__},
)


class LineQuantitiesSerializer(serializers.Serializer[Any]):
    """The quantities of a line in its unit, and in the inventory unit of its item."""

    line_number = serializers.IntegerField(source="line.line_number")
    item = serializers.CharField(source="line.item.number")
    unit = serializers.CharField(source="line.unit.code")
    inventory_unit = serializers.CharField(source="line.item.inventory_unit.code")
    in_unit: Any = QuantitiesSerializer(source="sales")
    in_inventory_unit: Any = QuantitiesSerializer(source="inventory")


class OrderQuantitiesSerializer(serializers.Serializer[Any]):
    """The quantities of the lines of an order."""

    lines = LineQuantitiesSerializer(many=True)


class TotalActions:
    """What an order comes to, and what became of its quantities."""

    entity: Any
    access: Any
    get_object: Any

    @extend_schema(responses={200: OrderTotalsByBasisSerializer})
    @action(detail=True, methods=["get"])
    def totals(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Return the totals by basis with weight, volume, number of lines, and how the customer's credit stands."""
        found = total_order(self.entity, self.get_object().pk)
        return Response(OrderTotalsByBasisSerializer(found, context={"access": self.access}).data)

    @extend_schema(responses={200: OrderQuantitiesSerializer})
    @action(detail=True, methods=["get"])
    def quantities(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Return ordered, deliver now, picked, reserved, delivered, invoiced and cancelled per line, in both units."""
        return Response(OrderQuantitiesSerializer({"lines": quantities_of(self.entity, self.get_object().pk)}).data)
