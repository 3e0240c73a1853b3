"""Which objects a job takes: rows of field, operator and values, joined by AND (invoicing.md 3.3)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, Self

from django.db.models import Q

from foundation.batch.errors import CriterionNotValid, QueryFieldGone
from foundation.batch.relative_dates import NotADateError, resolve
from foundation.errors import Text


class FieldType(StrEnum):
    """What a criterion compares with."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    MOMENT = "moment"
    CHOICE = "choice"
    BOOLEAN = "boolean"


class Operator(StrEnum):
    """How a field is compared with the values of its row."""

    EQUAL = "="
    NOT_EQUAL = "!="
    IN = "in"
    BETWEEN = "between"
    LESS = "<"
    AT_MOST = "<="
    MORE = ">"
    AT_LEAST = ">="
    CONTAINS = "contains"
    BEGINS_WITH = "begins"
    IS_EMPTY = "empty"


_ORDERED = (Operator.BETWEEN, Operator.LESS, Operator.AT_MOST, Operator.MORE, Operator.AT_LEAST)
_SAME = (Operator.EQUAL, Operator.NOT_EQUAL, Operator.IN)
OPERATORS: dict[FieldType, tuple[Operator, ...]] = {
    FieldType.TEXT: (*_SAME, *_ORDERED, Operator.CONTAINS, Operator.BEGINS_WITH, Operator.IS_EMPTY),
    FieldType.NUMBER: (*_SAME, *_ORDERED, Operator.IS_EMPTY),
    FieldType.DATE: (*_SAME, *_ORDERED, Operator.IS_EMPTY),
    FieldType.MOMENT: (*_SAME, *_ORDERED, Operator.IS_EMPTY),
    FieldType.CHOICE: (*_SAME, Operator.IS_EMPTY),
    FieldType.BOOLEAN: (Operator.EQUAL,),
}
_SUFFIXES = {
    Operator.LESS: "lt",
    Operator.AT_MOST: "lte",
    Operator.MORE: "gt",
    Operator.AT_LEAST: "gte",
    Operator.CONTAINS: "icontains",
    Operator.BEGINS_WITH: "istartswith",
}
_BOOLEANS = {"true": True, "false": False}


@dataclass(frozen=True)
class CriteriaField:
    """A field that a kind of job offers: its stable name, its words, where it stands in the query, what it compares with.

    ``lookup`` is the path from the selected model (``customer__customer_group__code``); ``table`` groups fields on screen.
    A moment is compared by its date in the legal entity's calendar. Where a value may stand in several places, ``where`` makes
    the condition of the comparison of one: it is called with that, and the objects are ordered by ``lookup``.
    """

    name: str
    label: Text
    lookup: str
    type: FieldType = FieldType.TEXT
    choices: tuple[tuple[str, Text], ...] = ()
    table: Text = ""
    where: Callable[[Callable[[str], Q]], Q] | None = None

    @property
    def operators(self) -> tuple[Operator, ...]:
        """Return the operators that the field knows."""
        return OPERATORS[self.type]

    @property
    def path(self) -> str:
        """Return the lookup that comparisons start from."""
        return f"{self.lookup}__date" if self.type == FieldType.MOMENT else self.lookup

    def compare(self, comparison: Callable[[str], Q]) -> Q:
        """Return the condition that a comparison holds, wherever the value stands; it makes one of the path to a value."""
        return self.where(comparison) if self.where is not None else comparison(self.path)

    def empty(self) -> Q:
        """Return the condition that nothing is filled in."""
        if self.where is not None:
            return ~self.where(lambda path: Q(**{f"{path}__isnull": False}))
        empty = Q(**{f"{self.lookup}__isnull": True})
        return empty | Q(**{self.lookup: ""}) if self.type in (FieldType.TEXT, FieldType.CHOICE) else empty

    def value(self, text: str, today: date) -> Any:
        """Return a value as its type, with relative dates resolved for a day; raises ValueError."""
        if self.type in (FieldType.DATE, FieldType.MOMENT):
            return resolve(text, today)
        if self.type == FieldType.NUMBER:
            number = Decimal(text)
            if not number.is_finite():
                raise ValueError(text)
            return number
        if self.type == FieldType.BOOLEAN:
            return _BOOLEANS[text.lower()]
        if self.choices and text not in dict(self.choices):
            raise ValueError(text)
        return text


