"""Phone numbers, e-mail addresses and countries in the form in which they are stored (customers.md §1.1). Pure."""

from __future__ import annotations

import re

from babel import Locale
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import get_language

from customers.errors import CountryNotKnown, EmailNotValid

_NO_COUNTRIES = {"EU", "EZ", "UN", "ZZ", "XA", "XB"}
_COUNTRIES = frozenset(str(code) for code in Locale("en").territories if re.match(r"^[A-Z]{2}$", str(code))) - _NO_COUNTRIES
_DIALLING = {
    **{"AT": "43", "BE": "32", "BG": "359", "CH": "41", "CY": "357", "CZ": "420", "DE": "49", "DK": "45", "EE": "372", "ES": "34"},
    **{"FI": "358", "FR": "33", "GB": "44", "GR": "30", "HR": "385", "HU": "36", "IE": "353", "IS": "354", "LI": "423", "LT": "370"},
    **{"LU": "352", "LV": "371", "MT": "356", "NL": "31", "NO": "47", "PL": "48", "PT": "351", "RO": "40", "SE": "46", "SI": "386"},
    **{"SK": "421", "TR": "90", "UA": "380"},
}
_TRUNK_ZERO = frozenset(_DIALLING) - {"CZ", "DK", "EE", "ES", "GR", "HU", "IS", "LU", "LV", "LT", "MT", "NO", "PL", "PT", "CY", "LI"}


def normalise_email(value: str) -> str:
    """Return an e-mail address trimmed, with its domain in small letters; raises EmailNotValid (CU-022)."""
    trimmed = value.strip()
    if not trimmed:
        return ""
    try:
        validate_email(trimmed)
    except ValidationError as error:
        raise EmailNotValid(value=value) from error
    name, _, domain = trimmed.rpartition("@")
    return f"{name}@{domain.lower()}"


def normalise_phone(value: str, country: str) -> str:
    """Return a phone number in international form (E.164) where the country tells how, else as written without decoration."""
    digits = re.sub(r"[^0-9+]", "", value.replace("(0)", ""))
    if digits.startswith("00"):
        digits = f"+{digits[2:]}"
    if digits.startswith("+") or country not in _DIALLING or len(digits) < 6:
        return digits
    national = digits[1:] if digits.startswith("0") and country in _TRUNK_ZERO else digits
    return f"+{_DIALLING[country]}{national}"


def check_country(country: str, *, field: str = "") -> str:
    """Return an ISO 3166 country code in capitals; raises CountryNotKnown (CU-021) for any other text, at a field of another name."""
    code = country.strip().upper()
    if code not in _COUNTRIES:
        raise CountryNotKnown(country=country or "–", field=field)
    return code


def countries() -> list[tuple[str, str]]:
    """Return the countries of addresses as code and name in the active language, by name."""
    names = Locale.parse((get_language() or "en").replace("-", "_")).territories
    return sorted(((code, str(names.get(code, code))) for code in _COUNTRIES), key=lambda country: country[1].casefold())
