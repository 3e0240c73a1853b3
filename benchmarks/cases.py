"""What a list page offers, as addresses: pages, quick filters, sorts, filters and searches, with values from the data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

import django_filters as filters
from django.http import QueryDict
from django.test import RequestFactory

from foundation.backoffice.addresses import entity_url
from foundation.backoffice.lists.listing import Listing
from foundation.backoffice.lists.paging import Cursor
from foundation.organization.access import access_for
from foundation.organization.models import LegalEntity, User
from foundation.organization.scope import entity_scope

DEEP = 10_000
PAGE = 50


@dataclass(frozen=True)
class Case:
    """One address of a list, with the words for it."""

    label: str
    path: str


class ListCases:
    """All cases of one list for one user; the values are those of a row in the middle of the list."""

    def __init__(self, page: str, view_class: Any, entity: LegalEntity, user: User) -> None:
        self.path = entity_url(entity, page)
        self.view = view_class()
        request: Any = RequestFactory().get(self.path)
        request.user, request.entity, request.access = user, entity, access_for(user, entity.code)
        self.view.setup(request)
        self.entity = entity
        with entity_scope(entity):
            self.listing = Listing(self.view, request, QueryDict())
            self.total = self.listing.result.order_by().count()
            self.sample = self._at(self.total // 2)

    def _at(self, offset: int) -> Any:
        return self.listing.ordering.of(self.listing.result)[offset]

    def all(self) -> Iterator[Case]:
        """Yield every case."""
        yield Case("first page", self.path)
        yield self._deep()
        yield from self._tabs()
        yield from self._sorts()
        yield from self._filters()
        yield from self._searches()

    def _case(self, label: str, **query: Any) -> Case:
        return Case(label, f"{self.path}?{urlencode(query)}")

    def _deep(self) -> Case:
        """Page 10,000, or the middle of a shorter list."""
        with entity_scope(self.entity):
            row = self._at(min((DEEP - 1) * PAGE, self.total // 2))
        value = row
        for part in self.listing.ordering.field.split("__"):
            value = getattr(value, part, None)
        return self._case(f"page {DEEP:,} or the middle", after=Cursor(value, row.pk).packed())

    def _tabs(self) -> Iterator[Case]:
        for tab in self.view.tabs[1:]:
            yield self._case(f"tab {tab.key}", tab=tab.key)

    def _sorts(self) -> Iterator[Case]:
        table = self.view.table_class
        for name in table.base_columns:
            if table.sort_field(name):
                yield self._case(f"sort {name}", sort=name)
                yield self._case(f"sort -{name}", sort=f"-{name}")

    def _filters(self) -> Iterator[Case]:
        if self.view.filterset_class is None:
            return
        for name, declared in self.view.filterset_class.base_filters.items():
            for words, query in self._values(name, declared):
                yield self._case(f"filter {name} {words}".rstrip(), **query)

    def _values(self, name: str, declared: Any) -> Iterator[tuple[str, dict[str, Any]]]:
        found = self._read(declared.field_name or name)
        if isinstance(declared, filters.DateFromToRangeFilter):
            day = found if isinstance(found, date) else self.entity.today()
            yield "30 days", {f"{name}_after": day - timedelta(days=30), f"{name}_before": day}
            yield "from", {f"{name}_after": day - timedelta(days=400)}
        elif isinstance(declared, filters.RangeFilter):
            yield "between", {f"{name}_min": round(found or 100), f"{name}_max": round(found or 100) + 50}
        elif isinstance(declared, filters.ChoiceFilter | filters.MultipleChoiceFilter):
            choices = declared.extra["choices"]
            for value, _label in (choices() if callable(choices) else choices)[:6]:
                yield str(value), {name: value}
        elif isinstance(declared, filters.BooleanFilter):
            yield "true", {name: "true"}
            yield "false", {name: "false"}
        else:
            yield "", {name: found if found not in (None, "") else self._fallback(name)}

    def _fallback(self, name: str) -> str:
        from_lines = {"item": "100003", "order": "SO-0000500", "batch_run": "1"}
        return from_lines.get(name, "none")

    def _read(self, path: str) -> Any:
        value = self.sample
        for part in path.split("__"):
            value = getattr(value, part, None)
        return value if not hasattr(value, "all") else None

    def _searches(self) -> Iterator[Case]:
        order = getattr(self.sample, "order", None) or self.sample
        customer = getattr(self.sample, "invoice_account", None) or getattr(order, "customer", None)
        number = getattr(self.sample, "number", None) or order.number
        reference = getattr(self.sample, "customer_reference", "") or getattr(self.sample, "your_reference", "") or "PO-1234"
        name = customer.party.name
        yield self._case("search number", q=number)
        yield self._case("search beginning of a number", q=number[:6])
        yield self._case("search reference", q=reference)
        yield self._case("search name", q=name)
        yield self._case("search word of a name", q=name.split()[1])
        yield self._case("search beginning of a word", q=name.split()[0][:4])
        yield self._case("search nothing", q="zzzqqq")
