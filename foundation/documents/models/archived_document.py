"""The archive: the very bytes that were sent, kept unchanged with their hash (invoicing.md 9.6, REL-13)."""

from __future__ import annotations

from typing import Any, ClassVar, Self

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from foundation.documents.document_types import DocumentType
from foundation.organization.scope import EntityModel, ScopedQuerySet, scoped_manager

_KEPT = """
    IF OLD.kind <> 'proforma' AND OLD.retain_until >= CURRENT_DATE THEN
        RAISE EXCEPTION 'An archived document is kept until %', OLD.retain_until USING ERRCODE = '23514';
    END IF;
    RETURN OLD;
"""


class ArchiveKind(models.TextChoices):
    """What the file is."""

    ORIGINAL = "original", _("Original")
    COPY = "copy", _("Copy")
    PRO_FORMA = "proforma", _("Pro forma")


class ArchivedDocumentQuerySet(ScopedQuerySet):
    """Finds archived files."""

    def original_of(self, document_type: str, object_id: int) -> Self:
        """The original of one document, if it was made already."""
        return self.filter(document_type=document_type, object_id=object_id, kind=ArchiveKind.ORIGINAL)

    def pro_formas(self) -> Self:
        """Files that carry no legal weight and may be deleted at any time."""
        return self.filter(kind=ArchiveKind.PRO_FORMA)


class ArchivedDocument(EntityModel):
    """One PDF as it was made, with its hash; written by ``services.archive`` and by nobody else.

    The row never changes. It can be deleted after ``retain_until`` only, a pro forma at any time.
    """

    document_type = models.CharField(_("document type"), max_length=20, choices=DocumentType.choices)
    object_id = models.BigIntegerField(_("object"))
    number = models.CharField(_("document"), max_length=30)
    kind = models.CharField(_("kind"), max_length=8, choices=ArchiveKind.choices, default=ArchiveKind.ORIGINAL)
    language = models.CharField(_("language"), max_length=5)
    file = models.CharField(_("file"), max_length=120, unique=True)
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    size = models.PositiveIntegerField(_("size"))
    created_by = models.ForeignKey("organization.User", models.PROTECT, null=True, related_name="+", verbose_name=_("created by"))
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    retain_until = models.DateField(_("kept until"))

    objects: ClassVar[Any] = scoped_manager(ArchivedDocumentQuerySet)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("archived document")
        verbose_name_plural = _("archived documents")
        constraints = [
            models.UniqueConstraint(
                fields=["legal_entity", "document_type", "object_id"], condition=Q(kind="original"), name="archive_one_original"
            ),
            models.CheckConstraint(condition=Q(size__gt=0) & Q(sha256__regex="^[0-9a-f]{64}$"), name="archive_has_content"),
        ]
        indexes = [models.Index(fields=["legal_entity", "document_type", "object_id"], name="archive_by_document")]
        triggers = [
            pgtrigger.Trigger(
                name="kept",
                operation=pgtrigger.Delete,
                when=pgtrigger.Before,
                level=pgtrigger.Row,
                func=_KEPT,
            ),
            pgtrigger.Trigger(
                name="immutable_row",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                level=pgtrigger.Row,
                func="RAISE EXCEPTION 'An archived document never changes' USING ERRCODE = '23514';",
            ),
            pgtrigger.Trigger(
                name="immutable_table",
                operation=pgtrigger.Truncate,
                when=pgtrigger.Before,
                level=pgtrigger.Statement,
                func="RAISE EXCEPTION 'The archive is never emptied' USING ERRCODE = '23514';",
            ),
        ]

    def __str__(self) -> str:
        """Return kind and number of the document."""
        return f"{self.get_document_type_display()} {self.number}"

    @property
    def file_name(self) -> str:
        """Return the name under which the file is handed out."""
        safe = "".join(letter if letter.isalnum() or letter in "-_." else "-" for letter in self.number)
        suffix = "" if self.kind == ArchiveKind.ORIGINAL else f"-{self.kind}"
        return f"{self.document_type.replace('_', '-')}-{safe}{suffix}.pdf"
