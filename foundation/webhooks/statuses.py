"""What can be announced to a receiver, and how far a delivery has come."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class WebhookEvent(models.TextChoices):
    """What a subscription can ask for; the values are part of the public interface (docs/webhooks.md)."""

    ORDER_CONFIRMED = "order.confirmed", _("Order confirmed")
    PACKING_SLIP_POSTED = "packing_slip.posted", _("Packing slip posted")
    INVOICE_POSTED = "invoice.posted", _("Invoice posted")
    BATCH_RUN_ENDED = "batch_run.ended", _("Batch run ended")


TEST_EVENT = "webhook.test"
"""The event that a person sends to see whether the receiver answers."""


class DeliveryState(models.TextChoices):
    """How far a delivery has come."""

    QUEUED = "queued", _("Waiting")
    SENDING = "sending", _("Sending")
    DONE = "done", _("Delivered")
    FAILED = "failed", _("Failed")
