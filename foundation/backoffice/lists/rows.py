"""The rows of a list as its template shows them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from foundation.backoffice.addresses import entity_url
from foundation.backoffice.lists.columns import LinkColumn
from foundation.backoffice.lists.table import ListTable


@dataclass(frozen=True)
class Cell:
    """One value with the class of its column."""

    css_class: str
    value: Any


@dataclass(frozen=True)
class ShownRow:
    """One record: its key, its name for screen readers, where it opens, its mark and its cells."""

    pk: int
    name: str
    url: str
    tone: str
    cells: list[Cell]


def shown_rows(table: ListTable, tone: Callable[[Any], str], widths: Callable[[str], str] | None = None) -> Iterator[ShownRow]:
    """Yield the rows of a table; the first column that links to the record itself says where a row opens."""
    link = next((column for column in table.base_columns.values() if isinstance(column, LinkColumn) and column.target == "pk"), None)
    for row in table.rows:
        record = row.record
        cells = [Cell(_css(bound, widths), value) for bound, value in row.items()]
        url = entity_url(table.request.entity, link.page, pk=record.pk) if link else ""
        yield ShownRow(record.pk, str(record), url, tone(record), cells)


def _css(bound: Any, widths: Callable[[str], str] | None) -> str:
    return f"{bound.column.css} {widths(bound.name)}".strip() if widths else str(bound.column.css)
