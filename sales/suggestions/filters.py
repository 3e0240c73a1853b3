"""What the report about suggestions can be filtered by."""

from __future__ import annotations

from typing import Any

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from foundation.backoffice.lists import NamedFilter
from sales.suggestions.models import SuggestionKind, SuggestionRule


class RuleReportFilter(filters.FilterSet):
    """Rules by kind and suggested item; the period says which suggestions are counted."""

    shown = filters.DateFromToRangeFilter(method="in_period", label=_("Shown"))
    kind = filters.ChoiceFilter(choices=SuggestionKind.choices, label=_("Kind"))
    item = NamedFilter("item__number", label=_("Suggested item"))

    class Meta:
        model = SuggestionRule
        fields: tuple[str, ...] = ()

    def in_period(self, queryset: Any, _name: str, value: slice) -> Any:
        """Count what was shown between two days."""
        first, last = (moment.date() if moment else None for moment in (value.start, value.stop))
        return queryset.for_report(first, last)
