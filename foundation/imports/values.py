"""Text of a cell to a value; what could be read in two ways is refused, never guessed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from foundation.errors import BusinessRuleError
from foundation.imports.errors import ChoiceUnknown, DateNotReadable, NumberNotReadable, TextTooLong

Parser = Callable[[str, "Reading", str], Any]
"""Given the text, how the file writes numbers and dates, and the label of the column: the value; raises BusinessRuleError."""

_PLAIN = re.compile(r"^[+-]?\d+$", re.ASCII)
_GROUPS = r"^[+-]?\d{{1,3}}({group}\d{{3}})+$"
_DATE = re.compile(r"^(\d{1,4})([-/.])(\d{1,2})\2(\d{1,4})$", re.ASCII)
_TIME = re.compile(r"[T ]\d{1,2}:\d{2}(:\d{2})?$", re.ASCII)
MOST_DIGITS = 15
YES = frozenset({"yes", "y", "true", "1", "on", "x", "ja", "j", "waar"})
NO = frozenset({"no", "n", "false", "0", "off", "nee", "onwaar"})


@dataclass(frozen=True)
class Reading:
    """How a file writes numbers and dates; ``date_order`` is dmy, mdy or blank for what can only be read one way."""

    decimal_mark: str = "."
    date_order: str = ""


def text(limit: int) -> Parser:
    """Read text of at most ``limit`` characters."""

    def parse(raw: str, _reading: Reading, label: str) -> str:
        if len(raw) > limit:
            raise TextTooLong(column=label, length=len(raw), limit=limit)
        return raw

    return parse


def number(raw: str, reading: Reading, label: str) -> Decimal:
    """Read a number: ``1234.5``, ``1 234,50``, ``1.234,50``; the mark of the file decides ``1.234`` and ``1,234``."""
    compact = re.sub(r"[\s\u00a0\u202f'’]", "", raw)
    mark = reading.decimal_mark
    group = "." if mark == "," else ","
    if mark in compact and group in compact:
        whole, _, fraction = compact.partition(mark)
        if not re.match(_GROUPS.format(group=re.escape(group)), whole):
            raise NumberNotReadable(column=label, value=raw)
        compact = f"{whole.replace(group, '')}.{fraction}"
    elif group in compact:
        compact = _with_foreign_mark(compact, group, raw, label)
    else:
        compact = compact.replace(mark, ".")
    whole, point, fraction = compact.partition(".")
    if len(whole) > MOST_DIGITS or not _PLAIN.match(whole or "0") or (point and not (fraction.isascii() and fraction.isdigit())):
        raise NumberNotReadable(column=label, value=raw)
    return Decimal(compact)


def _with_foreign_mark(compact: str, group: str, raw: str, label: str) -> str:
    """Read a number with the other mark: thousands when there are several groups, a decimal mark when it cannot be thousands."""
    if compact.count(group) > 1:
        if not re.match(_GROUPS.format(group=re.escape(group)), compact):
            raise NumberNotReadable(column=label, value=raw)
        return compact.replace(group, "")
    whole, _, fraction = compact.partition(group)
    if len(fraction) == 3 and whole.lstrip("+-") not in ("", "0"):
        raise NumberNotReadable(column=label, value=raw)
    return f"{whole}.{fraction}"


def whole_number(raw: str, reading: Reading, label: str) -> int:
    """Read a whole number."""
    value = number(raw, reading, label)
    if value != value.to_integral_value():
        raise NumberNotReadable(column=label, value=raw)
    return int(value)


def day(raw: str, reading: Reading, label: str) -> date:
    """Read a date, with or without a time behind it: ``2026-12-31``, ``31-12-2026``, ``31.12.2026``, ``12/31/2026``."""
    found = _DATE.match(_TIME.sub("", raw))
    if found is None:
        raise DateNotReadable(column=label, value=raw)
    first, sign, second, third = found[1], found[2], int(found[3]), found[4]
    if len(first) == 4:
        order = (int(first), second, int(third))
    elif len(third) != 4:
        raise DateNotReadable(column=label, value=raw)
    else:
        order = _ordered(int(first), second, int(third), sign, reading, raw, label)
    try:
        return date(*order)
    except ValueError as error:
        raise DateNotReadable(column=label, value=raw) from error


def _ordered(first: int, second: int, year: int, sign: str, reading: Reading, raw: str, label: str) -> tuple[int, int, int]:
    """Dots and dashes mean day before month; a slash means either, so it needs an order or a day above twelve."""
    by_day = reading.date_order == "dmy" or (not reading.date_order and (sign != "/" or first > 12))
    by_month = reading.date_order == "mdy" or (not reading.date_order and sign == "/" and second > 12)
    if not (by_day or by_month) and first != second:
        raise DateNotReadable(column=label, value=raw)
    return (year, first, second) if by_month else (year, second, first)


def boolean(raw: str, _reading: Reading, label: str) -> bool:
    """Read yes or no."""
    lowered = raw.lower()
    if lowered in YES:
        return True
    if lowered in NO:
        return False
    raise ChoiceUnknown(column=label, value=raw, choices="yes, no")


def choice(choices: Iterable[tuple[str, Any]]) -> Parser:
    """Read one of some choices by its value or its label in the active language."""
    known = [(value, str(label)) for value, label in choices]

    def parse(raw: str, _reading: Reading, label: str) -> str:
        wanted = raw.casefold()
        for value, wording in known:
            if wanted in (value.casefold(), wording.casefold()):
                return value
        raise ChoiceUnknown(column=label, value=raw, choices=", ".join(value for value, _wording in known))

    return parse


def record(records: Mapping[str, Any], refusal: Callable[[str, str], BusinessRuleError]) -> Parser:
    """Read a record by its code, capitals or not; ``refusal`` is called with the label and the text when there is none."""
    folded = {code.casefold(): found for code, found in records.items()}

    def parse(raw: str, _reading: Reading, label: str) -> Any:
        found = records.get(raw) or folded.get(raw.casefold())
        if found is None:
            raise refusal(label, raw)
        return found

    return parse


def words(raw: str, _reading: Reading, _label: str) -> list[str]:
    """Read several words separated by commas, semicolons or spaces."""
    return [word for word in re.split(r"[,;\s]+", raw.lower()) if word]
