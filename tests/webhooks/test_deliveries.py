"""Webhooks: signed, tried for three days, at least once, and then off with an alert (reliability.md §14)."""

from __future__ import annotations

from base64 import b64decode
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from foundation.organization.models import LegalEntity
from foundation.webhooks.errors import StillOnItsWay, SubscriptionIsOff
from foundation.webhooks.models import WebhookDelivery, WebhookSubscription
from foundation.webhooks.sending import send
from foundation.webhooks.services.publish import publish, publish_all
from foundation.webhooks.services.subscriptions import change_subscription, resend, rotate_secret, send_test
from foundation.webhooks.services.work_deliveries import LADDER, claim_next, forget_old_deliveries, work_deliveries
from tests.webhooks.conftest import Subscribe
from tests.webhooks.receiver import Receiver

pytestmark = pytest.mark.django_db


def announce(company: LegalEntity, event: str = "invoice.posted", **payload: Any) -> None:
    """Publish one document in a transaction of its own."""
    with transaction.atomic():
        publish(company, event, payload or {"id": 1, "total": "12.10"})


def the_delivery(company: LegalEntity) -> WebhookDelivery:
    """Return the only delivery."""
    return WebhookDelivery.of(company).get()


def come_due(company: LegalEntity) -> None:
    """Let waiting time pass."""
    WebhookDelivery.of(company).waiting().update(next_attempt_at=timezone.now())


def fail_to_the_end(company: LegalEntity) -> None:
    """Try as often as the ladder has steps, and once more."""
    for _attempt in range(len(LADDER.waits) + 1):
        come_due(company)
        work_deliveries()


def test_a_receiver_verifies_the_signature_with_its_secret(company: LegalEntity, receiver: Receiver, subscribed: Subscribe) -> None:
    _subscription, secret = subscribed()
    announce(company)

    assert work_deliveries() == 1
    assert receiver.verifies(secret)
    assert receiver.requests[0][0] == "/in?from=us"
    assert receiver.bodies[0]["type"] == "invoice.posted"
    assert receiver.bodies[0]["data"] == {"id": 1, "total": "12.10"}
    assert (the_delivery(company).state, the_delivery(company).response_status) == ("done", 204)


def test_while_a_secret_is_replaced_old_and_new_verify(company: LegalEntity, receiver: Receiver, subscribed: Subscribe) -> None:
    subscription, old = subscribed()
    new = rotate_secret(subscription, user=None)
    announce(company)
    work_deliveries()

    assert receiver.verifies(old) and receiver.verifies(new)
    WebhookSubscription.of(company).update(previous_until=timezone.now() - timedelta(seconds=1))
    announce(company)
    work_deliveries()
    assert not receiver.verifies(old) and receiver.verifies(new)


def test_the_secret_is_not_readable_in_the_database(company: LegalEntity, subscribed: Subscribe) -> None:
    _subscription, secret = subscribed()
    stored = [bytes(part) for part in WebhookSubscription.of(company).values_list("secret_nonce", "secret_sealed").get()]

    assert b64decode(secret.removeprefix("whsec_")) not in stored


def test_a_refused_message_is_tried_again_on_the_ladder_of_three_days(
    company: LegalEntity, receiver: Receiver, subscribed: Subscribe
) -> None:
    subscribed()
    receiver.status = 500
    announce(company)
    waits = []
    for _attempt in LADDER.waits:
        come_due(company)
        before = timezone.now()
        work_deliveries()
        waits.append((the_delivery(company).next_attempt_at - before).total_seconds())

    assert [round(wait) for wait in waits] == [30, 120, 600, 3600, 10800, 21600, 43200, 86400, 86400]
    assert len(set(receiver.ids)) == 1 and len(receiver.ids) == 9
    assert the_delivery(company).last_error == "HTTP 500"


