"""Tokens of integration clients."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from knox.models import AbstractAuthToken


class ApiToken(AbstractAuthToken):
    """A hashed token with a name and, where given, narrower than its user: some scopes, some legal entities."""

    name = models.CharField(_("name"), max_length=60, blank=True)
    scopes = ArrayField(models.CharField(max_length=80), default=list, blank=True, verbose_name=_("scopes"))
    entities = ArrayField(models.CharField(max_length=8), default=list, blank=True, verbose_name=_("legal entities"))
    last_used_at = models.DateTimeField(_("last used at"), null=True, blank=True)

    class Meta(AbstractAuthToken.Meta):
        ordering = ["-created"]
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")
        swappable = "KNOX_TOKEN_MODEL"

    @property
    def is_expired(self) -> bool:
        """Tell whether the token's time is over."""
        return self.expiry is not None and self.expiry <= timezone.now()

    def reaches(self, entity_code: str) -> bool:
        """Tell whether the token may be used in a legal entity, as far as the token goes."""
        return not self.entities or entity_code in self.entities
