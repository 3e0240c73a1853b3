"""Workers that die, messages that come twice, and workers at once: nothing is posted twice and nothing is forgotten."""

from __future__ import annotations

from datetime import timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from foundation.batch.models import BatchChunk, BatchClaim, BatchRun, RunItem
from foundation.batch.services.claim_chunks import claim_chunk
from foundation.batch.services.give_back import Cause, give_back
from foundation.batch.services.heartbeat import beat
from foundation.batch.services.post_chunks import post_chunk
from foundation.batch.services.select_items import claim_selection, select_items
from foundation.batch.services.start_runs import start_due_jobs
from foundation.batch.services.sweep import sweep
from foundation.batch.services.work import work_on
from foundation.batch.tasks import tick
from tests.batch.stories import Batch


def selected(batch: Batch, **changes: Any) -> BatchRun:
    """Return a run whose items are selected and that nobody has begun to post."""
    run = batch.start(batch.job(**changes))
    select_items(run)
    return batch.reload(run)


def let_leases_lapse(run: BatchRun) -> None:
    """Say that the workers of a run have given no sign of life for a lease."""
    past = timezone.now() - timedelta(seconds=1)
    BatchChunk.of(run.legal_entity_id).filter(run=run, status="claimed").update(lease_until=past)


def test_a_chunk_whose_worker_died_is_posted_by_another_in_halves(batch: Batch) -> None:
    batch.items(50)
    run = selected(batch)
    claim_chunk(run.pk)

    let_leases_lapse(run)
    lapsed = sweep()
    run = batch.work(run)

    assert lapsed == 1
    assert (run.status, run.posted) == ("ended", 50)
    assert set(batch.received().values()) == {1}
    assert BatchChunk.of(batch.company.entity).filter(run=run, status="done").count() == 2


def test_a_chunk_whose_worker_lives_is_left_alone(batch: Batch) -> None:
    batch.items(5)
    run = selected(batch)
    claim_chunk(run.pk)

    assert sweep() == 0
    assert claim_chunk(run.pk) is None


def test_a_worker_that_comes_back_after_its_lease_posts_nothing(batch: Batch) -> None:
    batch.items(50)
    run = selected(batch)
    late = claim_chunk(run.pk)
    let_leases_lapse(run)
    sweep()
    batch.work(run)

    assert late is not None
    assert post_chunk(late) is False
    give_back(late, Cause.WRITE_FAILED)
    assert set(batch.received().values()) == {1}
    assert batch.reload(run).posted == 50


def test_an_item_that_always_loses_its_worker_fails_after_the_attempts_of_the_job(batch: Batch) -> None:
    batch.items(8)
    run = selected(batch, max_retries=3)

    for _attempt in range(40):
        claim = claim_chunk(run.pk)
        if claim is None:
            break
        if RunItem.of(run.legal_entity_id).filter(chunk=claim.chunk_id, object_label="I-005").exists():
            let_leases_lapse(run)
            sweep()
        else:
            post_chunk(claim)
    run = batch.work(run)

    assert batch.outcomes(run) == {"I-005": "failed INV-399"}
    assert RunItem.of(run.legal_entity_id).get(run=run, object_label="I-005").attempts >= 3
    assert run.posted == 7


def test_a_heartbeat_renews_the_lease(batch: Batch) -> None:
    batch.items(1)
    run = selected(batch)
    claim = claim_chunk(run.pk)
    let_leases_lapse(run)

    assert claim is not None
    beat(claim)

    assert sweep() == 0


def test_a_bell_that_rings_twice_or_too_late_does_no_harm(batch: Batch) -> None:
    batch.items(60)
    run = batch.run(batch.job())

    work_on(run.pk)
    work_on(run.pk)
    work_on(9_999_999)
    tick()

    assert set(batch.received().values()) == {1}
    assert batch.reload(run).posted == 60


def test_a_selection_whose_worker_died_is_done_again_after_a_lease(batch: Batch) -> None:
    batch.items(5)
    run = batch.start(batch.job())
    assert claim_selection(run)

    work_on(run.pk)
    assert batch.reload(run).status == "selecting"
    BatchRun.of(run.legal_entity_id).filter(pk=run.pk).update(heartbeat_at=timezone.now() - timedelta(hours=1))
    run = batch.work(run)

    assert (run.status, run.posted) == ("ended", 5)


def test_a_selection_that_loses_its_worker_again_and_again_ends_the_run_in_error(batch: Batch) -> None:
    batch.items(5)
    run = batch.start(batch.job(max_retries=2))
    BatchRun.of(run.legal_entity_id).filter(pk=run.pk).update(attempts=2, heartbeat_at=None)

    run = batch.work(batch.reload(run))

    assert (run.status, run.code) == ("error", "BAT-06")


def test_objects_of_another_live_run_are_skipped_and_the_run_is_named(batch: Batch) -> None:
    batch.items(10)
    first = selected(batch, criteria=[{"field": "number", "operator": "between", "values": ["I-001", "I-006"]}])

    second = batch.run(batch.job(criteria=[{"field": "number", "operator": "between", "values": ["I-004", "I-010"]}]))
    first = batch.work(first)

    assert batch.outcomes(second) == dict.fromkeys(("I-004", "I-005", "I-006"), "skipped INV-301")
    assert (first.posted, second.posted) == (6, 4)
    assert set(batch.received().values()) == {1}


def test_claims_of_posted_items_are_gone_before_the_run_is_over(batch: Batch) -> None:
    batch.items(60)
    run = selected(batch)
    claim = claim_chunk(run.pk)

    assert claim is not None
    post_chunk(claim)

    assert BatchClaim.of(run.legal_entity_id).count() == 10


def in_threads(count: int, work: Any) -> None:
    """Run the same work at the same moment in several threads, each with a connection of its own."""
    barrier = Barrier(count)
    errors: list[BaseException] = []

    def begin() -> None:
        try:
            barrier.wait(10)
            work()
        except BaseException as error:  # noqa: BLE001 -- shown to the test
            errors.append(error)
        finally:
            connection.close()

    threads = [Thread(target=begin) for _number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert errors == []


@pytest.mark.django_db(transaction=True)
def test_workers_at_once_share_a_run(batch: Batch) -> None:
    batch.items(200, I_100="raises", I_150="refused")
    run = batch.start(batch.job(threads=8))

    in_threads(6, lambda: work_on(run.pk))
    run = batch.work(run)

    assert (run.status, run.posted, run.failed) == ("ended", 198, 2)
    assert set(batch.received().values()) == {1}
    assert (len(batch.received()), batch.numbers_used()) == (198, 198)


@pytest.mark.django_db(transaction=True)
def test_no_more_workers_than_the_job_allows(batch: Batch) -> None:
    batch.items(200)
    run = selected(batch, threads=2)

    claims = [claim_chunk(run.pk) for _attempt in range(4)]

    assert [claim is not None for claim in claims] == [True, True, False, False]


@pytest.mark.django_db(transaction=True)
def test_ticks_at_once_start_a_due_job_once(batch: Batch) -> None:
    batch.items(2)
    batch.job()

    in_threads(5, start_due_jobs)

    assert BatchRun.of(batch.company.entity).count() == 1
