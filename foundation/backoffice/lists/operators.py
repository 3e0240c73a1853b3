"""What a column can be filtered by: the kinds of columns, the operators of each kind, and how their values are read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.backoffice.formats import current_locale, format_day, format_entry
from foundation.backoffice.lists.periods import label_of, period_typed, span_of
from foundation.backoffice.parsing import parse_day, parse_number
from foundation.errors import Text


class Kind(StrEnum):
    """What the values of a column are."""

    TEXT = "text"
    CHOICE = "choice"
    NUMBER = "number"
    DAY = "day"
    MOMENT = "moment"
    YES_NO = "yes_no"


@dataclass(frozen=True)
class Operator:
    """One way to compare a column: how many values it takes, for which kinds, and that it compares with a period."""

    key: str
    label: Text
    kinds: frozenset[Kind]
    values: int = 1
    period: bool = False


def _for(*kinds: Kind) -> frozenset[Kind]:
    return frozenset(kinds)


DATES = _for(Kind.DAY, Kind.MOMENT)
OPERATORS: dict[str, Operator] = {
    operator.key: operator
    for operator in (
        Operator("contains", gettext_lazy("contains"), _for(Kind.TEXT)),
        Operator("begins", gettext_lazy("begins with"), _for(Kind.TEXT)),
        Operator("in", gettext_lazy("is in the period"), DATES, period=True),
        Operator("is", gettext_lazy("is"), _for(*Kind)),
        Operator("is_not", gettext_lazy("is not"), _for(*Kind) - _for(Kind.YES_NO)),
        Operator("before", gettext_lazy("is before"), DATES),
        Operator("after", gettext_lazy("is after"), DATES),
        Operator("least", gettext_lazy("is at least"), _for(Kind.NUMBER)),
        Operator("most", gettext_lazy("is at most"), _for(Kind.NUMBER)),
        Operator("between", gettext_lazy("is between"), DATES | _for(Kind.NUMBER), values=2),
        Operator("empty", gettext_lazy("is empty"), _for(*Kind) - _for(Kind.YES_NO), values=0),
        Operator("filled", gettext_lazy("is not empty"), _for(*Kind) - _for(Kind.YES_NO), values=0),
    )
}


def kind_of(field: Any) -> Kind | None:
    """Return the kind of a model field or annotation; None for one that cannot be compared, such as JSON."""
    if isinstance(field, models.GeneratedField):
        field = field.output_field
    if getattr(field, "choices", None):
        return Kind.CHOICE
    for kind, types in _KINDS:
        if isinstance(field, types):
            return kind
    return None


_KINDS: tuple[tuple[Kind, Any], ...] = (
    (Kind.YES_NO, models.BooleanField),
    (Kind.MOMENT, models.DateTimeField),
    (Kind.DAY, models.DateField),
    (Kind.NUMBER, (models.IntegerField, models.DecimalField, models.FloatField)),
    (Kind.TEXT, (models.CharField, models.TextField)),
)


@dataclass(frozen=True)
class Reader:
    """Reads the values of one column, as people type them and as addresses carry them, and says them in words."""

    kind: Kind
    today: date
    choices: tuple[tuple[str, str], ...] = ()

    def typed(self, operator: Operator, text: str) -> str:
        """Return what was typed as an address carries it, in no language; raises ValueError with a sentence."""
        if operator.period:
            return self._or_refuse(period_typed, text, _("“%(value)s” is no period; try “this week” or “last 30 days”."))
        match self.kind:
            case Kind.NUMBER:
                sign = current_locale().number_symbols["latn"]["decimal"]
                return f"{self._or_refuse(lambda typed: parse_number(typed, sign), text, _no_number()):f}"
            case Kind.DAY | Kind.MOMENT:
                day = self._or_refuse(lambda typed: parse_day(typed, self.today), text, _no_day())
                moves = text.strip().lower()[:1] in "t.+-"
                return text.strip().lower() if moves else day.isoformat()
            case Kind.CHOICE:
                return self._choice(text)
            case Kind.YES_NO:
                return self._choice(text)
            case _:
                return text.strip()

    def value(self, operator: Operator, text: str) -> Any:
        """Return the value that an address carries: a span of days, a number, a key or a text; raises ValueError with a sentence."""
        if operator.period:
            return self._or_refuse(lambda code: span_of(code, self.today), text, _("“%(value)s” is no period."))
        match self.kind:
            case Kind.NUMBER:
                return self._or_refuse(_plain_number, text, _no_number())
            case Kind.DAY | Kind.MOMENT:
                return self._or_refuse(lambda written: parse_day(written, self.today), text, _no_day())
            case Kind.CHOICE:
                return self._choice(text)
            case Kind.YES_NO:
                return self._choice(text) == "yes"
            case _:
                return text

    def words(self, operator: Operator, text: str) -> str:
        """Return a value that an address carries in the reader's words."""
        if operator.period:
            return label_of(text)
        try:
            value = self.value(operator, text)
        except ValueError:
            return text
        if isinstance(value, date):
            return format_day(value)
        if isinstance(value, Decimal):
            return format_entry(value)
        return dict(self.known_choices).get(text, text)

    @property
    def known_choices(self) -> tuple[tuple[str, str], ...]:
        """Return the choices, of which yes and no are two."""
        return (("yes", _("Yes")), ("no", _("No"))) if self.kind == Kind.YES_NO else self.choices

    def _choice(self, text: str) -> str:
        wanted = text.strip().casefold()
        for key, label in self.known_choices:
            if wanted in (key.casefold(), label.casefold()):
                return key
        labels = ", ".join(label for _key, label in self.known_choices)
        raise ValueError(_("“%(value)s” is none of %(choices)s.") % {"value": text, "choices": labels})

    def _or_refuse(self, read: Callable[[str], Any], text: str, sentence: str) -> Any:
        try:
            return read(text)
        except (ValueError, OverflowError) as error:
            raise ValueError(sentence % {"value": text}) from error


def _no_number() -> str:
    return _("“%(value)s” is no number.")


def _no_day() -> str:
    return _("“%(value)s” is no date; try 31-12, t for today or -1m for a month ago.")


def _plain_number(text: str) -> Decimal:
    try:
        value = Decimal(text)
    except InvalidOperation as error:
        raise ValueError(text) from error
    if not value.is_finite() or abs(value.adjusted()) > 30:
        raise ValueError(text)
    return value


def start_of(day: date) -> datetime:
    """Return the first moment of a day in the legal entity's time zone."""
    return timezone.make_aware(datetime.combine(day, time.min))


def next_day(day: date) -> date:
    """Return the day after, as far as the calendar goes."""
    return min(day, date.max - timedelta(days=2)) + timedelta(days=1)
