"""The rows of a job's selection as lines of a form: what people type, and what is stored."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.backoffice.formats import current_locale
from foundation.backoffice.forms import LineForm
from foundation.backoffice.parsing import parse_day, parse_number
from foundation.batch.criteria import Criteria, CriteriaField, FieldType, Operator
from foundation.batch.criteria_words import OPERATOR_WORDS, rows_in_words
from foundation.batch.relative_dates import is_relative
from foundation.errors import BusinessRuleError, Text

BETWEEN_VALUES = ";"
OPERATORS = [(str(operator), words) for operator, words in OPERATOR_WORDS.items()]
_DAYS = (FieldType.DATE, FieldType.MOMENT)
_YES = frozenset({"true", "yes", "ja", "1"})


class CriterionLine(LineForm):
    """One row: field, operator, values; ``offered`` are the fields that the kind of job offers."""

    offered: ClassVar[Sequence[CriteriaField]] = ()
    field = forms.ChoiceField(label=_("Field"))
    operator = forms.ChoiceField(label=_("Comparison"), required=False, choices=OPERATORS, initial=str(Operator.EQUAL))
    values = forms.CharField(label=_("Values, separated by ;"), required=False, max_length=1000)
    outputs = {"words": _("As of today")}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["field"].choices = choices_of(self.offered)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Add the row as it is stored; refuses what the field cannot be compared with."""
        cleaned = super().clean() or {}
        if "field" not in cleaned or cleaned.get("DELETE"):
            return cleaned
        field = next(field for field in self.offered if field.name == cleaned["field"])
        operator = cleaned.get("operator") or Operator.EQUAL
        try:
            values = typed_values(field, cleaned.get("values", ""), self.today)
            row = {"field": field.name, "operator": str(operator), "values": values}
            Criteria.parse([row], self.offered)
        except BusinessRuleError as refusal:
            self.add_error("values", str(refusal))
        except ValueError:
            self.add_error("values", _("These are not values of the field."))
        else:
            cleaned["row"] = row
        return cleaned


def line_form_of(fields: Sequence[CriteriaField]) -> type[CriterionLine]:
    """Return the line form for the fields of a kind of job."""
    return type("CriterionLine", (CriterionLine,), {"offered": tuple(fields), "__module__": __name__})


def choices_of(fields: Iterable[CriteriaField]) -> list[tuple[Text, Any]]:
    """Return the fields for a choice, grouped by their table."""
    ungrouped: list[tuple[Text, Any]] = [("", "")]
    return ungrouped + [
        (str(table), [(field.name, field.label) for field in group]) for table, group in groupby(fields, key=lambda field: field.table)
    ]


def typed_values(field: CriteriaField, text: str, today: date) -> list[str]:
    """Return what was typed as stored values: days as ISO, numbers with a point, choices by key; raises ValueError."""
    return [_stored(field, part.strip(), today) for part in text.split(BETWEEN_VALUES) if part.strip()]


def shown_values(field: CriteriaField | None, values: Iterable[str]) -> str:
    """Return stored values as people type them."""
    return f"{BETWEEN_VALUES} ".join(_shown(field, value) for value in values)


def initial_lines(rows: Iterable[Mapping[str, Any]], fields: Sequence[CriteriaField], today: date) -> list[dict[str, Any]]:
    """Return stored rows as the lines that a form starts with."""
    known = {field.name: field for field in fields}
    return [
        {
            "field": row["field"],
            "operator": row["operator"],
            "values": shown_values(known.get(row["field"]), row.get("values") or ()),
            "words": words_today(row, fields, today),
        }
        for row in rows
    ]


def words_today(row: Mapping[str, Any], fields: Sequence[CriteriaField], today: date) -> str:
    """Return a row in words, with relative dates as they are today; as it was stored when its field is gone."""
    try:
        [resolved] = Criteria.parse([row], fields).as_run(today)
    except BusinessRuleError:
        resolved = dict(row)
    return rows_in_words([resolved], fields)[0]


def _stored(field: CriteriaField, text: str, today: date) -> str:
    if field.type in _DAYS:
        return text.lower() if is_relative(text) else parse_day(text, today).isoformat()
    if field.type == FieldType.NUMBER:
        return str(parse_number(text, current_locale().number_symbols["latn"]["decimal"]))
    if field.type == FieldType.BOOLEAN:
        return str(text.lower() in _YES).lower()
    return next((key for key, label in field.choices if text.lower() in (key.lower(), str(label).lower())), text)


def _shown(field: CriteriaField | None, value: str) -> str:
    if field is None:
        return value
    if field.type in _DAYS and not is_relative(value):
        return date.fromisoformat(value).strftime("%d-%m-%Y")
    return str(dict(field.choices).get(value, value))
