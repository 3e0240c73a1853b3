"""A selection in words, in the reader's language: "Packing slip: Date between start_of_month(-1) and end_of_month(-1)"."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.batch.criteria import CriteriaField, FieldType, Operator
from foundation.errors import Text

OPERATOR_WORDS: dict[Operator, Text] = {
    Operator.EQUAL: gettext_lazy("is"),
    Operator.NOT_EQUAL: gettext_lazy("is not"),
    Operator.IN: gettext_lazy("is one of"),
    Operator.BETWEEN: gettext_lazy("is between"),
    Operator.LESS: gettext_lazy("is less than"),
    Operator.AT_MOST: gettext_lazy("is at most"),
    Operator.MORE: gettext_lazy("is more than"),
    Operator.AT_LEAST: gettext_lazy("is at least"),
    Operator.CONTAINS: gettext_lazy("contains"),
    Operator.BEGINS_WITH: gettext_lazy("begins with"),
    Operator.IS_EMPTY: gettext_lazy("is empty"),
}
_DAY_WORDS: dict[Operator, Text] = {
    Operator.LESS: gettext_lazy("is before"),
    Operator.AT_MOST: gettext_lazy("is on or before"),
    Operator.MORE: gettext_lazy("is after"),
    Operator.AT_LEAST: gettext_lazy("is on or after"),
}
_DAYS = (FieldType.DATE, FieldType.MOMENT)
_BOOLEANS: dict[str, Text] = {"true": gettext_lazy("yes"), "false": gettext_lazy("no")}


def rows_in_words(rows: Iterable[Mapping[str, Any]], fields: Sequence[CriteriaField]) -> list[str]:
    """Return one phrase per stored row; a row whose field is gone is shown as it was stored."""
    known = {field.name: field for field in fields}
    return [_row(row, known.get(row["field"])) for row in rows]


def order_in_words(names: Iterable[str], fields: Sequence[CriteriaField]) -> str:
    """Return the order of posting as one phrase, blank when none was chosen."""
    known = {field.name: field for field in fields}
    words = []
    for name in names:
        label = title_of(known[name.removeprefix("-")]) if name.removeprefix("-") in known else name
        words.append(_("%(field)s, descending") % {"field": label} if name.startswith("-") else label)
    return _(", then ").join(words)


def title_of(field: CriteriaField) -> str:
    """Return the words for a field, its table before them."""
    return f"{field.table}: {field.label}" if field.table else str(field.label)


def _row(row: Mapping[str, Any], field: CriteriaField | None) -> str:
    operator = Operator(row["operator"])
    values = list(row.get("values") or ())
    if field is None:
        return " ".join([str(row["field"]), str(OPERATOR_WORDS[operator]), ", ".join(values)]).strip()
    words = _DAY_WORDS if field.type in _DAYS and operator in _DAY_WORDS else OPERATOR_WORDS
    shown = [_value(value, field) for value in row.get("resolved") or values]
    last = _("and") if operator == Operator.BETWEEN else _("or")
    return f"{title_of(field)} {words[operator]} {get_text_list(shown, last)}".strip()


def _value(text: str, field: CriteriaField) -> str:
    if field.type == FieldType.BOOLEAN:
        return str(_BOOLEANS.get(text.lower(), text))
    if field.type in _DAYS:
        try:
            return date_format(date.fromisoformat(text), "DATE_FORMAT")
        except ValueError:
            return text
    return str(dict(field.choices).get(text, text))
