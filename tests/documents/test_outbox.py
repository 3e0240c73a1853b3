"""The outbox: written with the posting, worked once, honest about what is not known (reliability.md §6)."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from foundation.documents.errors import NoAddress, RenderingTooSlow
from foundation.documents.models import OutboxMessage, Output
from foundation.documents.services.outbox import DeliveryUncertain, OutboxItem, enqueue, register_outbox_handler
from foundation.documents.services.work_outbox import claim_next, handle, release_lapsed, work_outbox
from foundation.organization.models import LegalEntity
from foundation.organization.scope import current_entity_id

pytestmark = pytest.mark.django_db


def announce(company: LegalEntity, kind: str, count: int = 1) -> list[OutboxMessage]:
    """Write messages about as many documents."""
    with transaction.atomic():
        return enqueue(company, [OutboxItem(kind, "customer_invoice", key, f"F-{key}") for key in range(1, count + 1)])


def the_message(company: LegalEntity) -> OutboxMessage:
    """Return the only message."""
    return OutboxMessage.of(company).get()


def come_due(company: LegalEntity) -> None:
    """Let waiting time pass."""
    OutboxMessage.of(company).filter(state="queued").update(next_attempt_at=timezone.now())


def fail(_message: OutboxMessage) -> None:
    """Fail for a technical reason."""
    raise ConnectionRefusedError


def test_messages_of_many_documents_are_one_statement(company: LegalEntity, django_assert_num_queries: Any) -> None:
    with transaction.atomic(), django_assert_num_queries(1):
        enqueue(company, [OutboxItem("test", number=str(number)) for number in range(100)])


def test_a_message_is_only_written_with_what_it_announces(company: LegalEntity, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "in_atomic_block", False)

    with pytest.raises(RuntimeError):
        enqueue(company, [OutboxItem("test")])


def test_a_posting_that_rolls_back_leaves_no_message(company: LegalEntity) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        enqueue(company, [OutboxItem("test")])
        raise ZeroDivisionError

    assert not OutboxMessage.of(company).exists()


def test_work_is_done_once_and_in_order(company: LegalEntity, outbox_kind: Callable[..., str]) -> None:
    done: list[str] = []
    announce(company, outbox_kind(lambda message: done.append(message.number)), 3)

    assert work_outbox() == 3
    assert work_outbox() == 0
    assert done == ["F-1", "F-2", "F-3"]
    assert set(OutboxMessage.of(company).values_list("state", "attempts")) == {("done", 1)}


def test_work_runs_in_the_scope_of_its_company(company: LegalEntity, outbox_kind: Callable[..., str]) -> None:
    scopes: list[int | None] = []
    announce(company, outbox_kind(lambda _message: scopes.append(current_entity_id())))

    work_outbox()

    assert scopes == [company.pk]


def test_sending_is_on_record_before_anything_is_handed_over(company: LegalEntity, outbox_kind: Callable[..., str]) -> None:
    seen: list[str] = []
    announce(company, outbox_kind(lambda message: seen.append(OutboxMessage.of(company).get(pk=message.pk).state)))

    work_outbox()

    assert seen == ["sending"]


def test_technical_trouble_is_tried_three_times_and_then_shown(company: LegalEntity, outbox_kind: Callable[..., str]) -> None:
    announce(company, outbox_kind(fail))

    for attempt in (1, 2):
        work_outbox()
        assert (the_message(company).state, the_message(company).attempts) == ("queued", attempt)
        assert the_message(company).next_attempt_at > timezone.now()
        assert work_outbox() == 0
        come_due(company)
    work_outbox()

    assert (the_message(company).state, the_message(company).error_code) == ("failed", "INV-399")
    [output] = Output.of(company).not_delivered()
    assert output.number == "F-1"
    assert "3 attempts" in output.problem


def test_a_layout_that_is_too_slow_is_tried_again_and_named(company: LegalEntity, outbox_kind: Callable[..., str]) -> None:
    def slow(_message: OutboxMessage) -> None:
        raise RenderingTooSlow(seconds=60)

    announce(company, outbox_kind(slow))
    for _attempt in range(3):
        work_outbox()
        come_due(company)

    assert (the_message(company).state, the_message(company).error_code) == ("failed", "DOC-02")


def test_a_business_refusal_is_final_at_once(company: LegalEntity, outbox_kind: Callable[..., str]) -> None:
    def refuse(_message: OutboxMessage) -> None:
        raise NoAddress(purpose="invoice", customer="C-100")

    announce(company, outbox_kind(refuse))
    work_outbox()

    assert (the_message(company).state, the_message(company).attempts, the_message(company).error_code) == ("failed", 1, "INV-901")


def test_an_unclear_result_is_never_repeated_by_itself(company: LegalEntity, outbox_kind: Callable[..., str]) -> None:
    def doubt(_message: OutboxMessage) -> None:
        raise DeliveryUncertain("timeout")

    announce(company, outbox_kind(doubt))
    work_outbox()
    come_due(company)

    assert work_outbox() == 0
    assert the_message(company).state == "unknown"


@pytest.mark.parametrize(("repeatable", "state"), [(True, "queued"), (False, "unknown")])
def test_a_lost_worker_gives_back_only_what_may_be_repeated(
    company: LegalEntity, outbox_kind: Callable[..., str], repeatable: bool, state: str
) -> None:
    announce(company, outbox_kind(fail, repeatable=repeatable))
    assert claim_next() is not None
    release_lapsed()
    assert the_message(company).state == "sending"

    OutboxMessage.of(company).update(lease_until=timezone.now() - timedelta(seconds=1))
    release_lapsed()

    assert the_message(company).state == state


def test_a_document_that_kills_its_worker_is_given_up_after_three(company: LegalEntity, outbox_kind: Callable[..., str]) -> None:
    announce(company, outbox_kind(fail))
    for _kill in range(3):
        assert claim_next() is not None
        OutboxMessage.of(company).update(lease_until=timezone.now() - timedelta(seconds=1))
        release_lapsed()
        come_due(company)

    assert the_message(company).state == "failed"


def test_a_worker_that_comes_back_too_late_changes_nothing(company: LegalEntity, outbox_kind: Callable[..., str]) -> None:
    announce(company, outbox_kind(lambda _message: None))
    late = claim_next()
    assert late is not None
    OutboxMessage.of(company).update(lease_until=timezone.now() - timedelta(seconds=1))
    release_lapsed()
    come_due(company)
    assert claim_next() is not None

    handle(late)

    assert (the_message(company).state, the_message(company).attempts) == ("sending", 2)


def test_a_kind_without_a_handler_fails_and_is_shown(company: LegalEntity) -> None:
    announce(company, "forgotten")
    work_outbox()

    assert the_message(company).state == "failed"
    assert Output.of(company).not_delivered().count() == 1


def test_a_kind_has_one_handler(outbox_kind: Callable[..., str]) -> None:
    kind = outbox_kind(fail)

    with pytest.raises(TypeError):
        register_outbox_handler(kind, lambda _message: None)


@pytest.mark.django_db(transaction=True)
def test_several_workers_never_do_the_same_work(company: LegalEntity, outbox_kind: Callable[..., str]) -> None:
    done: Counter[str] = Counter()
    announce(company, outbox_kind(lambda message: done.update([message.number])), 40)

    def work() -> None:
        work_outbox()
        connection.close()

    workers = [threading.Thread(target=work) for _number in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert len(done) == 40
    assert set(done.values()) == {1}
