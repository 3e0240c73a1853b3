"""Outputs: every delivery of a document, where it went and whether it arrived (invoicing.md 9.1)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce
from operator import or_
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from foundation.documents.document_types import DocumentType
from foundation.documents.models.archived_document import ArchivedDocument
from foundation.documents.models.outbox_message import OutboxMessage
from foundation.documents.statuses import OutputState
from foundation.errors import render_refusal
from foundation.organization.scope import EntityModel, ScopedQuerySet, scoped_manager


class Destination(models.TextChoices):
    """Where a document can go (invoicing.md 9.3)."""

    DOWNLOAD = "download", _("PDF download")
    QUEUE = "queue", _("Printer queue")
    EMAIL = "email", _("E-mail")
    ARCHIVE = "archive", _("Archive only")


class OutputQuerySet(ScopedQuerySet):
    """Finds outputs."""

    def for_list(self) -> Self:
        """What the list of outputs shows."""
        return self.select_related("archived")

    def not_delivered(self) -> Self:
        """Outputs that a person has to look at: failed, or with an unknown result."""
        return self.filter(state__in=[OutputState.FAILED, OutputState.UNKNOWN])

    def waiting(self) -> Self:
        """Outputs on their way or waiting in a printer queue."""
        return self.filter(state=OutputState.QUEUED)

    def in_printer_queues(self) -> Self:
        """Outputs that wait for a person to print them."""
        return self.filter(state=OutputState.QUEUED, destination=Destination.QUEUE)

    def waiting_by_queue(self) -> Self:
        """How many outputs wait in each printer queue: rows of queue and documents."""
        return self.in_printer_queues().order_by("queue").values("queue").annotate(documents=Count("pk"))

    def of_documents(self, wanted: Iterable[tuple[Sequence[str], Sequence[int]]]) -> Self:
        """E-mails and printouts of documents, newest first; each pair names kinds of documents and keys."""
        named = reduce(or_, (Q(document_type__in=types, object_id__in=keys) for types, keys in wanted))
        return self.filter(named, destination__in=[Destination.EMAIL, Destination.QUEUE]).order_by("-pk")

    def delivered_keys(self, document_type: str, keys: Sequence[int]) -> set[int]:
        """Return those of some documents of a kind that were printed or mailed."""
        gone = self.filter(state=OutputState.DONE, destination__in=[Destination.EMAIL, Destination.QUEUE])
        return set(gone.filter(document_type=document_type, object_id__in=keys).values_list("object_id", flat=True))

    def when_delivered(self, document_type: str) -> Any:
        """When an outer document of a kind was printed or mailed last: one row with that moment, or none."""
        gone = self.filter(document_type=document_type, object_id=models.OuterRef("pk"), state=OutputState.DONE)
        gone = gone.filter(destination__in=[Destination.EMAIL, Destination.QUEUE], finished_at__isnull=False)
        return gone.order_by("-finished_at").values("finished_at")[:1]

    def of_document(self, document_type: str, object_id: int) -> Self:
        """Outputs of one document, newest first."""
        return self.filter(document_type=document_type, object_id=object_id).order_by("-pk")


class Output(EntityModel):
    """One copy of one document for one destination; written by ``services`` of this room and by nobody else."""

    document_type = models.CharField(_("document type"), max_length=20, choices=DocumentType.choices)
    object_id = models.BigIntegerField(_("object"))
    number = models.CharField(_("document"), max_length=30)
    party_name = models.CharField(_("receiver"), max_length=100, blank=True)
    record_name = models.CharField(_("print record"), max_length=60, blank=True)
    destination = models.CharField(_("destination"), max_length=8, choices=Destination.choices)
    copies = models.PositiveSmallIntegerField(_("copies"), default=1)
    queue = models.CharField(_("printer queue"), max_length=30, blank=True)
    archived = models.ForeignKey(ArchivedDocument, models.SET_NULL, null=True, related_name="outputs", verbose_name=_("file"))
    sha256 = models.CharField(_("SHA-256"), max_length=64, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=OutputState.choices, default=OutputState.QUEUED)
    sent_to = models.CharField(_("sent to"), max_length=500, blank=True)
    mail = models.JSONField(_("message"), default=dict)
    outbox_message = models.ForeignKey(OutboxMessage, models.SET_NULL, null=True, related_name="outputs", verbose_name=_("outbox message"))
    message_id = models.CharField(_("message id"), max_length=120, blank=True)
    error_code = models.CharField(_("error code"), max_length=10, blank=True)
    error_params = models.JSONField(_("error parameters"), default=dict)
    last_error = models.CharField(_("last error"), max_length=300, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    finished_at = models.DateTimeField(_("delivered at"), null=True)

    objects: ClassVar[Any] = scoped_manager(OutputQuerySet)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("output")
        verbose_name_plural = _("outputs")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=OutputState.values), name="output_state_known"),
            models.CheckConstraint(condition=Q(copies__gte=1) & Q(copies__lte=99), name="output_copies_in_range"),
        ]
        indexes = [
            models.Index(fields=["legal_entity", "document_type", "object_id"], name="output_by_document"),
            models.Index(fields=["legal_entity", "state", "-id"], name="output_by_state"),
            models.Index(fields=["outbox_message"], name="output_by_message"),
        ]

    def __str__(self) -> str:
        """Return the document and where it goes."""
        return f"{self.get_document_type_display()} {self.number} → {self.get_destination_display()}"

    @property
    def problem(self) -> str:
        """Return why it was not delivered, in the active language."""
        if self.error_code:
            return render_refusal(self.error_code, self.error_params)
        return self.last_error

    @property
    def status(self) -> str:
        """Return the state under the name that lists and state machines use."""
        return self.state
