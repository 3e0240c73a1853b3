"""What lists of vouchers, entries, taxes and the ledger's set-up can be filtered by."""

from __future__ import annotations

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from foundation.ledger.models import LedgerEntry, MainAccount, PostingType, SalesTaxCode, TaxTransaction, Voucher


class VoucherFilter(filters.FilterSet):
    """Vouchers by date, source and main account."""

    date = filters.DateFromToRangeFilter(label=_("Date"))
    source = filters.CharFilter(field_name="source_number", lookup_expr="istartswith", label=_("Source document"))
    account = filters.CharFilter(method="with_account", label=_("Main account"))
    year = filters.NumberFilter(field_name="period__year", label=_("Fiscal year"))
    period = filters.NumberFilter(field_name="period__number", label=_("Period"))

    class Meta:
        model = Voucher
        fields: tuple[str, ...] = ()

    def with_account(self, queryset: filters.QuerySet, _name: str, value: str) -> filters.QuerySet:
        """Keep vouchers with an entry on the account."""
        return queryset.on_account(value.strip())


class LedgerEntryFilter(filters.FilterSet):
    """Entries by account, date, type, party and currency."""

    account = filters.CharFilter(field_name="main_account__number", lookup_expr="iexact", label=_("Main account"))
    date = filters.DateFromToRangeFilter(field_name="voucher__date", label=_("Date"))
    posting_type = filters.MultipleChoiceFilter(choices=PostingType.choices, label=_("Posting type"))
    party = filters.CharFilter(field_name="party_account", lookup_expr="iexact", label=_("Customer"))
    currency = filters.CharFilter(field_name="currency__code", lookup_expr="iexact", label=_("Currency"))
    amount = filters.RangeFilter(field_name="accounting_amount", label=_("Amount"))

    class Meta:
        model = LedgerEntry
        fields: tuple[str, ...] = ()


class TaxTransactionFilter(filters.FilterSet):
    """Posted taxes by date, code and category."""

    tax_date = filters.DateFromToRangeFilter(label=_("Tax date"))
    tax_code = filters.CharFilter(field_name="tax_code__code", lookup_expr="iexact", label=_("Sales tax code"))
    category = filters.MultipleChoiceFilter(choices=SalesTaxCode.Category.choices, label=_("Category"))
    country = filters.CharFilter(field_name="buyer_country", lookup_expr="iexact", label=_("Country of the buyer"))

    class Meta:
        model = TaxTransaction
        fields: tuple[str, ...] = ()


class MainAccountFilter(filters.FilterSet):
    """Accounts by kind and use."""

    kind = filters.ChoiceFilter(choices=MainAccount.Kind.choices, label=_("Kind"))
    is_summary = filters.BooleanFilter(label=_("Summary account"))
    is_active = filters.BooleanFilter(label=_("Active"))

    class Meta:
        model = MainAccount
        fields: tuple[str, ...] = ()
