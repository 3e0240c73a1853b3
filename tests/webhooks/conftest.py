"""A receiver, and a subscription of the company to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from foundation.organization.models import LegalEntity
from foundation.webhooks.models import WebhookSubscription
from foundation.webhooks.services.subscriptions import create_subscription
from foundation.webhooks.statuses import WebhookEvent
from tests.factories.company import Company, make_company
from tests.webhooks.receiver import Receiver, listening

Subscribe = Callable[..., tuple[WebhookSubscription, str]]


@pytest.fixture
def whole_company(db: None) -> Company:
    """The reference company with its customers, items and people."""
    return make_company()


@pytest.fixture
def company(whole_company: Company) -> LegalEntity:
    """The legal entity of the reference company."""
    return whole_company.entity


@pytest.fixture
def other_company(company: LegalEntity) -> LegalEntity:
    """A second legal entity of the group."""
    return make_company("BE01", country="BE").entity


@pytest.fixture
def receiver(settings: Any) -> Iterator[Receiver]:
    """A receiver on this machine, which may be called."""
    settings.WEBHOOKS_ALLOW_PRIVATE = True
    with listening() as found:
        yield found


@pytest.fixture
def subscribed(company: LegalEntity, receiver: Receiver) -> Subscribe:
    """Return a function that makes a subscription to the receiver and returns it with its secret."""

    def make(**values: Any) -> tuple[WebhookSubscription, str]:
        wanted = {"name": "Shop", "url": receiver.url, "events": WebhookEvent.values, "user": None} | values
        return create_subscription(wanted.pop("legal_entity", company), **wanted)

    return make
