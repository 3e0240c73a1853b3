"""What the API shows and takes of backorders: types and required properties only; the rules stand in the services."""

from __future__ import annotations

from typing import Any, ClassVar

from rest_framework import serializers

from backorders.models import Backorder, BackorderTransaction, CustomerNotice, ItemBackorder, SupplyBackorder, SupplyTransaction
from backorders.services.change_dates import DateRule
from backorders.splitting import SplitMethod
from foundation.backoffice.api.fields import AmountField, CodeField, QuantityField
from foundation.backoffice.api.serializers import CommandSerializer, NoticeSerializer, ReadSerializer, RefusedSerializer, list_of
from sales.models import ReasonCode

MOST_LINES = 500


class BackorderSerializer(ReadSerializer):
    """An order line that waits; quantities in its unit, the amount before tax in the order's currency."""

    order = serializers.CharField(source="order.number")
    order_type = serializers.CharField(source="order.order_type")
    customer = serializers.CharField(source="order.customer.account")
    customer_name = serializers.CharField(source="order.customer.party.name")
    currency = serializers.CharField(source="order.currency_id")
    on_hold = serializers.BooleanField(source="order.do_not_process")
    item = serializers.CharField(source="item.number")
    unit = serializers.CharField(source="unit.code")
    warehouse = serializers.CharField(source="warehouse.code", default=None, allow_null=True)
    remainder = QuantityField(source="deliver_rest")
    reserved = QuantityField()
    available = QuantityField()
    priority = serializers.IntegerField(source="rank")
    promised_ship_date = serializers.DateField(source="promised_ship")
    cover_date = serializers.DateField(allow_null=True)
    cover_purchase_order = serializers.CharField(source="cover_number", allow_null=True)
    cover_vendor = serializers.CharField(allow_null=True)
    amount = AmountField(source="open_amount")
    last_notice = serializers.DateField(allow_null=True)

    class Meta:
        model = Backorder
        fields: ClassVar[list[str]] = [
            *("id", "order", "order_type", "line_number", "customer", "customer_name", "currency", "on_hold", "item", "name", "unit"),
            *("warehouse", "ordered_quantity", "delivered_quantity", "remainder", "reserved", "available", "priority"),
            *("requested_ship_date", "confirmed_ship_date", "promised_ship_date", "cover_date", "cover_purchase_order", "cover_vendor"),
            *("amount", "last_notice"),
        ]


class ItemBackorderSerializer(ReadSerializer):
    """An item in a warehouse that somebody waits for; quantities in its inventory unit."""

    item = serializers.CharField(source="item.number")
    name = serializers.CharField(source="item.name")
    warehouse = serializers.CharField(source="warehouse.code")
    unit = serializers.CharField(source="item.inventory_unit.code")
    physical = QuantityField(source="physical_quantity")
    available_physical = QuantityField(source="available_quantity")
    total_available = QuantityField(source="total_quantity")
    shortage = QuantityField()
    sales_orders = serializers.IntegerField(source="order_count")
    first_promise = serializers.DateField(allow_null=True)
    first_receipt = serializers.DateField(allow_null=True)

    class Meta:
        model = ItemBackorder
        fields: ClassVar[list[str]] = [
            *("id", "item", "name", "warehouse", "unit", "shortage", "sales_orders", "first_promise", "first_receipt", "physical"),
            *("reserved_physical", "available_physical", "ordered", "on_order", "total_available"),
        ]


class SupplyBackorderSerializer(ReadSerializer):
    """A purchase order line that a vendor still owes; what waits for it is in the item's inventory unit."""

    purchase_order = serializers.CharField(source="order.number")
    vendor = serializers.CharField(source="order.vendor.account")
    vendor_name = serializers.CharField(source="order.vendor.name")
    item = serializers.CharField(source="item.number")
    unit = serializers.CharField(source="unit.code")
    warehouse = serializers.CharField(source="warehouse.code", default=None, allow_null=True)
    remainder = QuantityField(source="rest")
    waiting_lines = serializers.IntegerField(source="waiting_count")
    waiting_quantity = QuantityField()
    earliest_promise = serializers.DateField(allow_null=True)
    waiting_customers = serializers.CharField(allow_null=True)

    class Meta:
        model = SupplyBackorder
        fields: ClassVar[list[str]] = [
            *("id", "purchase_order", "line_number", "vendor", "vendor_name", "item", "name", "unit", "warehouse", "ordered_quantity"),
            *("received_quantity", "remainder", "expected_date", "confirmed_date", "direct_delivery"),
            *("waiting_lines", "waiting_quantity", "earliest_promise", "waiting_customers"),
        ]


class BackorderTransactionSerializer(ReadSerializer):
    """A part of an order line that waits, by its state in stock; quantities in the item's inventory unit, issues below zero."""

    order = serializers.CharField(source="origin_number")
    line_number = serializers.IntegerField()
    customer = serializers.CharField(source="account")
    customer_name = serializers.CharField()
    item = serializers.CharField(source="item.number")
    name = serializers.CharField(source="item.name")
    warehouse = serializers.CharField(source="warehouse.code")
    unit = serializers.CharField(source="item.inventory_unit.code")
    priority = serializers.IntegerField(source="rank")
    promised_ship_date = serializers.DateField(source="promised_ship")
    on_hold = serializers.BooleanField()

    class Meta:
        model = BackorderTransaction
        fields: ClassVar[list[str]] = [
            *("id", "order", "line_number", "customer", "customer_name", "item", "name", "warehouse", "status", "quantity", "unit"),
            *("priority", "expected_date", "promised_ship_date", "on_hold"),
        ]


