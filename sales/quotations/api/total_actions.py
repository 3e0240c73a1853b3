"""The totals of a quotation over REST (sales.md §5.6)."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from foundation.backoffice.api.fields import AmountField, PercentField, QuantityField
from sales.quotations.services.total_quotation import total_quotation


class QuotationTotalsSerializer(serializers.Serializer[Any]):
    """What a quotation comes to in its currency; cost and margin for those who may see costs. Nothing sold has no ratio."""

    currency = serializers.CharField()
    line_count = serializers.IntegerField()
    quantity = QuantityField()
    subtotal = AmountField(source="summary.totals.subtotal")
    total_discount = AmountField(source="summary.totals.total_discount")
    charges = AmountField(source="summary.totals.charges")
    tax = AmountField(source="summary.totals.tax")
    rounding_off = AmountField(source="summary.totals.rounding_off")
    amount = AmountField(source="summary.totals.amount")
    cost = AmountField(source="summary.totals.cost", required=False)
    margin = AmountField(source="summary.totals.margin", required=False)
    contribution_ratio = PercentField(source="summary.totals.contribution_ratio", allow_null=True, required=False)

    def to_representation(self, instance: Any) -> dict[str, Any]:
        """Leave cost and margin out for those who may not see them."""
        shown = super().to_representation(instance)
        if not self.context["access"].may("sales.view_cost"):
            for name in ("cost", "margin", "contribution_ratio"):
                shown.pop(name)
        return shown


class QuotationTotalActions:
    """What a quotation comes to."""

    entity: Any
    access: Any
    get_object: Any

    @extend_schema(responses={200: QuotationTotalsSerializer})
    @action(detail=True, methods=["get"])
    def totals(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Return quantity, discounts, charges, estimated tax, total, cost and margin."""
        found = total_quotation(self.entity, self.get_object().pk)
        return Response(QuotationTotalsSerializer(found, context={"access": self.access}).data)
