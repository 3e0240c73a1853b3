"""Refusals: what the business rules say when something cannot be done, with a stable public code."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar, Literal, Self

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from foundation.notation import format_amount, format_day, format_quantity

Severity = Literal["error", "warning", "info", "question"]
Text = str | Promise

_DAY = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])", re.ASCII)
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?", re.ASCII)
_REGISTRY: dict[str, type[BusinessRuleError]] = {}


@dataclass(frozen=True)
class WayOut:
    """The page on which people do something about a refusal: a route that takes ``pk``, what the link says, who may follow it."""

    page: str
    label: Text
    permission: str


class BusinessRuleError(Exception):
    """A business rule refuses an action: a stable ``code`` and a sentence with numbers and names in it.

    Subclasses set ``code`` (the public API of refusals) and ``message`` with ``%(name)s`` parameters. ``field``
    names the input the user can change, ``cause`` another code that lies behind this one. ``way_out`` is offered where
    the refusal knows the key of the ``record`` whose page that is. Without a way out ``record`` is the one among several whose value
    is refused, and ``row`` the position of a row among those that came together, where rows have no keys. Pages and REST say of
    both, each in its own words, which line is meant; a field never does. ``amounts`` and
    ``quantities`` name the parameters that are read as such.
    """

    code: ClassVar[str] = ""
    message: ClassVar[Text] = ""
    severity: ClassVar[Severity] = "error"
    way_out: ClassVar[WayOut | None] = None
    field: str = ""
    row: int | None = None
    rows: str = "lines"
    amounts: ClassVar[Collection[str]] = ()
    quantities: ClassVar[Collection[str]] = ()

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if not cls.code:
            return
        known = _REGISTRY.setdefault(cls.code, cls)
        if known is not cls and (known.__module__, known.__qualname__) != (cls.__module__, cls.__qualname__):
            raise TypeError(f"Refusal code {cls.code} is used by {known.__qualname__} and {cls.__qualname__}")

    def __init__(self, *, field: str = "", cause: str = "", record: int | None = None, **params: object) -> None:
        super().__init__(self.code)
        self.params = {name: f"{value:f}" if isinstance(value, Decimal) else str(value) for name, value in params.items()}
        self.field = field or self.field
        self.cause = cause
        self.record = record

    def __str__(self) -> str:
        """Return the sentence in the active language."""
        return str(self.message) % _as_read(self.params, type(self))

    def at(self, row: int | None, field: str = "") -> Self:
        """Return itself as the refusal of one of several rows, on a field where it names none; what knows its row keeps it."""
        if self.row is None:
            self.row = row
            self.field = self.field or field
        return self

    def among(self, keys: Iterable[int | None]) -> Self:
        """Return itself as the refusal of the row of its record; the keys of the records are in the order of the rows."""
        if self.row is None and self.record is not None and self.way_out is None:
            self.row = {key: row for row, key in enumerate(keys)}.get(self.record)
        return self

    def as_refusal(self) -> Refusal:
        """Return the refusal as plain data that can be stored and rendered later in another language."""
        return Refusal(self.code, dict(self.params), self.severity, self.field, self.cause, self.record)


@dataclass(frozen=True)
class Refusal:
    """A refusal as data: code, parameters, severity, and the field, cause and record where there are any."""

    code: str
    params: Mapping[str, str] = field(default_factory=dict)
    severity: Severity = "error"
    field: str = ""
    cause: str = ""
    record: int | None = None

    def __str__(self) -> str:
        """Return the sentence in the active language."""
        return render_refusal(self.code, self.params)

    @property
    def way_out(self) -> WayOut | None:
        """The page on which something can be done about it; None where there is none."""
        known = refusal_class(self.code)
        return known.way_out if known is not None and self.record is not None else None


@contextmanager
def in_row(row: int, field: str = "") -> Iterator[None]:
    """Let what is refused within tell which of several rows it concerns, and which field where it names none."""
    try:
        yield
    except BusinessRuleError as refusal:
        refusal.at(row, field)
        raise


class TechnicalFailure(BusinessRuleError):
    """Nothing a user did: the work of one order failed for a technical reason again and again."""

    code = "INV-399"
    message = _("Technical failure after %(n)s attempts; nothing was posted for %(order)s. Reference %(ref)s.")


class ManyDocuments(BusinessRuleError):
    """So many documents are posted at once that somebody should mean it."""

    code = "GEN-04"
    message = _("%(n)s documents will be posted. Continue?")
    severity = "question"


class RecordChanged(BusinessRuleError):
    """Someone else changed the record since it was read."""

    code = "GEN-01"
    message = _("%(object)s was changed by %(user)s meanwhile. Reload and try again.")


def refusal_class(code: str) -> type[BusinessRuleError] | None:
    """Return the class that utters a code, or None when no such code exists any more."""
    return _REGISTRY.get(code)


def render_refusal(code: str, params: Mapping[str, str]) -> str:
    """Return the sentence of a stored refusal in the active language."""
    known = refusal_class(code)
    if known is None:
        return code
    return str(known.message) % _as_read(params, known)


def _as_read(params: Mapping[str, str], known: type[BusinessRuleError]) -> dict[str, str]:
    """Return parameters as they stand in a sentence: dates, kept as ISO 8601, and named numbers in the reader's notation."""
    shown = dict.fromkeys(known.amounts, format_amount) | dict.fromkeys(known.quantities, format_quantity)
    return {name: _one_as_read(value, shown.get(name)) for name, value in params.items()}


def _one_as_read(value: str, as_number: Callable[[Decimal], str] | None) -> str:
    if as_number is not None and _NUMBER.fullmatch(value):
        return as_number(Decimal(value))
    return format_day(date.fromisoformat(value)) if _DAY.fullmatch(value) else value
