"""Read several querysets in one statement: one round trip for the set-up that a posting needs before it begins."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from decimal import Decimal
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import BinaryField, Field, JSONField, QuerySet

from foundation.database.compiler import answered

FEW = 10


def read_few_together(keys: Collection[int], *querysets: QuerySet[Any, Any]) -> None:
    """Fill the querysets by one statement when they are about a few keys; about many, each is cheaper read by itself when it is used."""
    if len(keys) < FEW:
        read_together(*querysets)


def read_together(*querysets: QuerySet[Any, Any]) -> None:
    """Fill querysets of models, values or lists of values by one statement; afterwards they are read from memory.

    Worth it for a few small results: the rows come as JSON. Binary columns raise TypeError.
    """
    waiting = [_Question(queryset) for queryset in querysets]
    asked = [question for question in waiting if question.sql]
    answers: list[str | None] = []
    if asked:
        columns = ", ".join(question.as_column() for question in asked)
        with connections[querysets[0].db].cursor() as cursor:
            cursor.execute(f"SELECT {columns}", [value for question in asked for value in question.params])  # noqa: S608
            answers = list(cursor.fetchone())
    for question, answer in zip(asked, answers, strict=True):
        question.hear(answer)
    for question in waiting:
        question.fill()


class _Question:
    """A queryset, its statement, and its rows when these have come."""

    def __init__(self, queryset: QuerySet[Any, Any]) -> None:
        self.queryset = queryset
        self.compiler: Any = queryset.query.get_compiler(queryset.db)
        self.rows: list[tuple[Any, ...]] = []
        try:
            self.sql, self.params = self.compiler.as_sql()
        except EmptyResultSet:
            self.sql, self.params = "", ()

    def as_column(self) -> str:
        """Return the statement as one value: an array of rows, each column with a name of its own since joined tables share names."""
        names = ", ".join(f"c{number}" for number in range(len(self.compiler.select)))
        return f"(SELECT json_agg(row_to_json(told))::text FROM ({self.sql}) AS told({names}))"  # noqa: S608

    def hear(self, answer: str | None) -> None:
        """Take the rows as the database told them."""
        readers = [_reader(expression.output_field) for expression, _sql, _alias in self.compiler.select]
        for row in json.loads(answer or "[]", parse_float=Decimal):
            self.rows.append(tuple(None if value is None else read(value) for read, value in zip(readers, row.values(), strict=True)))

    def fill(self) -> None:
        """Let the queryset make its objects of the rows, as if it had asked for them itself."""
        with answered(self.queryset.query, self.rows):
            len(self.queryset)


def _reader(field: Field[Any, Any]) -> Callable[[Any], Any]:
    """Return what makes of a JSON value the value that the driver would have given."""
    known: Any = field
    while known.remote_field is not None and hasattr(known, "target_field"):
        known = known.target_field
    if isinstance(known, BinaryField):
        raise TypeError(f"{field} cannot be read as JSON")
    if isinstance(known, JSONField):
        return _as_json
    if isinstance(known, ArrayField):
        one = _reader(known.base_field)
        return lambda values: [None if value is None else one(value) for value in values]
    return known.to_python  # type: ignore[no-any-return]


def _as_json(value: Any) -> str:
    return json.dumps(value, default=float)
