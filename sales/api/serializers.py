"""What the API shows of sales orders."""

from __future__ import annotations

from operator import attrgetter
from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from foundation.backoffice.api.fields import AmountField, PercentField, PriceField, QuantityField
from foundation.backoffice.api.serializers import NoticeSerializer, ReadSerializer
from foundation.organization.access import Access
from sales.agreed_terms import followed_by, line_follows
from sales.delivery_places import ADDRESS
from sales.models import OrderHold, SalesOrder, SalesOrderCharge, SalesOrderLine, SalesSubscription, SubscriptionLine
from sales.price_reasons import explained
from sales.schedule import with_deliveries
from sales.subscriptions import SubscriptionTerms
from sales.type_changes import allowed_actions

ACTION_PERMISSIONS = {
    "change": "sales.change_salesorder",
    "confirm": "sales.confirm_salesorder",
    "post_packing_slip": "sales.post_packingslip",
    "change_type": "sales.change_salesorder",
    "post_invoice": "invoicing.post_customerinvoice",
    "cancel_remainder": "sales.cancel_salesorder",
    "place_hold": "sales.place_hold",
    "reopen": "sales.cancel_salesorder",
    "delete": "sales.delete_salesorder",
}
"""What each action of the order's state machine asks for."""


class SalesOrderSummarySerializer(ReadSerializer):
    """A sales order as lists show it."""

    customer = serializers.CharField(source="customer.account")
    customer_name = serializers.CharField(source="customer.party.name")
    invoice_account = serializers.CharField(source="invoice_account.account")
    currency = serializers.CharField(source="currency_id")

    class Meta:
        model = SalesOrder
        fields: ClassVar[list[str]] = [
            "id",
            "number",
            "order_type",
            "status",
            "document_status",
            "do_not_process",
            "customer",
            "customer_name",
            "invoice_account",
            "customer_reference",
            "currency",
            "order_amount",
            "order_date",
            "requested_ship_date",
            "confirmed_ship_date",
            "external_id",
            "project_number",
            "rma_number",
        ]


class LineAgreementSerializer(serializers.Serializer):
    """The commitment of a sales agreement that an order line counts on."""

    number = serializers.CharField()
    line_number = serializers.IntegerField()


class SearchedAgreementSerializer(serializers.Serializer):
    """A trade agreement that the search looked at."""

    agreement = serializers.IntegerField(help_text="The id of the trade agreement.")
    relation = serializers.CharField()
    reason = serializers.CharField(help_text="`used`, or why it was not.")


class PriceExplanationSerializer(serializers.Serializer):
    """Where a price comes from, and the trade agreements that were used or passed over."""

    source: Any = serializers.CharField(help_text="`agreement`, `generic_currency`, `base`, `manual`, `sales_agreement`, `none`, or blank.")
    agreements = SearchedAgreementSerializer(many=True)


