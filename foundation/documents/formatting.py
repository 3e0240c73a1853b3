"""Numbers, dates and names as the document's language writes them (invoicing.md 9.4)."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from functools import cache

from babel import Locale, UnknownLocaleError
from babel.dates import format_date as babel_date
from babel.numbers import format_decimal, get_currency_precision
from django.utils.translation import get_language

DOCUMENT_LANGUAGES = ("en", "nl", "de", "fr")
_HOME_COUNTRY = {"en": "GB"}


def language_choices() -> list[tuple[str, str]]:
    """Return the languages in which documents can be made, each by its name in the active language."""
    return [(code, locale_of(code).get_language_name(get_language() or "en") or code) for code in DOCUMENT_LANGUAGES]


@cache
def locale_of(language: str) -> Locale:
    """Return the conventions of a language code such as ``nl``, ``nl-be`` or ``en``; English is written as in Britain."""
    name, _, country = language.replace("_", "-").partition("-")
    country = country.upper() or _HOME_COUNTRY.get(name, "")
    try:
        return Locale.parse(f"{name}_{country}" if country else name)
    except (UnknownLocaleError, ValueError):  # a posted document must be printable, whatever was typed
        return locale_of("en")


def active_locale() -> Locale:
    """Return the conventions of the language that is active while the document is made."""
    return locale_of(get_language() or "en")


def format_amount(value: Decimal, currency: str) -> str:
    """Return an amount with the decimals of its currency and without its code."""
    places = get_currency_precision(currency)
    return format_decimal(value, format=_pattern(places, places), locale=active_locale())


def format_money(value: Decimal, currency: str) -> str:
    """Return an amount with its currency code."""
    return f"{format_amount(value, currency)} {currency}"


def format_price(value: Decimal, currency: str = "EUR") -> str:
    """Return a unit price: at least the decimals of its currency, more where the price has them."""
    return format_decimal(value, format=_pattern(get_currency_precision(currency), 6), locale=active_locale())


def format_quantity(value: Decimal) -> str:
    """Return a quantity without needless decimals."""
    return format_decimal(value, format=_pattern(0, 4), locale=active_locale())


def format_percent(value: Decimal) -> str:
    """Return a percentage: 21.0000 becomes 21 %."""
    return f"{format_decimal(value, format=_pattern(0, 4), locale=active_locale())}\u00a0%"


def format_date(value: date | datetime) -> str:
    """Return a date with the month in words or as the language's usual digits."""
    return babel_date(value, format="medium", locale=active_locale())


def country_name(code: str) -> str:
    """Return the name of a country in the active language, or its code when it is unknown."""
    return active_locale().territories.get(code.upper(), code)


def format_iban(value: str) -> str:
    """Return an IBAN in blocks of four."""
    compact = value.replace(" ", "")
    return " ".join(compact[start : start + 4] for start in range(0, len(compact), 4))


def _pattern(smallest: int, largest: int) -> str:
    decimals = "0" * smallest + "#" * (largest - smallest)
    return f"#,##0.{decimals}" if decimals else "#,##0"
