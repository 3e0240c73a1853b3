"""Sessions of the web interface, each with whose it is, so that people see and end their own."""

from __future__ import annotations

import hashlib
from typing import Any, ClassVar, Self

from django.contrib.sessions.base_session import AbstractBaseSession, BaseSessionManager
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from foundation.organization.models import User

BROWSERS = (("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
DEVICES = (("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Mac OS", "Mac"), ("Linux", "Linux"))


class UserSessionQuerySet(models.QuerySet["UserSession"]):
    """Finds sessions."""

    def of_user(self, user: User) -> Self:
        """Return the sessions that a user could go on with, the latest used first."""
        return self.filter(user=user, expire_date__gt=timezone.now()).order_by("-seen_at", "pk")

    def ended(self) -> Self:
        """Return those that nobody can go on with."""
        return self.filter(expire_date__lte=timezone.now())


class UserSession(AbstractBaseSession):
    """One browser that signed in; ``foundation.security.sessions`` writes the columns from the session's own data."""

    user = models.ForeignKey("organization.User", models.CASCADE, null=True, related_name="sessions")
    signed_in_at = models.DateTimeField(_("signed in at"), null=True)
    seen_at = models.DateTimeField(_("last used at"), null=True)
    address = models.CharField(_("network address"), max_length=45, blank=True)
    agent = models.CharField(_("browser"), max_length=200, blank=True)

    objects: ClassVar[Any] = BaseSessionManager.from_queryset(UserSessionQuerySet)()

    class Meta(AbstractBaseSession.Meta):
        verbose_name = _("session")  # type: ignore[assignment]
        verbose_name_plural = _("sessions")  # type: ignore[assignment]

    def __str__(self) -> str:
        """Return browser and device, which is what its user recognises."""
        return " · ".join(filter(None, (_known(self.agent, BROWSERS), _known(self.agent, DEVICES)))) or self.agent[:40] or "–"

    @property
    def reference(self) -> str:
        """Return what a page may name the session by: its key would open it."""
        return hashlib.sha256(self.session_key.encode()).hexdigest()[:24]


def _known(agent: str, names: tuple[tuple[str, str], ...]) -> str:
    return next((name for mark, name in names if mark in agent), "")
