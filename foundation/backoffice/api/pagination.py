"""Pages of lists: a cursor, so that page 10,000 costs what page 1 costs and nothing is skipped or shown twice."""

from __future__ import annotations

from rest_framework.pagination import CursorPagination


class CursorPages(CursorPagination):
    """Fifty rows a page unless ``page_size`` says otherwise, two hundred at most; the newest first."""

    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 200
    ordering = "-pk"
