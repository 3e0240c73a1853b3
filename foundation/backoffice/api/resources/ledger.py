"""Vouchers, main accounts and sales tax codes over REST, to read."""

from __future__ import annotations

from typing import Any, ClassVar

from django_filters import rest_framework as filters
from rest_framework import serializers

from foundation.backoffice.api.fields import AmountField
from foundation.backoffice.api.serializers import ReadSerializer
from foundation.backoffice.api.views import EntityReadViewSet
from foundation.ledger.models import LedgerEntry, MainAccount, SalesTaxCode, SalesTaxCodeValue, TaxTransaction, Voucher


class LedgerEntrySerializer(ReadSerializer):
    """One line of a voucher: debit is positive, credit negative."""

    account = serializers.CharField(source="main_account.number")
    account_name = serializers.CharField(source="main_account.name")
    currency = serializers.CharField(source="currency_id")

    class Meta:
        model = LedgerEntry
        fields: ClassVar[list[str]] = [
            *("line_number", "account", "account_name", "posting_type", "currency", "amount", "accounting_amount"),
            *("is_correction", "party_account", "tax_code", "text"),
        ]


class TaxTransactionSerializer(ReadSerializer):
    """A posted tax."""

    code = serializers.CharField(source="tax_code.code")
    currency = serializers.CharField(source="currency_id")

    class Meta:
        model = TaxTransaction
        fields: ClassVar[list[str]] = [
            *("code", "category", "rate", "tax_date", "currency", "base", "tax", "accounting_base", "accounting_tax"),
            *("exempt", "reverse_charge", "buyer_vat_number", "buyer_country"),
        ]


class VoucherSummarySerializer(ReadSerializer):
    """A voucher as lists show it."""

    year = serializers.IntegerField(source="period.year")
    period = serializers.IntegerField(source="period.number")
    debit_total = AmountField(help_text="The sum of the debit entries in accounting currency.")

    class Meta:
        model = Voucher
        fields: ClassVar[list[str]] = ["id", "number", "date", "year", "period", "source_type", "source_number", "text", "debit_total"]


class VoucherSerializer(ReadSerializer):
    """A voucher with its entries, which sum to zero, and its taxes."""

    year = serializers.IntegerField(source="period.year")
    period = serializers.IntegerField(source="period.number")
    reversal_of = serializers.CharField(source="reversal_of.number", default=None, allow_null=True)
    posted_by = serializers.CharField(source="posted_by.name", default=None, allow_null=True)
    entries = LedgerEntrySerializer(many=True)
    taxes = TaxTransactionSerializer(source="tax_transactions", many=True)

    class Meta:
        model = Voucher
        fields: ClassVar[list[str]] = [
            *("id", "number", "date", "year", "period", "source_type", "source_number", "text"),
            *("reversal_of", "posted_by", "posted_at", "entries", "taxes"),
        ]


class VoucherApiFilter(filters.FilterSet):
    """Filters of the list of vouchers."""

    number = filters.CharFilter(field_name="number")
    date_from = filters.DateFilter(field_name="date", lookup_expr="gte")
    date_to = filters.DateFilter(field_name="date", lookup_expr="lte")
    source_number = filters.CharFilter(field_name="source_number")
    account = filters.CharFilter(method="filter_account", label="Vouchers with an entry on this main account")

    class Meta:
        model = Voucher
        fields: ClassVar[list[str]] = []

    def filter_account(self, vouchers: Any, _name: str, number: str) -> Any:
        """Keep vouchers with an entry on the account."""
        return vouchers.on_account(number)


class VoucherViewSet(EntityReadViewSet):
    """The vouchers of a legal entity."""

    tags = ("ledger",)
    lookup_field = "number"
    serializer_class = VoucherSerializer
    serializer_classes: ClassVar[dict[str, Any]] = {"list": VoucherSummarySerializer}
    filterset_class = VoucherApiFilter
    ordering_fields = ("number", "date")
    ordering = ("-date", "-id")
    action_permissions: ClassVar[dict[str, str]] = {"list": "ledger.view_voucher", "retrieve": "ledger.view_voucher"}

    def get_queryset(self) -> Any:
        """Return the vouchers of the entity with what is shown of them."""
        return Voucher.objects.for_list() if self.action == "list" else Voucher.objects.for_detail()


class MainAccountSerializer(ReadSerializer):
    """An account of the general ledger."""

    class Meta:
        model = MainAccount
        fields: ClassVar[list[str]] = ["number", "name", "kind", "is_summary", "is_active"]


class MainAccountViewSet(EntityReadViewSet):
    """The main accounts of a legal entity."""

    tags = ("ledger",)
    lookup_field = "number"
    serializer_class = MainAccountSerializer
    ordering_fields = ("number", "name")
    ordering = ("number",)
    action_permissions: ClassVar[dict[str, str]] = {"list": "ledger.view_setup", "retrieve": "ledger.view_setup"}

    def get_queryset(self) -> Any:
        """Return the main accounts of the entity."""
        return MainAccount.objects.all()


class TaxRateSerializer(ReadSerializer):
    """The rate of a tax code between two dates."""

    class Meta:
        model = SalesTaxCodeValue
        fields: ClassVar[list[str]] = ["valid_from", "valid_to", "rate"]


class SalesTaxCodeSerializer(ReadSerializer):
    """A tax with its rates and the words that an invoice must carry."""

    exemption_text = serializers.DictField(child=serializers.CharField())
    rates = TaxRateSerializer(source="values", many=True)

    class Meta:
        model = SalesTaxCode
        fields: ClassVar[list[str]] = ["code", "name", "country", "kind", "origin", "category", "exemption_code", "exemption_text", "rates"]


class SalesTaxCodeViewSet(EntityReadViewSet):
    """The sales tax codes of a legal entity."""

    tags = ("ledger",)
    lookup_field = "code"
    serializer_class = SalesTaxCodeSerializer
    ordering_fields = ("code",)
    ordering = ("code",)
    action_permissions: ClassVar[dict[str, str]] = {"list": "ledger.view_setup", "retrieve": "ledger.view_setup"}

    def get_queryset(self) -> Any:
        """Return the sales tax codes of the entity with their rates."""
        return SalesTaxCode.objects.for_display()
