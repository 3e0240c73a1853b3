"""The session engine: Django's database sessions with the columns of ``UserSession`` filled in (SESSION_ENGINE)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore

from foundation.security.models import UserSession

SIGNED_IN_AT = "signed_in_at"
SEEN_AT = "seen_at"
ADDRESS = "address"
AGENT = "agent"
CONFIRMED_AT = "confirmed_at"


class SessionStore(DatabaseStore):
    """Keeps sessions in ``security_usersession``."""

    @classmethod
    def get_model_class(cls) -> Any:
        """Return the model of the rows."""
        return UserSession

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        """Return the row of a session, with the columns that its data names."""
        row: Any = super().create_model_instance(data)
        row.user_id = int(data[SESSION_KEY]) if SESSION_KEY in data else None
        row.signed_in_at, row.seen_at = _moment(data.get(SIGNED_IN_AT)), _moment(data.get(SEEN_AT))
        row.address, row.agent = str(data.get(ADDRESS, "")), str(data.get(AGENT, ""))
        return row


def _moment(seconds: Any) -> datetime | None:
    return datetime.fromtimestamp(seconds, UTC) if seconds else None
