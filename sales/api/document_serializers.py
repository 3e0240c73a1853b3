"""What the API shows of posted sales documents and of agreed prices."""

from __future__ import annotations

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from foundation.backoffice.api.fields import QuantityField
from foundation.backoffice.api.serializers import NoticeSerializer, ReadSerializer, RefusedSerializer
from foundation.errors import BusinessRuleError
from sales.deliveries import DeliveryLine, DeliveryPlan, SlipDraft
from sales.models import (
    OrderConfirmation,
    OrderConfirmationLine,
    PackingSlip,
    PackingSlipCorrection,
    PackingSlipCorrectionLine,
    PackingSlipLine,
    SalesOrder,
    TradeAgreement,
)
from sales.services.confirm_orders import ConfirmedOrders
from sales.services.post_packing_slips import PostedSlips


class ConfirmationLineSerializer(ReadSerializer):
    """A line as confirmed."""

    item = serializers.CharField(source="item_number")

    class Meta:
        model = OrderConfirmationLine
        fields: ClassVar[list[str]] = [
            "line_number",
            "item",
            "name",
            "quantity",
            "unit",
            "unit_price",
            "price_unit",
            "discount_percent",
            "net_amount",
            "ship_date",
        ]


class ConfirmationSummarySerializer(ReadSerializer):
    """An order confirmation as lists show it."""

    order = serializers.CharField(source="order.number")
    customer = serializers.CharField(source="order.customer.account")
    currency = serializers.CharField(source="currency_id")

    class Meta:
        model = OrderConfirmation
        fields: ClassVar[list[str]] = [
            "id",
            "number",
            "version",
            "order",
            "customer",
            "date",
            "currency",
            "subtotal",
            "total_discount",
            "charges_amount",
            "tax_amount",
            "total_amount",
        ]


class ConfirmationSerializer(ConfirmationSummarySerializer):
    """An order confirmation with its lines and what it printed."""

    lines = ConfirmationLineSerializer(many=True)

    class Meta(ConfirmationSummarySerializer.Meta):
        fields: ClassVar[list[str]] = [*ConfirmationSummarySerializer.Meta.fields, "language", "header", "posted_at", "lines"]


class PostedConfirmationSerializer(serializers.Serializer[Any]):
    """The confirmation that was made, and what there is to tell besides."""

    confirmation = serializers.SerializerMethodField()
    notices = serializers.SerializerMethodField()

    @extend_schema_field(ConfirmationSerializer)
    def get_confirmation(self, confirmed: ConfirmedOrders) -> Any:
        """Return the one confirmation."""
        return ConfirmationSerializer(confirmed.confirmations[0]).data

    @extend_schema_field(NoticeSerializer(many=True))
    def get_notices(self, confirmed: ConfirmedOrders) -> Any:
        """Return the warnings, such as an exceeded credit limit that does not stop."""
        return NoticeSerializer([warning for found in confirmed.warnings.values() for warning in found], many=True).data


class PackingSlipLineSerializer(ReadSerializer):
    """A delivered quantity of an order line."""

    order = serializers.CharField(source="order_line.order.number")
    order_line = serializers.IntegerField(source="order_line.line_number")
    item = serializers.CharField(source="item.number")

    class Meta:
        model = PackingSlipLine
        fields: ClassVar[list[str]] = [
            "line_number",
            "order",
            "order_line",
            "item",
            "name",
            "quantity",
            "unit",
            "corrected_quantity",
            "invoiced_quantity",
        ]


class PackingSlipSummarySerializer(ReadSerializer):
    """A packing slip as lists show it."""

    order = serializers.CharField(source="order.number")
    customer = serializers.CharField(source="customer.account")
    customer_name = serializers.CharField(source="customer.party.name")
    invoice_account = serializers.CharField(source="invoice_account.account")
    warehouse = serializers.CharField(source="warehouse.code", default=None, allow_null=True)
    delivery_reason = serializers.CharField(source="delivery_reason.code", default=None, allow_null=True)

    class Meta:
        model = PackingSlip
        fields: ClassVar[list[str]] = [
            "id",
            "number",
            "order",
            "customer",
            "customer_name",
            "invoice_account",
            "date",
            "warehouse",
            "status",
            "version",
            "external_reference",
            "delivery_reason",
        ]


class SlipCorrectionLineSerializer(ReadSerializer):
    """What a correction took back of a line, and what stays of it."""

    line_number = serializers.IntegerField(source="slip_line.line_number")

    class Meta:
        model = PackingSlipCorrectionLine
        fields: ClassVar[list[str]] = ["line_number", "taken_quantity", "quantity"]


