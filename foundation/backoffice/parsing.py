"""Reading what people type: numbers with their decimal sign or as a sum, dates as a day, a distance or a week."""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal, DivisionByZero, InvalidOperation

from dateutil.relativedelta import relativedelta

_OPERATORS: dict[type[ast.operator], Callable[[Decimal, Decimal], Decimal]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
_NUMBER = re.compile(r"[0-9][0-9.,'  ]*|[.,][0-9]+")
_PLAIN = re.compile(r"^-?[0-9]+(\.[0-9]+)?$", re.ASCII)
_DISTANCE = re.compile(r"^([+-])(\d{1,4})([dwmy]?)$", re.ASCII)
_WEEK = re.compile(r"^w(\d{1,2})(?:[-/ ](\d{4}))?$", re.ASCII)
_DAY_FIRST = re.compile(r"^(\d{1,2})[-/. ](\d{1,2})(?:[-/. ](\d{4}|\d{2}))?$", re.ASCII)
_ISO = re.compile(r"^(\d{4})-(\d{1,2})-(\d{1,2})$", re.ASCII)
LONGEST_SUM = 80


def parse_number(text: str, decimal_sign: str = ".") -> Decimal:
    """Return the number that was typed, ``=15*4`` included; raises ValueError for anything else.

    Exponents, infinities and digits of other scripts are refused. Both signs are understood where they cannot be
    mistaken: the last of two different signs is the decimal one.
    """
    text = text.strip()
    if len(text) > LONGEST_SUM:
        raise ValueError("too long")
    if text.startswith("="):
        return _calculate(_NUMBER.sub(lambda found: _plain(found.group(), decimal_sign), text[1:]))
    plain = _plain(text, decimal_sign)
    if not _PLAIN.match(plain):
        raise ValueError(text)
    return Decimal(plain)


def _plain(text: str, decimal_sign: str) -> str:
    text = re.sub(r"['  \s]", "", text)
    other = "," if decimal_sign == "." else "."
    both_reversed = decimal_sign in text and other in text and text.rindex(other) > text.rindex(decimal_sign)
    only_other = decimal_sign not in text and text.count(other) == 1 and not re.search(rf"{re.escape(other)}\d{{3}}$", text)
    if both_reversed or only_other:
        decimal_sign, other = other, decimal_sign
    return text.replace(other, "").replace(decimal_sign, ".")


def _calculate(text: str) -> Decimal:
    try:
        return _value(ast.parse(text.strip(), mode="eval").body, text.strip())
    except (SyntaxError, InvalidOperation, DivisionByZero, RecursionError) as error:
        raise ValueError(text) from error


def _value(node: ast.expr, source: str) -> Decimal:
    if isinstance(node, ast.BinOp) and type(node.op) in _OPERATORS:
        return _OPERATORS[type(node.op)](_value(node.left, source), _value(node.right, source))
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return -_value(node.operand, source)
    if isinstance(node, ast.Constant):
        written = ast.get_source_segment(source, node) or ""
        if _PLAIN.match(written) or re.match(r"^\.[0-9]+$", written, re.ASCII):
            return Decimal(written)
    raise ValueError(source)


def parse_day(text: str, today: date) -> date:
    """Return the date that was typed; raises ValueError for anything else.

    ``t`` is today, ``+7`` and ``-1m`` count from it (d, w, m, y), ``w12`` is a week's Monday, ``31-12`` takes this year.
    """
    text = text.strip().lower()
    if text in {"t", "."}:
        return today
    for pattern, read in _DAY_FORMS:
        if found := pattern.match(text):
            try:
                return read(found, today)
            except OverflowError as error:
                raise ValueError(text) from error
    raise ValueError(text)


def _distance(found: re.Match[str], today: date) -> date:
    count = int(f"{found[1]}{found[2]}")
    match found[3]:
        case "w":
            return today + timedelta(weeks=count)
        case "m":
            return today + relativedelta(months=count)
        case "y":
            return today + relativedelta(years=count)
        case _:
            return today + timedelta(days=count)


def _week(found: re.Match[str], today: date) -> date:
    return date.fromisocalendar(int(found[2] or today.isocalendar().year), int(found[1]), 1)


def _day_first(found: re.Match[str], today: date) -> date:
    year = int(found[3]) if found[3] else today.year
    return date(year + 2000 if year < 100 else year, int(found[2]), int(found[1]))


def _iso(found: re.Match[str], _today: date) -> date:
    return date(int(found[1]), int(found[2]), int(found[3]))


_DAY_FORMS: list[tuple[re.Pattern[str], Callable[[re.Match[str], date], date]]] = [
    (_DISTANCE, _distance),
    (_WEEK, _week),
    (_ISO, _iso),
    (_DAY_FIRST, _day_first),
]