class SupplyTransactionSerializer(ReadSerializer):
    """A part of a purchase order line that a vendor owes; quantities in the item's inventory unit."""

    purchase_order = serializers.CharField(source="origin_number")
    line_number = serializers.IntegerField()
    vendor = serializers.CharField(source="account")
    vendor_name = serializers.CharField()
    item = serializers.CharField(source="item.number")
    name = serializers.CharField(source="item.name")
    warehouse = serializers.CharField(source="warehouse.code")
    unit = serializers.CharField(source="item.inventory_unit.code")
    due_date = serializers.DateField()
    sales_order = serializers.CharField(source="sales_order_number", allow_null=True)

    class Meta:
        model = SupplyTransaction
        fields: ClassVar[list[str]] = [
            *("id", "purchase_order", "line_number", "vendor", "vendor_name", "item", "name", "warehouse", "status", "quantity"),
            *("unit", "due_date", "sales_order"),
        ]


class CustomerNoticeSerializer(ReadSerializer):
    """A message to a customer; without an address it goes on paper."""

    customer = serializers.CharField(source="customer.account")

    class Meta:
        model = CustomerNotice
        fields: ClassVar[list[str]] = ["id", "customer", "date", "language", "subject", "body", "sent_to"]


class LineName(CommandSerializer):
    """A line of a sales order."""

    order = serializers.CharField(max_length=20)
    line_number = serializers.IntegerField(min_value=1)


class LinesCommand(CommandSerializer):
    """The lines that something is done with."""

    lines = list_of(LineName(), max_length=MOST_LINES, allow_empty=False)


class SplitLine(LineName):
    """A line, with what it gets in its unit; left out, the method says it."""

    quantity = QuantityField(required=False, min_value=0)


class SplitCommand(CommandSerializer):
    """How what is on hand of one item in one warehouse is distributed."""

    lines = list_of(SplitLine(), max_length=MOST_LINES, allow_empty=False)
    method = serializers.ChoiceField(SplitMethod.choices, default=SplitMethod.PRIORITY)
    deliver_now = serializers.BooleanField(default=False)


class PriorityCommand(LinesCommand):
    """From 1, first, to 9; null follows the order."""

    priority = serializers.IntegerField(min_value=1, max_value=9, allow_null=True)


class DatesCommand(LinesCommand):
    """The new ship date: a day, a number of days later, or when the goods come."""

    rule = serializers.ChoiceField(DateRule.choices, default=DateRule.COVER)
    day = serializers.DateField(required=False, allow_null=True, default=None)
    days = serializers.IntegerField(required=False, allow_null=True, default=None, min_value=-365, max_value=365)
    reason = CodeField(ReasonCode, required=False, allow_null=True, default=None, only={"kind": ReasonCode.Kind.DELIVERY})


class InformCommand(LinesCommand):
    """Whether the messages go by e-mail where there is an address."""

    by_mail = serializers.BooleanField(default=True)
    tell_passed = serializers.BooleanField(
        default=False, help_text="Also tell of lines whose promised day is over and which are not in stock (BCK-10)."
    )


class CancelCommand(LinesCommand):
    """Why what is left is given up."""

    reason = CodeField(ReasonCode, required=False, allow_null=True, default=None, only={"kind": ReasonCode.Kind.CANCELLATION})


class LinesDone(serializers.Serializer[Any]):
    """The lines that still wait, as they are now, and what was left out."""

    lines = BackorderSerializer(many=True)
    refused = RefusedSerializer(many=True, help_text="The orders of which something was left out, and why.")
    notices = NoticeSerializer(many=True, help_text="What is to be known besides.")


class NoticesMade(serializers.Serializer[Any]):
    """The messages that were written."""

    notices = CustomerNoticeSerializer(many=True)


class PurchasesOrdered(serializers.Serializer[Any]):
    """The numbers of the purchase orders that were made, and the orders of which nothing could be ordered."""

    purchase_orders = serializers.ListField(child=serializers.CharField())
    refused = RefusedSerializer(many=True, help_text="The orders of which something was left out, and why.")


class SupplyLineName(CommandSerializer):
    """A line of a purchase order."""

    purchase_order = serializers.CharField(max_length=20)
    line_number = serializers.IntegerField(min_value=1)


class VendorDatesCommand(CommandSerializer):
    """When the vendor delivers, and whether sales lines that were promised too early are promised for then."""

    lines = list_of(SupplyLineName(), max_length=MOST_LINES, allow_empty=False)
    date = serializers.DateField()
    shift = serializers.BooleanField(default=False)


class VendorDatesDone(serializers.Serializer[Any]):
    """The purchase lines as they are now, and the sales lines that were promised for later."""

    supplies = SupplyBackorderSerializer(many=True)
    lines = BackorderSerializer(many=True)