@dataclass(frozen=True)
class Criterion:
    """One row of a selection; several values of one row mean any of them."""

    field: str
    operator: Operator
    values: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the row as data that a job can store."""
        return {"field": self.field, "operator": str(self.operator), "values": list(self.values)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Return the row that ``as_json`` stored; raises CriterionNotValid (BAT-02) for an unknown operator."""
        values = tuple(str(value) for value in data.get("values") or ())
        try:
            return cls(data["field"], Operator(data["operator"]), values)
        except ValueError as error:
            raise CriterionNotValid(name=data["field"], operator=data["operator"], value=", ".join(values)) from error


@dataclass(frozen=True)
class Criteria:
    """The rows of a selection, against the fields that its kind of job offers."""

    rows: tuple[Criterion, ...] = ()
    fields: Mapping[str, CriteriaField] = field(default_factory=dict)

    @classmethod
    def parse(cls, rows: Iterable[Mapping[str, Any]], fields: Sequence[CriteriaField]) -> Self:
        """Return the stored rows as criteria.

        Raises QueryFieldGone (INV-304) for a field that is not offered and CriterionNotValid (BAT-02) for an operator or
        value that the field does not know.
        """
        criteria = cls(tuple(Criterion.from_json(row) for row in rows), {known.name: known for known in fields})
        criteria.check()
        return criteria

    def check(self) -> None:
        """Raise for the first row that cannot be run."""
        for row in self.rows:
            known = self.fields.get(row.field)
            if known is None:
                raise QueryFieldGone(name=row.field)
            if row.operator not in known.operators or not _has_enough_values(row):
                raise _not_valid(row, known)
            self._values(row, date(2000, 1, 1))

    def as_q(self, today: date) -> Q:
        """Return the condition for a queryset, with relative dates resolved for a day."""
        condition = Q()
        for row in self.rows:
            condition &= self._row_as_q(row, today)
        return condition

    def as_run(self, today: date) -> list[dict[str, Any]]:
        """Return the rows with their dates resolved, as they are kept in the history of a run."""
        return [row.as_json() | {"resolved": [str(value) for value in self._values(row, today)]} for row in self.rows]

    def as_json(self) -> list[dict[str, Any]]:
        """Return the rows as data that a job can store."""
        return [row.as_json() for row in self.rows]

    def _values(self, row: Criterion, today: date) -> list[Any]:
        known = self.fields[row.field]
        try:
            return [known.value(text, today) for text in row.values]
        except (NotADateError, InvalidOperation, ValueError, KeyError) as error:
            raise _not_valid(row, known) from error

    def _row_as_q(self, row: Criterion, today: date) -> Q:
        known = self.fields[row.field]
        values = self._values(row, today)
        if row.operator == Operator.IS_EMPTY:
            return known.empty()
        if row.operator == Operator.NOT_EQUAL:
            return ~known.compare(lambda path: Q(**{f"{path}__in": values}))
        return known.compare(lambda path: _compared(path, row.operator, values))


def _compared(path: str, operator: Operator, values: Sequence[Any]) -> Q:
    """Return the condition that what a path leads to compares with any of the values, or lies between both."""
    if operator == Operator.BETWEEN:
        return Q(**{f"{path}__gte": values[0], f"{path}__lte": values[1]})
    if operator in (Operator.EQUAL, Operator.IN):
        return Q(**{f"{path}__in": values})
    return Q(*((f"{path}__{_SUFFIXES[operator]}", value) for value in values), _connector=Q.OR)


def _has_enough_values(row: Criterion) -> bool:
    if row.operator == Operator.IS_EMPTY:
        return not row.values
    return len(row.values) == 2 if row.operator == Operator.BETWEEN else bool(row.values)


def _not_valid(row: Criterion, known: CriteriaField) -> CriterionNotValid:
    return CriterionNotValid(name=known.label, operator=row.operator, value=", ".join(row.values))
