"""What the API shows of a plan of invoices and of a posting."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from foundation.backoffice.api.fields import AmountField, PercentField, PriceField, QuantityField
from foundation.backoffice.api.serializers import NoticeSerializer, RefusedSerializer
from invoicing.api.serializers import InvoiceSerializer
from invoicing.planning import InvoiceDraft, InvoicePlan


class PlannedLineSerializer(serializers.Serializer[Any]):
    """A line of a future invoice."""

    order = serializers.CharField(source="order.order.number")
    order_line = serializers.IntegerField(source="line.line_number")
    item = serializers.CharField(source="line.item_number")
    name = serializers.CharField(source="line.name")
    quantity = QuantityField()
    unit = serializers.CharField(source="line.unit")
    unit_price = PriceField(source="line.unit_price")
    net_amount = AmountField(source="net")
    tax_codes = serializers.ListField(child=serializers.CharField())
    tax_amount = AmountField(source="tax")
    packing_slips = serializers.ListField(source="slip_numbers", child=serializers.CharField())


class PlannedTaxSerializer(serializers.Serializer[Any]):
    """The base and tax of one code."""

    code = serializers.CharField(source="rule.code")
    rate = PercentField(source="rule.effective_rate")
    base = AmountField()
    tax = AmountField()


class PlannedInvoiceSerializer(serializers.Serializer[Any]):
    """A future invoice: complete but for its number."""

    orders = serializers.ListField(source="order_numbers", child=serializers.CharField())
    invoice_account = serializers.CharField(source="leading.order.invoice_account.account")
    currency = serializers.CharField(source="leading.order.currency_id")
    invoice_date = serializers.DateField()
    due_date = serializers.DateField()
    is_credit_note = serializers.BooleanField()
    credit_correction = serializers.BooleanField(help_text="What it credits is booked as negative amounts on the sides of the sale.")
    sum_lines = AmountField()
    total_discount = AmountField()
    sum_charges = AmountField()
    sum_tax = AmountField()
    round_off = AmountField()
    invoice_amount = AmountField(source="amount")
    lines = PlannedLineSerializer(many=True)
    taxes = serializers.SerializerMethodField()
    notices = NoticeSerializer(source="warnings", many=True)

    @extend_schema_field(PlannedTaxSerializer(many=True))
    def get_taxes(self, draft: InvoiceDraft) -> Any:
        """Return the taxes by code."""
        return PlannedTaxSerializer(draft.taxes.rows if draft.taxes else (), many=True).data


def refused_rows(plan: InvoicePlan) -> list[tuple[str, Any]]:
    """Return every refusal of a plan with the number of its order."""
    return [(plan.order_numbers.get(key, str(key)), error) for key, errors in plan.refused.items() for error in errors]


class InvoicePlanSerializer(serializers.Serializer[Any]):
    """What posting would do: the invoices it would make, and the orders it would leave out."""

    invoices = PlannedInvoiceSerializer(source="drafts", many=True)
    refused = serializers.SerializerMethodField()

    @extend_schema_field(RefusedSerializer(many=True))
    def get_refused(self, plan: InvoicePlan) -> Any:
        """Return the refusals by order."""
        return RefusedSerializer(refused_rows(plan), many=True).data


class PostedInvoicesSerializer(serializers.Serializer[Any]):
    """The invoices that a posting made, and the orders that it left out."""

    invoices = InvoiceSerializer(many=True)
    refused = RefusedSerializer(many=True)
