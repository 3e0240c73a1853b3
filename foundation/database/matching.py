"""Search in several places at once, each by its own index: an OR over places would read every row."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import Any

from django.contrib.postgres.indexes import OpClass
from django.db.models import Index, Q, QuerySet
from django.db.models.functions import Upper

from foundation.database import row_scope

MOST_KEYS = 1_000


def matching_any(rows: QuerySet[Any], *places: Q) -> Any:
    """Return the rows that meet any of the conditions.

    Each condition is asked alone first. When only one finds rows it alone is the filter; what finds few rows is filtered by
    their keys.
    """
    found: list[Q] = []
    keys: set[int] = set()
    for place in places:
        some = list(rows.order_by().filter(place).values_list("pk", flat=True)[: MOST_KEYS + 1])
        if len(some) > MOST_KEYS:
            found.append(place)
        keys.update(some if len(some) <= MOST_KEYS else ())
    if keys:
        found.append(Q(pk__in=sorted(keys)))
    return rows.filter(reduce(or_, found)) if found else rows.none()


def any_case(field: str, name: str) -> Index:
    """Return the index for ``__istartswith`` and ``__iexact`` on a field of an entity's model: PostgreSQL compares in upper case."""
    return Index("legal_entity", OpClass(Upper(field), name="text_pattern_ops"), name=name)


def in_scope(rows: Any) -> Any:
    """Return the rows of the legal entity whose scope is open, which indexes begin with; all of them outside of any scope."""
    entity = row_scope.current.get().entity_id
    return rows if entity is None else rows.filter(legal_entity=entity)
