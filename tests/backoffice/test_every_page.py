"""Every page that needs no record opens for those who may see it, in few queries, and for nobody else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver

from foundation.backoffice.permissions import MEMBER
from foundation.backoffice.views import EntityView, ListPage
from foundation.backoffice.views.list_page import LIST_ID
from foundation.organization.models import LegalEntity
from foundation.organization.roles import MATRIX
from tests.factories.company import Company
from tests.web_fixtures import SignIn

MOST_QUERIES = 16
OK = 200
PART = {"HX-Request": "true", "HX-Target": LIST_ID}


def routes(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, type[EntityView]]]:
    """Yield address and view of every page below a legal entity that takes no key."""
    for entry in resolver.url_patterns:
        path = f"{prefix}{entry.pattern}"
        if isinstance(entry, URLResolver):
            yield from routes(entry, path)
        elif isinstance(entry, URLPattern):
            view = getattr(entry.callback, "view_class", None)
            shown = isinstance(view, type) and issubclass(view, EntityView) and hasattr(view, "get")
            if shown and path.startswith("<entity:entity>/") and path.count("<") == 1:
                yield path.replace("<entity:entity>", "NL01"), view


PAGES = dict(routes(get_resolver()))
LISTS = [path for path, view in PAGES.items() if issubclass(view, ListPage)]


def role_for(path: str) -> str:
    """A role that may open a page."""
    permission = PAGES[path].permission_required
    roles = ["AR"] if permission == MEMBER else MATRIX[permission].split()
    return "AR" if "AR" in roles else roles[0]


@pytest.fixture
def open_page(company: Company, signed_in_client: SignIn) -> Callable[..., HttpResponse]:
    """Return a function that opens a page as somebody who may."""
    clients: dict[str, Client] = {}
    LegalEntity.objects.filter(pk=company.entity.pk).update(logo=b"\x89PNG\r\n\x1a\n")

    def get(path: str, query: str = "", **headers: str) -> HttpResponse:
        role = role_for(path)
        if role not in clients:
            clients[role] = signed_in_client(role)
        answer = clients[role].get(f"/{path}{query}", headers=headers)
        assert answer.status_code in {200, 204, 302}, f"{path}{query}"
        return answer

    return get


def test_every_page_opens(open_page: Callable[..., HttpResponse]) -> None:
    assert "NL01/ledger/vouchers/" in LISTS
    for path in PAGES:
        open_page(path)


def test_every_list_takes_few_queries(open_page: Callable[..., HttpResponse]) -> None:
    for path in LISTS:
        open_page(path)

        with CaptureQueriesContext(connection) as queries:
            open_page(path)

        assert len(queries) <= MOST_QUERIES, path


def test_every_list_goes_into_files(open_page: Callable[..., HttpResponse]) -> None:
    for path in LISTS:
        allowed = MATRIX.get(getattr(PAGES[path], "export_permission", ""), "").split()
        if role_for(path) in allowed and open_page(path).status_code == OK:
            assert open_page(path, "?export=xlsx").content[:2] == b"PK", path


def test_every_column_sorts(open_page: Callable[..., HttpResponse]) -> None:
    for path in LISTS:
        table = PAGES[path].table_class  # type: ignore[attr-defined]
        for column in table.base_columns if isinstance(table, type) else ():
            open_page(path, f"?sort=-{column}", **PART)


def test_every_tab_filter_and_search_takes_nonsense(open_page: Callable[..., HttpResponse]) -> None:
    for path in LISTS:
        view: Any = PAGES[path]
        for tab in view.tabs:
            open_page(path, f"?tab={tab.key}&q=zz%27", **PART)
        for name in view.filterset_class.base_filters if view.filterset_class else ():
            open_page(path, f"?{name}=zz&{name}_min=1&{name}_after=zz", **PART)
