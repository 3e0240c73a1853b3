"""How amounts, quantities, percentages, dates and moments are shown in the reader's language."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from functools import lru_cache

from babel.dates import format_datetime
from babel.numbers import format_decimal, get_currency_precision
from django.utils import timezone, translation

from foundation.notation import current_locale as current_locale
from foundation.notation import format_day as format_day
from foundation.notation import locale_of


@lru_cache(maxsize=16)
def _signs(language: str) -> dict[int, str]:
    """Return the signs of a language in place of those that Python writes: for thousands, decimals and the minus."""
    symbols = locale_of(language).number_symbols["latn"]
    return str.maketrans({",": symbols["group"], ".": symbols["decimal"], "-": symbols["minusSign"]})


@lru_cache(maxsize=256)
def _pattern(smallest: int, largest: int) -> str:
    return "#,##0" + ("." if largest else "") + "0" * smallest + "#" * (largest - smallest)


def format_amount(value: Decimal | None, currency: str = "") -> str:
    """Return an amount with the decimals of its currency, two when none is given; nothing for None."""
    if value is None:
        return ""
    decimals = get_currency_precision(currency) if currency else 2
    return f"{value:,.{decimals}f}".translate(_signs(translation.get_language() or "en"))


def format_price(value: Decimal | None) -> str:
    """Return a price per unit: two decimals, more only where they are used."""
    return "" if value is None else format_decimal(value, format=_pattern(2, 6), locale=current_locale())


def format_quantity(value: Decimal | None) -> str:
    """Return a quantity without needless decimals."""
    return "" if value is None else format_decimal(value, format=_pattern(0, 4), locale=current_locale())


def format_entry(value: Decimal | int) -> str:
    """Return a number as people type it: their decimal sign, no thousands, no needless zeros."""
    return format_decimal(value, format="0.#########", locale=current_locale())


def format_percent(value: Decimal | None) -> str:
    """Return a percentage: 21 %."""
    return "" if value is None else f"{format_decimal(value, format=_pattern(0, 4), locale=current_locale())} %"


def format_count(value: int) -> str:
    """Return a whole number with its thousands."""
    return format_decimal(value, format="#,##0", locale=current_locale())


def format_moment(value: datetime | None) -> str:
    """Return a moment in the time zone of the legal entity."""
    if value is None:
        return ""
    return format_datetime(timezone.localtime(value), format="d MMM y, HH:mm", locale=current_locale())
