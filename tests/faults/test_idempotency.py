"""The same request sent many times has one effect and one answer (REL-20, reliability.md §7)."""

from __future__ import annotations

import random
import time
from collections import Counter
from datetime import timedelta
from threading import Event, Thread
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.utils import timezone

from foundation.backoffice.api import once
from foundation.organization.models import IdempotencyKey
from foundation.organization.services import idempotency
from foundation.organization.services.idempotency import delete_old_keys
from sales.models import SalesOrder
from tests.api.client import ApiUser
from tests.factories.company import Company
from tests.faults.size import size
from tests.faults.threads import at_once

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]

KEYS = size(50, 1_000)
CALLERS = 8
ORDER = {"customer": "C-100", "lines": [{"item": "S", "quantity": "1"}]}
REORDERED = {"lines": [{"quantity": "1", "item": "S"}], "customer": "C-100"}


@pytest.fixture
def client(company: Company, settings: Any) -> ApiUser:
    """Return an integration client that may call as often as it likes."""
    settings.RATES = {}
    return ApiUser(company.user("IN"), company.entity.code)


def send_all(client: ApiUser, keys: int) -> Counter[Any]:
    """Send an order under each of the keys, all keys by every caller; return how often which answer came for which key."""

    def send(number: int) -> Counter[Any]:
        wanted = [f"key-{key}" for key in range(keys)]
        random.Random(number // 2).shuffle(wanted)  # two callers each go the same way
        return Counter(
            (key, answer.status_code, _said(answer)) for key in wanted for answer in [client.send("sales-orders", ORDER, key=key)]
        )

    return sum(at_once(CALLERS, send), Counter())


def _said(answer: Any) -> str:
    body = answer.json()
    return str(body["number"] if answer.status_code == 201 else body["code"])


def test_each_key_has_one_effect_however_often_and_at_once_it_is_sent(company: Company, client: ApiUser) -> None:
    answers = send_all(client, KEYS)

    assert {(status, said) for _key, status, said in answers if status != 201} <= {(409, "IDEMPOTENCY_IN_USE")}
    assert sum(answers.values()) == KEYS * CALLERS
    orders = {key: {said for known, status, said in answers if known == key and status == 201} for key, _status, _said in answers}
    assert all(len(numbers) == 1 for numbers in orders.values())
    assert SalesOrder.of(company.entity).count() == len(orders) == KEYS


def test_without_the_claim_of_the_key_orders_are_doubled(company: Company, client: ApiUser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(idempotency, "claim_key", lambda *_arguments: None)

    send_all(client, 2)

    assert SalesOrder.of(company.entity).count() == 2 * CALLERS


def test_the_first_answer_comes_again_after_a_restart(company: Company, client: ApiUser) -> None:
    first = client.send("sales-orders", ORDER, key="one", expect=201)

    connection.close()
    cache.clear()
    again = ApiUser(company.user("IN"), company.entity.code).send("sales-orders", REORDERED, key="one", expect=201)

    assert again.content == first.content
    assert (again["Idempotent-Replayed"], again["Location"], again["ETag"]) == ("true", first["Location"], first["ETag"])
    assert "Idempotent-Replayed" not in first
    assert SalesOrder.of(company.entity).count() == 1


@pytest.mark.parametrize(
    ("address", "body"),
    [
        ("sales-orders", ORDER | {"customer": "C-110"}),
        ("sales-orders?page_size=1", ORDER),
        ("packing-slips", {"orders": ["SO-000001"]}),
    ],
    ids=["body", "query", "address"],
)
def test_a_key_that_was_used_for_another_request_is_refused(company: Company, client: ApiUser, address: str, body: Any) -> None:
    client.send("sales-orders", ORDER, key="one", expect=201)

    answer = client.send(address, body, key="one", expect=422)

    assert answer.json()["code"] == "IDEMPOTENCY_MISMATCH"
    assert SalesOrder.of(company.entity).count() == 1


def test_keys_of_different_clients_have_nothing_to_do_with_each_other(company: Company, client: ApiUser) -> None:
    other = ApiUser(company.user("OC"), company.entity.code)

    numbers = {sender.send("sales-orders", ORDER, key="one", expect=201).json()["number"] for sender in (client, other)}

    assert len(numbers) == 2


def test_what_was_refused_may_be_sent_again_under_its_key(company: Company, client: ApiUser) -> None:
    client.send("sales-orders", ORDER | {"customer": "nobody"}, key="one", expect=422)
    client.send("packing-slips", {"orders": ["SO-000001"]}, key="one", expect=422)

    client.send("sales-orders", ORDER, key="one", expect=201)

    assert SalesOrder.of(company.entity).count() == 1
    assert IdempotencyKey.objects.count() == 1


def test_an_internal_error_gives_the_key_back(company: Company, client: ApiUser, monkeypatch: pytest.MonkeyPatch) -> None:
    client.raise_request_exception = False
    with monkeypatch.context() as broken:
        broken.setattr(once, "_store", lambda *_arguments: 1 // 0)
        client.send("sales-orders", ORDER, key="one", expect=500)
    assert not SalesOrder.of(company.entity).exists()

    client.send("sales-orders", ORDER, key="one", expect=201)


def test_a_key_is_ignored_where_nothing_is_posted(client: ApiUser) -> None:
    first = client.get(f"{client.base}/customers", headers={"Idempotency-Key": "one"})

    assert first.status_code == 200
    assert not IdempotencyKey.objects.exists()


class Holder:
    """Another request that has claimed a key and takes its time."""

    def __init__(self, client: ApiUser, key: str) -> None:
        self._go, claimed = Event(), Event()

        def hold() -> None:
            try:
                with transaction.atomic():
                    idempotency.claim_key(client.user, key, "fingerprint")
                    claimed.set()
                    self._go.wait(20)
            finally:
                connection.close()

        self._thread = Thread(target=hold)
        self._thread.start()
        assert claimed.wait(10)

    def finish(self) -> None:
        """Let the other request end."""
        self._go.set()
        self._thread.join()


def test_a_key_whose_first_request_runs_on_is_in_use(client: ApiUser, monkeypatch: pytest.MonkeyPatch) -> None:
    assert idempotency.WAIT == "10s"
    monkeypatch.setattr(idempotency, "WAIT", "400ms")
    other = Holder(client, "one")
    began = time.monotonic()

    answer = client.send("sales-orders", ORDER, key="one", expect=409)
    waited = time.monotonic() - began
    other.finish()

    assert answer.json()["code"] == "IDEMPOTENCY_IN_USE"
    assert int(answer["Retry-After"]) > 0
    assert waited >= 0.4
    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        assert cursor.fetchone()[0] != "400ms", "The wait for a key lasts beyond its request"


def test_a_request_that_waited_for_the_first_gets_its_answer(client: ApiUser) -> None:
    other = Holder(client, "one")
    Thread(target=lambda: (time.sleep(0.3), other.finish())).start()

    answer = client.send("sales-orders", ORDER, key="one")

    assert answer.json()["code"] == "IDEMPOTENCY_MISMATCH"  # the first one was another request


def test_keys_are_kept_for_a_week_and_then_forgotten_with_their_answers(company: Company, client: ApiUser) -> None:
    client.send("sales-orders", ORDER, key="old", expect=201)
    client.send("sales-orders", ORDER, key="young", expect=201)
    week = timedelta(days=7)
    IdempotencyKey.objects.filter(key="old").update(created_at=timezone.now() - week - timedelta(minutes=1))
    IdempotencyKey.objects.filter(key="young").update(created_at=timezone.now() - week + timedelta(minutes=1))

    assert delete_old_keys() == 1
    assert client.send("sales-orders", ORDER, key="young", expect=201)["Idempotent-Replayed"] == "true"
    assert "Idempotent-Replayed" not in client.send("sales-orders", ORDER, key="old", expect=201)
    assert SalesOrder.of(company.entity).count() == 3
