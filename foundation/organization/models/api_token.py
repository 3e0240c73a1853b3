"""Tokens of integration clients."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _
from knox.models import AbstractAuthToken


class ApiToken(AbstractAuthToken):
    """A hashed token with a name and, where given, narrower scopes than its user's roles."""

    name = models.CharField(_("name"), max_length=60, blank=True)
    scopes = ArrayField(models.CharField(max_length=80), default=list, blank=True, verbose_name=_("scopes"))
    last_used_at = models.DateTimeField(_("last used at"), null=True, blank=True)

    class Meta(AbstractAuthToken.Meta):
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")
        swappable = "KNOX_TOKEN_MODEL"
