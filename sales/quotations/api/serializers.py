"""What the API shows of quotations."""

from __future__ import annotations

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from foundation.backoffice.api.fields import AmountField, PercentField
from foundation.backoffice.api.serializers import NoticeSerializer, ReadSerializer
from foundation.backoffice.models import Activity
from foundation.organization.access import Access
from sales.api.document_serializers import ConfirmationLineSerializer
from sales.delivery_places import ADDRESS
from sales.quotations.models import (
    Quotation,
    QuotationCharge,
    QuotationDelivery,
    QuotationLine,
    QuotationSimulation,
    QuotationVersion,
    QuotationVersionLine,
)
from sales.quotations.statuses import quotation_states

ACTION_PERMISSIONS = {
    "change": "quotations.change_quotation",
    "send": "quotations.send_quotation",
    "confirm": "quotations.confirm_quotation",
    "extend": "quotations.extend_quotation",
    "lose": "quotations.settle_quotation",
    "cancel": "quotations.settle_quotation",
    "reopen": "quotations.reopen_quotation",
    "delete": "quotations.delete_quotation",
}
"""What each action of the quotation's state machine asks for."""


class QuotationSummarySerializer(ReadSerializer):
    """A quotation as lists show it."""

    customer = serializers.CharField(source="customer.account", default=None, allow_null=True)
    prospect = serializers.CharField(source="prospect.account", default=None, allow_null=True)
    customer_name = serializers.CharField(source="account_name")
    currency = serializers.CharField(source="currency_id")
    reason = serializers.CharField(source="reason.code", default=None, allow_null=True)
    prognosis = serializers.CharField(source="prognosis.code", default=None, allow_null=True)
    sales_order = serializers.CharField(source="sales_order.number", default=None, allow_null=True)
    expired = serializers.SerializerMethodField(help_text="Nobody decided before the expiry date.")

    class Meta:
        model = Quotation
        fields: ClassVar[list[str]] = [
            "id",
            "number",
            "revision",
            "status",
            "expired",
            "customer",
            "prospect",
            "customer_name",
            "customer_reference",
            "currency",
            "quotation_amount",
            "probability_percent",
            "expected_amount",
            "prognosis",
            "template_group",
            "template_name",
            "template_active",
            "quotation_date",
            "follow_up_date",
            "expiry_date",
            "requested_ship_date",
            "reason",
            "competitor",
            "sales_order",
        ]

    def get_expired(self, quotation: Quotation) -> bool:
        """Tell whether the offer ended undecided."""
        return quotation.is_expired(self.context["view"].entity.today())


class QuotationDeliverySerializer(ReadSerializer):
    """One delivery of a line that is offered in several, in the unit of the line."""

    warehouse = serializers.CharField(source="warehouse.code", default=None, allow_null=True, help_text="None: that of the line.")
    delivery_mode = serializers.CharField(source="delivery_mode.code", default=None, allow_null=True, help_text="None: that of the line.")

    class Meta:
        model = QuotationDelivery
        fields: ClassVar[list[str]] = ["quantity", "ship_date", "warehouse", *ADDRESS, "delivery_mode"]
        extra_kwargs: ClassVar[dict[str, Any]] = {"delivery_country": {"help_text": "Blank: the address of the line."}}


