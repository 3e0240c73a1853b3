"""Rows of a request: a refusal names the row that was sent, not the key of the record it is about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from foundation.errors import BusinessRuleError

PREFIX = "quantity_"


@contextmanager
def naming_rows(keys: Iterable[int], path: str = "lines") -> Iterator[None]:
    """Let a refusal of the quantity of a record, by its key, name the row of the request that gave it; keys in the order of the rows.

    Pages name such a field ``quantity_<key>``. What the request has no row for is left without a field.
    """
    try:
        yield
    except BusinessRuleError as refusal:
        if refusal.field.startswith(PREFIX):
            places = {f"{PREFIX}{key}": f"{path}.{index}.quantity" for index, key in enumerate(keys)}
            refusal.field = places.get(refusal.field, "")
        raise
