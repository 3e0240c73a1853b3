"""Making, changing and trying subscriptions; a secret leaves the product once, when it is made."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from foundation.organization.models import LegalEntity, User
from foundation.organization.services.audit import record
from foundation.security.sealing import LONGEST, seal
from foundation.webhooks.errors import NameTaken, StillOnItsWay, SubscriptionIsOff
from foundation.webhooks.models import WebhookDelivery, WebhookSubscription
from foundation.webhooks.services.publish import BELL, publish_test
from foundation.webhooks.signatures import written
from foundation.webhooks.statuses import DeliveryState
from foundation.webhooks.targets import check_url

OLD_SECRET_HOLDS = timedelta(hours=24)
SETTINGS = ("name", "url", "events", "active")


@transaction.atomic
def create_subscription(legal_entity: LegalEntity, *, user: User | None, **values: Any) -> tuple[WebhookSubscription, str]:
    """Make a subscription of name, url, events and active; return it and its secret as text, which is shown this once.

    Raises AddressRefused (WHK-01) and NameTaken (WHK-04).
    """
    check_url(values["url"])
    _check_name(legal_entity, values["name"], None)
    secret = secrets.token_bytes(LONGEST)
    nonce, sealed = seal(secret)
    made = WebhookSubscription(legal_entity=legal_entity, secret_nonce=nonce, secret_sealed=sealed, **values)
    made.save()
    record(legal_entity, user, "created", [made], changes={made.pk: {"url": ["", made.url], "events": ["", str(made.events_text)]}})
    return made, written(secret)


@transaction.atomic
def change_subscription(subscription: WebhookSubscription, *, user: User | None, **values: Any) -> WebhookSubscription:
    """Change name, url, events or active; what waited is sent once it is on again.

    Raises AddressRefused (WHK-01) and NameTaken (WHK-04).
    """
    stored = _locked(subscription)
    changes = {name: [getattr(stored, name), value] for name, value in values.items() if getattr(stored, name) != value}
    for name, (_old, value) in changes.items():
        setattr(stored, name, value)
    check_url(stored.url)
    _check_name(stored.legal_entity, stored.name, stored.pk)
    if stored.active and "active" in changes:
        stored.failing_since = None
        BELL.ring_after_commit()
    stored.save(update_fields=[*SETTINGS, "failing_since"])
    if changes:
        record(stored.legal_entity, user, "changed", [stored], changes={stored.pk: _as_texts(changes)})
    return stored


@transaction.atomic
def rotate_secret(subscription: WebhookSubscription, *, user: User | None) -> str:
    """Make a new secret and return it as text, shown this once; messages carry both signatures for a day."""
    stored = _locked(subscription)
    secret = secrets.token_bytes(LONGEST)
    stored.previous_nonce, stored.previous_sealed = stored.secret_nonce, stored.secret_sealed
    stored.previous_until = timezone.now() + OLD_SECRET_HOLDS
    stored.secret_nonce, stored.secret_sealed = seal(secret)
    stored.save(update_fields=["secret_nonce", "secret_sealed", "previous_nonce", "previous_sealed", "previous_until"])
    record(stored.legal_entity, user, "webhooks.rotate_secret", [stored])
    return written(secret)


@transaction.atomic
def delete_subscription(subscription: WebhookSubscription, *, user: User | None) -> None:
    """Delete a subscription with its log."""
    stored = _locked(subscription)
    record(stored.legal_entity, user, "deleted", [stored])
    stored.delete()


@transaction.atomic
def send_test(subscription: WebhookSubscription, *, user: User | None) -> WebhookDelivery:
    """Queue a test message. Raises SubscriptionIsOff (WHK-02)."""
    stored = _locked(subscription)
    if not stored.active:
        raise SubscriptionIsOff(subscription=stored)
    record(stored.legal_entity, user, "webhooks.test", [stored])
    return publish_test(stored)


@transaction.atomic
def resend(delivery: WebhookDelivery, *, user: User | None) -> WebhookDelivery:
    """Send an ended delivery again with the same event id, from the first step of the ladder.

    Raises StillOnItsWay (WHK-03) and SubscriptionIsOff (WHK-02).
    """
    stored: WebhookDelivery = WebhookDelivery.of(delivery.legal_entity_id).select_related("subscription").locked().get(pk=delivery.pk)
    if stored.next_attempt_at is not None:
        raise StillOnItsWay(delivery=stored)
    if not stored.subscription.active:
        raise SubscriptionIsOff(subscription=stored.subscription)
    stored.state, stored.attempts, stored.next_attempt_at, stored.finished_at = DeliveryState.QUEUED, 0, timezone.now(), None
    stored.save(update_fields=["state", "attempts", "next_attempt_at", "finished_at"])
    record(stored.legal_entity, user, "webhooks.resend", [stored])
    BELL.ring_after_commit()
    return stored


def _check_name(legal_entity: LegalEntity, name: str, key: int | None) -> None:
    if WebhookSubscription.of(legal_entity).named(name, other_than=key).exists():
        raise NameTaken(name=name)


def _as_texts(changes: dict[str, list[Any]]) -> dict[str, list[str]]:
    return {name: [", ".join(value) if isinstance(value, list) else str(value) for value in pair] for name, pair in changes.items()}


def _locked(subscription: WebhookSubscription) -> WebhookSubscription:
    stored: WebhookSubscription = WebhookSubscription.of(subscription.legal_entity_id).locked().get(pk=subscription.pk)
    return stored
