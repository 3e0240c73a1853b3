"""What a list reads of its records: the fields that its columns show and its rows need, and nothing beside them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model, QuerySet

from foundation.backoffice.lists.table import ListTable


def reading(rows: QuerySet[Any], table: type[ListTable], shown: Iterable[str], also: Iterable[str]) -> QuerySet[Any]:
    """Return the rows with the fields that the shown columns read, and those that ``also`` names.

    A path that leads to a record stands for all of its fields; annotations are read as they are.
    """
    paths = {*table.read_by(shown), *also}
    fields = {field for path in paths for field in _fields_of(rows.model, path)}
    relations = {field.rpartition("__")[0] for field in fields} - {""}
    related = rows.select_related(None)
    return (related.select_related(*sorted(relations)) if relations else related).only("pk", *sorted(fields))


def _fields_of(model: type[Model], path: str) -> Iterator[str]:
    """Yield the fields that a path reads; a property stands for all fields of its record."""
    *parents, last = path.split("__")
    try:
        for part in parents:
            model = model._meta.get_field(part).related_model  # type: ignore[assignment]
        field: Any = model._meta.get_field(last)
    except FieldDoesNotExist:
        if not parents:
            return
        field = None
    before = "".join(f"{part}__" for part in parents)
    if field is not None and (not field.is_relation or last == field.attname):
        yield f"{before}{last}"
        return
    if field is not None:
        model, before = field.related_model, f"{path}__"
    yield from (f"{before}{known.name}" for known in model._meta.concrete_fields)
