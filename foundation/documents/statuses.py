"""The lives of an output and of an outbox message, each as one table (invoicing.md 9.1, reliability.md §6)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.documents.errors import NotRetryable
from foundation.statemachine import StateMachine, Transition


class OutboxState(models.TextChoices):
    """How far a message to the outside world has come."""

    QUEUED = "queued", _("Queued")
    SENDING = "sending", _("Sending")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")
    UNKNOWN = "unknown", _("Result unknown")


class OutputState(models.TextChoices):
    """Whether a document reached its destination."""

    QUEUED = "queued", _("Queued")
    DONE = "done", _("Delivered")
    FAILED = "failed", _("Failed")
    UNKNOWN = "unknown", _("Result unknown")


_OPEN = frozenset({OutputState.FAILED.value, OutputState.UNKNOWN.value})

output_states = StateMachine(
    OutputState,
    (
        Transition("retry", _("send again"), _OPEN, OutputState.QUEUED, NotRetryable),
        Transition("mark_delivered", _("mark as delivered"), _OPEN, OutputState.DONE, NotRetryable),
    ),
)
