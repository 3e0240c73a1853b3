"""Lists that were too long to export while somebody waits: asked for, made in the background, kept for some days."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.organization.models import User
from foundation.organization.scope import EntityModel, ScopedQuerySet, scoped_manager


class ExportState(models.TextChoices):
    """How far a file is."""

    WAITING = "waiting", _("Being made")
    READY = "ready", _("Ready")
    FAILED = "failed", _("Not made")


class ExportFileQuerySet(ScopedQuerySet):
    """Finds files by who asked for them and by age."""

    def for_user(self, user: User) -> Self:
        """Return what one user asked for, latest first."""
        return self.filter(user=user).order_by("-pk")

    def waiting(self) -> Self:
        """Return those that are not made yet."""
        return self.filter(state=ExportState.WAITING)

    def ready(self) -> Self:
        """Return those that can be downloaded."""
        return self.filter(state=ExportState.READY)

    def made_before(self, moment: datetime) -> Self:
        """Return those that were asked for before a moment."""
        return self.filter(created_at__lt=moment)


class ExportFile(EntityModel):
    """A list as a file for one user, who alone downloads it: the list's address says what is in it."""

    user = models.ForeignKey("organization.User", models.CASCADE, related_name="+", verbose_name=_("user"))
    title = models.CharField(_("list"), max_length=120)
    path = models.CharField(_("address"), max_length=300)
    query = models.CharField(_("query"), max_length=4000, blank=True)
    format = models.CharField(_("format"), max_length=4)
    state = models.CharField(_("status"), max_length=8, choices=ExportState.choices, default=ExportState.WAITING)
    rows = models.PositiveIntegerField(_("rows"), null=True)
    name = models.CharField(_("file"), max_length=120)
    file = models.CharField(_("stored as"), max_length=200, blank=True)
    content_type = models.CharField(_("content type"), max_length=100)
    size = models.PositiveBigIntegerField(_("size"), default=0)
    created_at = models.DateTimeField(_("asked for at"), auto_now_add=True)

    objects: ClassVar[Any] = scoped_manager(ExportFileQuerySet)

    class Meta:
        verbose_name = _("export")
        verbose_name_plural = _("exports")
        indexes = [models.Index(fields=["legal_entity", "user", "-id"], name="export_file_by_user")]

    def __str__(self) -> str:
        """Return the file's name."""
        return self.name

    @property
    def is_ready(self) -> bool:
        """Tell whether the file can be downloaded."""
        return self.state == ExportState.READY
