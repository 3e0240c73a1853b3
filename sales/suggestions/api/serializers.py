"""What the API shows of suggestions and takes for answers."""

from __future__ import annotations

from typing import ClassVar

from rest_framework import serializers

from foundation.backoffice.api.serializers import CommandSerializer, ReadSerializer
from sales.suggestions.models import SuggestionLog, SuggestionRule


class SuggestionSerializer(ReadSerializer):
    """A suggestion with what became of it."""

    rule = serializers.CharField(source="rule.code", read_only=True)
    kind = serializers.CharField(source="rule.kind", read_only=True)
    order = serializers.CharField(source="order.number", read_only=True)
    line_number = serializers.IntegerField(source="line.line_number", read_only=True, allow_null=True, default=None)
    item = serializers.CharField(source="item.number", read_only=True)
    unit = serializers.CharField(source="unit.code", read_only=True)

    class Meta:
        model = SuggestionLog
        fields: ClassVar[list[str]] = [
            *("id", "rule", "kind", "order", "line_number", "item", "quantity", "unit", "unit_price", "net_amount", "difference"),
            *("state", "reason", "gained_amount", "shown_at", "answered_at"),
        ]


class RuleSerializer(ReadSerializer):
    """A suggestion rule."""

    item = serializers.CharField(source="item.number", read_only=True)
    trigger = serializers.CharField(read_only=True)

    class Meta:
        model = SuggestionRule
        fields: ClassVar[list[str]] = [
            *("code", "name", "kind", "priority", "trigger", "item", "quantity_rule", "quantity", "per_units", "minimum_quantity"),
            *("minimum_amount", "order_type", "valid_from", "valid_to", "only_in_stock", "not_bought_days", "script", "is_active"),
        ]


class Declining(CommandSerializer):
    """Why the customer does not want it."""

    reason = serializers.CharField(max_length=200, default="", allow_blank=True)
