"""What the API shows and takes of purchasing: types and required properties only; the rules stand in the services."""

from __future__ import annotations

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from foundation.backoffice.api.fields import CodeField, PriceField, QuantityField
from foundation.backoffice.api.serializers import CommandSerializer, NoticeSerializer, ReadSerializer, list_of
from foundation.organization.models import Currency
from purchasing.models import ProductReceipt, ProductReceiptLine, PurchaseOrder, PurchaseOrderLine, Vendor

MOST_LINES = 500


class VendorSerializer(ReadSerializer):
    """A vendor."""

    currency = serializers.CharField(source="currency_id")

    class Meta:
        model = Vendor
        fields: ClassVar[list[str]] = ["id", "account", "name", "email", "currency", "is_active"]


class NewVendor(CommandSerializer):
    """A new vendor."""

    account = serializers.CharField(max_length=20)
    name = serializers.CharField(max_length=100)
    email = serializers.EmailField(required=False, allow_blank=True, default="")
    currency = CodeField(Currency)


class PurchaseOrderSummarySerializer(ReadSerializer):
    """A purchase order as lists show it."""

    vendor = serializers.CharField(source="vendor.account")
    vendor_name = serializers.CharField(source="vendor.name")
    currency = serializers.CharField(source="currency_id")

    class Meta:
        model = PurchaseOrder
        fields: ClassVar[list[str]] = ["id", "number", "vendor", "vendor_name", "status", "currency", "order_date", "vendor_reference"]


class PurchaseOrderLineSerializer(ReadSerializer):
    """A line: quantities in its unit, the price per unit in the order's currency."""

    item = serializers.CharField(source="item.number")
    unit = serializers.CharField(source="unit.code")
    warehouse = serializers.CharField(source="warehouse.code", default=None, allow_null=True)
    remainder = QuantityField()
    sales_order = serializers.CharField(source="sales_line.order.number", default=None, allow_null=True)
    sales_line = serializers.IntegerField(source="sales_line.line_number", default=None, allow_null=True)

    class Meta:
        model = PurchaseOrderLine
        fields: ClassVar[list[str]] = [
            "line_number",
            "item",
            "name",
            "status",
            "ordered_quantity",
            "unit",
            "received_quantity",
            "cancelled_quantity",
            "remainder",
            "unit_price",
            "warehouse",
            "expected_date",
            "confirmed_date",
            "sales_order",
            "sales_line",
            "direct_delivery",
        ]


class DirectDeliverySerializer(ReadSerializer):
    """What a vendor still has to deliver to a customer: the quantity in the unit of the purchase."""

    sales_order = serializers.CharField(source="sales_line.order.number")
    sales_line = serializers.IntegerField(source="sales_line.line_number")
    customer = serializers.CharField(source="sales_line.order.customer.account")
    item = serializers.CharField(source="item.number")
    remainder = QuantityField(source="rest")
    unit = serializers.CharField(source="unit.code")
    vendor = serializers.CharField(source="order.vendor.account")
    purchase_order = serializers.CharField(source="order.number")
    due_date = serializers.DateField(help_text="The confirmed date, else the expected one.")

    class Meta:
        model = PurchaseOrderLine
        fields: ClassVar[list[str]] = [
            *("id", "sales_order", "sales_line", "customer", "item", "name", "remainder", "unit"),
            *("vendor", "purchase_order", "line_number", "expected_date", "confirmed_date", "due_date"),
        ]


class PurchaseOrderSerializer(PurchaseOrderSummarySerializer):
    """A purchase order with its lines."""

    lines = PurchaseOrderLineSerializer(many=True)
    notices = serializers.SerializerMethodField()

    class Meta(PurchaseOrderSummarySerializer.Meta):
        fields: ClassVar[list[str]] = [
            *PurchaseOrderSummarySerializer.Meta.fields,
            "delivery_name",
            "delivery_street",
            "delivery_postal_code",
            "delivery_city",
            "delivery_country",
            "lines",
            "notices",
        ]

    @extend_schema_field(NoticeSerializer(many=True))
    def get_notices(self, _order: Any) -> list[Any]:
        """Return nothing: only what has just happened has something to tell."""
        return []


