"""Filters of lists: a filter that is not there is an error of the caller, not a list of everything."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django_filters.fields import IsoDateTimeField
from django_filters.filters import BooleanFilter, DateFilter, DateFromToRangeFilter, Filter, IsoDateTimeFilter, RangeFilter
from django_filters.rest_framework import DjangoFilterBackend
from django_filters.widgets import SuffixedMultiWidget
from rest_framework.filters import OrderingFilter
from rest_framework.request import Request
from rest_framework.serializers import BooleanField
from rest_framework.settings import api_settings
from rest_framework.views import APIView

from foundation.backoffice.api.problems import InvalidInput
from foundation.backoffice.lists.keyset import is_sortable
from foundation.day_span import day_in_span

BOOLEANS = frozenset({"", "true", "false", "1", "0"})
PAGING = frozenset({"cursor", "page_size", api_settings.ORDERING_PARAM})


class MomentField(IsoDateTimeField):
    """A moment with its offset, as the same moment in UTC; PostgreSQL knows fewer offsets than Python."""

    def clean(self, value: Any) -> datetime | None:
        """Return the moment in UTC; raises ValidationError."""
        found: datetime | None = super().clean(value)
        try:
            return found.astimezone(UTC) if found else None
        except OverflowError as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error


class MomentFilter(IsoDateTimeFilter):
    """Compares with a moment such as ``2026-03-05T14:03:00+01:00``."""

    field_class = MomentField


class Filters(DjangoFilterBackend):
    """Filters a list by the view's filter set, and refuses parameters that nobody knows."""

    def filter_queryset(self, request: Request, queryset: Any, view: APIView) -> Any:
        """Return the rows that the query asks for; raises InvalidInput for an unknown parameter or a bad value."""
        filterset = self.get_filterset_class(view, queryset)
        known = PAGING | _parameters(filterset.base_filters if filterset else {})
        unknown = sorted(set(request.query_params) - known)
        if unknown:
            raise InvalidInput({name: [_("There is no such filter.")] for name in unknown})
        blank = sorted(name for name in set(request.query_params) - PAGING if not request.query_params[name].strip())
        if blank:
            raise InvalidInput(dict.fromkeys(blank, [_("A filter without a value would find everything. Leave it out, or give it one.")]))
        _check_booleans(request, filterset.base_filters if filterset else {})
        _check_days(request, filterset.base_filters if filterset else {})
        return super().filter_queryset(request, queryset, view)


def _parameters(known: Mapping[str, Filter]) -> set[str]:
    """Return the names that filters are asked by: a range has one for each of its ends."""
    found: set[str] = set()
    for name, known_filter in known.items():
        widget = known_filter.field.widget if isinstance(known_filter, RangeFilter) else None
        found |= {widget.suffixed(name, suffix) for suffix in widget.suffixes} if isinstance(widget, SuffixedMultiWidget) else {name}
    return found


def _check_booleans(request: Request, known: dict[str, Any]) -> None:
    """Refuse what the filter itself would take for no value at all."""
    booleans = [name for name in request.query_params if isinstance(known.get(name), BooleanFilter)]
    wrong = [name for name in booleans if request.query_params[name].lower() not in BOOLEANS]
    if wrong:
        raise InvalidInput({name: [BooleanField.default_error_messages["invalid"]] for name in wrong})


def _check_days(request: Request, known: Mapping[str, Filter]) -> None:
    """Refuse days so far away that their midnight cannot be told in another time zone."""
    days = _parameters({name: one for name, one in known.items() if isinstance(one, DateFilter | DateFromToRangeFilter)})
    wrong: dict[str, list[Any]] = {}
    for name in sorted(days & set(request.query_params)):
        try:
            day_in_span(date.fromisoformat(request.query_params[name]))
        except ValidationError as error:
            wrong[name] = list(error.messages)
        except ValueError:
            continue  # no day at all, which the filter itself refuses
    if wrong:
        raise InvalidInput(wrong)


class Ordering(OrderingFilter):
    """Sorts a list by ``ordering``, and refuses fields that it cannot be sorted by."""

    def get_valid_fields(self, queryset: Any, view: APIView, context: Any = None) -> list[tuple[str, Any]]:
        """Return the fields that are offered: those of single values."""
        found = super().get_valid_fields(queryset, view, context or {})
        return [(name, label) for name, label in found if is_sortable(queryset, name)]

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        """Describe the parameter with the fields that the list can be sorted by."""
        [parameter] = super().get_schema_operation_parameters(view)
        fields = [name for name, _label in self.get_valid_fields(view.get_queryset(), view)]
        if not fields:
            return []
        known = ", ".join(f"`{name}`" for name in fields)
        return [parameter | {"description": f"The field to sort by, with a minus before it from the last to the first: {known}."}]

    def remove_invalid_fields(self, queryset: Any, fields: Any, view: APIView, request: Request) -> list[str]:
        """Return the fields as they were asked for; raises InvalidInput for one that is not offered."""
        kept: list[str] = list(super().remove_invalid_fields(queryset, fields, view, request))
        unknown = [name for name in fields if name not in kept]
        if unknown:
            known = [name for name, _label in self.get_valid_fields(queryset, view)]
            told = {"name": unknown[0], "known": ", ".join(known) or "–"}
            raise InvalidInput({self.ordering_param: [_("This list cannot be sorted by %(name)s, only by: %(known)s.") % told]})
        return kept
