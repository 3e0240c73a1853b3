"""Links by e-mail with which somebody sets a password: after forgetting one, or when let in."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

LIFETIMES = {"forgotten": timedelta(minutes=30), "invitation": timedelta(days=7)}


class PasswordLinkQuerySet(models.QuerySet["PasswordLink"]):
    """Finds links."""

    def to_send(self) -> Self:
        """Return those that have not gone out, with their users; a link that has failed five times rests."""
        return self.filter(sent_at__isnull=True, used_at__isnull=True, tries__lt=5).select_related("user")

    def recent(self) -> Self:
        """Return those asked for within the last hour."""
        return self.filter(asked_at__gt=timezone.now() - timedelta(hours=1))

    def old(self) -> Self:
        """Return those whose time has been over for a month."""
        return self.filter(asked_at__lt=timezone.now() - timedelta(days=37))


class PasswordLink(models.Model):
    """One link. The token in it is made when the e-mail is sent and stands nowhere but there."""

    class Purpose(models.TextChoices):
        """Why a password is set by link."""

        FORGOTTEN = "forgotten", _("Forgotten password")
        INVITATION = "invitation", _("Invitation")

    user = models.ForeignKey("organization.User", models.CASCADE, related_name="password_links")
    purpose = models.CharField(_("purpose"), max_length=12, choices=Purpose.choices)
    site = models.URLField(max_length=200)
    asked_at = models.DateTimeField(_("asked at"), auto_now_add=True)
    sent_at = models.DateTimeField(_("sent at"), null=True)
    used_at = models.DateTimeField(_("used at"), null=True)
    tries = models.PositiveSmallIntegerField(default=0)

    objects: Any = PasswordLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("link to set a password")
        verbose_name_plural = _("links to set a password")
        indexes = [models.Index(fields=["asked_at"], condition=models.Q(sent_at__isnull=True), name="password_link_to_send")]

    def __str__(self) -> str:
        """Return whose it is."""
        return str(self.user)

    @property
    def lifetime(self) -> timedelta:
        """Return how long the link holds from the moment it was sent: half an hour, or a week for an invitation."""
        return LIFETIMES[self.purpose]
