"""Write down what matters for security: a row that stays, and a line in the log's own stream."""

from __future__ import annotations

import logging
from typing import Any

from django.http import HttpRequest

from foundation.organization.models import LegalEntity, User
from foundation.security.models import EventKind, SecurityEvent

logger = logging.getLogger("security")


def note(
    kind: EventKind,
    user: Any = None,
    *,
    subject: User | None = None,
    request: HttpRequest | None = None,
    detail: str = "",
    entity: LegalEntity | None = None,
) -> SecurityEvent:
    """Write one event. ``detail`` holds codes and numbers only, never what somebody typed."""
    entity = entity or getattr(request, "entity", None)
    event = SecurityEvent.objects.create(
        kind=kind,
        user=user if isinstance(user, User) else None,
        subject=subject,
        entity_code=entity.code if entity is not None else "",
        address=str(request.META.get("REMOTE_ADDR", ""))[:45] if request is not None else "",
        detail=detail[:200],
        request_id=str(getattr(request, "request_id", "")),
    )
    known: dict[str, Any] = {"code": str(kind), "user_id": event.user_id, "entity": event.entity_code, "subject_id": event.subject_id}
    logger.info("security event", extra=known)
    return event
