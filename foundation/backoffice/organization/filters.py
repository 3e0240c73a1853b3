"""What lists of the organization can be filtered by."""

from __future__ import annotations

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from foundation.organization.models import AuditEntry, ExchangeRate, FiscalPeriod, PeriodStatus, User


class FiscalPeriodFilter(filters.FilterSet):
    """Periods by year and status."""

    year = filters.NumberFilter(label=_("Fiscal year"))
    status = filters.ChoiceFilter(choices=PeriodStatus.choices, label=_("Status"))

    class Meta:
        model = FiscalPeriod
        fields: tuple[str, ...] = ()


class ExchangeRateFilter(filters.FilterSet):
    """Rates by pair, type and date."""

    from_currency = filters.CharFilter(field_name="from_currency__code", lookup_expr="iexact", label=_("From currency"))
    to_currency = filters.CharFilter(field_name="to_currency__code", lookup_expr="iexact", label=_("To currency"))
    rate_type = filters.CharFilter(lookup_expr="iexact", label=_("Rate type"))
    valid_from = filters.DateFromToRangeFilter(label=_("Valid from"))

    class Meta:
        model = ExchangeRate
        fields: tuple[str, ...] = ()


class UserFilter(filters.FilterSet):
    """People by role and kind."""

    role = filters.CharFilter(field_name="memberships__role__code", lookup_expr="iexact", label=_("Role"))
    kind = filters.ChoiceFilter(choices=User.Kind.choices, label=_("Kind"))

    class Meta:
        model = User
        fields: tuple[str, ...] = ()


class AuditFilter(filters.FilterSet):
    """What was done, by whom, when, to what."""

    at = filters.DateFromToRangeFilter(label=_("Date"))
    user = filters.CharFilter(field_name="user__name", lookup_expr="icontains", label=_("User"))
    action = filters.CharFilter(lookup_expr="istartswith", label=_("Action"))
    object_type = filters.CharFilter(lookup_expr="istartswith", label=_("Kind of record"))
    document = filters.CharFilter(field_name="object_label", lookup_expr="istartswith", label=_("Record"))
    origin = filters.CharFilter(lookup_expr="iexact", label=_("Origin"))

    class Meta:
        model = AuditEntry
        fields: tuple[str, ...] = ()
