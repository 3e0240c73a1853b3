"""What a user looked at last."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from foundation.organization.models import User
from foundation.organization.scope import EntityModel, ScopedQuerySet, scoped_manager

SHOWN = 8


class RecentRecordQuerySet(ScopedQuerySet):
    """Finds what somebody looked at."""

    def latest_of(self, user: User) -> Self:
        """Return the records that the user opened last, latest first."""
        return self.filter(user=user).order_by("-at")[:SHOWN]


class RecentRecord(EntityModel):
    """A record's page that a user opened, at the last time."""

    user = models.ForeignKey("organization.User", models.CASCADE, related_name="+")
    address = models.CharField(_("address"), max_length=200)
    kind = models.CharField(_("kind"), max_length=80)
    label = models.CharField(_("record"), max_length=120)
    at = models.DateTimeField(_("at"), default=timezone.now)

    objects: ClassVar[Any] = scoped_manager(RecentRecordQuerySet)

    class Meta:
        verbose_name = _("recent record")
        verbose_name_plural = _("recent records")
        constraints = [models.UniqueConstraint(fields=["legal_entity", "user", "address"], name="recent_record_unique")]
        indexes = [models.Index(fields=["legal_entity", "user", "-at"], name="recent_record_by_user")]

    def __str__(self) -> str:
        """Return the record's label."""
        return self.label
