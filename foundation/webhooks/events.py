"""What the webhooks room tells the rooms above it."""

from __future__ import annotations

from dataclasses import dataclass

from foundation.events import Event
from foundation.webhooks.models import WebhookSubscription


@dataclass(frozen=True)
class SubscriptionSwitchedOff(Event):
    """A receiver did not take a message in three days of trying; nothing more is sent to it until a person says so."""

    subscription: WebhookSubscription
