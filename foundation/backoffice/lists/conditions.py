"""Conditions on any column of a list, as the address carries them: ``f=order_date:in:last_month``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Field, ForeignKey, Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from foundation.backoffice.lists.chips import Chip
from foundation.backoffice.lists.operators import OPERATORS, Kind, Operator, Reader, kind_of, next_day, start_of
from foundation.backoffice.lists.paging import sort_field_of
from foundation.backoffice.lists.table import ListTable
from foundation.database.matching import FOLDED, begins, same

NAME = "f"
ADDED = ("add", "op", "val", "to")
"""The inputs of a new condition: column, operator, value, and the other end of a range."""
BETWEEN = ".."
RANGES = frozenset({"between", "in", "before", "after", "least", "most"})
RANGED = frozenset({Kind.NUMBER, Kind.DAY, Kind.MOMENT})
MOST = 20
LONGEST = 200


@dataclass(frozen=True)
class Comparable:
    """A column that can be filtered and grouped by: its label, its database path and how its values are read."""

    name: str
    label: str
    path: str
    reader: Reader

    @property
    def kind(self) -> Kind:
        """Return what the values are."""
        return self.reader.kind


@dataclass(frozen=True)
class Condition:
    """One condition of the address."""

    text: str
    column: Comparable
    operator: Operator
    values: tuple[str, ...]

    def query(self) -> Q:
        """Return the condition for the database; raises ValueError with a sentence when a value cannot be read."""
        read = [self.column.reader.value(self.operator, value) for value in self.values]
        return _BUILDERS[self.column.kind](self.column.path, self.operator.key, read)

    @property
    def words(self) -> str:
        """Return operator and values in words."""
        values = " – ".join(self.column.reader.words(self.operator, value) for value in self.values)
        return f"{self.operator.label} {values}".strip()


class Conditions:
    """The conditions of one request on the columns of a table."""

    def __init__(self, table: type[ListTable], rows: QuerySet[Any], query: QueryDict, today: date) -> None:
        self.table = table
        self.rows = rows
        self.query = query
        self.today = today

    @cached_property
    def columns(self) -> dict[str, Comparable]:
        """Return every column that can be filtered by."""
        found = ((name, comparable_of(self.table, self.rows, name, self.today)) for name in self.table.base_columns)
        return {name: column for name, column in found if column is not None}

    @property
    def texts(self) -> list[str]:
        """Return the conditions as the address carries them."""
        return list(dict.fromkeys(text for text in self.query.getlist(NAME) if text))

    @cached_property
    def parsed(self) -> tuple[list[tuple[Condition, Q]], list[tuple[str, str]]]:
        """Return the conditions with what they ask of the database, and those that cannot be read with a sentence."""
        good, wrong = [], []
        for text in self.texts:
            try:
                condition = self.read(text)
                good.append((condition, condition.query()))
            except ValueError as error:
                wrong.append((text, str(error)))
        return good, wrong

    def read(self, text: str) -> Condition:
        """Read one condition of the address; raises ValueError with a sentence."""
        name, _sign, rest = text.replace("\x00", "")[:LONGEST].partition(":")
        key, _sign, value = rest.partition(":")
        column, operator = self.columns.get(name), OPERATORS.get(key)
        if column is None or operator is None or column.kind not in operator.kinds or len(self.texts) > MOST:
            raise ValueError(_("“%(value)s” is no filter of this list.") % {"value": text})
        values = tuple(value.split(BETWEEN, 1)) if operator.values == 2 else (value,) * operator.values
        if len(values) != operator.values or not all(values):
            raise ValueError(_("%(column)s %(operator)s: a value is missing.") % {"column": column.label, "operator": operator.label})
        return Condition(text, column, operator, values)

    def added(self) -> str:
        """Return the condition that was typed as the address carries it; blank without one. Raises ValueError with a sentence."""
        name, key, first, second = (self.query.get(part, "").replace("\x00", "")[:LONGEST] for part in ADDED)
        if not name:
            return ""
        column, operator = self.columns.get(name), OPERATORS.get(key)
        if column is None or operator is None or column.kind not in operator.kinds:
            label = column.label if column else name
            raise ValueError(_("%(column)s cannot be compared in this way.") % {"column": label})
        typed = [first, second][: operator.values]
        if not all(value.strip() for value in typed):
            raise ValueError(_("%(column)s %(operator)s: a value is missing.") % {"column": column.label, "operator": operator.label})
        return ":".join([name, key, BETWEEN.join(column.reader.typed(operator, value) for value in typed)])

    def of(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Return the rows that meet every condition that can be read."""
        for _condition, query in self.parsed[0]:
            rows = rows.filter(query)
        return rows

    @property
    def ranges(self) -> list[str]:
        """Return the database fields of the conditions that ask for a range of days, moments or numbers."""
        good = (condition for condition, _query in self.parsed[0])
        return [found.column.path for found in good if found.column.kind in RANGED and found.operator.key in RANGES]

    def chips(self, url: Callable[[list[str]], str]) -> list[Chip]:
        """Return a chip per condition; ``url`` gives the address with other conditions."""
        shown = [Chip(condition.column.label, condition.words, self._without(condition.text, url)) for condition, _q in self.parsed[0]]
        return shown + [Chip(text.partition(":")[0], text, self._without(text, url), is_wrong=True) for text, _why in self.parsed[1]]

    @property
    def problems(self) -> list[str]:
        """Return a sentence per condition that cannot be read."""
        return [sentence for _text, sentence in self.parsed[1]]

    def _without(self, text: str, url: Callable[[list[str]], str]) -> str:
        return url([other for other in self.texts if other != text])


