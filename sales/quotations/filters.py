"""What lists of quotations can be filtered by, on pages and over REST."""

from __future__ import annotations

from typing import ClassVar

import django_filters
from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework

from foundation.backoffice.api.filters import MomentFilter
from foundation.backoffice.lists import NamedFilter
from sales.quotations.models import Quotation, QuotationVersion
from sales.quotations.statuses import QuotationStatus


class QuotationFilter(django_filters.FilterSet):
    """Quotations by status, customer, dates, amount and who is responsible."""

    status = django_filters.MultipleChoiceFilter(distinct=False, choices=QuotationStatus.choices, label=_("Status"))
    customer = NamedFilter("customer__account", label=_("Customer"))
    prospect = NamedFilter("prospect__account", label=_("Prospect"))
    customer_group = NamedFilter("customer__group__code", label=_("Customer group"))
    quotation_date = django_filters.DateFromToRangeFilter(label=_("Quotation date"))
    expiry_date = django_filters.DateFromToRangeFilter(label=_("Expiry date"))
    follow_up_date = django_filters.DateFromToRangeFilter(label=_("Follow-up date"))
    amount = django_filters.RangeFilter(field_name="quotation_amount", label=_("Amount"))
    currency = NamedFilter("currency__code", label=_("Currency"))
    responsible = NamedFilter("responsible__name", "icontains", label=_("Responsible"))
    prognosis = NamedFilter("prognosis__code", label=_("Prognosis"))
    reason = NamedFilter("reason__code", label=_("Reason"))

    class Meta:
        model = Quotation
        fields: tuple[str, ...] = ()


class QuotationApiFilter(rest_framework.FilterSet):
    """Filters of the list of quotations over REST."""

    number = rest_framework.CharFilter(field_name="number")
    customer = rest_framework.CharFilter(field_name="customer__account")
    prospect = rest_framework.CharFilter(field_name="prospect__account")
    customer_reference = rest_framework.CharFilter(field_name="customer_reference")
    status = rest_framework.MultipleChoiceFilter(choices=QuotationStatus.choices)
    quotation_date_from = rest_framework.DateFilter(field_name="quotation_date", lookup_expr="gte")
    quotation_date_to = rest_framework.DateFilter(field_name="quotation_date", lookup_expr="lte")
    expiry_date_to = rest_framework.DateFilter(field_name="expiry_date", lookup_expr="lte")
    follow_up_to = rest_framework.DateFilter(field_name="follow_up_date", lookup_expr="lte")
    updated_since = MomentFilter(field_name="updated_at", lookup_expr="gte", label="Changed at or after this moment")

    class Meta:
        model = Quotation
        fields: ClassVar[list[str]] = []


class QuotationVersionApiFilter(rest_framework.FilterSet):
    """Filters of the list of versions over REST."""

    quotation = rest_framework.CharFilter(field_name="quotation__number")
    customer = rest_framework.CharFilter(field_name="quotation__customer__account")
    date_from = rest_framework.DateFilter(field_name="date", lookup_expr="gte")
    date_to = rest_framework.DateFilter(field_name="date", lookup_expr="lte")

    class Meta:
        model = QuotationVersion
        fields: ClassVar[list[str]] = []
