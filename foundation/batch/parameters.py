"""What a kind of job lets people set besides the selection: fields that forms show and that are checked when a job is saved."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from foundation.batch.errors import ParameterNotValid, ParameterUnknown
from foundation.batch.relative_dates import NotADateError, resolve
from foundation.errors import Text


class ParameterType(StrEnum):
    """What a parameter holds; a date may be relative to the day of the run (``end_of_month(-1)``)."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    CHOICE = "choice"
    BOOLEAN = "boolean"


@dataclass(frozen=True)
class ParameterField:
    """One parameter: its stable name in the stored job, its words, what it holds and what holds when nothing is set.

    Stored as text, numbers and dates included, except booleans. A choice without ``required`` may stay blank.
    """

    name: str
    label: Text
    type: ParameterType = ParameterType.TEXT
    choices: tuple[tuple[str, Text], ...] = ()
    default: str | bool = ""
    required: bool = False
    help_text: Text = ""

    def clean(self, value: Any) -> str | bool:
        """Return a value as it is stored; raises ParameterNotValid (BAT-08)."""
        if self.type == ParameterType.BOOLEAN:
            if isinstance(value, bool):
                return value
            raise ParameterNotValid(name=self.label, value=value, field=self.name)
        text = "" if value is None else str(value).strip()
        if not (self._fits(text) if text else not self.required):
            raise ParameterNotValid(name=self.label, value=text, field=self.name)
        return text

    def words(self, value: Any) -> Text:
        """Return a stored value as people read it; booleans and dates are left to the page."""
        return dict(self.choices).get(str(value), str(value)) if self.type == ParameterType.CHOICE else str(value)

    def _fits(self, text: str) -> bool:
        if self.type == ParameterType.CHOICE:
            return text in dict(self.choices)
        try:
            if self.type == ParameterType.NUMBER:
                return Decimal(text).is_finite()
            if self.type == ParameterType.DATE:
                resolve(text, date(2000, 1, 1))
        except (InvalidOperation, NotADateError):
            return False
        return True


def clean_parameters(fields: Iterable[ParameterField], given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parameters as a job stores them: declared ones checked and filled up with defaults.

    Raises ParameterUnknown (BAT-10) for the first one that the kind of job does not have, and ParameterNotValid (BAT-08)
    for the first one that does not fit its field.
    """
    declared = {known.name: known for known in fields}
    for name in given:
        if name not in declared:
            raise ParameterUnknown(name=name, field=f"parameters.{name}")
    return {name: known.clean(given.get(name, known.default)) for name, known in declared.items()}
