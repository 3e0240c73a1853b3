"""Filters of lists: a filter that is not there is an error of the caller, not a list of everything."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework.request import Request
from rest_framework.settings import api_settings
from rest_framework.views import APIView

from foundation.backoffice.api.problems import InvalidInput

PAGING = frozenset({"cursor", "page_size", api_settings.ORDERING_PARAM})


class Filters(DjangoFilterBackend):
    """Filters a list by the view's filter set, and refuses parameters that nobody knows."""

    def filter_queryset(self, request: Request, queryset: Any, view: APIView) -> Any:
        """Return the rows that the query asks for; raises InvalidInput for an unknown parameter or a bad value."""
        filterset = self.get_filterset_class(view, queryset)
        known = PAGING | set(filterset.base_filters if filterset else ())
        unknown = sorted(set(request.query_params) - known)
        if unknown:
            raise InvalidInput({name: [_("There is no such filter.")] for name in unknown})
        return super().filter_queryset(request, queryset, view)
