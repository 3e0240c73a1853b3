"""Filters of lists by the code or name of a record that rows refer to."""

from __future__ import annotations

from typing import Any

import django_filters as filters
from django.core.validators import EMPTY_VALUES
from django.db.models import Field, QuerySet

from foundation.database.matching import FOLDED, MOST_KEYS, first_keys, same
from foundation.organization.scope import EntityModel, current_entity_id


class NamedFilter(filters.CharFilter):
    """Keeps rows that refer to a record by its code, in whatever case: ``NamedFilter(field_name="customer__account")``.

    The record is looked up first: knowing which it is, PostgreSQL knows how many rows refer to it, and by which index to find
    them. Very many records, as for a part of a name, are left to the database. What a number finds of records whose queryset has
    ``numbered``, that says: of items, that of a master finds its variants.
    """

    def __init__(self, field_name: str, lookup_expr: str = "iexact", **options: Any) -> None:
        super().__init__(field_name, lookup_expr, **options)

    def filter(self, qs: QuerySet[Any], value: Any) -> QuerySet[Any]:
        """Return the rows that refer to a record with that code."""
        if value in EMPTY_VALUES:
            return qs
        relation, _sign, code = str(self.field_name).rpartition("__")
        keys = first_keys(self._named(_related(qs.model, relation), code, value))
        return super().filter(qs, value) if len(keys) > MOST_KEYS else qs.filter(**{f"{relation}__in": keys})

    def _named(self, model: Any, code: str, value: str) -> QuerySet[Any]:
        known = {field.name for field in model._meta.concrete_fields}
        rows = model.of(current_entity_id() or 0) if issubclass(model, EntityModel) else model._default_manager.all()
        if code == "number" and hasattr(rows, "numbered"):
            return rows.numbered(value, self.lookup_expr)  # type: ignore[no-any-return]
        if self.lookup_expr == "iexact" and f"{code}_{FOLDED}" in known:
            return rows.filter(same(code, value))
        return rows.filter(**{f"{code}__{self.lookup_expr}": value})


def _related(model: Any, path: str) -> Any:
    for part in path.split("__"):
        found: Field[Any, Any] = model._meta.get_field(part)
        model = found.related_model
    return model
