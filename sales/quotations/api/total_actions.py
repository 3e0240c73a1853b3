"""The totals of a quotation over REST (sales.md §5.6)."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from foundation.backoffice.api.fields import AmountField, QuantityField
from sales.api.summaries import SummarySerializer
from sales.quotations.services.total_quotation import total_quotation


class QuotationTotalsSerializer(SummarySerializer):
    """What a quotation comes to in its currency; cost and margin for those who may see costs. Nothing sold has no ratio."""

    currency = serializers.CharField()
    line_count = serializers.IntegerField()
    quantity = QuantityField()
    charges = AmountField(source="summary.totals.charges")


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
