"""The outbox: what a posting wants done outside the database, written in its transaction (reliability.md §6)."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from foundation.documents.statuses import OutboxState
from foundation.errors import render_refusal
from foundation.organization.scope import EntityModel, ScopedQuerySet, scoped_manager


class OutboxQuerySet(ScopedQuerySet):
    """Finds messages by what can be done with them."""

    def due(self, now: datetime) -> Self:
        """Messages that wait and whose time has come, oldest first."""
        return self.filter(state=OutboxState.QUEUED, next_attempt_at__lte=now).order_by("next_attempt_at", "pk")

    def lapsed(self, now: datetime) -> Self:
        """Messages whose worker has not come back within its lease."""
        return self.filter(state=OutboxState.SENDING, lease_until__lt=now).order_by("pk")

    def to_deliver(self, document_type: str, object_id: int) -> Self:
        """Messages that ask for the delivery of one document once its file is made."""
        return self.filter(document_type=document_type, object_id=object_id, payload__deliver=True)

    def waiting(self) -> Self:
        """Messages that wait or are being worked now."""
        return self.filter(state__in=[OutboxState.QUEUED, OutboxState.SENDING])

    def not_done(self) -> Self:
        """Messages that a person has to look at."""
        return self.filter(state__in=[OutboxState.FAILED, OutboxState.UNKNOWN])


class OutboxMessage(EntityModel):
    """One effect on the outside world: a file to make, an e-mail to send, a call to make.

    Written by ``services.outbox`` and by nobody else. ``payload`` holds keys, never documents or personal data.
    """

    kind = models.CharField(_("kind"), max_length=30)
    document_type = models.CharField(_("document type"), max_length=20, blank=True)
    object_id = models.BigIntegerField(_("object"), null=True)
    number = models.CharField(_("document"), max_length=30, blank=True)
    payload = models.JSONField(_("payload"), default=dict)
    message_id = models.CharField(_("message id"), max_length=120, unique=True)
    state = models.CharField(_("state"), max_length=8, choices=OutboxState.choices, default=OutboxState.QUEUED)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_attempt_at = models.DateTimeField(_("next attempt"))
    lease_until = models.DateTimeField(_("lease until"), null=True)
    error_code = models.CharField(_("error code"), max_length=10, blank=True)
    error_params = models.JSONField(_("error parameters"), default=dict)
    last_error = models.CharField(_("last error"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    finished_at = models.DateTimeField(_("finished at"), null=True)

    objects: ClassVar[Any] = scoped_manager(OutboxQuerySet)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("outbox message")
        verbose_name_plural = _("outbox messages")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=OutboxState.values), name="outbox_state_known"),
            models.CheckConstraint(condition=~Q(state=OutboxState.SENDING) | Q(lease_until__isnull=False), name="outbox_sending_has_lease"),
        ]
        indexes = [
            models.Index(fields=["next_attempt_at", "id"], condition=Q(state="queued"), name="outbox_due"),
            models.Index(fields=["lease_until"], condition=Q(state="sending"), name="outbox_sending"),
            models.Index(fields=["legal_entity", "document_type", "object_id"], name="outbox_by_document"),
        ]

    def __str__(self) -> str:
        """Return what is to be done for which document."""
        return f"{self.kind} {self.number}".strip()

    @property
    def problem(self) -> str:
        """Return why it was not done, in the active language."""
        if self.error_code:
            return render_refusal(self.error_code, self.error_params)
        return self.last_error
