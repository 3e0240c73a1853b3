"""What a user was told inside the product."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from foundation.organization.models import User
from foundation.organization.scope import EntityModel, ScopedQuerySet, scoped_manager

SHOWN = 100


class NotificationKind(models.TextChoices):
    """What a notification is about."""

    BATCH = "batch", _("Batch run")
    EXPORT = "export", _("Export")
    IMPORT = "import", _("Import")
    MENTION = "mention", _("Mention")
    ACTIVITY = "activity", _("Activity")
    REFUSAL = "refusal", _("To look at")


class NotificationQuerySet(ScopedQuerySet):
    """Finds what somebody was told."""

    def for_user(self, user: User) -> Self:
        """Return what one user was told."""
        return self.filter(user=user)

    def unread(self) -> Self:
        """Return what was not looked at yet."""
        return self.filter(read_at=None)

    def newest(self) -> Self:
        """Return the last ones, latest first."""
        return self.order_by("-pk")[:SHOWN]

    def read_now(self) -> int:
        """Mark all of them as looked at; return how many were not."""
        return self.unread().update(read_at=timezone.now())


class Notification(EntityModel):
    """One thing that a user should know, with where to look; written by ``notifications.notify`` only."""

    user = models.ForeignKey("organization.User", models.CASCADE, related_name="+", verbose_name=_("user"))
    kind = models.CharField(_("kind"), max_length=10, choices=NotificationKind.choices)
    tone = models.CharField(_("tone"), max_length=6, default="blue")
    text = models.CharField(_("text"), max_length=300)
    url = models.CharField(_("address"), max_length=300, blank=True, default="")
    at = models.DateTimeField(_("at"), default=timezone.now)
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)

    objects: ClassVar[Any] = scoped_manager(NotificationQuerySet)

    class Meta:
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        constraints = [models.CheckConstraint(condition=Q(kind__in=NotificationKind.values), name="notification_kind_known")]
        indexes = [
            models.Index(fields=["legal_entity", "user", "-id"], name="notification_by_user"),
            models.Index(fields=["legal_entity", "user"], condition=Q(read_at=None), name="notification_unread"),
        ]

    def __str__(self) -> str:
        """Return the text."""
        return self.text
