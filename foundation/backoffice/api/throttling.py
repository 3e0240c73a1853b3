"""How often a client may call: in all, and by what the call does (``foundation/backoffice/rates.py``)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from foundation.backoffice import rates
from foundation.backoffice.api.permissions import declared_permission

if TYPE_CHECKING:
    from rest_framework.views import APIView


class ClientRate(BaseThrottle):
    """Counts requests per user, and per network address where nobody is known."""

    seconds: float = 0

    def allow_request(self, request: Request, view: APIView) -> bool:
        """Tell whether the request is within the limits."""
        if not request.user or not request.user.is_authenticated:
            self.seconds = rates.seconds_to_wait(rates.ANONYMOUS, str(request.META.get("REMOTE_ADDR", "")))
            return not self.seconds
        who = str(request.user.pk)
        kind = rates.kind_of(declared_permission(view), str(request.method), view, request.query_params)
        self.seconds = rates.seconds_to_wait(rates.CLIENT, who) or (kind != rates.CLIENT and rates.seconds_to_wait(kind, who)) or 0
        return not self.seconds

    def wait(self) -> float:
        """Return the seconds for ``Retry-After``."""
        return self.seconds