class SalesOrderLineSerializer(ReadSerializer):
    """A line: quantities in its unit, prices in the order's currency per price unit."""

    item = serializers.CharField(source="item.number")
    category = serializers.CharField(
        source="item.category.code", default=None, allow_null=True, help_text="The sales category of the item."
    )
    unit = serializers.CharField(source="unit.code")
    warehouse = serializers.CharField(source="warehouse.code", default=None, allow_null=True)
    deliver_remainder = QuantityField()
    invoice_remainder = QuantityField()
    picked = QuantityField(default=None, allow_null=True)
    reserved = QuantityField(default=None, allow_null=True)
    sales_tax_group = serializers.CharField(source="sales_tax_group.code", default=None, allow_null=True)
    item_sales_tax_group = serializers.CharField(source="item_sales_tax_group.code", default=None, allow_null=True)
    own_delivery_address = serializers.BooleanField(
        source="has_own_address", read_only=True, help_text="Whether the line has an address of its own; else it goes where its order goes."
    )
    delivery_name = serializers.CharField(source="address.name")
    delivery_street = serializers.CharField(source="address.street")
    delivery_postal_code = serializers.CharField(source="address.postal_code")
    delivery_city = serializers.CharField(source="address.city")
    delivery_country = serializers.CharField(source="address.country")
    delivery_mode = serializers.CharField(source="mode.code", default=None, allow_null=True)
    price_explanation = serializers.SerializerMethodField(help_text="Why the line has its price.")
    agreement = serializers.SerializerMethodField(help_text="Number and line of the sales agreement that the line counts on.")
    commercial_line = serializers.SerializerMethodField(
        help_text="The number of the line that this is a delivery of; null for every other line."
    )

    class Meta:
        model = SalesOrderLine
        fields: ClassVar[list[str]] = [
            "id",
            "line_number",
            "item",
            "category",
            "name",
            "status",
            "ordered_quantity",
            "unit",
            "deliver_now",
            "delivered_quantity",
            "invoiced_quantity",
            "cancelled_quantity",
            "deliver_remainder",
            "invoice_remainder",
            "picked",
            "reserved",
            "unit_price",
            "price_unit",
            "discount_amount",
            "discount_percent",
            "multiline_amount",
            "multiline_percent",
            "net_amount",
            "price_manual",
            "discount_manual",
            "price_explanation",
            "sales_tax_group",
            "item_sales_tax_group",
            "overdelivery_percent",
            "underdelivery_percent",
            "prevent_partial_delivery",
            "warehouse",
            "own_delivery_address",
            *ADDRESS,
            "delivery_mode",
            "requested_ship_date",
            "requested_receipt_date",
            "confirmed_ship_date",
            "confirmed_receipt_date",
            "delivery_date_control",
            "delivery_type",
            "kind",
            "commercial_line",
            "agreement",
            "stopped",
            "billable",
            "text",
        ]

    def get_commercial_line(self, line: SalesOrderLine) -> int | None:
        """Return the number of the line among those of its order that it is a delivery of."""
        found: int | None = self.context["line_numbers"].get(line.commercial_line_id)
        return found

    @extend_schema_field(PriceExplanationSerializer())
    def get_price_explanation(self, line: SalesOrderLine) -> dict[str, Any]:
        """Return where the price comes from; the trade agreements for those who may see them."""
        view = self.context.get("view")
        return explained(line, with_agreements=view is not None and view.access.may("sales.view_tradeagreement"))

    @extend_schema_field(LineAgreementSerializer(allow_null=True))
    def get_agreement(self, line: SalesOrderLine) -> dict[str, Any] | None:
        """Return what was agreed that the line counts on."""
        known = line_follows(line)
        return None if known is None else {"number": known[0], "line_number": known[1]}


class SalesOrderChargeSerializer(ReadSerializer):
    """A charge of the order, or of one of its lines."""

    code = serializers.CharField(source="code.code")
    unit = serializers.CharField(source="unit.code", default=None, allow_null=True, help_text="The unit of an amount per piece.")
    currency = serializers.CharField(source="currency_id", default=None, allow_null=True, help_text="Null: that of the order.")
    item_sales_tax_group = serializers.CharField(
        source="item_sales_tax_group.code", default=None, allow_null=True, help_text="Null: that of the charge code."
    )
    line_number = serializers.IntegerField(source="line.line_number", default=None, allow_null=True)

    class Meta:
        model = SalesOrderCharge
        fields: ClassVar[list[str]] = [
            *("id", "code", "category", "value", "currency", "item_sales_tax_group", "unit", "line_number", "keep", "origin"),
            "invoiced_amount",
        ]


class OrderHoldSerializer(ReadSerializer):
    """A reason to stop the order's documents for a while."""

    code = serializers.CharField(source="code.code")
    placed_by = serializers.CharField(source="placed_by.name", default=None, allow_null=True)
    checked_out_to = serializers.CharField(source="checked_out_to.name", default=None, allow_null=True)
    cleared_by = serializers.CharField(source="cleared_by.name", default=None, allow_null=True)

    class Meta:
        model = OrderHold
        fields: ClassVar[list[str]] = [
            *("id", "code", "reason", "notes", "placed_by", "placed_at"),
            *("checked_out_to", "checked_out_at", "cleared_by", "cleared_at"),
        ]


