"""The rows of a list as its template shows them; what is the same for every row is worked out once."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.formats import localize
from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from foundation.backoffice.addresses import record_addresses
from foundation.backoffice.lists.columns import LinkColumn
from foundation.backoffice.lists.table import ListTable


@dataclass(frozen=True)
class ShownRow:
    """One record: its key, the words of its tick box, where it opens, its mark and its cells as markup."""

    pk: int
    select_label: str
    url: str
    tone: str
    cells: SafeString

    def listed(self, *, selectable: bool) -> SafeString:
        """Return the row of a list as markup, with a box to tick where rows can be selected."""
        href = f' data-href="{escape(self.url)}"' if self.url else ""
        css = f' class="bo-row-{self.tone}"' if self.tone else ""
        return mark_safe(f"<tr data-bo-row{href}{css}>{self._tick if selectable else ''}{self.cells}</tr>")  # noqa: S308 -- escaped

    @property
    def _tick(self) -> str:
        box = f'<input class="form-check-input" type="checkbox" name="selected" value="{self.pk}" aria-label="{escape(self.select_label)}">'
        return f'<td class="bo-select">{box}</td>'


class CellMaker:
    """Makes the cells of one column: reads a value as django-tables2 does, and renders equal values once where it may."""

    def __init__(self, table: ListTable, bound: Any, css: str) -> None:
        self.table = table
        self.bound = bound
        self.opening = f'<td class="{escape(css)}">'
        *self.parents, self.last = str(bound.accessor).split("__")
        self.wanted = frozenset(inspect.signature(bound.render).parameters)
        self.by_value = self.wanted == {"value"} or (self._own and getattr(bound.column, "by_value", False))
        self.made: dict[Any, str] = {}

    @property
    def _own(self) -> bool:
        """Tell whether the column renders itself, not a method of the table."""
        return not hasattr(self.table, f"render_{self.bound.name}")

    def cell(self, record: Any) -> str:
        """Return the cell of a record."""
        owner, value = self._value(record)
        if not self.by_value or isinstance(value, dict | list):
            return self._make(owner, value, record)
        found = self.made.get(value)
        if found is None:
            found = self.made[value] = self._make(owner, value, record)
        return found

    def _value(self, record: Any) -> tuple[Any, Any]:
        """Return the record that has the value, and the value; None where a relation on the way is empty."""
        owner = record
        for part in self.parents:
            owner = getattr(owner, part, None)
        value = getattr(owner, self.last, None)
        return owner, value() if callable(value) else value

    def _make(self, owner: Any, value: Any, record: Any) -> str:
        display = getattr(owner, f"get_{self.last}_display", None)
        shown = display() if display else value
        if shown in self.bound.column.empty_values:
            shown = self.bound.default
        else:
            offered = {"value": shown, "record": record, "column": self.bound.column, "bound_column": self.bound, "table": self.table}
            shown = self.bound.render(**{name: offered[name] for name in self.wanted})
        text = shown if isinstance(shown, str) else localize(shown)
        return f"{self.opening}{conditional_escape(text)}</td>"


def shown_rows(table: ListTable, tone: Callable[[Any], str], widths: Callable[[str], str] | None = None) -> Iterator[ShownRow]:
    """Yield the rows of a table; the first column that links to the record itself says where a row opens."""
    link = next((column for column in table.base_columns.values() if isinstance(column, LinkColumn) and column.target == "pk"), None)
    address = record_addresses(table.request.entity, link.page) if link else None
    makers = [CellMaker(table, bound, _css(bound, widths)) for bound in table.columns]
    label = _("Select %(name)s")
    for record in table.records:
        cells = mark_safe("".join([maker.cell(record) for maker in makers]))  # noqa: S308 -- every cell is escaped where it is made
        url = address(record.pk) if address else ""
        yield ShownRow(record.pk, label % {"name": record}, url, tone(record), cells)


def _css(bound: Any, widths: Callable[[str], str] | None) -> str:
    return f"{bound.column.css} {widths(bound.name)}".strip() if widths else str(bound.column.css)
