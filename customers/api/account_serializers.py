"""What the API shows of a customer's account: transactions and how the customer stands with its credit."""

from __future__ import annotations

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from customers.credit_position import CreditPosition
from customers.models import CreditLimitType, CustomerTransaction
from foundation.backoffice.api.fields import AmountField
from foundation.backoffice.api.serializers import ReadSerializer
from foundation.organization.access import Access


class CustomerTransactionSerializer(ReadSerializer):
    """A debit (positive) or credit on a customer's account; ``balance`` is what is still open of it."""

    customer = serializers.CharField(source="customer.account")
    customer_name = serializers.CharField(source="customer.party.name")
    order_account = serializers.CharField(source="order_account.account", default=None, allow_null=True)
    voucher = serializers.CharField(source="voucher.number")
    currency = serializers.CharField(source="currency_id")
    balance = AmountField()
    accounting_balance = AmountField()

    class Meta:
        model = CustomerTransaction
        fields: ClassVar[list[str]] = [
            "id",
            "customer",
            "customer_name",
            "order_account",
            "type",
            "voucher",
            "document_number",
            "date",
            "document_date",
            "due_date",
            "currency",
            "amount",
            "accounting_amount",
            "exchange_rate",
            "balance",
            "accounting_balance",
            "instalment",
            "instalments",
            "payment_reference",
            "text",
        ]


class CreditSerializer(serializers.Serializer[Any]):
    """The credit limit that is in force, in accounting currency."""

    limit_type = serializers.ChoiceField(choices=CreditLimitType.choices)
    used = AmountField(help_text="What the limit is compared with, of the whole credit group where the group's limit is in force.")
    limit = AmountField(allow_null=True, help_text="null: nothing limits the credit.")
    left = AmountField(allow_null=True)
    is_group = serializers.BooleanField()
    expired = serializers.BooleanField()


class BalanceSerializer(serializers.Serializer[Any]):
    """What a customer owes or will owe, in accounting currency."""

    currency = serializers.SerializerMethodField()
    balance = AmountField(source="exposure.balance", help_text="Posted and not paid.")
    delivered = AmountField(source="exposure.delivered", help_text="Delivered, not invoiced.")
    ordered = AmountField(source="exposure.ordered", help_text="Ordered, not delivered.")
    credit = serializers.SerializerMethodField(help_text="null without the permission `customers.view_credit`.")

    def get_currency(self, _position: CreditPosition) -> str:
        """Return the accounting currency."""
        return self._access.legal_entity.currency_id

    @extend_schema_field(CreditSerializer(allow_null=True))
    def get_credit(self, position: CreditPosition) -> Any:
        """Return limit and use for those who may see them."""
        return CreditSerializer(position).data if self._access.may("customers.view_credit") else None

    @property
    def _access(self) -> Access:
        access: Access = self.context["view"].access
        return access
