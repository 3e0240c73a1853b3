"""Which customers a list request asks for."""

from __future__ import annotations

from typing import Any, ClassVar

from django_filters import rest_framework as filters

from customers.models import Customer, CustomerStatus, CustomerTransaction, CustomerTransactionType, HoldKind
from foundation.backoffice.api.filters import MomentFilter


class CustomerApiFilter(filters.FilterSet):
    """Filters of the list of customers."""

    account = filters.CharFilter(field_name="account")
    account_starts = filters.CharFilter(field_name="account", lookup_expr="startswith")
    name = filters.CharFilter(field_name="party__name", lookup_expr="icontains", label="Part of the name")
    group = filters.CharFilter(field_name="group__code")
    status = filters.ChoiceFilter(choices=CustomerStatus.choices)
    hold = filters.ChoiceFilter(choices=HoldKind.choices)
    vat_number = filters.CharFilter(field_name="vat_number")
    external_id = filters.CharFilter(field_name="party__external_id")
    updated_since = MomentFilter(field_name="updated_at", lookup_expr="gte", label="Changed at or after this moment")

    class Meta:
        model = Customer
        fields: ClassVar[list[str]] = []


class CustomerTransactionApiFilter(filters.FilterSet):
    """Filters of the list of customer transactions."""

    customer = filters.CharFilter(field_name="customer__account")
    type = filters.ChoiceFilter(choices=CustomerTransactionType.choices)
    document_number = filters.CharFilter(field_name="document_number")
    voucher = filters.CharFilter(field_name="voucher__number")
    currency = filters.CharFilter(field_name="currency_id")
    date_from = filters.DateFilter(field_name="date", lookup_expr="gte")
    date_to = filters.DateFilter(field_name="date", lookup_expr="lte")
    due_date_to = filters.DateFilter(field_name="due_date", lookup_expr="lte")
    open = filters.BooleanFilter(method="filter_open", label="`true`: with an open balance, `false`: settled")

    class Meta:
        model = CustomerTransaction
        fields: ClassVar[list[str]] = []

    def filter_open(self, transactions: Any, _name: str, wanted: bool) -> Any:
        """Keep what is open, or what is not."""
        return transactions.open() if wanted else transactions.closed()
