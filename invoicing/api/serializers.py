"""What the API shows of posted invoices."""

from __future__ import annotations

from typing import Any, ClassVar

from rest_framework import serializers

from foundation.backoffice.api.fields import AmountField
from foundation.backoffice.api.serializers import ReadSerializer
from invoicing.models import (
    CustomerInvoice,
    CustomerInvoiceCharge,
    CustomerInvoiceLine,
    CustomerInvoiceSource,
    CustomerInvoiceTax,
)


class InvoiceLineSerializer(ReadSerializer):
    """A line as invoiced; amounts in the invoice's currency."""

    order = serializers.CharField(source="order.number", default=None, allow_null=True)
    item = serializers.CharField(source="item_number")
    tax_codes = serializers.ListField(child=serializers.CharField())

    class Meta:
        model = CustomerInvoiceLine
        fields: ClassVar[list[str]] = [
            "line_number",
            "order",
            "item",
            "description",
            "quantity",
            "unit",
            "unit_price",
            "price_unit",
            "discount_percent",
            "discount_amount",
            "multiline_percent",
            "multiline_amount",
            "gross_amount",
            "line_net",
            "total_discount_share",
            "tax_codes",
            "tax_amount",
            "delivery_date",
        ]


class InvoiceTaxSerializer(ReadSerializer):
    """The base and tax of one code and rate."""

    code = serializers.CharField(source="tax_code.code")

    class Meta:
        model = CustomerInvoiceTax
        fields: ClassVar[list[str]] = [
            "code",
            "category",
            "rate",
            "base",
            "tax",
            "accounting_base",
            "accounting_tax",
            "exemption_code",
            "exemption_text",
        ]


class InvoiceChargeSerializer(ReadSerializer):
    """A charge of the whole invoice, or of one of its lines."""

    line_number = serializers.IntegerField(source="line.line_number", default=None, allow_null=True)
    tax_codes = serializers.ListField(child=serializers.CharField())

    class Meta:
        model = CustomerInvoiceCharge
        fields: ClassVar[list[str]] = ["code", "text", "line_number", "amount", "tax_amount", "tax_codes"]


class InvoiceSourceSerializer(ReadSerializer):
    """Which delivery is on which line."""

    line_number = serializers.IntegerField(source="invoice_line.line_number")
    order = serializers.CharField(source="order_line.order.number")
    order_line = serializers.IntegerField(source="order_line.line_number")
    packing_slip = serializers.CharField(source="packing_slip_line.packing_slip.number", default=None, allow_null=True)
    customer_reference = serializers.CharField(help_text="The customer's reference of the order, as it was at posting.")

    class Meta:
        model = CustomerInvoiceSource
        fields: ClassVar[list[str]] = ["line_number", "order", "order_line", "packing_slip", "customer_reference", "quantity"]


class InvoiceSummarySerializer(ReadSerializer):
    """An invoice as lists show it; amounts in its currency."""

    order = serializers.CharField(source="order.number", default=None, allow_null=True, help_text="The leading order.")
    order_account = serializers.CharField(source="order_account.account")
    invoice_account = serializers.CharField(source="invoice_account.account")
    name = serializers.CharField(source="buyer_name", default="")
    currency = serializers.CharField(source="currency_id")
    voucher = serializers.CharField(source="voucher.number")
    open_balance = AmountField(allow_null=True, help_text="What is still to be paid; null when nothing is.")

    class Meta:
        model = CustomerInvoice
        fields: ClassVar[list[str]] = [
            "id",
            "number",
            "document_type",
            "order",
            "order_count",
            "order_account",
            "invoice_account",
            "name",
            "your_reference",
            "invoice_date",
            "due_date",
            "currency",
            "sum_lines",
            "total_discount",
            "sum_charges",
            "sum_tax",
            "round_off",
            "invoice_amount",
            "accounting_amount",
            "open_balance",
            "voucher",
            "batch_run_id",
            "posted_at",
        ]


class CorrectedInvoiceSerializer(serializers.Serializer[Any]):
    """An invoice of which lines are credited."""

    number = serializers.CharField()
    date = serializers.DateField()


class InvoiceSerializer(InvoiceSummarySerializer):
    """An invoice with its lines, taxes and charges, and the parties and terms as it prints them."""

    name = serializers.CharField(source="buyer.name", default="")
    corrects = serializers.CharField(source="corrects.number", default=None, allow_null=True)
    corrected_invoices = CorrectedInvoiceSerializer(source="terms.corrects", many=True, default=())
    terms: Any = serializers.JSONField()
    seller: Any = serializers.JSONField()
    buyer: Any = serializers.JSONField()
    delivery: Any = serializers.JSONField()
    vat_statements = serializers.ListField(child=serializers.CharField())
    lines = InvoiceLineSerializer(many=True)
    taxes = InvoiceTaxSerializer(many=True)
    charges = InvoiceChargeSerializer(many=True)
    sources = InvoiceSourceSerializer(many=True)

    class Meta(InvoiceSummarySerializer.Meta):
        fields: ClassVar[list[str]] = [
            *InvoiceSummarySerializer.Meta.fields,
            "document_date",
            "tax_date",
            "supply_from",
            "supply_to",
            "exchange_rate",
            "rate_factor",
            "amounts_include_tax",
            "sum_line_discount",
            "language",
            "our_reference",
            "payment_reference",
            "text",
            "credit_correction",
            "corrects",
            "corrected_invoices",
            "correction_reason",
            "terms",
            "seller",
            "buyer",
            "delivery",
            "vat_statements",
            "lines",
            "taxes",
            "charges",
            "sources",
        ]