class QuotationLineSerializer(ReadSerializer):
    """A line: quantity in its unit, prices in the quotation's currency per price unit."""

    item = serializers.CharField(source="item.number", default=None, allow_null=True)
    category = serializers.CharField(source="category.code", default=None, allow_null=True)
    unit = serializers.CharField(source="unit.code")
    warehouse = serializers.CharField(source="warehouse.code", default=None, allow_null=True)
    own_delivery_address = serializers.BooleanField(
        source="has_own_address",
        read_only=True,
        help_text="Whether the line has an address of its own; else it goes where its quotation says.",
    )
    delivery_name = serializers.CharField(source="address.name")
    delivery_street = serializers.CharField(source="address.street")
    delivery_postal_code = serializers.CharField(source="address.postal_code")
    delivery_city = serializers.CharField(source="address.city")
    delivery_country = serializers.CharField(source="address.country")
    delivery_mode = serializers.CharField(source="mode.code", default=None, allow_null=True)
    sales_tax_group = serializers.CharField(source="sales_tax_group.code", default=None, allow_null=True)
    item_sales_tax_group = serializers.CharField(source="item_sales_tax_group.code", default=None, allow_null=True)
    deliveries = QuotationDeliverySerializer(many=True, help_text="The delivery schedule; empty for a line in one delivery.")

    class Meta:
        model = QuotationLine
        fields: ClassVar[list[str]] = [
            "id",
            "line_number",
            "item",
            "category",
            "name",
            "ordered_quantity",
            "unit",
            "unit_price",
            "price_unit",
            "discount_amount",
            "discount_percent",
            "multiline_amount",
            "multiline_percent",
            "net_amount",
            "probability_percent",
            "price_manual",
            "discount_manual",
            "warehouse",
            "own_delivery_address",
            *ADDRESS,
            "delivery_mode",
            "requested_ship_date",
            "requested_receipt_date",
            "sales_tax_group",
            "item_sales_tax_group",
            "text",
            "deliveries",
        ]


class QuotationChargeSerializer(ReadSerializer):
    """A charge of the quotation, or of one of its lines."""

    code = serializers.CharField(source="code.code")
    currency = serializers.CharField(source="currency_id", default=None, allow_null=True, help_text="Null: that of the quotation.")
    item_sales_tax_group = serializers.CharField(
        source="item_sales_tax_group.code", default=None, allow_null=True, help_text="Null: that of the charge code."
    )
    line_number = serializers.IntegerField(source="line.line_number", default=None, allow_null=True)

    class Meta:
        model = QuotationCharge
        fields: ClassVar[list[str]] = [
            *("id", "code", "category", "value", "currency", "item_sales_tax_group", "line_number", "keep", "origin"),
        ]


class QuotationSimulationSerializer(ReadSerializer):
    """A price simulation: the discount that gives the amount; margin and ratio are left out for those who may not see costs."""

    line_number = serializers.IntegerField(source="line.line_number", default=None, allow_null=True)
    margin = AmountField(read_only=True)
    ratio = PercentField(read_only=True)

    class Meta:
        model = QuotationSimulation
        fields: ClassVar[list[str]] = [
            "id",
            "target",
            "value",
            "line_number",
            "percent",
            "amount",
            "margin",
            "ratio",
            "created_at",
            "applied_at",
        ]

    def to_representation(self, instance: QuotationSimulation) -> dict[str, Any]:
        """Leave out what is earned where the caller may not see costs."""
        shown: dict[str, Any] = super().to_representation(instance)
        access: Access = self.context["view"].access
        return shown if access.may("sales.view_cost") else {name: value for name, value in shown.items() if name not in {"margin", "ratio"}}


class FollowUpSerializer(ReadSerializer):
    """The activity to ask the customer about a quotation."""

    assigned_to = serializers.CharField(source="assigned_to.name")

    class Meta:
        model = Activity
        fields: ClassVar[list[str]] = ["text", "due_date", "assigned_to", "done_at"]


