"""The base of list tables and line tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import django_tables2 as tables
from django.http import HttpRequest
from django.utils.translation import gettext as _

from foundation.backoffice.addresses import record_addresses
from foundation.backoffice.lists.columns import SHORT, AmountColumn, TextColumn
from foundation.backoffice.permissions import may_open


def _nowhere(_key: int) -> str:
    return ""


class ListTable(tables.Table):
    """Columns over rows; django-tables2 reads and renders the cells, sorting and paging are the list's own."""

    class Meta:
        orderable = False
        empty_text = ""

    def __init__(self, data: Iterable[Any], *, request: HttpRequest, shown: Sequence[str] | None = None, **options: Any) -> None:
        names = list(shown) if shown else self.default_columns()
        hidden = [name for name in self.base_columns if name not in names]
        self.records = list(data)
        self._addresses: dict[str, Callable[[int], str]] = {}
        super().__init__(data=self.records, request=request, exclude=hidden, sequence=names, **options)

    def address(self, page: str, key: int) -> str:
        """Return the address of a record's page, which many rows ask for; blank where the reader may not open it."""
        if page not in self._addresses:
            readable = may_open(self.request.access, page)
            self._addresses[page] = record_addresses(self.request.entity, page) if readable else _nowhere
        return self._addresses[page](key)

    @classmethod
    def default_columns(cls) -> list[str]:
        """Return the columns that are shown until the user chooses others."""
        return [name for name, column in cls.base_columns.items() if not getattr(column, "hidden", False)]

    @classmethod
    def known(cls, names: Iterable[str]) -> list[str]:
        """Return those of the names that are columns, in their order, each once."""
        return [name for name in dict.fromkeys(names) if name in cls.base_columns]

    @classmethod
    def field_of(cls, name: str) -> str:
        """Return the database field behind a column, blank when there is none."""
        column = cls.base_columns.get(name)
        if column is None or not getattr(column, "sortable", False):
            return ""
        return str(column.sort_field or str(column.accessor or name).replace(".", "__"))

    @classmethod
    def sort_field(cls, name: str) -> str:
        """Return the database field of a column that any result can be sorted by, blank for others."""
        return "" if cls.sorts_short_only(name) else cls.field_of(name)

    @classmethod
    def sorts_short_only(cls, name: str) -> bool:
        """Tell whether a column sorts short results only, because no index serves it."""
        return getattr(cls.base_columns.get(name), "sortable", False) == SHORT

    @classmethod
    def read_by(cls, names: Iterable[str]) -> set[str]:
        """Return the paths of what some columns read of a record."""
        columns = {name: cls.base_columns[name] for name in names}
        paths = [column.accessor or name for name, column in columns.items()]
        paths += [path for column in columns.values() for path in getattr(column, "also_reads", ())]
        return {str(path).replace(".", "__") for path in paths}

    @classmethod
    def totalled(cls) -> Iterator[tuple[str, str, AmountColumn]]:
        """Yield name, database field and column of the money columns that are added up."""
        for name, column in cls.base_columns.items():
            if isinstance(column, AmountColumn) and column.total:
                yield name, str(column.accessor or name).replace(".", "__"), column

    @classmethod
    def exported_headings(cls, shown: Sequence[str]) -> list[str]:
        """Return the headings of a file: those of the shown columns, and one for the currency beside each amount."""
        headings = []
        for name in shown:
            column = cls.base_columns[name]
            headings.append(str(column.verbose_name or name))
            if isinstance(column, AmountColumn):
                headings.append(f"{headings[-1]} ({_('currency')})")
        return headings

    def exported_rows(self) -> Iterator[list[Any]]:
        """Yield the values of the shown columns as they go into a file, the currency beside each amount."""
        for row in self.rows:
            values = []
            for bound in self.columns:
                values.append(self._exported(row.record, bound))
                if isinstance(bound.column, AmountColumn):
                    values.append(bound.column.currency_of(row.record, self))
            yield values

    def _exported(self, record: Any, bound: Any) -> Any:
        column = bound.column
        if isinstance(column, TextColumn):
            return column.exported(record, bound.accessor, self)
        return bound.accessor.resolve(record, quiet=True)
