"""Keyset paging over several sort fields: a page begins after a row's values, the key last, so no two rows share a place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Field, JSONField, Q, QuerySet

from foundation.backoffice.lists.paging import may_be_empty, sort_field_of

Position = list[str | None]
"""The values of a row in the order of the sort keys, as text; None for an empty value."""


@dataclass(frozen=True)
class SortKey:
    """One sort field and its direction; empty values stand last in either direction."""

    name: str
    descending: bool
    optional: bool

    def expression(self, *, backwards: bool) -> Any:
        """Return what sorts rows by this field, or the other way round."""
        descending = self.descending != backwards
        if not self.optional:
            return f"-{self.name}" if descending else self.name
        options: dict[str, Any] = {"nulls_first": True} if backwards else {"nulls_last": True}
        return F(self.name).desc(**options) if descending else F(self.name).asc(**options)

    def equal(self, value: Any) -> Q:
        """Return the condition for rows with this value."""
        return Q(**{f"{self.name}__isnull": True}) if value is None else Q(**{self.name: value})

    def beyond(self, value: Any, *, backwards: bool) -> Q | None:
        """Return the condition for rows that come after a value; None when no row can."""
        empty = Q(**{f"{self.name}__isnull": True})
        if value is None:
            return ~empty if backwards else None
        later = Q(**{f"{self.name}__{self._side(backwards)}": value})
        return later | empty if self.optional and not backwards else later

    def from_here(self, value: Any, *, backwards: bool) -> Q:
        """Return a condition, for an index to start at, that all rows from a value on meet."""
        return Q() if self.optional else Q(**{f"{self.name}__{self._side(backwards)}e": value})

    def _side(self, backwards: bool) -> str:
        return "lt" if self.descending != backwards else "gt"


@dataclass(frozen=True)
class Slice:
    """Some rows in their order, and whether more follow in the direction of reading."""

    rows: list[Any]
    more: bool


def is_sortable(queryset: QuerySet[Any], path: str) -> bool:
    """Tell whether rows can be sorted by a field: a column or annotation with a single value that has an order."""
    field = sort_field_of(queryset, path)
    scalar = isinstance(field, Field) and not field.is_relation and not isinstance(field, JSONField)
    return scalar and not hasattr(field, "base_field")


def sort_keys(queryset: QuerySet[Any], ordering: Iterable[str]) -> list[SortKey]:
    """Return the sort keys of an ordering such as ``-order_date``; the primary key is always the last."""
    keys: list[SortKey] = []
    descending = False
    for text in ordering:
        name, descending = text.lstrip("-"), text.startswith("-")
        if name in {"pk", queryset.model._meta.pk.name}:
            break
        keys.append(SortKey(name, descending, may_be_empty(queryset, name)))
    return [*keys, SortKey("pk", descending, optional=False)]


def take(queryset: QuerySet[Any], keys: list[SortKey], *, size: int, position: Position | None, backwards: bool) -> Slice:
    """Return the rows after a position, or before it when reading backwards; from the first row on without one.

    Raises ValidationError when the position has values that the fields cannot have.
    """
    ordered = queryset.order_by(*(key.expression(backwards=backwards) for key in keys))
    if position is not None:
        ordered = ordered.filter(_beyond(keys, _values(queryset, keys, position), backwards=backwards))
    rows = list(ordered[: size + 1])
    more, rows = len(rows) > size, rows[:size]
    return Slice(rows[::-1] if backwards else rows, more)


def position_of(row: Any, keys: list[SortKey]) -> Position:
    """Return the place of a row, also by fields of related records."""
    return [None if (value := _read(row, key.name)) is None else str(value) for key in keys]


def _values(queryset: QuerySet[Any], keys: list[SortKey], position: Position) -> list[Any]:
    fields: list[Any] = [sort_field_of(queryset, key.name) for key in keys]
    return [None if text is None else field.to_python(text) for field, text in zip(fields, position, strict=True)]


def _beyond(keys: list[SortKey], values: list[Any], *, backwards: bool) -> Q:
    key, value = keys[0], values[0]
    later = key.beyond(value, backwards=backwards)
    if len(keys) == 1:
        return later or Q(pk__in=())
    same = key.equal(value) & _beyond(keys[1:], values[1:], backwards=backwards)
    return key.from_here(value, backwards=backwards) & (same if later is None else later | same)


def _read(row: Any, path: str) -> Any:
    for part in path.split("__"):
        row = getattr(row, part, None)
    return row
