"""Working the outbox: claim, commit the claim, do it, record what came of it (reliability.md §6)."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from foundation.documents.document_types import DocumentType
from foundation.documents.errors import RenderingFailed, RenderingTooSlow
from foundation.documents.models import Destination, OutboxMessage, Output
from foundation.documents.services.outbox import DeliveryUncertain, handler_of, kinds_not_repeatable
from foundation.documents.statuses import OutboxState, OutputState
from foundation.errors import BusinessRuleError, Refusal, TechnicalFailure
from foundation.organization.scope import entity_scope
from foundation.sending import SLICE_SECONDS, Ladder, claim, work_for

LEASE = timedelta(minutes=6)
LADDER = Ladder((timedelta(seconds=30), timedelta(minutes=2)))
_WHY_ALL = "The outbox is worked for all legal entities at once"

_OUTPUT_STATE: dict[str, str] = {
    OutboxState.DONE: OutputState.DONE,
    OutboxState.FAILED: OutputState.FAILED,
    OutboxState.UNKNOWN: OutputState.UNKNOWN,
}

logger = logging.getLogger(__name__)


def work_outbox(seconds: float = SLICE_SECONDS) -> int:
    """Work due messages until none is left or the time is up; return how many were handled."""
    release_lapsed()
    return work_for(seconds, claim_next, handle)


def has_due() -> bool:
    """Tell whether messages wait to be worked now."""
    return OutboxMessage.unscoped(_WHY_ALL).due(timezone.now()).exists()


def claim_next() -> OutboxMessage | None:
    """Claim the oldest due message that nobody holds; *sending* is committed before anything is handed over."""
    now = timezone.now()
    due = OutboxMessage.unscoped(_WHY_ALL).due(now).select_related("legal_entity__currency")
    return claim(due, state=OutboxState.SENDING, lease_until=now + LEASE)


def handle(message: OutboxMessage) -> None:
    """Let the registered handler do the work of a claimed message and record the outcome."""
    handler = handler_of(message.kind)
    if handler is None:
        finish(message, OutboxState.FAILED, text=f"No handler for {message.kind}")
        return
    try:
        with entity_scope(message.legal_entity):
            handler.work(message)
    except DeliveryUncertain as doubt:
        finish(message, OutboxState.UNKNOWN, text=str(doubt))
    except (RenderingFailed, RenderingTooSlow) as error:
        _retry_or_fail(message, refusal=error.as_refusal())
    except BusinessRuleError as error:
        finish(message, OutboxState.FAILED, refusal=error.as_refusal())
    except Exception as error:
        logger.exception("Outbox message %s failed in attempt %s", message.pk, message.attempts)
        _retry_or_fail(message, text=type(error).__name__)
    else:
        finish(message, OutboxState.DONE)


def finish(message: OutboxMessage, state: str, *, refusal: Refusal | None = None, text: str = "") -> None:
    """Record the final outcome of a message and of the outputs that hang on it."""
    outcome = _outcome(state, refusal, text)
    with transaction.atomic():
        claimed = OutboxMessage.of(message.legal_entity_id).filter(pk=message.pk, state=OutboxState.SENDING, attempts=message.attempts)
        if not claimed.update(lease_until=None, **outcome):
            return
        _mirror(message, outcome)
        handler = handler_of(message.kind)
        if state == OutboxState.FAILED and refusal is not None and handler is not None and handler.gave_up is not None:
            with entity_scope(message.legal_entity):
                handler.gave_up(message, refusal)


def release_lapsed() -> None:
    """Take back what lost its worker: repeatable work waits again, the rest needs a person."""
    lapsed = OutboxMessage.unscoped(_WHY_ALL).lapsed(timezone.now()).select_related("legal_entity")
    for message in lapsed[:100]:
        if message.kind in kinds_not_repeatable():
            finish(message, OutboxState.UNKNOWN, text="The worker was lost while sending")
        else:
            _retry_or_fail(message, text="The worker was lost")


def _retry_or_fail(message: OutboxMessage, *, refusal: Refusal | None = None, text: str = "") -> None:
    pause = LADDER.after(message.attempts)
    if pause is None:
        failure = refusal or TechnicalFailure(n=message.attempts, order=message.number or message.kind, ref=message.pk).as_refusal()
        finish(message, OutboxState.FAILED, refusal=failure, text=text)
        return
    OutboxMessage.of(message.legal_entity_id).filter(pk=message.pk, state=OutboxState.SENDING, attempts=message.attempts).update(
        state=OutboxState.QUEUED,
        lease_until=None,
        next_attempt_at=timezone.now() + pause,
        last_error=text[:300],
    )


def _outcome(state: str, refusal: Refusal | None, text: str) -> dict[str, Any]:
    return {
        "state": state,
        "finished_at": timezone.now(),
        "error_code": refusal.code if refusal else "",
        "error_params": dict(refusal.params) if refusal else {},
        "last_error": text[:300],
    }


def _mirror(message: OutboxMessage, outcome: dict[str, Any]) -> None:
    """Give the outputs of a message its outcome; failed work without an output gets one, so that people see it."""
    outcome = outcome | {"state": _OUTPUT_STATE[outcome["state"]]}
    outputs = Output.of(message.legal_entity_id)
    if outputs.filter(outbox_message=message).update(**outcome) or outcome["state"] == OutputState.DONE:
        return
    if message.document_type not in DocumentType.values or message.object_id is None:
        return  # work that is about no document tells whom it concerns by itself
    outputs.create(
        legal_entity_id=message.legal_entity_id,
        document_type=message.document_type,
        object_id=message.object_id,
        number=message.number,
        destination=Destination.ARCHIVE,
        outbox_message=message,
        **outcome,
    )