class SlipCorrectionSerializer(ReadSerializer):
    """A later version of a packing slip."""

    lines = SlipCorrectionLineSerializer(many=True)

    class Meta:
        model = PackingSlipCorrection
        fields: ClassVar[list[str]] = ["version", "date", "reason", "posted_at", "lines"]


class PackingSlipSerializer(PackingSlipSummarySerializer):
    """A packing slip with its lines as they left, what was taken back since, and what it printed."""

    lines = PackingSlipLineSerializer(many=True)
    corrections = SlipCorrectionSerializer(many=True)

    class Meta(PackingSlipSummarySerializer.Meta):
        fields: ClassVar[list[str]] = [*PackingSlipSummarySerializer.Meta.fields, "language", "header", "posted_at", "lines", "corrections"]


def refused_rows(outcome: DeliveryPlan | PostedSlips) -> list[tuple[str, BusinessRuleError]]:
    """Return every refusal with the number of its order."""
    return [(outcome.orders[key].number, error) for key, error in outcome.refusals.items()]


class DeliveryOutcomeSerializer(serializers.Serializer[Any]):
    """Which orders were left out and why, and what there is to tell of the others."""

    refused = serializers.SerializerMethodField()
    notices = serializers.SerializerMethodField()

    @extend_schema_field(RefusedSerializer(many=True))
    def get_refused(self, outcome: DeliveryPlan | PostedSlips) -> Any:
        """Return the refusals by order."""
        return RefusedSerializer(refused_rows(outcome), many=True).data

    @extend_schema_field(NoticeSerializer(many=True))
    def get_notices(self, outcome: DeliveryPlan | PostedSlips) -> Any:
        """Return the warnings."""
        return NoticeSerializer([warning for found in outcome.warnings.values() for warning in found], many=True).data


class PostedSlipsSerializer(DeliveryOutcomeSerializer):
    """The packing slips that a posting made: one per order, more when sites or warehouses tear it apart, fewer when combined."""

    packing_slips = PackingSlipSerializer(source="slips", many=True)


class PlannedSlipLineSerializer(serializers.Serializer[Any]):
    """A quantity that would leave."""

    order = serializers.SerializerMethodField()
    order_line = serializers.IntegerField(source="line_number")
    item = serializers.CharField(source="item_number")
    name = serializers.CharField()
    quantity = QuantityField()
    unit = serializers.CharField()
    rest_after = QuantityField(help_text="What stays open of the order line.")

    def get_order(self, line: DeliveryLine) -> str:
        """Return the number of the line's order."""
        orders: dict[int, SalesOrder] = self.context["orders"]
        return orders[line.order_id].number


class PlannedAddressSerializer(serializers.Serializer[Any]):
    """Where a packing slip would go."""

    name = serializers.CharField()
    street = serializers.CharField()
    postal_code = serializers.CharField()
    city = serializers.CharField()
    country = serializers.CharField()


class PlannedSlipSerializer(serializers.Serializer[Any]):
    """A packing slip that would be posted: its orders, where it goes, and what leaves."""

    orders = serializers.SerializerMethodField()
    delivery_address = PlannedAddressSerializer(source="address")
    lines = PlannedSlipLineSerializer(many=True)

    def get_orders(self, slip: SlipDraft) -> list[str]:
        """Return the numbers of its orders."""
        return [order.number for order in slip.orders]


class DeliveryPlanSerializer(DeliveryOutcomeSerializer):
    """What posting would do: the slips it would make, and the orders it would leave out."""

    packing_slips = PlannedSlipSerializer(source="slips", many=True)


class TradeAgreementSerializer(ReadSerializer):
    """One agreed price or discount."""

    journal = serializers.CharField(source="journal.number")
    item = serializers.CharField(source="item.number", default=None, allow_null=True)
    warehouse = serializers.CharField(source="warehouse.code", default=None, allow_null=True)
    unit = serializers.CharField(source="unit.code", default=None, allow_null=True)
    currency = serializers.CharField(source="currency_id")

    class Meta:
        model = TradeAgreement
        fields: ClassVar[list[str]] = [
            "id",
            "journal",
            "relation",
            "account_relation",
            "account_key",
            "item_relation",
            "item",
            "item_key",
            "warehouse",
            "currency",
            "unit",
            "from_quantity",
            "to_quantity",
            "from_date",
            "to_date",
            "amount",
            "price_unit",
            "percent_1",
            "percent_2",
            "find_next",
            "lead_time",
            "include_generic_currency",
        ]
