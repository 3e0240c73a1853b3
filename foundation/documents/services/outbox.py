"""Writing the outbox: in the posting's transaction, one statement for any number of messages (reliability.md §6)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import connection
from django.utils import timezone

from foundation.database.fast_insert import insert_objects
from foundation.documents.models import OutboxMessage
from foundation.errors import Refusal
from foundation.organization.models import LegalEntity
from foundation.sending import Bell

BELL = Bell("foundation.documents.tasks.work_outbox")
Work = Callable[[OutboxMessage], None]
GaveUp = Callable[[OutboxMessage, Refusal], None]


class DeliveryUncertain(Exception):
    """The other side may or may not have taken the message: a person decides, nothing is repeated blindly (REL-21)."""


@dataclass(frozen=True)
class OutboxItem:
    """What is to be done after the commit: a kind with a registered handler, and the document it is about.

    ``payload`` holds keys that the handler needs, never documents or personal data.
    """

    kind: str
    document_type: str = ""
    object_id: int | None = None
    number: str = ""
    payload: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class OutboxHandler:
    """Who works a kind of message, whether doing it twice does no harm, and who is told when it will not be done."""

    work: Work
    repeatable: bool
    gave_up: GaveUp | None = None


_HANDLERS: dict[str, OutboxHandler] = {}


def register_outbox_handler(kind: str, work: Work, *, repeatable: bool = True, gave_up: GaveUp | None = None) -> None:
    """Say who works a kind of message; called once when the process starts (``AppConfig.ready``).

    A repeatable handler runs again when its worker was lost; otherwise the message becomes *Unknown* and a person
    decides. The handler raises ``BusinessRuleError`` for what no retry can mend, ``DeliveryUncertain`` when the other
    side may have taken it, anything else to be tried again. ``gave_up`` is called in the transaction that gives the
    message up, after a refusal or the last attempt, also when its worker was lost.
    """
    known = _HANDLERS.setdefault(kind, OutboxHandler(work, repeatable, gave_up))
    if known.work is not work:
        raise TypeError(f"Outbox kind {kind} has two handlers")


def handler_of(kind: str) -> OutboxHandler | None:
    """Return who works a kind of message."""
    return _HANDLERS.get(kind)


def kinds_not_repeatable() -> list[str]:
    """Return the kinds of which a second delivery would do harm."""
    return [kind for kind, handler in _HANDLERS.items() if not handler.repeatable]


def enqueue(legal_entity: LegalEntity, items: Iterable[OutboxItem]) -> list[OutboxMessage]:
    """Write messages in the open transaction with one statement and ring the workers after the commit."""
    if not connection.in_atomic_block:
        raise RuntimeError("Outbox messages are only written inside the transaction of what they announce")
    now = timezone.now()
    messages = insert_objects(
        [
            OutboxMessage(
                legal_entity=legal_entity,
                kind=item.kind,
                document_type=item.document_type,
                object_id=item.object_id,
                number=item.number,
                payload=dict(item.payload),
                message_id=f"<{uuid4().hex}@{settings.MESSAGE_ID_DOMAIN}>",
                next_attempt_at=now,
            )
            for item in items
        ]
    )
    if messages:
        BELL.ring_after_commit()
    return messages
