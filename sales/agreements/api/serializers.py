"""What the API shows of sales agreements."""

from __future__ import annotations

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from foundation.backoffice.api.fields import AmountField, PercentField, QuantityField
from foundation.backoffice.api.serializers import NoticeSerializer, ReadSerializer
from foundation.organization.access import Access
from sales.agreements.fulfilment import fulfilment_of
from sales.agreements.models import AgreementLine, AgreementVersion, AgreementVersionLine, SalesAgreement
from sales.agreements.statuses import sales_agreement_states

CHANGE, RELEASE = "agreements.change_salesagreement", "agreements.release_salesagreement"
ACTION_PERMISSIONS = {"order": RELEASE}
"""What actions of the agreement's state machine ask for that is not the permission to change agreements."""


class AgreementSummarySerializer(ReadSerializer):
    """A sales agreement as lists show it."""

    customer = serializers.CharField(source="customer.account")
    customer_name = serializers.CharField(source="customer.party.name")
    classification = serializers.CharField(source="classification.code", default=None, allow_null=True)
    currency = serializers.CharField(source="currency_id")
    expired = serializers.SerializerMethodField(help_text="Its last day is over: it matches nothing any more.")
    released_amount = AmountField(help_text="What was ordered, in money.")
    remaining_amount = AmountField(help_text="Committed less released.")

    class Meta:
        model = SalesAgreement
        fields: ClassVar[list[str]] = [
            "id",
            "number",
            "status",
            "expired",
            "customer",
            "customer_name",
            "classification",
            "currency",
            "effective_date",
            "expiration_date",
            "document_title",
            "external_reference",
            "committed_amount",
            "released_amount",
            "remaining_amount",
            "confirmed_version",
            "changed_since_confirmation",
        ]

    def get_expired(self, agreement: SalesAgreement) -> bool:
        """Tell whether the last day is over."""
        return agreement.is_expired(self.context["view"].entity.today())


class AgreementLineSerializer(ReadSerializer):
    """A commitment: quantity in its unit, prices in the agreement's currency per price unit."""

    item = serializers.CharField(source="item.number", default=None, allow_null=True)
    category = serializers.CharField(source="category.code", default=None, allow_null=True)
    unit = serializers.CharField(source="unit.code", default=None, allow_null=True)
    site = serializers.CharField(source="site.code", default=None, allow_null=True)
    warehouse = serializers.CharField(source="warehouse.code", default=None, allow_null=True)

    class Meta:
        model = AgreementLine
        fields: ClassVar[list[str]] = [
            "id",
            "line_number",
            "commitment",
            "item",
            "category",
            "quantity",
            "unit",
            "unit_price",
            "price_unit",
            "discount_amount",
            "discount_percent",
            "net_amount",
            "effective_date",
            "expiration_date",
            "site",
            "warehouse",
            "max_is_enforced",
            "price_and_discount_fixed",
            "min_release_amount",
            "max_release_amount",
            "stopped",
        ]


class FulfilmentSerializer(serializers.Serializer[Any]):
    """How far a commitment is, in its own measure: pieces of ``unit``, or money of the agreement's currency where that is blank."""

    line_number = serializers.IntegerField(source="line.line_number")
    unit = serializers.CharField()
    committed = QuantityField()
    on_order = QuantityField(source="released.on_order", help_text="Ordered, not delivered yet.")
    delivered = QuantityField(source="released.delivered", help_text="Delivered, not invoiced yet.")
    invoiced = QuantityField(source="released.invoiced")
    remaining = QuantityField(help_text="Committed less all of these; negative when more was ordered.")
    percent = PercentField()


class AgreementSerializer(AgreementSummarySerializer):
    """A sales agreement with its commitments, and what the caller may do with it."""

    payment_terms = serializers.CharField(source="payment_terms.code", default=None, allow_null=True)
    cash_discount = serializers.CharField(source="cash_discount.code", default=None, allow_null=True)
    delivery_terms = serializers.CharField(source="delivery_terms.code", default=None, allow_null=True)
    delivery_mode = serializers.CharField(source="delivery_mode.code", default=None, allow_null=True)
    responsible = serializers.CharField(source="responsible.name", default=None, allow_null=True)
    lines = AgreementLineSerializer(many=True)
    fulfilment = serializers.SerializerMethodField(help_text="How far each commitment is.")
    allowed_actions = serializers.SerializerMethodField(help_text="What status and the caller's permissions allow now.")
    notices = serializers.SerializerMethodField(help_text="Warnings and information about the change just made.")

    class Meta(AgreementSummarySerializer.Meta):
        fields: ClassVar[list[str]] = [
            *AgreementSummarySerializer.Meta.fields,
            "default_commitment",
            "payment_terms",
            "cash_discount",
            "delivery_terms",
            "delivery_mode",
            "delivery_name",
            "delivery_street",
            "delivery_postal_code",
            "delivery_city",
            "delivery_country",
            "responsible",
            "text",
            "created_at",
            "updated_at",
            "lines",
            "fulfilment",
            "allowed_actions",
            "notices",
        ]

    def get_allowed_actions(self, agreement: SalesAgreement) -> list[str]:
        """Return the actions that the agreement's status allows and the caller may take."""
        access: Access = self.context["view"].access
        known = sales_agreement_states.allowed_actions(agreement)
        return [action for action in known if access.may(ACTION_PERMISSIONS.get(action, CHANGE))]

    @extend_schema_field(FulfilmentSerializer(many=True))
    def get_fulfilment(self, agreement: SalesAgreement) -> list[dict[str, object]]:
        """Return how far each commitment is: one statement."""
        rows = fulfilment_of(self.context["view"].entity, list(agreement.lines.all()), agreement.currency_id)
        return list(FulfilmentSerializer(rows, many=True).data)

    @extend_schema_field(NoticeSerializer(many=True))
    def get_notices(self, _agreement: SalesAgreement) -> list[dict[str, object]]:
        """Return nothing: only a change has notices, which its answer adds."""
        return []


class AgreementVersionLineSerializer(ReadSerializer):
    """A commitment as confirmed."""

    item = serializers.CharField(source="item_number")

    class Meta:
        model = AgreementVersionLine
        fields: ClassVar[list[str]] = [
            "line_number",
            "commitment",
            "item",
            "name",
            "quantity",
            "unit",
            "unit_price",
            "price_unit",
            "discount_amount",
            "discount_percent",
            "net_amount",
            "effective_date",
            "expiration_date",
        ]


class AgreementVersionSummarySerializer(ReadSerializer):
    """An agreement confirmation as lists show it."""

    agreement = serializers.CharField(source="agreement.number")
    customer = serializers.CharField(source="agreement.customer.account")
    currency = serializers.CharField(source="currency_id")

    class Meta:
        model = AgreementVersion
        fields: ClassVar[list[str]] = [
            "id",
            "number",
            "version",
            "agreement",
            "customer",
            "date",
            "currency",
            "effective_date",
            "expiration_date",
            "total_amount",
        ]


class AgreementVersionSerializer(AgreementVersionSummarySerializer):
    """An agreement confirmation with its commitments and what it printed."""

    lines = AgreementVersionLineSerializer(many=True)

    class Meta(AgreementVersionSummarySerializer.Meta):
        fields: ClassVar[list[str]] = [*AgreementVersionSummarySerializer.Meta.fields, "language", "header", "posted_at", "lines"]


class ReleasedOrderSerializer(serializers.Serializer[Any]):
    """The order that was made from an agreement, and what is worth knowing of it."""

    order = serializers.CharField(source="order.number")
    notices = NoticeSerializer(many=True)
