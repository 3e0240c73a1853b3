"""Filter chips: every filter that is on, in words, with the address that takes it off."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from foundation.backoffice.formats import format_day

FILTER_ENDS = ("", "_min", "_max", "_after", "_before")


@dataclass(frozen=True)
class Chip:
    """One filter that is on, or one that cannot be read and therefore does nothing."""

    label: str
    value: str
    remove_url: str
    is_wrong: bool = False


def chips_of(filterset: Any, without: Callable[[str], str]) -> list[Chip]:
    """Return a chip for every filter with a value; ``without`` gives the address with one filter less."""
    filterset.form.is_valid()
    filled = filterset.form.cleaned_data
    chips = [
        Chip(str(filterset.filters[name].label), value_text(filterset.form.fields[name], value), without(name))
        for name, value in filled.items()
        if value not in (None, "", [], ()) and not _is_empty_queryset(value)
    ]
    wrong = [name for name in filterset.form.errors if name in filterset.filters]
    return chips + [Chip(str(filterset.filters[name].label), _as_typed(filterset, name), without(name), is_wrong=True) for name in wrong]


def ranges_of(filterset: Any) -> list[str]:
    """Return the database fields of the ranges that are asked for."""
    filterset.form.is_valid()
    filled = filterset.form.cleaned_data
    return [filterset.filters[name].field_name for name, value in filled.items() if isinstance(value, slice) and name in filterset.filters]


def problems_of(filterset: Any) -> list[str]:
    """Return a sentence per filter whose value cannot be read."""
    errors = filterset.form.errors.items()
    return [f"{filterset.filters[name].label}: {' '.join(map(str, texts))}" for name, texts in errors if name in filterset.filters]


def inputs_of(name: str) -> list[str]:
    """Return the names of the inputs of one filter, of a range too."""
    return [f"{name}{end}" for end in FILTER_ENDS]


def _as_typed(filterset: Any, name: str) -> str:
    return " – ".join(value for part in inputs_of(name) for value in filterset.data.getlist(part) if value)


def _is_empty_queryset(value: Any) -> bool:
    return hasattr(value, "query") and not value


def value_text(field: Any, value: Any) -> str:
    """Return a filter's value in words."""
    if isinstance(value, slice):
        return " – ".join(value_text(None, edge) if edge is not None else "…" for edge in (value.start, value.stop))
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, date):
        return format_day(value)
    labels = {str(key): str(label) for key, label in _choices(field)}
    if isinstance(value, list | tuple):
        return ", ".join(labels.get(str(part), str(part)) for part in value)
    if hasattr(value, "query"):
        return ", ".join(str(part) for part in value)
    return labels.get(str(value), str(value))


def _choices(field: Any) -> list[tuple[Any, Any]]:
    return list(field.choices) if field is not None and hasattr(field, "choices") and not hasattr(field, "queryset") else []
