"""Working the deliveries: claim, commit the claim, call, record what came of it (reliability.md §6 and §14)."""

from __future__ import annotations

from datetime import timedelta
from http.client import HTTPException

from django.db import models, transaction
from django.utils import timezone

from foundation.errors import BusinessRuleError
from foundation.events import publish
from foundation.organization.scope import entity_scope
from foundation.organization.services.audit import record
from foundation.sending import SLICE_SECONDS, Ladder, claim, work_for
from foundation.webhooks.events import SubscriptionSwitchedOff
from foundation.webhooks.models import WebhookDelivery, WebhookSubscription
from foundation.webhooks.sending import send
from foundation.webhooks.signatures import headers
from foundation.webhooks.statuses import DeliveryState

LADDER = Ladder(
    (
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
)
LEASE = timedelta(seconds=60)
KEPT = timedelta(days=90)
_WHY_ALL = "Deliveries are worked for all legal entities at once"


def work_deliveries(seconds: float = SLICE_SECONDS) -> int:
    """Work due deliveries until none is left or the time is up; return how many were handled."""
    return work_for(seconds, claim_next, deliver)


def has_due() -> bool:
    """Tell whether deliveries wait to be worked now."""
    return bool(WebhookDelivery.unscoped(_WHY_ALL).due(timezone.now()).exists())


def claim_next() -> WebhookDelivery | None:
    """Claim the oldest due delivery that nobody holds; a worker that is lost leaves it due again after its lease."""
    now = timezone.now()
    due = WebhookDelivery.unscoped(_WHY_ALL).due(now).select_related("subscription", "legal_entity")
    return claim(due, state=DeliveryState.SENDING, next_attempt_at=now + LEASE)


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
    pause = LADDER.after(delivery.attempts)
    if pause is not None:
        now = timezone.now()
        waiting = {"state": DeliveryState.QUEUED, "next_attempt_at": now + pause}
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
