"""Notes on records."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.organization.scope import EntityModel, ScopedQuerySet, scoped_manager


class NoteQuerySet(ScopedQuerySet):
    """Finds the notes on a record."""

    def about(self, record: models.Model) -> Self:
        """Return the notes on one record, latest first, with their authors."""
        return self.filter(object_type=record._meta.label_lower, object_id=record.pk).select_related("user").order_by("-pk")


class Note(EntityModel):
    """A remark that somebody left on a record; written by ``services.notes`` only."""

    object_type = models.CharField(_("object type"), max_length=60)
    object_id = models.BigIntegerField(_("object"))
    text = models.CharField(_("note"), max_length=4000)
    user = models.ForeignKey("organization.User", models.PROTECT, related_name="+", verbose_name=_("user"))
    at = models.DateTimeField(_("at"), auto_now_add=True)

    objects: ClassVar[Any] = scoped_manager(NoteQuerySet)

    class Meta:
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        indexes = [models.Index(fields=["legal_entity", "object_type", "object_id", "-id"], name="note_by_object")]

    def __str__(self) -> str:
        """Return the beginning of the text."""
        return self.text[:60]
