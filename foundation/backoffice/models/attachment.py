"""Files that people attached to records."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from foundation.organization.models import User
from foundation.organization.scope import EntityModel, ScopedQuerySet, scoped_manager

PICTURES = ("image/png", "image/jpeg")
PREVIEWED = (*PICTURES, "application/pdf")


class AttachmentQuerySet(ScopedQuerySet):
    """Finds the files of a record."""

    def about(self, record: models.Model) -> Self:
        """Return the files of one record, latest first, with who attached them."""
        return self.filter(object_type=record._meta.label_lower, object_id=record.pk).select_related("user").order_by("-pk")


class Attachment(EntityModel):
    """One file of a record, checked by ``foundation.documents.uploads``; written by ``around.attachments`` only."""

    object_type = models.CharField(_("object type"), max_length=60)
    object_id = models.BigIntegerField(_("object"))
    name = models.CharField(_("name"), max_length=120)
    file = models.CharField(_("file"), max_length=120, unique=True)
    content_type = models.CharField(_("content type"), max_length=100)
    size = models.PositiveIntegerField(_("size"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    user = models.ForeignKey("organization.User", models.PROTECT, related_name="+", verbose_name=_("user"))
    at = models.DateTimeField(_("at"), auto_now_add=True)

    objects: ClassVar[Any] = scoped_manager(AttachmentQuerySet)

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        constraints = [models.CheckConstraint(condition=Q(size__gt=0) & Q(sha256__regex="^[0-9a-f]{64}$"), name="attachment_has_content")]
        indexes = [models.Index(fields=["legal_entity", "object_type", "object_id", "-id"], name="attachment_by_object")]

    def __str__(self) -> str:
        """Return the file's name."""
        return self.name

    @property
    def is_picture(self) -> bool:
        """Tell whether a small image of it can be shown."""
        return self.content_type in PICTURES

    @property
    def is_previewed(self) -> bool:
        """Tell whether a browser shows it safely."""
        return self.content_type in PREVIEWED

    def may_be_removed_by(self, user: User) -> bool:
        """Tell whether the user attached it."""
        return self.user_id == user.pk
