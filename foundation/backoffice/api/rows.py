"""Rows of a request: a refusal names the row that was sent, not the key of the record it is about."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from foundation.errors import BusinessRuleError

OF_RECORD = re.compile(r"(?P<name>[a-z_]+)_(?P<key>[0-9]+)")


@contextmanager
def naming_rows(keys: Iterable[int], path: str = "lines") -> Iterator[None]:
    """Let a refusal of a value of a record, by its key, name the row of the request that gave it; keys in the order of the rows.

    Pages name such a field ``quantity_<key>``, or by another value. What the request has no row for is left without a field.
    """
    try:
        yield
    except BusinessRuleError as refusal:
        named = OF_RECORD.fullmatch(refusal.field)
        if named is not None:
            rows = {str(key): index for index, key in enumerate(keys)}
            row = rows.get(named["key"])
            refusal.field = "" if row is None else f"{path}.{row}.{named['name']}"
        raise