class LineTotalsSerializer(serializers.Serializer):
    """What a line of a subscription came to over all cycles."""

    line_number = serializers.IntegerField()
    delivered = QuantityField()
    invoiced = QuantityField()
    amount = AmountField(help_text="Invoiced before tax, in the order's currency.")


class SubscriptionSerializer(ReadSerializer):
    """The cycles of an order that is delivered and invoiced again and again."""

    lines = serializers.SerializerMethodField(help_text="What the lines came to over all cycles; the order's lines count this cycle.")

    class Meta:
        model = SalesSubscription
        fields: ClassVar[list[str]] = [
            *SubscriptionTerms.__dataclass_fields__,
            "cycle_no",
            "invoice_cycle_no",
            "next_delivery_date",
            "next_invoice_date",
            "invoice_due",
            "paused_until",
            "stopped_at",
            "stop_reason",
            "lines",
        ]

    @extend_schema_field(LineTotalsSerializer(many=True))
    def get_lines(self, found: SalesSubscription) -> list[dict[str, object]]:
        """Return the totals of the lines, by line number."""
        totals = SubscriptionLine.of(found.legal_entity_id).totals_of(found.order.lines.all())
        shown = LineTotalsSerializer(sorted(totals.values(), key=attrgetter("line_number")), many=True)
        return list(shown.data)


class SalesOrderSerializer(SalesOrderSummarySerializer):
    """A sales order with its lines, charges and holds, and what the caller may do with it."""

    payment_terms = serializers.CharField(source="payment_terms.code", default=None, allow_null=True)
    cash_discount = serializers.CharField(source="cash_discount.code", default=None, allow_null=True)
    payment_method = serializers.CharField(source="payment_method.code", default=None, allow_null=True)
    sales_tax_group = serializers.CharField(source="sales_tax_group.code", default=None, allow_null=True)
    delivery_terms = serializers.CharField(source="delivery_terms.code", default=None, allow_null=True)
    delivery_mode = serializers.CharField(source="delivery_mode.code", default=None, allow_null=True)
    warehouse = serializers.CharField(source="warehouse.code", default=None, allow_null=True)
    site = serializers.CharField(source="site.code", default=None, allow_null=True)
    price_group = serializers.CharField(source="price_group.code", default=None, allow_null=True)
    line_discount_group = serializers.CharField(source="line_discount_group.code", default=None, allow_null=True)
    multiline_discount_group = serializers.CharField(source="multiline_discount_group.code", default=None, allow_null=True)
    total_discount_group = serializers.CharField(source="total_discount_group.code", default=None, allow_null=True)
    responsible = serializers.CharField(source="responsible.name", default=None, allow_null=True)
    agreement = serializers.SerializerMethodField(help_text="The sales agreement that the order follows.")
    lines = serializers.SerializerMethodField()
    charges = SalesOrderChargeSerializer(many=True)
    holds = OrderHoldSerializer(many=True)
    subscription = SubscriptionSerializer(default=None, allow_null=True)

    @extend_schema_field(SalesOrderLineSerializer(many=True))
    def get_lines(self, order: SalesOrder) -> Any:
        """Return the lines; one with multiple deliveries as the sum of its delivery lines."""
        lines = order.lines.all()
        context = {**self.context, "line_numbers": {line.pk: line.line_number for line in lines}}
        return SalesOrderLineSerializer(with_deliveries(lines), many=True, context=context).data

    allowed_actions = serializers.SerializerMethodField(help_text="What status and the caller's permissions allow now.")
    notices = serializers.SerializerMethodField(help_text="Warnings and information about the change just made.")

    class Meta(SalesOrderSummarySerializer.Meta):
        fields: ClassVar[list[str]] = [
            *SalesOrderSummarySerializer.Meta.fields,
            "contact_name",
            "responsible",
            "customer_requisition",
            "language",
            "prices_include_tax",
            "sales_tax_group",
            "payment_terms",
            "cash_discount",
            "payment_method",
            "total_discount_percent",
            "total_discount_amount",
            "fixed_exchange_rate",
            "price_group",
            "line_discount_group",
            "multiline_discount_group",
            "total_discount_group",
            "requested_receipt_date",
            "confirmed_receipt_date",
            "delivery_date_control",
            "site",
            "warehouse",
            "delivery_name",
            "delivery_street",
            "delivery_postal_code",
            "delivery_city",
            "delivery_country",
            "delivery_terms",
            "delivery_mode",
            "prevent_partial_delivery",
            "automatic_reservation",
            "summary_update_allowed",
            "exclude_from_batch_invoicing",
            "exclude_from_credit_check",
            "priority",
            "confirmed_version",
            "changed_since_confirmation",
            "text",
            "internal_note",
            "created_at",
            "updated_at",
            "lines",
            "charges",
            "holds",
            "subscription",
            "agreement",
            "allowed_actions",
            "notices",
        ]

    def get_agreement(self, order: SalesOrder) -> str | None:
        """Return the number of the agreement that was chosen for the order."""
        return followed_by(order)

    def get_allowed_actions(self, order: SalesOrder) -> list[str]:
        """Return the actions that the order's status allows and the caller may take."""
        access: Access = self.context["view"].access
        return [action for action in allowed_actions(order) if access.may(ACTION_PERMISSIONS[action])]

    @extend_schema_field(NoticeSerializer(many=True))
    def get_notices(self, _order: SalesOrder) -> list[dict[str, object]]:
        """Return nothing: only a change has notices, which its answer adds."""
        return []


