"""A list grouped by one column: rows and sums per group, counted in the database and bounded."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any

from babel.dates import format_skeleton
from dateutil.relativedelta import relativedelta
from django.db.models import Count, F, QuerySet, Sum
from django.db.models.functions import TruncMonth

from foundation.backoffice.formats import current_locale, format_amount, format_count
from foundation.backoffice.lists.conditions import BETWEEN, Comparable
from foundation.backoffice.lists.operators import Kind
from foundation.backoffice.lists.shown import FooterTotal
from foundation.backoffice.lists.table import ListTable

MOST_ROWS = 100_000
MOST_GROUPS = 100
MOST_LINES = 400
GROUPED_BY = frozenset({Kind.TEXT, Kind.CHOICE, Kind.DAY, Kind.MOMENT, Kind.YES_NO})


@dataclass
class Group:
    """One group: its value in words, the condition that shows its rows, their number and their sums per currency."""

    value: Any
    label: str
    condition: str
    count: int = 0
    sums: dict[tuple[str, str], Decimal] = field(default_factory=dict)

    @property
    def count_text(self) -> str:
        """Return the number of rows as shown."""
        return format_count(self.count)

    @property
    def totals(self) -> list[FooterTotal]:
        """Return the sums as shown."""
        return [FooterTotal(label, format_amount(total, currency), currency) for (label, currency), total in self.sums.items()]


class Grouping:
    """The rows of a list by the values of one column, days and moments by month."""

    def __init__(self, column: Comparable, table: type[ListTable], rows: QuerySet[Any], own_currency: str) -> None:
        self.column = column
        self.table = table
        self.rows = rows.order_by()
        self.own_currency = own_currency

    @cached_property
    def is_too_long(self) -> bool:
        """Tell whether there are more rows than are grouped."""
        return self.rows[: MOST_ROWS + 1].count() > MOST_ROWS

    @property
    def most_rows(self) -> str:
        """Return how many rows are grouped at most, as shown."""
        return format_count(MOST_ROWS)

    @cached_property
    def _read(self) -> tuple[list[Group], bool]:
        """Return the first groups in the order of their values, and whether there are more."""
        money = [(str(column.verbose_name or name), path, column.currency) for name, path, column in self.table.totalled()]
        currencies = dict.fromkeys(currency.replace(".", "__") for _label, _path, currency in money if currency)
        value = TruncMonth(self.column.path) if self.column.kind in (Kind.DAY, Kind.MOMENT) else F(self.column.path)
        sums = {f"sum_{number}": Sum(path) for number, (_label, path, _currency) in enumerate(money)}
        lines = self.rows.values(group_value=value, **{f"in_{number}": F(path) for number, path in enumerate(currencies)})
        lines = lines.annotate(group_count=Count("pk"), **sums).order_by(F("group_value").asc(nulls_last=True))[:MOST_LINES]
        groups: dict[Any, Group] = {}
        position = {path: number for number, path in enumerate(currencies)}
        for line in lines:
            group = groups.setdefault(line["group_value"], self._group(line["group_value"]))
            group.count += line["group_count"]
            for number, (label, _path, currency) in enumerate(money):
                code = line[f"in_{position[currency.replace('.', '__')]}"] if currency else self.own_currency
                key = (label, str(code))
                group.sums[key] = group.sums.get(key, Decimal(0)) + (line[f"sum_{number}"] or Decimal(0))
        found = list(groups.values())
        cut = len(lines) == MOST_LINES
        return (found[:-1] if cut else found)[:MOST_GROUPS], cut or len(found) > MOST_GROUPS

    @property
    def groups(self) -> list[Group]:
        """Return the groups that are shown."""
        return self._read[0]

    @property
    def has_more(self) -> bool:
        """Tell whether there are more groups than are shown."""
        return self._read[1]

    @property
    def money_labels(self) -> list[str]:
        """Return the headings of the sums."""
        return [str(column.verbose_name or name) for name, _path, column in self.table.totalled()]

    def _group(self, value: Any) -> Group:
        name, reader = self.column.name, self.column.reader
        if value is None or value == "":
            return Group(value, "–", f"{name}:empty:")
        if self.column.kind in (Kind.DAY, Kind.MOMENT):
            first = date(value.year, value.month, 1)
            last = first + relativedelta(months=1) - timedelta(days=1)
            words = format_skeleton("yMMMM", first, locale=current_locale())
            return Group(value, words, f"{name}:between:{first.isoformat()}{BETWEEN}{last.isoformat()}")
        text = ("yes" if value else "no") if self.column.kind == Kind.YES_NO else str(value)
        return Group(value, dict(reader.known_choices).get(text, text), f"{name}:is:{text}")
