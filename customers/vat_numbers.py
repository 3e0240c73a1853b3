"""VAT numbers: the form they are stored in, and whether format and checksum are right (customers.md §2.6). Pure."""

from __future__ import annotations

import re

from stdnum.ch import vat as swiss
from stdnum.eu import vat as european
from stdnum.gb import vat as british
from stdnum.no import mva as norwegian

_NOISE = re.compile(r"[^0-9A-Z]")
_PREFIX_OF = {"GR": "EL"}
_COUNTRY_OF = {"EL": "GR", "XI": "GB"}
_OTHERS = {"GB": british, "CH": swiss, "NO": norwegian}
_UNKNOWN = re.compile(r"^[0-9A-Z]{4,20}$")


def normalise_vat_number(value: str, country: str = "") -> str:
    """Return the number as it is stored: capitals, no spaces or dots, with the prefix of its country.

    ``country`` is the ISO code of the country whose prefix is put in front where the number has none.
    """
    compact = _NOISE.sub("", value.upper())
    prefix = _PREFIX_OF.get(country, country)
    if not compact or not prefix or compact.startswith(prefix):
        return compact
    if compact[:2].isalpha() and _knows(compact[:2]):
        return compact
    return prefix + compact


def vat_country(value: str) -> str:
    """Return the ISO code of the country of a stored VAT number, or nothing when it has no prefix."""
    prefix = value[:2]
    return _COUNTRY_OF.get(prefix, prefix) if prefix.isalpha() else ""


def is_valid_vat_number(value: str) -> bool:
    """Tell whether a stored number has the format of its country and, where the country defines one, the right check digits.

    Countries without a rule here are taken as they are.
    """
    country = vat_country(value)
    if value[:2] in _OTHERS:
        return bool(_OTHERS[country].is_valid(value if country == "CH" else value[2:]))
    if not _knows(value[:2]):
        return bool(_UNKNOWN.match(value))
    return bool(european.is_valid(value))


def _knows(prefix: str) -> bool:
    return prefix in _OTHERS or prefix in ("EL", "XI") or prefix.lower() in european.MEMBER_STATES
