"""Who outside wants to know what: an address, the events, and the secret that signs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from foundation.organization.scope import EntityModel, ScopedQuerySet, scoped_manager
from foundation.security.sealing import candidates
from foundation.webhooks.statuses import WebhookEvent


class SubscriptionQuerySet(ScopedQuerySet):
    """Finds subscriptions."""

    def wanting(self, event: str) -> Self:
        """Subscriptions that are on and ask for an event."""
        return self.filter(active=True, events__contains=[event]).order_by("pk")

    def named(self, name: str, *, other_than: int | None = None) -> Self:
        """Subscriptions that bear a name already."""
        return self.filter(name=name).exclude(pk=other_than)


class WebhookSubscription(EntityModel):
    """A receiver of one legal entity. The secrets are sealed; nobody can read them after they were shown once.

    While a secret is being replaced, messages carry the signatures of both, until ``previous_until``.
    """

    name = models.CharField(_("name"), max_length=60)
    url = models.URLField(_("address"), max_length=500)
    events = models.JSONField(_("events"), default=list)
    active = models.BooleanField(_("switched on"), default=True)
    secret_nonce = models.BinaryField(max_length=32)
    secret_sealed = models.BinaryField(max_length=32)
    previous_nonce = models.BinaryField(max_length=32, null=True)
    previous_sealed = models.BinaryField(max_length=32, null=True)
    previous_until = models.DateTimeField(_("old secret holds until"), null=True)
    failing_since = models.DateTimeField(_("failing since"), null=True)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    objects: ClassVar[Any] = scoped_manager(SubscriptionQuerySet)

    class Meta:
        ordering = ["name"]
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")
        constraints = [
            models.UniqueConstraint(fields=["legal_entity", "name"], name="webhook_name_unique"),
            models.CheckConstraint(
                condition=Q(previous_nonce=None, previous_sealed=None, previous_until=None)
                | Q(previous_nonce__isnull=False, previous_sealed__isnull=False, previous_until__isnull=False),
                name="webhook_previous_secret_whole",
            ),
        ]

    def __str__(self) -> str:
        """Return the name."""
        return self.name

    @property
    def events_text(self) -> str:
        """Return the events in words."""
        names = dict(WebhookEvent.choices)
        return ", ".join(str(names.get(event, event)) for event in self.events)

    def signing_secrets(self, now: datetime) -> Iterator[bytes]:
        """Yield every secret that a receiver may know now, in the clear: the own one first, then the one before it."""
        yield from candidates(self.secret_nonce, self.secret_sealed)
        if self.previous_nonce and self.previous_sealed and self.previous_until and now < self.previous_until:
            yield from candidates(self.previous_nonce, self.previous_sealed)
