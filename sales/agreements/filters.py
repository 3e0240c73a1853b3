"""What lists of sales agreements can be filtered by, on pages and over REST."""

from __future__ import annotations

from typing import ClassVar

import django_filters
from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework

from foundation.backoffice.api.filters import MomentFilter
from foundation.backoffice.lists import NamedFilter
from sales.agreements.models import AgreementLink, AgreementVersion, SalesAgreement
from sales.agreements.statuses import AgreementStatus


class AgreementFilter(django_filters.FilterSet):
    """Agreements by status, customer, classification, dates and who is responsible."""

    status = django_filters.MultipleChoiceFilter(distinct=False, choices=AgreementStatus.choices, label=_("Status"))
    customer = NamedFilter("customer__account", label=_("Customer"))
    classification = NamedFilter("classification__code", label=_("Classification"))
    item = NamedFilter("lines__item__number", label=_("Item"), distinct=True)
    effective_date = django_filters.DateFromToRangeFilter(label=_("Effective date"))
    expiration_date = django_filters.DateFromToRangeFilter(label=_("Expiration date"))
    currency = NamedFilter("currency__code", label=_("Currency"))
    responsible = NamedFilter("responsible__name", "icontains", label=_("Responsible"))
    changed = django_filters.BooleanFilter(field_name="changed_since_confirmation", label=_("Changed"))

    class Meta:
        model = SalesAgreement
        fields: tuple[str, ...] = ()


class LinkedLineFilter(django_filters.FilterSet):
    """Linked order lines by agreement, commitment, customer, item and dates."""

    agreement = NamedFilter("commitment__agreement__number", label=_("Agreement"))
    commitment = django_filters.NumberFilter(field_name="commitment__line_number", label=_("Commitment"))
    customer = NamedFilter("line__order__customer__account", label=_("Customer"))
    item = NamedFilter("line__item__number", label=_("Item"))
    ship_date = django_filters.DateFromToRangeFilter(field_name="line__requested_ship_date", label=_("Ship date"))

    class Meta:
        model = AgreementLink
        fields: tuple[str, ...] = ()


class AgreementApiFilter(rest_framework.FilterSet):
    """Filters of the list of sales agreements over REST."""

    number = rest_framework.CharFilter(field_name="number")
    customer = rest_framework.CharFilter(field_name="customer__account")
    classification = rest_framework.CharFilter(field_name="classification__code")
    external_reference = rest_framework.CharFilter(field_name="external_reference")
    status = rest_framework.MultipleChoiceFilter(choices=AgreementStatus.choices)
    effective_date_to = rest_framework.DateFilter(field_name="effective_date", lookup_expr="lte")
    expiration_date_from = rest_framework.DateFilter(field_name="expiration_date", lookup_expr="gte")
    expiration_date_to = rest_framework.DateFilter(field_name="expiration_date", lookup_expr="lte")
    updated_since = MomentFilter(field_name="updated_at", lookup_expr="gte", label="Changed at or after this moment")

    class Meta:
        model = SalesAgreement
        fields: ClassVar[list[str]] = []


class AgreementVersionApiFilter(rest_framework.FilterSet):
    """Filters of the list of agreement confirmations over REST."""

    number = rest_framework.CharFilter(field_name="number")
    agreement = rest_framework.CharFilter(field_name="agreement__number")
    customer = rest_framework.CharFilter(field_name="agreement__customer__account")
    date_from = rest_framework.DateFilter(field_name="date", lookup_expr="gte")
    date_to = rest_framework.DateFilter(field_name="date", lookup_expr="lte")

    class Meta:
        model = AgreementVersion
        fields: ClassVar[list[str]] = []