class QuotationSerializer(QuotationSummarySerializer):
    """A quotation with its lines and charges, and what the caller may do with it."""

    invoice_account = serializers.CharField(source="invoice_account.account", default=None, allow_null=True)
    payment_terms = serializers.CharField(source="payment_terms.code", default=None, allow_null=True)
    cash_discount = serializers.CharField(source="cash_discount.code", default=None, allow_null=True)
    payment_method = serializers.CharField(source="payment_method.code", default=None, allow_null=True)
    sales_tax_group = serializers.CharField(source="sales_tax_group.code", default=None, allow_null=True)
    delivery_terms = serializers.CharField(source="delivery_terms.code", default=None, allow_null=True)
    delivery_mode = serializers.CharField(source="delivery_mode.code", default=None, allow_null=True)
    warehouse = serializers.CharField(source="warehouse.code", default=None, allow_null=True)
    responsible = serializers.CharField(source="responsible.name", default=None, allow_null=True)
    follow_up = FollowUpSerializer(allow_null=True)
    lines = QuotationLineSerializer(many=True)
    charges = QuotationChargeSerializer(many=True)
    alternatives = serializers.SerializerMethodField(help_text="Quotations of which the customer takes one at most.")
    simulations = QuotationSimulationSerializer(many=True)
    versions: Any = serializers.SlugRelatedField("number", many=True, read_only=True, help_text="The versions that were sent.")
    allowed_actions = serializers.SerializerMethodField(help_text="What status and the caller's permissions allow now.")
    notices = serializers.SerializerMethodField(help_text="Warnings and information about the change just made.")

    class Meta(QuotationSummarySerializer.Meta):
        fields: ClassVar[list[str]] = [
            *QuotationSummarySerializer.Meta.fields,
            "invoice_account",
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
            "requested_receipt_date",
            "warehouse",
            "delivery_name",
            "delivery_street",
            "delivery_postal_code",
            "delivery_city",
            "delivery_country",
            "delivery_terms",
            "delivery_mode",
            "prevent_partial_delivery",
            "text",
            "internal_note",
            "created_at",
            "updated_at",
            "lines",
            "charges",
            "versions",
            "follow_up",
            "simulations",
            "alternatives",
            "allowed_actions",
            "notices",
        ]

    def get_allowed_actions(self, quotation: Quotation) -> list[str]:
        """Return the actions that the quotation's status allows and the caller may take."""
        access: Access = self.context["view"].access
        return [action for action in quotation_states.allowed_actions(quotation) if access.may(ACTION_PERMISSIONS[action])]

    def get_alternatives(self, quotation: Quotation) -> list[str]:
        """Return the numbers of the alternatives."""
        return [known.number for known in Quotation.objects.alternatives_of(quotation)]

    @extend_schema_field(NoticeSerializer(many=True))
    def get_notices(self, _quotation: Quotation) -> list[dict[str, object]]:
        """Return nothing: only a change has notices, which its answer adds."""
        return []


class QuotationVersionLineSerializer(ReadSerializer):
    """A line as offered."""

    item = serializers.CharField(source="item_number")

    class Meta:
        model = QuotationVersionLine
        fields = ConfirmationLineSerializer.Meta.fields


class QuotationVersionSummarySerializer(ReadSerializer):
    """A version of a quotation as lists show it."""

    quotation = serializers.CharField(source="quotation.number")
    customer = serializers.CharField(source="quotation.customer.account", default=None, allow_null=True)
    currency = serializers.CharField(source="currency_id")

    class Meta:
        model = QuotationVersion
        fields: ClassVar[list[str]] = [
            "id",
            "number",
            "version",
            "quotation",
            "customer",
            "date",
            "expiry_date",
            "currency",
            "subtotal",
            "total_discount",
            "charges_amount",
            "tax_amount",
            "total_amount",
        ]


class QuotationVersionSerializer(QuotationVersionSummarySerializer):
    """A version with its lines and what it printed."""

    lines = QuotationVersionLineSerializer(many=True)

    class Meta(QuotationVersionSummarySerializer.Meta):
        fields: ClassVar[list[str]] = [*QuotationVersionSummarySerializer.Meta.fields, "language", "header", "posted_at", "lines"]


class MadeQuotationSerializer(serializers.Serializer[Any]):
    """A quotation that was made for an account."""

    account = serializers.CharField()
    number = serializers.CharField()


class RefusedAccountSerializer(serializers.Serializer[Any]):
    """An account that got no quotation, and why."""

    account = serializers.CharField()
    code = serializers.CharField()
    detail = serializers.CharField()


class MadeFromTemplateSerializer(serializers.Serializer[Any]):
    """What came of a template: quotations, and accounts that were refused."""

    quotations = MadeQuotationSerializer(many=True)
    refused = RefusedAccountSerializer(many=True)
