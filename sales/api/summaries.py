"""What every summary of an order or a quotation tells over REST; cost and margin for those who may see costs (sales.md §5.6, §7.7)."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from foundation.backoffice.api.fields import AmountField, PercentField

OF_COSTS = ("cost", "margin", "contribution_ratio")


class SummarySerializer(serializers.Serializer[Any]):
    """The amounts of a summary, in the currency of the document. Nothing sold has no ratio."""

    subtotal = AmountField(source="summary.totals.subtotal")
    total_discount = AmountField(source="summary.totals.total_discount")
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
            for name in OF_COSTS:
                shown.pop(name)
        return shown
