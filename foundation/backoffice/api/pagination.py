"""Pages of lists: a cursor, so that page 10,000 costs what page 1 costs and nothing is skipped or shown twice."""

from __future__ import annotations

from typing import Any

from django.core.signing import BadSignature, Signer
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request
from rest_framework.serializers import IntegerField
from rest_framework.utils.urls import replace_query_param

from foundation.backoffice.api.problems import InvalidInput
from foundation.backoffice.lists.keyset import Position, position_of, sort_keys, take


class CursorPages(CursorPagination):
    """Fifty rows a page unless ``page_size`` says otherwise, two hundred at most; the newest first.

    A cursor is the place of the row at the edge of a page, signed, and holds for the list and the ordering it was made for.
    """

    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 200
    ordering = "-pk"
    next_link: str | None = None
    previous_link: str | None = None

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        """Return the rows of the page that the request asks for; raises InvalidInput for a wrong cursor or page size."""
        ordering = self.get_ordering(request, queryset, view)
        self.signer = Signer(salt=f"api.cursor:{queryset.model._meta.label}:{','.join(ordering)}")
        self.base_url = request.build_absolute_uri()
        self.keys = sort_keys(queryset, ordering)
        size = self.get_page_size(request)
        position, backwards = self._asked(request)
        found = take(queryset, self.keys, size=size, position=position, backwards=backwards)
        if found.rows and (backwards or found.more):
            self.next_link = self._link(found.rows[-1], backwards=False)
        if found.rows and (found.more if backwards else position is not None):
            self.previous_link = self._link(found.rows[0], backwards=True)
        return found.rows

    def get_page_size(self, request: Request) -> int:
        """Return the number of rows a page; raises InvalidInput unless it is from 1 to 200."""
        asked = request.query_params.get(self.page_size_query_param)
        if asked is None:
            return self.page_size
        try:
            return int(IntegerField(min_value=1, max_value=self.max_page_size).run_validation(asked))
        except ValidationError as error:
            raise InvalidInput({self.page_size_query_param: error.detail}) from error

    def get_next_link(self) -> str | None:
        """Return the address of the next page."""
        return self.next_link

    def get_previous_link(self) -> str | None:
        """Return the address of the previous page."""
        return self.previous_link

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """Describe a page; its links are always there, and null at either end of the list."""
        link = {"type": ["string", "null"], "format": "uri"}
        properties = {"next": link, "previous": dict(link), "results": schema}
        return {"type": "object", "required": list(properties), "properties": properties}

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        """Describe the cursor and the page size with its bounds."""
        found: list[dict[str, Any]] = super().get_schema_operation_parameters(view)
        for parameter in found:
            if parameter["name"] == self.page_size_query_param:
                parameter["schema"] |= {"minimum": 1, "maximum": self.max_page_size, "default": CursorPages.page_size}
        return found

    def _asked(self, request: Request) -> tuple[Position | None, bool]:
        text = request.query_params.get(self.cursor_query_param)
        if text is None:
            return None, False
        try:
            position, backwards = self.signer.unsign_object(text)
        except (BadSignature, ValueError) as error:
            raise InvalidInput({self.cursor_query_param: [self.invalid_cursor_message]}) from error
        return position, backwards

    def _link(self, row: Any, *, backwards: bool) -> str:
        cursor = self.signer.sign_object([position_of(row, self.keys), backwards])
        return str(replace_query_param(str(self.base_url), self.cursor_query_param, cursor))
