"""Answers in the address of a request that are yes or no."""

from __future__ import annotations

from rest_framework.request import Request
from rest_framework.serializers import BooleanField

from foundation.backoffice.api.filters import BOOLEANS
from foundation.backoffice.api.problems import InvalidInput

YES = frozenset({"true", "1"})


def said_yes(request: Request, name: str) -> bool:
    """Tell whether a query parameter says ``1`` or ``true``; raises InvalidInput for anything that is neither yes nor no."""
    value = request.query_params.get(name, "").strip().lower()
    if value not in BOOLEANS:
        raise InvalidInput({name: [BooleanField.default_error_messages["invalid"]]})
    return value in YES
