"""How people read dates, amounts and quantities, in the notation of the active language."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import lru_cache

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal
from django.utils import translation

_LOCALES = {"en": "en_GB", "nl": "nl_NL"}


@lru_cache(maxsize=16)
def locale_of(language: str) -> Locale:
    """Return the notation of a language of the screens; English is written as in Britain."""
    return Locale.parse(_LOCALES.get(language[:2], "en_GB"))


def current_locale() -> Locale:
    """Return the notation of the active language."""
    return locale_of(translation.get_language() or "en")


def format_day(value: date | None) -> str:
    """Return a date with the month's name, which nobody misreads; nothing for None."""
    return "" if value is None else format_date(value, format="d MMM y", locale=current_locale())


def format_amount(value: Decimal) -> str:
    """Return an amount of the accounting currency with two decimals."""
    return format_decimal(value, format="#,##0.00", locale=current_locale())


def format_quantity(value: Decimal) -> str:
    """Return a quantity without needless decimals."""
    return format_decimal(value, format="#,##0.####", locale=current_locale())