class ProductReceiptLineSerializer(ReadSerializer):
    """A received quantity, in the unit of the purchase order line."""

    item = serializers.CharField(source="order_line.item.number")
    purchase_line = serializers.IntegerField(source="order_line.line_number")
    unit = serializers.CharField(source="order_line.unit.code")

    class Meta:
        model = ProductReceiptLine
        fields: ClassVar[list[str]] = ["line_number", "purchase_line", "item", "quantity", "unit"]


class ProductReceiptSerializer(ReadSerializer):
    """What came in of a purchase order."""

    purchase_order = serializers.CharField(source="order.number")
    vendor = serializers.CharField(source="order.vendor.account")
    lines = ProductReceiptLineSerializer(many=True)

    class Meta:
        model = ProductReceipt
        fields: ClassVar[list[str]] = ["number", "date", "purchase_order", "vendor", "vendor_packing_slip", "lines"]


class NewPurchaseLine(CommandSerializer):
    """A line of a new purchase order, in the item's inventory unit; without a price its base cost is taken."""

    item = serializers.CharField(max_length=40, help_text="The item number.")
    quantity = QuantityField()
    warehouse = serializers.CharField(max_length=20, required=False, help_text="The item's default warehouse unless given.")
    expected_date = serializers.DateField(required=False)
    unit_price = PriceField(min_value=0, required=False)


class NewPurchaseOrder(CommandSerializer):
    """A new purchase order."""

    vendor = CodeField(Vendor, "account")
    vendor_reference = serializers.CharField(max_length=60, required=False, allow_blank=True, default="")
    lines = list_of(NewPurchaseLine(), max_length=MOST_LINES, allow_empty=False)


class LineQuantity(CommandSerializer):
    """A quantity of one line."""

    line_number = serializers.IntegerField(min_value=1)
    quantity = QuantityField()


class Receipt(CommandSerializer):
    """What came in: everything that is still to come unless lines are named."""

    date = serializers.DateField(required=False, help_text="Today in the company's calendar unless given.")
    vendor_packing_slip = serializers.CharField(max_length=60, required=False, allow_blank=True, default="")
    lines = list_of(LineQuantity(), max_length=MOST_LINES, required=False)


class LineDate(CommandSerializer):
    """The date that a vendor confirmed for one line; null takes it back."""

    line_number = serializers.IntegerField(min_value=1)
    date = serializers.DateField(allow_null=True)


class DateConfirmation(CommandSerializer):
    """The dates that a vendor confirmed."""

    lines = list_of(LineDate(), max_length=MOST_LINES, allow_empty=False)


class PurchaseCancellation(CommandSerializer):
    """What will not come: everything that is left unless lines are named."""

    reason = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")
    lines = list_of(LineQuantity(), max_length=MOST_LINES, required=False)


class SalesLineChoice(CommandSerializer):
    """How much of a sales order line is ordered, and from whom; what is left of it and the item's primary vendor unless given."""

    line_number = serializers.IntegerField(min_value=1)
    quantity = QuantityField(required=False)
    vendor = CodeField(Vendor, "account", required=False)


class PurchaseForSales(CommandSerializer):
    """Which lines of a sales order are ordered from vendors: all that are open unless lines are named."""

    sales_order = serializers.CharField(max_length=20)
    direct_delivery = serializers.BooleanField(default=False, help_text="Vendors deliver straight to the customer; lines go as a whole.")
    lines = list_of(SalesLineChoice(), max_length=MOST_LINES, required=False)


class PurchasesMade(serializers.Serializer[Any]):
    """The purchase orders that were made, one per vendor."""

    purchase_orders = PurchaseOrderSerializer(many=True)
