"""Keys of posting forms, so that a double click or a reload is a replay."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class OneTimeKey(models.Model):
    """The key of one shown posting form and, once it was posted, what came of it.

    Inserted in the posting's own transaction, so that key and documents stand or fall together.
    """

    key = models.UUIDField(_("key"), primary_key=True)
    user = models.ForeignKey("organization.User", models.CASCADE, related_name="+")
    outcome = models.JSONField(_("outcome"), default=dict)
    at = models.DateTimeField(_("at"), auto_now_add=True)

    class Meta:
        verbose_name = _("one-time key")
        verbose_name_plural = _("one-time keys")

    def __str__(self) -> str:
        """Return the key."""
        return str(self.key)
