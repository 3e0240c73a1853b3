"""Writing deliveries: in the transaction of what they announce, two statements for any number of documents."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import uuid4

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from django.utils import timezone

from foundation.database.fast_insert import insert_objects
from foundation.organization.models import LegalEntity
from foundation.sending import Bell
from foundation.webhooks.models import WebhookDelivery, WebhookSubscription
from foundation.webhooks.statuses import TEST_EVENT, DeliveryState

BELL = Bell("foundation.webhooks.tasks.work_deliveries")
LARGEST_BODY = 256 * 1024

Payload = Mapping[str, Any]


def publish(legal_entity: LegalEntity, event: str, payload: Payload) -> list[WebhookDelivery]:
    """Announce one document to every subscription that wants the event; see ``publish_all``."""
    return publish_all(legal_entity, event, [payload])


def publish_all(legal_entity: LegalEntity, event: str, payloads: Iterable[Payload]) -> list[WebhookDelivery]:
    """Announce documents to every subscription that wants the event (reliability.md §14).

    A payload holds ids, numbers and totals, never personal data. Decimals travel as texts. The message and its id are the
    same for all receivers. Payloads are not even looked at when nobody wants the event.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("Webhooks are only published inside the transaction of what they announce")
    subscriptions = list(WebhookSubscription.of(legal_entity).wanting(event))
    if not subscriptions:
        return []
    messages = [_message(legal_entity, event, payload) for payload in payloads]
    return _queue([_delivery(subscription, event, *message) for message in messages for subscription in subscriptions])


def publish_test(subscription: WebhookSubscription) -> WebhookDelivery:
    """Queue a message without content, to see whether the receiver answers; runs in the caller's transaction."""
    event_id, body = _message(subscription.legal_entity, TEST_EVENT, {"webhook": subscription.name})
    return _queue([_delivery(subscription, TEST_EVENT, event_id, body)])[0]


def _message(legal_entity: LegalEntity, event: str, payload: Payload) -> tuple[str, str]:
    content = {"type": event, "timestamp": timezone.now(), "entity": legal_entity.code, "data": dict(payload)}
    body = json.dumps(content, cls=DjangoJSONEncoder, separators=(",", ":"))
    if len(body.encode()) > LARGEST_BODY:
        raise ValueError(f"The message of {event} is larger than {LARGEST_BODY} bytes; send ids and totals")
    return f"msg_{uuid4().hex}", body


def _delivery(subscription: WebhookSubscription, event: str, event_id: str, body: str) -> WebhookDelivery:
    return WebhookDelivery(
        legal_entity_id=subscription.legal_entity_id,
        subscription=subscription,
        event=event,
        event_id=event_id,
        body=body,
        state=DeliveryState.QUEUED,
        next_attempt_at=timezone.now(),
    )


def _queue(deliveries: list[WebhookDelivery]) -> list[WebhookDelivery]:
    written = insert_objects(deliveries)
    if written:
        BELL.ring_after_commit()
    return written
