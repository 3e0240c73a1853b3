"""Search in several places at once, each by its own index, in terms that row-level security lets an index answer.

PostgreSQL reads an index for a condition on rows that it guards only when the condition can tell nothing about hidden rows.
Comparing texts cannot; ``LIKE`` and ``UPPER`` might, for all it knows. So what is searched without regard to case is kept in
upper case beside the field, and compared as a range.
"""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import Any

from django.db.models import BooleanField, F, Func, GeneratedField, Index, Q, QuerySet, TextField, Value
from django.db.models.functions import Concat, Upper

from foundation.database import row_scope

MOST_KEYS = 1_000
FOLDED = "folded"
LAST = "\U0010ffff"
"""Sorts behind every character."""


def matching_any(rows: QuerySet[Any], *places: Q) -> Any:
    """Return the rows that meet any of the conditions.

    Each condition is asked alone first. When only one finds rows it alone is the filter; what finds few rows is filtered by
    their keys.
    """
    found: list[Q] = []
    keys: set[int] = set()
    for place in places:
        some = first_keys(rows.filter(place))
        if len(some) > MOST_KEYS:
            found.append(place)
        keys.update(some if len(some) <= MOST_KEYS else ())
    if keys:
        found.append(among("pk", sorted(keys)))
    return rows.filter(reduce(or_, found)) if found else rows.none()


class IsAmong(Func):
    """Whether a key is one of an array: thousands of keys as one parameter, which is written once as PostgreSQL reads it."""

    template = "%(expressions)s::bigint[])"
    arg_joiner = " = ANY("
    output_field = BooleanField()


def among(path: str, keys: Any) -> Q:
    """Return the condition for a key to be one of a list, or of a queryset."""
    if not isinstance(keys, list):
        return Q(**{f"{path}__in": keys})
    return Q(IsAmong(F(path), Value(f"{{{','.join(map(str, keys))}}}")))


def first_keys(rows: QuerySet[Any], most: int = MOST_KEYS) -> list[int]:
    """Return the keys of some rows in no order, one more than so many at most."""
    return list(rows.order_by().values_list("pk", flat=True)[: most + 1])


def folded(field: str) -> Any:
    """Return the field that keeps another in upper case; name it ``number_folded`` for ``number``."""
    return GeneratedField(expression=Upper(field), output_field=TextField(db_collation="C"), db_persist=True)


def by_folded(field: str, name: str) -> Index:
    """Return the index for ``begins`` and ``same`` on a field of an entity's model that is kept in upper case as well."""
    return Index(fields=["legal_entity", f"{field}_{FOLDED}"], name=name)


def begins(field: str, text: str) -> Q:
    """Return the condition for a folded field to begin with a text, in whatever case."""
    first = Upper(Value(text))
    return Q(**{f"{field}_{FOLDED}__gte": first, f"{field}_{FOLDED}__lt": Concat(first, Value(LAST))})


def begins_exactly(field: str, text: str) -> Q:
    """Return the condition for a field with the collation ``C`` to begin with a text, as it is written."""
    return Q(**{f"{field}__gte": text, f"{field}__lt": f"{text}{LAST}"})


def same(field: str, text: str) -> Q:
    """Return the condition for a folded field to be a text, in whatever case."""
    return Q(**{f"{field}_{FOLDED}": Upper(Value(text))})


def in_scope(rows: Any) -> Any:
    """Return the rows of the legal entity whose scope is open, which indexes begin with; all of them outside of any scope."""
    entity = row_scope.current.get().entity_id
    return rows if entity is None else rows.filter(legal_entity=entity)
