"""What the API shows of customers and takes for them."""

from __future__ import annotations

from typing import ClassVar

from rest_framework import serializers

from customers.models import Customer, ElectronicAddress, PartyAddress
from foundation.backoffice.api.fields import CodeField
from foundation.backoffice.api.serializers import ReadSerializer
from foundation.inventory.models import Warehouse


class AddressSerializer(ReadSerializer):
    """A postal address."""

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
        ]


class ElectronicAddressSerializer(ReadSerializer):
    """A phone number, e-mail address or web address."""

    class Meta:
        model = ElectronicAddress
        fields: ClassVar[list[str]] = ["id", "kind", "value", "purposes", "is_primary"]


class CustomerSummarySerializer(ReadSerializer):
    """A customer as lists show it."""

    name = serializers.CharField(source="party.name")
    group = serializers.CharField(source="group.code")
    currency = serializers.CharField(source="currency_id")
    payment_terms = serializers.CharField(source="payment_terms.code", default=None, allow_null=True)
    invoice_account = serializers.CharField(source="invoice_account.account", default=None, allow_null=True)

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


class CustomerSerializer(CustomerSummarySerializer):
    """A customer with everything that documents start from."""

    kind = serializers.CharField(source="party.kind")
    search_name = serializers.CharField(source="party.search_name")
    sales_tax_group = serializers.CharField(source="sales_tax_group.code", default=None, allow_null=True)
    warehouse = CodeField(Warehouse, read_only=True, allow_null=True)
    addresses = AddressSerializer(source="party.addresses", many=True)
    electronic_addresses = ElectronicAddressSerializer(source="party.electronic_addresses", many=True)

    class Meta(CustomerSummarySerializer.Meta):
        fields: ClassVar[list[str]] = [
            *CustomerSummarySerializer.Meta.fields,
            "kind",
            "search_name",
            "one_time",
            "order_allowed",
            "sales_tax_group",
            "prices_include_tax",
            "buyer_reference",
            "language",
            "warehouse",
            "partial_delivery",
            "summary_update_allowed",
            "hold_reason",
            "mandatory_credit_limit",
            "unlimited_credit",
            "addresses",
            "electronic_addresses",
            "created_at",
            "updated_at",
        ]
