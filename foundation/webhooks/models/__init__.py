"""Subscriptions to what is posted, and the log of what was delivered."""

from foundation.webhooks.models.delivery import WebhookDelivery
from foundation.webhooks.models.subscription import WebhookSubscription

__all__ = ["WebhookDelivery", "WebhookSubscription"]
