"""The pages of webhooks: the secret is shown once, the log is looked at, and strangers see nothing."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from django.test import Client

from foundation.backoffice.models import Notification
from foundation.organization.models import LegalEntity
from foundation.webhooks.models import WebhookDelivery, WebhookSubscription
from foundation.webhooks.services.subscriptions import send_test
from foundation.webhooks.services.work_deliveries import work_deliveries
from tests.factories.company import Company
from tests.webhooks.conftest import Subscribe
from tests.webhooks.receiver import Receiver
from tests.webhooks.test_deliveries import announce, fail_to_the_end

pytestmark = pytest.mark.django_db
LIST, LOG = "/NL01/webhooks/", "/NL01/webhooks/deliveries/"


@pytest.fixture
def client(whole_company: Company) -> Client:
    """An administrator who is signed in."""
    found = Client()
    found.force_login(whole_company.user("AD"))
    return found


def text(response: Any) -> str:
    """Return the page."""
    return html.unescape(response.content.decode())


def test_a_webhook_is_made_and_its_secret_shown_once(client: Client, company: LegalEntity, receiver: Receiver) -> None:
    page = text(client.post(f"{LIST}new/", {"name": "Shop", "url": receiver.url, "events": ["invoice.posted"], "active": "on"}))
    made = WebhookSubscription.of(company).get()
    secret = re.search(r"whsec_[\w+/=]+", page)

    assert secret is not None
    assert secret.group() not in text(client.get(f"{LIST}{made.pk}/"))
    assert "Shop" in text(client.get(LIST))
    send_test(made, user=None)
    work_deliveries()
    assert receiver.verifies(secret.group())


def test_a_private_address_is_refused_on_its_field(client: Client, company: LegalEntity) -> None:
    for url in ("http://shop.example/in", "https://me:word@shop.example/in"):
        answer = client.post(f"{LIST}new/", {"name": "Shop", "url": url, "events": ["invoice.posted"], "active": "on"})

        assert answer.status_code == 422
        assert "cannot be called" in text(answer)
    assert not WebhookSubscription.of(company).exists()


def test_whoever_makes_or_replaces_a_secret_types_the_password_again(client: Client, company: LegalEntity, subscribed: Subscribe) -> None:
    subscription, _secret = subscribed()
    before = bytes(subscription.secret_sealed)
    session = client.session
    session["confirmed_at"] -= 16 * 60
    session.save()

    for address in (f"{LIST}new/", f"{LIST}{subscription.pk}/secret/"):
        assert client.get(address)["Location"].startswith("/account/confirm/")
    session["confirmed_at"] -= 60 * 60
    session.save()
    assert client.post(f"{LIST}{subscription.pk}/secret/")["Location"].startswith("/account/confirm/")

    subscription.refresh_from_db()
    assert bytes(subscription.secret_sealed) == before


def test_a_webhook_is_changed_tried_and_deleted(client: Client, company: LegalEntity, receiver: Receiver, subscribed: Subscribe) -> None:
    subscription, old = subscribed()
    client.post(f"{LIST}{subscription.pk}/", {"name": "Web shop", "url": receiver.url, "events": ["order.confirmed"], "active": "on"})
    subscription.refresh_from_db()
    assert (subscription.name, subscription.events) == ("Web shop", ["order.confirmed"])

    assert client.get(f"{LIST}{subscription.pk}/secret/").status_code == 200
    new = re.search(r"whsec_[\w+/=]+", text(client.post(f"{LIST}{subscription.pk}/secret/")))
    assert new is not None
    assert client.post(f"{LIST}{subscription.pk}/test/").status_code == 302
    work_deliveries()
    assert receiver.verifies(old) and receiver.verifies(new.group())

    delivery = WebhookDelivery.of(company).get()
    assert "webhook.test" in text(client.get(LOG))
    assert delivery.event_id in text(client.get(f"{LOG}{delivery.pk}/"))
    client.post(f"{LOG}{delivery.pk}/")
    work_deliveries()
    assert receiver.ids == [delivery.event_id, delivery.event_id]

    client.post(f"{LIST}{subscription.pk}/delete/")
    assert not WebhookSubscription.of(company).exists()


def test_administrators_are_told_when_a_webhook_is_switched_off(
    client: Client, whole_company: Company, company: LegalEntity, receiver: Receiver, subscribed: Subscribe
) -> None:
    subscription, _secret = subscribed()
    receiver.status = 500
    announce(company)
    fail_to_the_end(company)

    told = Notification.of(company).get(user=whole_company.user("AD"))
    assert "Shop" in told.text and told.url == f"{LIST}{subscription.pk}/"


def test_only_administrators_of_the_own_entity_see_webhooks(
    client: Client, whole_company: Company, other_company: LegalEntity, subscribed: Subscribe
) -> None:
    foreign, _secret = subscribed(legal_entity=other_company)
    clerk = Client()
    clerk.force_login(whole_company.user("AR"))

    assert clerk.get(LIST).status_code == 403
    for path in ("", "delete/", "secret/", "test/"):
        assert client.get(f"{LIST}{foreign.pk}/{path}").status_code == 404
        assert client.post(f"{LIST}{foreign.pk}/{path}").status_code == 404
    assert "Shop" not in text(client.get(LIST))
