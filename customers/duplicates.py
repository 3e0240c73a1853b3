"""How alike two parties are: points for what they share (customers.md §6). Pure: no queries, no saves."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from foundation.errors import Text

DUPLICATE, POSSIBLE = 100, 60
SIMILAR = 0.6
_LEGAL_FORMS = frozenset(
    {
        *("ab", "ag", "as", "bv", "bvba", "cv", "eurl", "gbr", "gmbh", "inc", "kg", "kft", "llc", "llp", "lp", "ltd", "limited", "mbh"),
        *("nv", "oy", "oyj", "plc", "sa", "sarl", "sas", "se", "spa", "spol", "srl", "sro", "ug", "vof"),
    }
)
_FREE_MAIL = frozenset(
    {
        *("gmail.com", "googlemail.com", "hotmail.com", "hotmail.nl", "live.nl", "outlook.com", "icloud.com", "yahoo.com"),
        *("gmx.de", "gmx.net", "web.de", "t-online.de", "ziggo.nl", "kpnmail.nl", "planet.nl", "xs4all.nl", "proton.me", "protonmail.com"),
    }
)


@dataclass(frozen=True)
class Identity:
    """What a party can be recognised by, in the form in which it is stored."""

    name: str
    numbers: frozenset[str] = frozenset()
    emails: frozenset[str] = frozenset()
    phones: frozenset[str] = frozenset()
    places: frozenset[tuple[str, str]] = frozenset()


@dataclass(frozen=True)
class Likeness:
    """The points of two parties, and what they share."""

    points: int
    shared: tuple[Text, ...]

    @property
    def is_duplicate(self) -> bool:
        """Tell whether the two are the same beyond reasonable doubt."""
        return self.points >= DUPLICATE

    @property
    def is_possible(self) -> bool:
        """Tell whether somebody should look before saving."""
        return self.points >= POSSIBLE


def likeness(one: Identity, other: Identity) -> Likeness:
    """Return the points of two parties: numbers 100, e-mail 60, phone 50, equal name 50, similar name, place 30, domain 20."""
    found = list(_signals(one, other))
    return Likeness(sum(points for points, _text in found), tuple(text for _points, text in found))


def _signals(one: Identity, other: Identity) -> Iterator[tuple[int, Text]]:
    if one.numbers & other.numbers:
        yield 100, _("VAT or register number")
    if one.emails & other.emails:
        yield 60, _("e-mail address")
    elif (_domains(one) & _domains(other)) - _FREE_MAIL:
        yield 20, _("web domain")
    if one.phones & other.phones:
        yield 50, _("phone number")
    mine, theirs = normalised_name(one.name), normalised_name(other.name)
    if mine and mine == theirs:
        yield 50, _("name")
    elif similarity(mine, theirs) >= SIMILAR:
        yield 30, _("similar name")
    if one.places & other.places:
        yield 30, _("postal code and house number")


def normalised_name(name: str) -> str:
    """Return a name without capitals, accents, punctuation and legal form: Nord-Pumpen GmbH is nord pumpen."""
    plain = unicodedata.normalize("NFKD", name.casefold().replace("ß", "ss"))
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    plain = re.sub(r"\b(\w)\.(?=\w\b)", r"\1", plain)
    words = re.findall(r"[^\W_]+", plain)
    kept = [word for word in words if word not in _LEGAL_FORMS]
    return " ".join(kept or words)


def similarity(one: str, other: str) -> float:
    """Return how much of their groups of three letters two texts share, from 0 to 1."""
    mine, theirs = _trigrams(one), _trigrams(other)
    return len(mine & theirs) / len(mine | theirs) if mine and theirs else 0.0


def _trigrams(text: str) -> set[str]:
    padded = (f"  {word} " for word in text.split())
    return {word[place : place + 3] for word in padded for place in range(len(word) - 2)}


def _domains(identity: Identity) -> set[str]:
    return {email.rpartition("@")[2].casefold() for email in identity.emails}