def test_after_the_last_attempt_the_subscription_is_off(company: LegalEntity, receiver: Receiver, subscribed: Subscribe) -> None:
    subscription, _secret = subscribed()
    receiver.status = 503
    announce(company)
    fail_to_the_end(company)

    subscription.refresh_from_db()
    assert (the_delivery(company).state, the_delivery(company).attempts, subscription.active) == ("failed", 10, False)
    announce(company)
    assert WebhookDelivery.of(company).count() == 1
    with pytest.raises(SubscriptionIsOff):
        resend(the_delivery(company), user=None)
    with pytest.raises(SubscriptionIsOff):
        send_test(subscription, user=None)


def test_what_waited_is_sent_when_the_subscription_is_on_again(company: LegalEntity, receiver: Receiver, subscribed: Subscribe) -> None:
    subscription, _secret = subscribed()
    announce(company)
    change_subscription(subscription, user=None, active=False)
    assert work_deliveries() == 0

    change_subscription(subscription, user=None, active=True)
    assert work_deliveries() == 1


def test_a_worker_lost_between_call_and_commit_makes_the_message_come_again(
    company: LegalEntity, receiver: Receiver, subscribed: Subscribe
) -> None:
    subscribed()
    announce(company)
    lost = claim_next()
    assert lost is not None
    send(receiver.url, lost.body.encode(), {"webhook-id": lost.event_id})
    assert work_deliveries() == 0  # its lease holds
    come_due(company)

    assert work_deliveries() == 1
    assert receiver.ids == [lost.event_id, lost.event_id]
    assert the_delivery(company).state == "done"


def test_a_delivery_is_sent_again_with_the_same_event_id(company: LegalEntity, receiver: Receiver, subscribed: Subscribe) -> None:
    subscribed()
    announce(company)
    with pytest.raises(StillOnItsWay):
        resend(the_delivery(company), user=None)
    work_deliveries()
    resend(the_delivery(company), user=None)
    work_deliveries()

    assert len(receiver.ids) == 2 and len(set(receiver.ids)) == 1


def test_a_test_message_reaches_the_receiver(company: LegalEntity, receiver: Receiver, subscribed: Subscribe) -> None:
    subscription, secret = subscribed(events=["invoice.posted"])
    send_test(subscription, user=None)
    work_deliveries()

    assert receiver.bodies[0]["type"] == "webhook.test" and receiver.verifies(secret)


def test_only_wanted_events_of_the_own_entity_are_sent(
    company: LegalEntity, other_company: LegalEntity, receiver: Receiver, subscribed: Subscribe
) -> None:
    subscribed(events=["order.confirmed"])
    subscribed(legal_entity=other_company)
    announce(company)
    work_deliveries()

    assert receiver.requests == []
    assert not WebhookDelivery.of(company).exists()


def test_announcing_costs_one_statement_without_and_two_with_receivers(
    company: LegalEntity, subscribed: Subscribe, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(1):
        publish_all(company, "invoice.posted", ({"id": number} for number in range(50)))
    subscribed()
    with django_assert_max_num_queries(2):
        publish_all(company, "invoice.posted", ({"id": number} for number in range(50)))


def test_a_posting_that_rolls_back_announces_nothing(company: LegalEntity, subscribed: Subscribe) -> None:
    subscribed()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        publish(company, "invoice.posted", {"id": 1})
        raise ZeroDivisionError

    assert not WebhookDelivery.of(company).exists()


def test_a_message_larger_than_256_kilobytes_is_a_mistake_of_ours(company: LegalEntity, subscribed: Subscribe) -> None:
    subscribed()
    with pytest.raises(ValueError, match="larger"):
        publish(company, "invoice.posted", {"text": "x" * 256 * 1024})


def test_old_deliveries_leave_the_log(company: LegalEntity, receiver: Receiver, subscribed: Subscribe) -> None:
    subscribed()
    announce(company)
    work_deliveries()
    WebhookDelivery.of(company).update(finished_at=timezone.now() - timedelta(days=91))

    assert forget_old_deliveries() == 1
