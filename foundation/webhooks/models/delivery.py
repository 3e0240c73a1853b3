"""The log of deliveries, which is at the same time the queue of what waits to be delivered."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from foundation.organization.scope import EntityModel, ScopedQuerySet, scoped_manager
from foundation.webhooks.models.subscription import WebhookSubscription
from foundation.webhooks.statuses import DeliveryState

WAITING = (DeliveryState.QUEUED, DeliveryState.SENDING)


class DeliveryQuerySet(ScopedQuerySet):
    """Finds deliveries by what can be done with them."""

    def due(self, now: datetime) -> Self:
        """Deliveries whose time has come, oldest first; one whose worker was lost is due when its lease is over."""
        return self.filter(state__in=WAITING, next_attempt_at__lte=now, subscription__active=True).order_by("next_attempt_at", "pk")

    def for_display(self) -> Self:
        """What pages show."""
        return self.select_related("subscription")

    def waiting(self) -> Self:
        """Deliveries that are still tried."""
        return self.filter(state__in=WAITING)

    def failed(self) -> Self:
        """Deliveries that were given up."""
        return self.filter(state=DeliveryState.FAILED)

    def older_than(self, moment: datetime) -> Self:
        """Deliveries that ended before a moment."""
        return self.filter(finished_at__lt=moment)


class WebhookDelivery(EntityModel):
    """One message to one receiver. ``event_id`` stays the same however often it is sent; ``body`` is sent byte for byte.

    The body carries ids and totals, never personal data (reliability.md §14).
    """

    subscription = models.ForeignKey(WebhookSubscription, models.CASCADE, related_name="deliveries", verbose_name=_("webhook"))
    event = models.CharField(_("event"), max_length=40)
    event_id = models.CharField(_("event id"), max_length=40)
    body = models.TextField(_("message"))
    state = models.CharField(_("state"), max_length=8, choices=DeliveryState.choices, default=DeliveryState.QUEUED)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_attempt_at = models.DateTimeField(_("next attempt"), null=True, default=timezone.now)
    response_status = models.PositiveSmallIntegerField(_("answer"), null=True)
    last_error = models.CharField(_("last error"), max_length=300, blank=True, default="")
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    finished_at = models.DateTimeField(_("finished at"), null=True)

    objects: ClassVar[Any] = scoped_manager(DeliveryQuerySet)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("webhook delivery")
        verbose_name_plural = _("webhook deliveries")
        constraints = [
            models.UniqueConstraint(fields=["subscription", "event_id"], name="webhook_delivery_once_per_event"),
            models.CheckConstraint(condition=Q(state__in=DeliveryState.values), name="webhook_delivery_state_known"),
            models.CheckConstraint(
                condition=Q(state__in=["done", "failed"], next_attempt_at=None)
                | Q(state__in=["queued", "sending"], next_attempt_at__isnull=False),
                name="webhook_delivery_waits_or_ended",
            ),
        ]
        indexes = [
            models.Index(fields=["next_attempt_at", "id"], condition=Q(state__in=["queued", "sending"]), name="webhook_delivery_due"),
            models.Index(fields=["legal_entity", "-id"], name="webhook_delivery_log"),
        ]

    def __str__(self) -> str:
        """Return event and event id."""
        return f"{self.event} {self.event_id}"
