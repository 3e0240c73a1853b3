"""Tokens of integration clients."""

from __future__ import annotations

from ipaddress import ip_address, ip_network
from typing import TYPE_CHECKING, ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from knox.models import AbstractAuthToken, AuthTokenManager

from foundation.organization.models.membership import Membership

if TYPE_CHECKING:
    from foundation.organization.models.legal_entity import LegalEntity


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    """Finds tokens."""

    def in_entity(self, legal_entity: LegalEntity) -> Self:
        """Return the tokens with which a legal entity can be entered, with their users."""
        reaching = models.Q(entities=[]) | models.Q(entities__contains=[legal_entity.code])
        here = models.Q(user__in=Membership.objects.filter(legal_entity=legal_entity).values("user"))
        return self.filter(reaching & here).select_related("user")

    def working(self) -> Self:
        """Return those whose time is not over."""
        return self.filter(models.Q(expiry__isnull=True) | models.Q(expiry__gt=timezone.now()))

    def over(self) -> Self:
        """Return those whose time is over."""
        return self.filter(expiry__lte=timezone.now())


class ApiTokenManager(AuthTokenManager.from_queryset(ApiTokenQuerySet)):  # type: ignore[misc]
    """Makes tokens as the library does."""


class ApiToken(AbstractAuthToken):
    """A hashed token with a name and, where given, narrower than its user: some scopes, some legal entities."""

    name = models.CharField(_("name"), max_length=60, blank=True)
    scopes = ArrayField(models.CharField(max_length=80), default=list, blank=True, verbose_name=_("scopes"))
    entities = ArrayField(models.CharField(max_length=8), default=list, blank=True, verbose_name=_("legal entities"))
    networks = ArrayField(models.CharField(max_length=43), default=list, blank=True, verbose_name=_("networks"))
    last_used_at = models.DateTimeField(_("last used at"), null=True, blank=True)

    objects: ClassVar[ApiTokenManager] = ApiTokenManager()

    class Meta(AbstractAuthToken.Meta):
        ordering = ["-created"]
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")
        swappable = "KNOX_TOKEN_MODEL"

    def __str__(self) -> str:
        """Return name and beginning, never the token."""
        return f"{self.name} {self.token_key}…"

    @property
    def scopes_text(self) -> str:
        """Return the scopes in one line; blank is all that the roles allow."""
        return ", ".join(self.scopes)

    @property
    def entities_text(self) -> str:
        """Return the legal entities in one line; blank is all in which the user has a role."""
        return ", ".join(self.entities)

    @property
    def is_expired(self) -> bool:
        """Tell whether the token's time is over."""
        return self.expiry is not None and self.expiry <= timezone.now()

    def comes_from(self, address: str) -> bool:
        """Tell whether a request from an address may use the token; without networks, from anywhere."""
        if not self.networks:
            return True
        try:
            found = ip_address(address)
        except ValueError:
            return False
        return any(found in ip_network(network) for network in self.networks)

    def reaches(self, entity_code: str) -> bool:
        """Tell whether the token may be used in a legal entity, as far as the token goes."""
        return not self.entities or entity_code in self.entities