class OrderPutOnHoldSerializer(SalesOrderSerializer):
    """An order that was put on hold."""

    placed_hold = serializers.IntegerField(read_only=True, help_text="The id of the hold that was placed, for `order-holds/{id}`.")

    class Meta(SalesOrderSerializer.Meta):
        fields: ClassVar[list[str]] = [*SalesOrderSerializer.Meta.fields, "placed_hold"]


class OrderTotalsSerializer(serializers.Serializer[Any]):
    """The totals of an order in its currency; ``amount`` is what the customer pays."""

    subtotal = AmountField()
    total_discount = AmountField()
    charges = AmountField()
    tax = AmountField()
    rounding_off = AmountField()
    amount = AmountField()


class PreviewLineSerializer(serializers.Serializer[Any]):
    """A line as it would be entered."""

    line_number = serializers.IntegerField(source="line.line_number")
    item = serializers.CharField(source="item.number")
    name = serializers.CharField(source="line.name")
    quantity = QuantityField(source="line.ordered_quantity")
    unit = serializers.CharField(source="line.unit.code")
    unit_price = PriceField(source="line.unit_price")
    price_unit = QuantityField(source="line.price_unit")
    discount_amount = PriceField(source="line.discount_amount")
    discount_percent = PercentField(source="line.discount_percent")
    multiline_amount = PriceField(source="line.multiline_amount")
    multiline_percent = PercentField(source="line.multiline_percent")
    net_amount = AmountField(source="line.net_amount")


class OrderPreviewSerializer(serializers.Serializer[Any]):
    """An order as it would be entered: nothing of it is saved."""

    customer = serializers.CharField(source="order.customer.account")
    currency = serializers.CharField(source="order.currency_id")
    requested_ship_date = serializers.DateField(source="order.requested_ship_date")
    requested_receipt_date = serializers.DateField(source="order.requested_receipt_date")
    total_discount_percent = PercentField(source="order.total_discount_percent")
    total_discount_amount = AmountField(source="order.total_discount_amount")
    lines = PreviewLineSerializer(many=True)
    totals = OrderTotalsSerializer()
    notices = NoticeSerializer(many=True)
