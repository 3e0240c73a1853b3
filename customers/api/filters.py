"""Which customers a list request asks for."""

from __future__ import annotations

from typing import ClassVar

from django_filters import rest_framework as filters

from customers.models import Customer, CustomerStatus, HoldKind


class CustomerApiFilter(filters.FilterSet):
    """Filters of the list of customers."""

    account = filters.CharFilter(field_name="account")
    account_starts = filters.CharFilter(field_name="account", lookup_expr="startswith")
    name = filters.CharFilter(field_name="party__name", lookup_expr="icontains", label="Part of the name")
    group = filters.CharFilter(field_name="group__code")
    status = filters.ChoiceFilter(choices=CustomerStatus.choices)
    hold = filters.ChoiceFilter(choices=HoldKind.choices)
    vat_number = filters.CharFilter(field_name="vat_number")

    class Meta:
        model = Customer
        fields: ClassVar[list[str]] = []
