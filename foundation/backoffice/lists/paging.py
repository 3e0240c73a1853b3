"""Keyset paging: the next page is found by the last row's sort value and key, at the same cost at any depth."""

from __future__ import annotations

import binascii
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet, FieldDoesNotExist, ValidationError
from django.db import connection
from django.db.models import F, Field, Q, QuerySet

CAP = 10_000
"""How far the rows of a list are counted."""
FEW = 1_000
"""How far those are counted that are not looked at: the other tabs, the tiles of the start page."""


@dataclass(frozen=True)
class Ordering:
    """One sort field and its direction; the key breaks ties in the same direction, empty values stand last."""

    field: str
    descending: bool = False

    @classmethod
    def parse(cls, text: str) -> Ordering:
        """Read a sort field as an address carries it; a leading minus sorts descending: ``-order_date``."""
        return cls(text.lstrip("-"), text.startswith("-"))

    def of(self, queryset: QuerySet[Any], *, backwards: bool = False) -> QuerySet[Any]:
        """Return the rows in this order, or in the opposite one."""
        descending = self.descending != backwards
        key = "-pk" if descending else "pk"
        if self.field == "pk":
            return queryset.order_by(key)
        if not may_be_empty(queryset, self.field):
            return queryset.order_by(f"-{self.field}" if descending else self.field, key)
        sort = F(self.field)
        options: dict[str, Any] = {"nulls_first": True} if backwards else {"nulls_last": True}
        return queryset.order_by(sort.desc(**options) if descending else sort.asc(**options), key)


@dataclass(frozen=True)
class Cursor:
    """Where a page begins or ends: the sort value and key of a row."""

    value: Any
    pk: int

    def packed(self) -> str:
        """Return the cursor as it stands in an address."""
        text = json.dumps([None if self.value is None else str(self.value), self.pk], ensure_ascii=False)
        return urlsafe_b64encode(text.encode()).decode().rstrip("=")

    @classmethod
    def unpack(cls, text: str, field: Field[Any, Any] | None) -> Cursor | None:
        """Read a cursor from an address; None for anything that is not one."""
        try:
            value, pk = json.loads(urlsafe_b64decode(text + "=" * (-len(text) % 4)))
            if not isinstance(pk, int) or abs(pk) >= 2**63 or not isinstance(value, str | None):
                return None
            return cls(field.to_python(value) if field is not None and value is not None else value, pk)
        except (ValueError, TypeError, binascii.Error, ValidationError):
            return None


@dataclass(frozen=True)
class Page:
    """One page of rows with the cursors of its neighbours, blank where there is none."""

    rows: list[Any]
    before: str = ""
    after: str = ""


def sort_field_of(queryset: QuerySet[Any], path: str) -> Field[Any, Any] | None:
    """Return the model field or annotation behind a sort field."""
    if path in queryset.query.annotations:
        return queryset.query.annotations[path].output_field  # type: ignore[no-any-return]
    model, found = queryset.model, None
    for part in path.split("__"):
        try:
            found = model._meta.pk if part == "pk" else model._meta.get_field(part)
        except FieldDoesNotExist:
            return None
        model = getattr(found, "related_model", None) or model
    return found  # type: ignore[return-value]


def may_be_empty(queryset: QuerySet[Any], path: str) -> bool:
    """Tell whether rows may have no value in a sort field; annotations may."""
    if path in queryset.query.annotations:
        return True
    model = queryset.model
    for part in path.split("__"):
        field = model._meta.pk if part == "pk" else model._meta.get_field(part)
        if getattr(field, "null", True):
            return True
        model = getattr(field, "related_model", None) or model
    return False


def take_page(
    queryset: QuerySet[Any], ordering: Ordering, *, size: int, after: str = "", before: str = "", keys_first: bool = False
) -> Page:
    """Return one page of the rows, from a cursor on where one is given; with ``keys_first`` sorted as keys and then read."""
    field = sort_field_of(queryset, ordering.field)
    backwards = bool(before)
    cursor = Cursor.unpack(before or after, field) if before or after else None
    ordered = ordering.of(queryset, backwards=backwards)
    if cursor is not None:
        ordered = ordered.filter(_beyond(queryset, ordering, cursor, backwards=backwards))
    rows = _read_by_keys(queryset, ordered, size + 1) if keys_first else list(ordered[: size + 1])
    more, rows = len(rows) > size, rows[:size]
    if backwards:
        rows.reverse()
    if not rows:
        return Page([])
    first, last = (Cursor(_read(row, ordering.field), row.pk).packed() for row in (rows[0], rows[-1]))
    has_before = more if backwards else cursor is not None
    has_after = cursor is not None if backwards else more
    return Page(rows, before=first if has_before else "", after=last if has_after else "")


def _read_by_keys(queryset: QuerySet[Any], ordered: QuerySet[Any], most: int) -> list[Any]:
    keys = list(ordered.values_list("pk", flat=True)[:most])
    found = {row.pk: row for row in queryset.filter(pk__in=keys)}
    return [found[key] for key in keys if key in found]


def _beyond(queryset: QuerySet[Any], ordering: Ordering, cursor: Cursor, *, backwards: bool) -> Q:
    side = "lt" if ordering.descending != backwards else "gt"
    key = Q(**{f"pk__{side}": cursor.pk})
    name = ordering.field
    if name == "pk":
        return key
    empty = Q(**{f"{name}__isnull": True})
    if cursor.value is None:
        return (~empty | (empty & key)) if backwards else (empty & key)
    bounded = Q(**{f"{name}__{side}e": cursor.value}) & (Q(**{f"{name}__{side}": cursor.value}) | key)
    if not backwards and may_be_empty(queryset, name):
        return bounded | empty
    return bounded


def _read(row: Any, path: str) -> Any:
    for part in path.split("__"):
        row = getattr(row, part, None)
    return row


def joins(queryset: QuerySet[Any]) -> bool:
    """Tell whether rows are found by a condition on a related record."""
    return sum(used > 0 for used in queryset.query.alias_refcount.values()) > 1


def capped_count(queryset: QuerySet[Any]) -> int:
    """Count rows, but never further than one beyond the cap; nothing but keys is read of them."""
    return queryset.order_by().values("pk")[: CAP + 1].count()


def capped_counts(querysets: Sequence[QuerySet[Any]], most: int = CAP) -> list[int]:
    """Count the rows of several querysets in one statement, none further than one beyond so many, each in the order it has."""
    parts: list[str] = []
    parameters: list[Any] = []
    for queryset in querysets:
        try:
            sql, values = queryset.values("pk")[: most + 1].query.sql_with_params()
        except EmptyResultSet:
            sql, values = "SELECT 1 WHERE false", ()
        parts.append(f"(SELECT count(*) FROM ({sql}) AS counted)")  # noqa: S608 -- the statement that Django made
        parameters.extend(values)
    if not parts:
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(parts), parameters)
        return list(cursor.fetchone())
