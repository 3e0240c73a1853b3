"""Bodies of requests: JSON whose numbers are read exactly (reliability.md §9)."""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
from itertools import chain
from typing import IO, Any

from django.conf import settings
from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser

from foundation.backoffice.characters import is_text

DEEPEST = 20
MOST_LINES = 5_000


class NotTaken(ValueError):
    """The body is JSON, and no request of ours."""


class ExactJSONParser(BaseParser):
    """JSON with decimals read as decimals, so that 0.1 is one tenth; NaN and Infinity are no JSON."""

    media_type = "application/json"

    def parse(self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None) -> Any:
        """Return the data; raises ParseError (400)."""
        encoding = (parser_context or {}).get("encoding", settings.DEFAULT_CHARSET)
        try:
            text = codecs.getreader(encoding)(stream)
            return checked(json.load(text, parse_float=_exact, parse_constant=_refuse))
        except NotTaken as error:
            raise ParseError(str(error)) from error
        except (ValueError, RecursionError) as error:
            raise ParseError(_("The body is not JSON.")) from error


def checked(data: Any) -> Any:
    """Return the data; NotTaken when it is nested deeper than 20, has a list beyond 5,000, or text that is none."""
    level: list[Any] = [data]
    for _depth in range(DEEPEST + 1):
        if any(isinstance(value, list) and len(value) > MOST_LINES for value in level):
            raise NotTaken(_("A list in the body has more than %(most)s entries.") % {"most": MOST_LINES})
        if not is_text(value for value in level if isinstance(value, str)):
            raise NotTaken(_("A text in the body holds a character that no text has."))
        level = [inner for value in level for inner in _inside(value)]
        if not level:
            return data
    raise NotTaken(_("The body is nested more than %(most)s deep.") % {"most": DEEPEST})


def _inside(value: Any) -> Iterable[Any]:
    if isinstance(value, dict):
        return chain(value.keys(), value.values())
    return value if isinstance(value, list) else ()


def _exact(number: str) -> Decimal | str:
    """Return a decimal; one with an exponent stays text, which every field for numbers refuses."""
    return number if "e" in number.lower() else Decimal(number)


def _refuse(constant: str) -> None:
    raise ValueError(constant)
