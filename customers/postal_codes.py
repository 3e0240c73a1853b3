"""Postal codes: the pattern and the written form of each country (customers.md §1.1, CU-020). Pure."""

from __future__ import annotations

import re

from customers.errors import PostalCodeNotValid

_DIGITS = {
    3: ("IS", "FO"),
    4: ("AT", "AU", "BE", "BG", "CH", "CY", "DK", "HU", "LI", "LU", "NO", "NZ", "SI", "ZA"),
    5: ("DE", "EE", "ES", "FI", "FR", "HR", "IT", "MC", "MX", "SM", "TR", "UA", "VA"),
    6: ("CN", "IN", "RO", "SG"),
}
_PATTERNS: dict[str, re.Pattern[str]] = {
    country: re.compile(rf"^\d{{{length}}}$") for length, countries in _DIGITS.items() for country in countries
} | {
    "CA": re.compile(r"^[A-Z]\d[A-Z] ?\d[A-Z]\d$"),
    "CZ": re.compile(r"^\d{3} ?\d{2}$"),
    "GB": re.compile(r"^(GIR ?0AA|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2})$"),
    "GR": re.compile(r"^\d{3} ?\d{2}$"),
    "IE": re.compile(r"^[A-Z]\d[\dW] ?[A-Z\d]{4}$"),
    "JP": re.compile(r"^\d{3}-?\d{4}$"),
    "LT": re.compile(r"^(LT-)?\d{5}$"),
    "LV": re.compile(r"^LV-\d{4}$"),
    "MT": re.compile(r"^[A-Z]{3} ?\d{4}$"),
    "NL": re.compile(r"^[1-9]\d{3} ?[A-Z]{2}$"),
    "PL": re.compile(r"^\d{2}-\d{3}$"),
    "PT": re.compile(r"^\d{4}-\d{3}$"),
    "SE": re.compile(r"^\d{3} ?\d{2}$"),
    "SK": re.compile(r"^\d{3} ?\d{2}$"),
    "US": re.compile(r"^\d{5}(-\d{4})?$"),
}
_TAIL = {"NL": 2, "GB": 3, "CA": 3, "SE": 2, "CZ": 2, "SK": 2, "GR": 2, "IE": 4, "MT": 4}


def normalise_postal_code(country: str, value: str) -> str:
    """Return a postal code as its country writes it: ``1234ab`` becomes ``1234 AB`` in the Netherlands; blank stays blank.

    Raises PostalCodeNotValid (CU-020). Countries without a pattern here are taken as they are.
    """
    written = " ".join(value.upper().split())
    pattern = _PATTERNS.get(country)
    if not written or pattern is None:
        return written
    if not pattern.match(written):
        raise PostalCodeNotValid(value=value, country=country)
    tail = _TAIL.get(country)
    if tail is None:
        return written
    compact = written.replace(" ", "")
    return f"{compact[:-tail]} {compact[-tail:]}"