def comparable_of(table: type[ListTable], rows: QuerySet[Any], name: str, today: date) -> Comparable | None:
    """Return a column with its path and reader, None when its values cannot be compared in the database."""
    path = table.field_of(name)
    field: Any = sort_field_of(rows, path) if path else None
    if isinstance(field, ForeignKey):
        parent = path.rpartition("__")[0]
        path = "__".join(filter(None, [parent, field.name, field.target_field.name]))
        field = field.target_field
    if not isinstance(field, Field) or (kind := kind_of(field)) is None or hasattr(field, "base_field"):
        return None
    choices = tuple((str(key), str(label)) for key, label in field.flatchoices or ())
    label = str(table.base_columns[name].verbose_name or name)
    return Comparable(name, label, path, Reader(kind, today, choices))


def _text(path: str, operator: str, values: list[Any]) -> Q:
    if path.endswith(f"_{FOLDED}") and operator in ("begins", "is"):
        return (begins if operator == "begins" else same)(path.removesuffix(f"_{FOLDED}"), values[0])
    lookups = {"contains": "icontains", "begins": "istartswith", "is": "iexact"}
    if operator in lookups:
        return Q(**{f"{path}__{lookups[operator]}": values[0]})
    return ~Q(**{f"{path}__iexact": values[0]}) if operator == "is_not" else _emptiness(path, operator, blank=True)


def _choice(path: str, operator: str, values: list[Any]) -> Q:
    if operator in ("is", "is_not"):
        same = Q(**{path: values[0]})
        return same if operator == "is" else ~same
    return _emptiness(path, operator, blank=True)


def _plain(path: str, operator: str, values: list[Any]) -> Q:
    if operator in ("is", "is_not"):
        return _choice(path, operator, values)
    if operator in ("between", "in"):
        first, last = values if operator == "between" else values[0]
        return Q(**{f"{path}__gte": first, f"{path}__lte": last})
    lookups = {"before": "lt", "after": "gt", "least": "gte", "most": "lte"}
    return Q(**{f"{path}__{lookups[operator]}": values[0]}) if operator in lookups else _emptiness(path, operator)


def _moment(path: str, operator: str, values: list[Any]) -> Q:
    if operator in ("empty", "filled"):
        return _emptiness(path, operator)
    if operator == "before":
        return Q(**{f"{path}__lt": start_of(values[0])})
    if operator == "after":
        return Q(**{f"{path}__gte": start_of(next_day(values[0]))})
    spans = {"between": lambda: values, "in": lambda: values[0]}
    first, last = spans.get(operator, lambda: [values[0], values[0]])()
    within = Q(**{f"{path}__gte": start_of(first), f"{path}__lt": start_of(next_day(last))})
    return ~within if operator == "is_not" else within


def _emptiness(path: str, operator: str, *, blank: bool = False) -> Q:
    empty = Q(**{f"{path}__isnull": True})
    if blank:
        empty |= Q(**{path: ""})
    return empty if operator == "empty" else ~empty


_BUILDERS: dict[Kind, Callable[[str, str, list[Any]], Q]] = {
    Kind.TEXT: _text,
    Kind.CHOICE: _choice,
    Kind.YES_NO: _choice,
    Kind.NUMBER: _plain,
    Kind.DAY: _plain,
    Kind.MOMENT: _moment,
}
