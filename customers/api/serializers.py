"""What the API shows of customers."""

from __future__ import annotations

from typing import Any, ClassVar

from drf_spectacular.extensions import OpenApiSerializerExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import Direction, extend_schema_field
from rest_framework import serializers

from customers.models import Customer, ElectronicAddress, PartyAddress
from customers.records import CREDIT_FIELDS, TERMS_FIELDS
from customers.rights import SENSITIVE_FIELDS, hidden_fields
from foundation.backoffice.api.serializers import NoticeSerializer, ReadSerializer

MAY_BE_HIDDEN = TERMS_FIELDS | CREDIT_FIELDS | SENSITIVE_FIELDS


def _code(source: str) -> serializers.CharField:
    return serializers.CharField(source=source, default=None, allow_null=True)


class AddressSerializer(ReadSerializer):
    """A postal address."""

    purposes = serializers.ListField(child=serializers.CharField())

    class Meta:
        model = PartyAddress
        fields: ClassVar[list[str]] = [
            "id",
            "description",
            "purposes",
            "street",
            "house_number",
            "extra_lines",
            "postal_code",
            "city",
            "region",
            "country",
            "valid_from",
            "valid_to",
            "is_primary",
            "is_private",
            "delivery_note",
        ]


class ElectronicAddressSerializer(ReadSerializer):
    """A phone number, e-mail address or web address."""

    purposes = serializers.ListField(child=serializers.CharField())

    class Meta:
        model = ElectronicAddress
        fields: ClassVar[list[str]] = ["id", "kind", "value", "purposes", "is_primary"]


class CustomerSummarySerializer(ReadSerializer):
    """A customer as lists show it; terms, credit and sensitive properties are left out for those who may not see them."""

    name = serializers.CharField(source="party.name")
    group = serializers.CharField(source="group.code")
    currency = serializers.CharField(source="currency_id")
    payment_terms = _code("payment_terms.code")
    invoice_account = _code("invoice_account.account")

    class Meta:
        model = Customer
        fields: ClassVar[list[str]] = [
            "id",
            "account",
            "name",
            "group",
            "status",
            "currency",
            "payment_terms",
            "invoice_account",
            "vat_number",
            "credit_limit",
            "hold",
            "hold_until",
        ]

    def to_representation(self, instance: Customer) -> dict[str, Any]:
        """Show what the caller may see."""
        shown = super().to_representation(instance)
        hidden = hidden_fields(self.context["view"].access)
        return {name: value for name, value in shown.items() if name not in hidden}


class CustomerSerializer(CustomerSummarySerializer):
    """A customer with everything that documents start from."""

    kind = serializers.CharField(source="party.kind")
    search_name = serializers.CharField(source="party.search_name")
    external_id = serializers.CharField(source="party.external_id")
    cash_discount = _code("cash_discount.code")
    payment_method = _code("payment_method.code")
    posting_profile = _code("posting_profile.code")
    sales_tax_group = _code("sales_tax_group.code")
    credit_group = _code("credit_group.code")
    price_group = _code("price_group.code")
    line_discount_group = _code("line_discount_group.code")
    multiline_discount_group = _code("multiline_discount_group.code")
    total_discount_group = _code("total_discount_group.code")
    charge_group = _code("charge_group.code")
    delivery_terms = _code("delivery_terms.code")
    delivery_mode = _code("delivery_mode.code")
    warehouse = _code("warehouse.code")
    addresses = serializers.SerializerMethodField(help_text="Private ones only with the permission `customers.view_sensitive`.")
    electronic_addresses = ElectronicAddressSerializer(source="party.electronic_addresses", many=True)
    notices = serializers.SerializerMethodField(help_text="Warnings about the change just made.")

    class Meta(CustomerSummarySerializer.Meta):
        fields: ClassVar[list[str]] = [
            *CustomerSummarySerializer.Meta.fields,
            "kind",
            "search_name",
            "external_id",
            "classification",
            "statistics_group",
            "one_time",
            "order_allowed",
            "language",
            "cash_discount",
            "payment_method",
            "posting_profile",
            "sales_tax_group",
            "prices_include_tax",
            "iban",
            "price_group",
            "line_discount_group",
            "multiline_discount_group",
            "total_discount_group",
            "charge_group",
            "buyer_reference",
            "delivery_terms",
            "delivery_mode",
            "warehouse",
            "partial_delivery",
            "tolerance_over",
            "tolerance_under",
            "summary_update_allowed",
            "hold_reason",
            "credit_limit_valid_to",
            "mandatory_credit_limit",
            "unlimited_credit",
            "exclude_from_credit_control",
            "credit_group",
            "addresses",
            "electronic_addresses",
            "created_at",
            "updated_at",
            "notices",
        ]

    @extend_schema_field(AddressSerializer(many=True))
    def get_addresses(self, customer: Customer) -> Any:
        """Return the addresses that the caller may see."""
        with_private = self.context["view"].access.may("customers.view_sensitive")
        shown = [row for row in customer.party.addresses.all() if with_private or not row.is_private]
        return AddressSerializer(shown, many=True).data

    @extend_schema_field(NoticeSerializer(many=True))
    def get_notices(self, _customer: Customer) -> list[dict[str, object]]:
        """Return nothing: only a change has notices, which its answer adds."""
        return []


class HiddenProperties(OpenApiSerializerExtension):
    """Describes what some roles do not see as properties that may be missing."""

    target_class = CustomerSummarySerializer
    match_subclasses = True

    def map_serializer(self, auto_schema: AutoSchema, direction: Direction) -> dict[str, Any]:
        """Return the schema without these among the required properties."""
        schema: dict[str, Any] = auto_schema._map_serializer(self.target, direction, bypass_extensions=True)
        schema["required"] = [name for name in schema["required"] if name not in MAY_BE_HIDDEN]
        return schema
