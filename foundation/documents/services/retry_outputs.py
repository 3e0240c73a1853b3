"""What a person does with a document that was not delivered: send it again, or say that it arrived (invoicing.md 9.3)."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from foundation.documents.document_types import default_purpose
from foundation.documents.errors import NoAddress
from foundation.documents.models import Destination, OutboxMessage, Output
from foundation.documents.services.mail_text import check_address
from foundation.documents.services.outbox import BELL, OutboxItem, enqueue
from foundation.documents.statuses import OutboxState, OutputState, output_states
from foundation.organization.models import LegalEntity, User
from foundation.organization.services import audit


@transaction.atomic
def retry_outputs(legal_entity: LegalEntity, keys: Sequence[int], *, user: User, to: Sequence[str] = ()) -> list[Output]:
    """Queue outputs again, with the same file; ``to`` replaces the addresses of e-mails.

    Raises NotRetryable (DOC-05) when an output is not failed or unknown, NoAddress (INV-901) for an e-mail without one.
    """
    outputs = list(Output.of(legal_entity).filter(pk__in=keys).locked())
    output_states.check_all("retry", outputs)
    for output in outputs:
        _prepare(output, to)
    _requeue(legal_entity, outputs)
    Output.of(legal_entity).bulk_update(outputs, ["mail", "sent_to", "outbox_message", "message_id"])
    Output.of(legal_entity).filter(pk__in=[output.pk for output in outputs]).update(
        state=OutputState.QUEUED, error_code="", error_params={}, last_error="", finished_at=None
    )
    audit.record(legal_entity, user, "documents.retry", outputs)
    return outputs


@transaction.atomic
def mark_delivered(legal_entity: LegalEntity, keys: Sequence[int], *, user: User, note: str) -> list[Output]:
    """Record that documents reached their receiver on another way; raises NotRetryable (DOC-05) when they are not open."""
    outputs = list(Output.of(legal_entity).filter(pk__in=keys).locked())
    output_states.check_all("mark_delivered", outputs)
    Output.of(legal_entity).filter(pk__in=[output.pk for output in outputs]).update(
        state=OutputState.DONE, finished_at=timezone.now(), note=f"{user.name}: {note}"[:200]
    )
    audit.record(legal_entity, user, "documents.mark_delivered", outputs, reason=note)
    return outputs


@transaction.atomic
def retry_messages(legal_entity: LegalEntity, keys: Sequence[int], *, user: User) -> int:
    """Queue outbox messages again that failed or whose result is unknown, with what hangs on them; return how many."""
    messages = list(OutboxMessage.of(legal_entity).filter(pk__in=keys).not_done().locked())
    found = [message.pk for message in messages]
    outputs = Output.of(legal_entity).filter(outbox_message__in=found).not_delivered()
    outputs.update(state=OutputState.QUEUED, error_code="", error_params={}, last_error="", finished_at=None)
    if _wake(legal_entity, found):
        audit.record(legal_entity, user, "documents.retry", messages)
    return len(messages)


def _prepare(output: Output, to: Sequence[str]) -> None:
    if output.destination != Destination.EMAIL:
        return
    addresses = [check_address(address) for address in to] or output.mail.get("to", [])
    if not addresses:
        raise NoAddress(purpose=default_purpose(output.document_type), customer=output.party_name, field="to")
    output.mail = output.mail | {"to": addresses}
    output.sent_to = ", ".join([*addresses, *output.mail.get("cc", [])])[:500]


def _requeue(legal_entity: LegalEntity, outputs: list[Output]) -> None:
    """Wake the messages that exist and write those that never came to be; a message keeps its id."""
    new = [output for output in outputs if output.outbox_message_id is None]
    items = [OutboxItem("email", output.document_type, output.object_id, output.number) for output in new]
    for output, message in zip(new, enqueue(legal_entity, items), strict=True):
        output.outbox_message, output.message_id = message, message.message_id
    known = [output.outbox_message_id for output in outputs if output not in new]
    _wake(legal_entity, known)


def _wake(legal_entity: LegalEntity, keys: Sequence[int | None]) -> int:
    """Let messages that ended badly wait again, and ring the workers."""
    woken = OutboxMessage.of(legal_entity).filter(pk__in=keys).not_done()
    count: int = woken.update(
        state=OutboxState.QUEUED,
        attempts=0,
        next_attempt_at=timezone.now(),
        finished_at=None,
        error_code="",
        error_params={},
        last_error="",
    )
    if count:
        BELL.ring_after_commit()
    return count
