"""What is posted is announced, by ids and totals and without a word about people (reliability.md §14)."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from foundation.webhooks.models import WebhookDelivery
from foundation.webhooks.services.work_deliveries import work_deliveries
from tests.factories.batch_invoicing import job, run
from tests.factories.company import Company
from tests.factories.invoicing import invoice
from tests.factories.sales import confirm, deliver, sales_order
from tests.webhooks.conftest import Subscribe
from tests.webhooks.receiver import Receiver

pytestmark = pytest.mark.django_db


def test_from_order_to_invoice_every_posting_is_announced(whole_company: Company, receiver: Receiver, subscribed: Subscribe) -> None:
    subscribed()
    order = sales_order(whole_company, ("A", 5, "25.00"))
    confirm(whole_company, order)
    deliver(whole_company, order)
    posted = invoice(whole_company, order)
    work_deliveries()

    assert [body["type"] for body in receiver.bodies] == ["order.confirmed", "packing_slip.posted", "invoice.posted"]
    assert receiver.bodies[2]["data"]["number"] == posted.number
    assert Decimal(receiver.bodies[2]["data"]["total"]) == posted.invoice_amount
    assert {body["entity"] for body in receiver.bodies} == {"NL01"}
    party = posted.invoice_account.party
    assert party.name not in json.dumps(receiver.bodies)


def test_the_end_of_a_batch_run_is_announced(whole_company: Company, subscribed: Subscribe) -> None:
    subscribed()
    ended = run(whole_company, job(whole_company))

    body = json.loads(WebhookDelivery.of(whole_company.entity).get(event="batch_run.ended").body)
    assert (body["data"]["id"], body["data"]["status"]) == (ended.pk, ended.status)
