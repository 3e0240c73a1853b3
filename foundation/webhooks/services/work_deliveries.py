"""Working the deliveries: claim, commit the claim, call, record what came of it (reliability.md §6 and §14)."""

from __future__ import annotations

import time
from datetime import timedelta
from http.client import HTTPException

from django.db import models, transaction
from django.utils import timezone

from foundation.errors import BusinessRuleError
from foundation.events import publish
from foundation.organization.scope import entity_scope
from foundation.organization.services.audit import record
from foundation.webhooks.events import SubscriptionSwitchedOff
from foundation.webhooks.models import WebhookDelivery, WebhookSubscription
from foundation.webhooks.sending import send
from foundation.webhooks.signatures import headers
from foundation.webhooks.statuses import DeliveryState

LADDER = (
    timedelta(seconds=30),
    timedelta(minutes=2),
    timedelta(minutes=10),
    timedelta(hours=1),
    timedelta(hours=3),
    timedelta(hours=6),
    timedelta(hours=12),
    timedelta(hours=24),
    timedelta(hours=24),
)
LEASE = timedelta(seconds=60)
SLICE_SECONDS = 20.0
KEPT = timedelta(days=90)
_WHY_ALL = "Deliveries are worked for all legal entities at once"


def work_deliveries(seconds: float = SLICE_SECONDS) -> int:
    """Work due deliveries until none is left or the time is up; return how many were handled."""
    handled, deadline = 0, time.monotonic() + seconds
    while time.monotonic() < deadline:
        delivery = claim_next()
        if delivery is None:
            break
        deliver(delivery)
        handled += 1
    return handled


def has_due() -> bool:
    """Tell whether deliveries wait to be worked now."""
    return bool(WebhookDelivery.unscoped(_WHY_ALL).due(timezone.now()).exists())


def claim_next() -> WebhookDelivery | None:
    """Claim the oldest due delivery that nobody holds; a worker that is lost leaves it due again after its lease."""
    now = timezone.now()
    with transaction.atomic(durable=True):
        due = WebhookDelivery.unscoped(_WHY_ALL).due(now).select_related("subscription", "legal_entity")
        delivery: WebhookDelivery | None = due.select_for_update(of=("self",), no_key=True, skip_locked=True).first()
        if delivery is None:
            return None
        delivery.state, delivery.next_attempt_at, delivery.attempts = DeliveryState.SENDING, now + LEASE, delivery.attempts + 1
        delivery.save(update_fields=["state", "next_attempt_at", "attempts"])
        return delivery


def deliver(delivery: WebhookDelivery) -> None:
    """Call the receiver of a claimed delivery and record the outcome; any 2xx is success."""
    with entity_scope(delivery.legal_entity):
        status, problem = _call(delivery)
        with transaction.atomic():
            if problem:
                _retry_or_give_up(delivery, status, problem)
            else:
                _finish(delivery, DeliveryState.DONE, status)
                failing = WebhookSubscription.of(delivery.legal_entity_id).filter(pk=delivery.subscription_id)
                failing.exclude(failing_since=None).update(failing_since=None)


def forget_old_deliveries() -> int:
    """Delete what ended long ago from the log and return how many there were."""
    old = WebhookDelivery.unscoped(_WHY_ALL).older_than(timezone.now() - KEPT)
    return int(old.delete()[0])


def _call(delivery: WebhookDelivery) -> tuple[int | None, str]:
    """Return the status of the answer, if any, and what is wrong, blank when nothing is."""
    now, body = timezone.now(), delivery.body.encode()
    secrets = delivery.subscription.signing_secrets(now)
    try:
        status = send(delivery.subscription.url, body, headers(secrets, delivery.event_id, int(now.timestamp()), body))
    except BusinessRuleError as refusal:
        return None, refusal.code
    except (OSError, HTTPException, ValueError) as error:
        return None, type(error).__name__
    return status, "" if 200 <= status < 300 else f"HTTP {status}"


def _retry_or_give_up(delivery: WebhookDelivery, status: int | None, problem: str) -> None:
    if delivery.attempts <= len(LADDER):
        now = timezone.now()
        waiting = {"state": DeliveryState.QUEUED, "next_attempt_at": now + LADDER[delivery.attempts - 1]}
        if _claimed(delivery).update(response_status=status, last_error=problem[:300], **waiting):
            subscription = WebhookSubscription.of(delivery.legal_entity_id).filter(pk=delivery.subscription_id)
            subscription.filter(failing_since=None).update(failing_since=now)
        return
    if _finish(delivery, DeliveryState.FAILED, status, problem):
        _switch_off(delivery)


def _switch_off(delivery: WebhookDelivery) -> None:
    switched = WebhookSubscription.of(delivery.legal_entity_id).filter(pk=delivery.subscription_id, active=True).update(active=False)
    if switched:
        subscription = delivery.subscription
        record(delivery.legal_entity, None, "webhooks.switch_off", [subscription], changes={subscription.pk: {"active": ["True", "False"]}})
        publish(SubscriptionSwitchedOff(subscription))


def _finish(delivery: WebhookDelivery, state: str, status: int | None, problem: str = "") -> bool:
    outcome = {"state": state, "response_status": status, "last_error": problem[:300], "next_attempt_at": None}
    return bool(_claimed(delivery).update(finished_at=timezone.now(), **outcome))


def _claimed(delivery: WebhookDelivery) -> models.QuerySet[WebhookDelivery]:
    rows: models.QuerySet[WebhookDelivery] = WebhookDelivery.of(delivery.legal_entity_id).filter(
        pk=delivery.pk, state=DeliveryState.SENDING, attempts=delivery.attempts
    )
    return rows
