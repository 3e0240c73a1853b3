"""Rows of a request: a refusal names the row that was sent, not the key of the record it is about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from foundation.errors import BusinessRuleError


@contextmanager
def naming_rows(keys: Iterable[int | None] = (), rows: str = "lines") -> Iterator[None]:
    """Let what is refused within name its row of the request: by its position, or by its record, whose keys are in the order of the rows.

    ``rows`` is what the request calls them. A value of a record that the request has no row for is left without a field.
    """
    try:
        yield
    except BusinessRuleError as refusal:
        told = refusal.among(keys)
        if told.record is not None and told.row is None and told.way_out is None:
            told.field = ""
        told.rows = rows
        raise


def path_of(refusal: BusinessRuleError) -> str:
    """Return where the refused value stands in the request, such as ``lines.2.quantity``."""
    row = [] if refusal.row is None else [refusal.rows, str(refusal.row)]
    return ".".join([*row, *([refusal.field] if refusal.field else [])])
