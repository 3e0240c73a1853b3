"""Files that people import in the browser: what a column stands for, what the check said, what was taken."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.organization.models import User
from foundation.organization.scope import EntityModel, ScopedQuerySet, scoped_manager


class ImportState(models.TextChoices):
    """How far an import is."""

    UPLOADED = "uploaded", _("Columns to assign")
    CHECKING = "checking", _("Being checked")
    CHECKED = "checked", _("Checked")
    IMPORTING = "importing", _("Being imported")
    DONE = "done", _("Imported")
    FAILED = "failed", _("Not imported")


class ImportFileQuerySet(ScopedQuerySet):
    """Finds imports by user, kind and headings."""

    def for_user(self, user: User) -> Self:
        """Return the imports of one user, latest first."""
        return self.filter(user=user).order_by("-pk")

    def made_before(self, moment: datetime) -> Self:
        """Return those that were uploaded before a moment."""
        return self.filter(created_at__lt=moment)

    def remembered_mapping(self, user: User, kind: str, headings: list[str]) -> dict[str, str]:
        """Return what the user last said the same headings stand for, empty when never."""
        known = self.for_user(user).filter(kind=kind, headings=headings).exclude(mapping={})
        return dict(known.values_list("mapping", flat=True).first() or {})


class ImportFile(EntityModel):
    """One uploaded file with rows of one kind; ``report`` is what the last check or import said, as plain data."""

    user = models.ForeignKey("organization.User", models.PROTECT, related_name="+", verbose_name=_("user"))
    kind = models.CharField(_("kind"), max_length=60)
    name = models.CharField(_("file"), max_length=120)
    file = models.CharField(_("stored as"), max_length=200)
    content_type = models.CharField(_("content type"), max_length=100)
    size = models.PositiveBigIntegerField(_("size"))
    sha256 = models.CharField(_("hash"), max_length=64)
    headings = ArrayField(models.CharField(max_length=200), default=list, verbose_name=_("headings"))
    row_count = models.PositiveIntegerField(_("rows"), default=0)
    mapping = models.JSONField(_("columns"), default=dict)
    mode = models.CharField(_("existing records"), max_length=10, default="upsert")
    date_order = models.CharField(_("order of dates"), max_length=3, blank=True)
    chosen_rows = models.CharField(_("rows to import"), max_length=500, blank=True)
    state = models.CharField(_("status"), max_length=9, choices=ImportState.choices, default=ImportState.UPLOADED)
    report = models.JSONField(_("report"), default=dict)
    created_at = models.DateTimeField(_("uploaded at"), auto_now_add=True)

    objects: ClassVar[Any] = scoped_manager(ImportFileQuerySet)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        indexes = [models.Index(fields=["legal_entity", "user", "-id"], name="import_file_by_user")]

    def __str__(self) -> str:
        """Return the file's name."""
        return self.name

    @property
    def is_at_work(self) -> bool:
        """Tell whether a worker has it."""
        return self.state in (ImportState.CHECKING, ImportState.IMPORTING)
