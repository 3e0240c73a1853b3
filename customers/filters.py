"""What the lists of customers and of their account can be filtered by."""

from __future__ import annotations

from typing import Any

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from customers.models import Customer, CustomerGroup, CustomerStatus, CustomerTransaction, CustomerTransactionType, HoldKind, Prospect
from customers.rights import hidden_fields
from foundation.backoffice.lists import NamedFilter
from foundation.ledger.models import TermsOfPayment


def _groups(request: Any) -> Any:
    return CustomerGroup.of(request.entity)


def _terms(request: Any) -> Any:
    return TermsOfPayment.of(request.entity)


class CustomerFilter(filters.FilterSet):
    """Customers by group, status, hold, place and terms; what a reader may not see is neither offered nor read from an address."""

    group = filters.ModelChoiceFilter(queryset=_groups, label=_("Group"))
    status = filters.ChoiceFilter(choices=CustomerStatus.choices, label=_("Status"))
    hold = filters.ChoiceFilter(choices=HoldKind.choices, label=_("Hold"))
    name = filters.CharFilter(field_name="party__name", lookup_expr="icontains", label=_("Part of the name"))
    city = filters.CharFilter(field_name="city", lookup_expr="iexact", label=_("City"))
    payment_terms = filters.ModelChoiceFilter(queryset=_terms, label=_("Terms of payment"))
    currency = NamedFilter("currency__code", label=_("Currency"))
    invoice_account = NamedFilter("invoice_account__account", label=_("Invoice account"))
    one_time = filters.BooleanFilter(label=_("One-time"))

    class Meta:
        model = Customer
        fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in hidden_fields(self.request.access) & set(self.filters):
            del self.filters[name]


class CustomerTransactionFilter(filters.FilterSet):
    """Transactions by customer, kind, dates and amount."""

    customer = NamedFilter("customer__account", label=_("Customer"))
    group = filters.ModelChoiceFilter(field_name="customer__group", queryset=_groups, label=_("Group"))
    type = filters.ChoiceFilter(choices=CustomerTransactionType.choices, label=_("Type"))
    date = filters.DateFromToRangeFilter(label=_("Date"))
    due_date = filters.DateFromToRangeFilter(label=_("Due date"))
    amount = filters.RangeFilter(label=_("Amount"))
    currency = NamedFilter("currency__code", label=_("Currency"))
    voucher = filters.CharFilter(field_name="voucher__number", lookup_expr="iexact", label=_("Voucher"))

    class Meta:
        model = CustomerTransaction
        fields: tuple[str, ...] = ()


class ProspectFilter(filters.FilterSet):
    """Prospects by group, name and currency."""

    group = filters.ModelChoiceFilter(queryset=_groups, label=_("Group"))
    name = filters.CharFilter(field_name="party__name", lookup_expr="icontains", label=_("Part of the name"))
    currency = NamedFilter("currency__code", label=_("Currency"))

    class Meta:
        model = Prospect
        fields: tuple[str, ...] = ()
