"""Tell the administrators when a webhook was switched off."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from foundation.backoffice.addresses import entity_url
from foundation.backoffice.models import NotificationKind
from foundation.backoffice.notifications.notify import notify_all
from foundation.events import subscribe
from foundation.organization.models import User
from foundation.webhooks.events import SubscriptionSwitchedOff


@subscribe(SubscriptionSwitchedOff)
def tell_of_switching_off(event: SubscriptionSwitchedOff) -> None:
    """Notify everybody who may switch the webhook on again."""
    subscription = event.subscription
    entity = subscription.legal_entity
    notify_all(
        User.objects.holding(entity, "webhooks.change_webhook"),
        NotificationKind.REFUSAL,
        _("Webhook %(webhook)s is switched off: its receiver took no message for three days."),
        entity_url(entity, "webhooks:subscription-edit", pk=subscription.pk),
        entity=entity,
        params={"webhook": str(subscription)},
        tone="red",
    )
