"""Webhooks over REST: made, changed, tried and read, with a secret that is given once."""

from __future__ import annotations

import pytest

from foundation.organization.models import IdempotencyKey, LegalEntity
from foundation.webhooks.models import WebhookSubscription
from foundation.webhooks.services.work_deliveries import work_deliveries
from tests.api.client import ApiUser
from tests.factories.company import Company
from tests.webhooks.conftest import Subscribe
from tests.webhooks.receiver import Receiver

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(whole_company: Company) -> ApiUser:
    """An administrator with a token."""
    return ApiUser(whole_company.user("AD"), "NL01")


def test_a_webhook_is_made_tried_and_its_message_sent_again(admin: ApiUser, receiver: Receiver) -> None:
    body = {"name": "Shop", "url": receiver.url, "events": ["invoice.posted"]}
    made = admin.send("webhooks", body, expect=201).json()
    admin.send(f"webhooks/{made['id']}/test", expect=200)
    work_deliveries()
    [logged] = admin.read("webhook-deliveries", webhook=made["id"])["results"]
    admin.send(f"webhook-deliveries/{logged['id']}/resend", expect=200)
    work_deliveries()

    assert logged["state"] == "done"
    assert receiver.verifies(made["secret"]) and receiver.ids == [logged["event_id"]] * 2
    assert "secret" not in admin.read(f"webhooks/{made['id']}")


def test_a_replayed_answer_holds_no_secret_and_none_is_kept(admin: ApiUser, receiver: Receiver) -> None:
    body = {"name": "Shop", "url": receiver.url, "events": ["invoice.posted"]}
    first = admin.send("webhooks", body, key="once", expect=201).json()
    again = admin.send("webhooks", body, key="once", expect=201).json()

    assert first["secret"].startswith("whsec_")
    assert again == {**first, "secret": None}
    assert all(b"whsec_" not in bytes(kept.body) for kept in IdempotencyKey.objects.all())


def test_a_webhook_is_changed_given_a_new_secret_and_deleted(admin: ApiUser, company: LegalEntity, subscribed: Subscribe) -> None:
    subscription, old = subscribed()
    admin.change(f"webhooks/{subscription.pk}", {"active": False}, expect=200)
    assert admin.send(f"webhooks/{subscription.pk}/test").json()["code"] == "WHK-02"
    new = admin.send(f"webhooks/{subscription.pk}/rotate-secret", expect=200).json()["secret"]
    assert new != old
    assert admin.delete(f"{admin.base}/webhooks/{subscription.pk}").status_code == 204
    assert not WebhookSubscription.of(company).exists()


def test_a_name_taken_and_an_address_without_tls_are_refused(admin: ApiUser, subscribed: Subscribe) -> None:
    subscribed()
    body = {"name": "Shop", "url": "https://shop.example/in", "events": ["invoice.posted"]}

    assert admin.send("webhooks", body, expect=409).json()["code"] == "WHK-04"
    assert admin.send("webhooks", {**body, "name": "B", "url": "https://a:b@shop.example/"}, expect=409).json()["code"] == "WHK-01"
    assert admin.send("webhooks", {**body, "name": "B", "events": ["all"]}).status_code == 422


def test_receivers_of_another_entity_and_for_other_roles_do_not_exist(
    admin: ApiUser, whole_company: Company, other_company: LegalEntity, subscribed: Subscribe
) -> None:
    foreign, _secret = subscribed(legal_entity=other_company)

    assert admin.read("webhooks")["results"] == []
    assert admin.get(f"{admin.base}/webhooks/{foreign.pk}").status_code == 404
    assert ApiUser(whole_company.user("AR"), "NL01").get(f"{admin.base}/webhooks").status_code == 403
