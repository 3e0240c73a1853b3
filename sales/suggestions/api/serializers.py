"""What the API shows of suggestions and takes for answers."""

from __future__ import annotations

from typing import ClassVar

from rest_framework import serializers

from foundation.backoffice.api.serializers import CommandSerializer, ReadSerializer
from sales.suggestions.models import SuggestionLog, SuggestionRule

BEFORE = ("line_number", "item", "quantity", "unit", "unit_price", "net_amount", "difference")
AFTER = ("state", "reason", "gained_amount", "shown_at", "answered_at")


class OfferedSerializer(ReadSerializer):
    """What suggestions on orders and on quotations show alike."""

    rule = serializers.CharField(source="rule.code", read_only=True)
    kind = serializers.CharField(source="rule.kind", read_only=True)
    item = serializers.CharField(source="item.number", read_only=True)
    unit = serializers.CharField(source="unit.code", read_only=True)

    class Meta:
        model = SuggestionLog
        fields: ClassVar[list[str]] = ["id", "rule", "kind", "item", "unit"]


class SuggestionSerializer(OfferedSerializer):
    """A suggestion with what became of it."""

    order = serializers.CharField(source="order.number", read_only=True)
    line_number = serializers.IntegerField(source="line.line_number", read_only=True, allow_null=True, default=None)

    class Meta(OfferedSerializer.Meta):
        fields: ClassVar[list[str]] = ["id", "rule", "kind", "order", *BEFORE, *AFTER]


class QuotationSuggestionSerializer(OfferedSerializer):
    """A suggestion on a quotation with what became of it."""

    quotation = serializers.CharField(source="quotation.number", read_only=True)
    line_number = serializers.IntegerField(source="quotation_line.line_number", read_only=True, allow_null=True, default=None)

    class Meta(OfferedSerializer.Meta):
        fields: ClassVar[list[str]] = ["id", "rule", "kind", "quotation", *BEFORE, *AFTER]


class RuleSerializer(ReadSerializer):
    """A suggestion rule."""

    item = serializers.CharField(source="item.number", read_only=True)
    trigger = serializers.CharField(read_only=True)
    trigger_item = serializers.CharField(source="trigger_item.number", default=None, allow_null=True)
    trigger_category = serializers.CharField(source="trigger_category.code", default=None, allow_null=True)
    trigger_list = serializers.CharField(source="trigger_list.code", default=None, allow_null=True)
    customer = serializers.CharField(source="customer.account", default=None, allow_null=True)
    customer_group = serializers.CharField(source="customer_group.code", default=None, allow_null=True)

    class Meta:
        model = SuggestionRule
        fields: ClassVar[list[str]] = [
            *("code", "name", "kind", "priority", "trigger", "item", "quantity_rule", "quantity", "per_units", "minimum_quantity"),
            *(
                "minimum_amount",
                "order_type",
                "valid_from",
                "valid_to",
                "only_in_stock",
                "not_bought_days",
                "script",
                "script_active",
                "is_active",
            ),
            *("trigger_item", "trigger_category", "trigger_list", "customer", "customer_group"),
        ]


class Accepting(CommandSerializer):
    """Which variant is taken of a suggested master."""

    variant = serializers.CharField(max_length=20, default="", allow_blank=True, help_text="Number of the variant; only for a master.")


class Declining(CommandSerializer):
    """Why the customer does not want it."""

    reason = serializers.CharField(max_length=200, default="", allow_blank=True)
