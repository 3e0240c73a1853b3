"""What people do with jobs: define, change, start now, hold, resume, cancel, rerun, and under whose name they run."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from foundation.batch.errors import (
    CriterionNotValid,
    JobStatusRefused,
    LateSelectionRequired,
    ListNeedsNoLateSelection,
    NoFurtherDate,
    NothingToRerun,
    ParameterNotValid,
    ParameterUnknown,
    QueryFieldGone,
    RunnerNotAuthorised,
)
from foundation.batch.models import BatchJob, BatchJobVersion, RunItem
from foundation.batch.recurrence import Recurrence, Unit
from foundation.batch.services.change_status import cancel, start_now, wait, withhold
from foundation.batch.services.claim_chunks import claim_chunk
from foundation.batch.services.define_jobs import change_job, definition_of
from foundation.batch.services.post_chunks import post_chunk
from foundation.batch.services.rerun_failed import rerun_failed
from foundation.batch.services.select_items import select_items
from foundation.batch.services.start_runs import start_due_jobs
from foundation.inventory.models import Item
from foundation.organization.models import AuditEntry, Membership
from tests.batch.stories import Batch
from tests.batch.wall_time import wall

YEARLY = Recurrence(wall(2026, 1, 5, 6), "Europe/Amsterdam", Unit.YEARS)


def reload(job: BatchJob) -> BatchJob:
    """Read a job again."""
    return BatchJob.of(job.legal_entity).get(pk=job.pk)


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"recurrence": YEARLY, "late_selection": False}, LateSelectionRequired),
        ({"recurrence": Recurrence(wall(2020, 1, 1), "UTC", Unit.DAYS, end_after=1, end_date=wall(2019, 1, 1).date())}, NoFurtherDate),
        ({"criteria": [{"field": "colour", "operator": "=", "values": ["red"]}]}, QueryFieldGone),
        ({"criteria": [{"field": "price", "operator": "contains", "values": ["1"]}]}, CriterionNotValid),
        ({"order_by": ["-colour"]}, QueryFieldGone),
        ({"parameters": {"seconds": "soon"}}, ParameterNotValid),
        ({"parameters": {"warehouse": ""}}, ParameterNotValid),
        ({"parameters": {"second": "1"}}, ParameterUnknown),
        ({"keys": [1]}, ListNeedsNoLateSelection),
    ],
)
def test_a_job_that_could_not_run_is_refused(batch: Batch, changes: dict[str, Any], refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        batch.job(**changes)

    assert not BatchJob.of(batch.company.entity).exists()


def test_parameters_are_filled_up_with_their_defaults(batch: Batch) -> None:
    assert batch.job(parameters={"seconds": "0.5"}).current_version().parameters == {"seconds": "0.5", "warehouse": "W1"}


def test_late_selection_decides_whether_newcomers_are_taken(batch: Batch) -> None:
    batch.items(2)
    late, fixed = batch.job(), batch.job(late_selection=False)
    batch.company.item("I-new", stocked=True)

    runs = {run.job_id: batch.work(run) for run in start_due_jobs()}

    assert {runs[late.pk].posted, runs[fixed.pk].posted} == {3, 2}


def test_picked_objects_are_taken_whatever_the_criteria_say(batch: Batch) -> None:
    batch.items(5)
    picked = list(Item.of(batch.company.entity).filter(number__in=["I-002", "I-004"]).values_list("pk", flat=True))

    batch.run(batch.job(keys=picked, late_selection=False, criteria=()))

    assert sorted(batch.received()) == ["I-002", "I-004"]


def test_an_object_of_a_fixed_list_that_is_gone_is_skipped(batch: Batch) -> None:
    batch.items(1)
    job = batch.job(late_selection=False)
    Item.of(batch.company.entity).filter(number="I-001").delete()

    run = batch.run(job)

    assert list(batch.outcomes(run).values()) == ["skipped BAT-04"]


def test_a_change_makes_a_new_version_and_a_run_keeps_the_one_it_began_with(batch: Batch) -> None:
    batch.items(3)
    job = batch.job(recurrence=YEARLY)
    run = start_now([job], user=batch.user)[0]

    changed, notices = change_job(reload(job), definition_of(reload(job)), user=batch.user)

    assert [notice.code for notice in notices] == ["INV-307"]
    assert (changed.version_number, batch.work(run).version.number) == (2, 1)


def test_versions_never_change(batch: Batch) -> None:
    batch.job()

    with pytest.raises(Exception, match="never changes"):
        BatchJobVersion.of(batch.company.entity).update(parameters={})


def test_the_counter_goes_on_after_a_change_unless_it_is_restarted(batch: Batch) -> None:
    job = batch.job(recurrence=YEARLY)
    BatchJob.of(batch.company.entity).update(occurrences=4)

    kept, _ = change_job(job, definition_of(job), user=batch.user)
    restarted, _ = change_job(job, definition_of(job), user=batch.user, restart_counting=True)

    assert (kept.occurrences, restarted.occurrences) == (4, 0)


def test_a_job_started_by_hand_keeps_its_next_date(batch: Batch) -> None:
    job = batch.job(recurrence=YEARLY)
    planned = job.next_run_at

    run = batch.work(start_now([job], user=batch.user)[0])

    assert (run.trigger, reload(job).status, reload(job).next_run_at) == ("person", "waiting", planned)


def test_a_withheld_job_does_not_start_until_it_is_set_waiting(batch: Batch) -> None:
    batch.items(1)
    job = batch.job()
    withhold([job], user=batch.user)
    assert start_due_jobs() == []

    wait([job], user=batch.user)

    assert batch.run(job).posted == 1


def test_a_withheld_job_that_is_started_by_hand_is_withheld_again(batch: Batch) -> None:
    job = batch.job(recurrence=YEARLY, withhold=True)

    batch.work(start_now([job], user=batch.user)[0])

    assert reload(job).status == "withhold"


def test_a_job_whose_recurrence_is_over_cannot_wait(batch: Batch) -> None:
    job = batch.job(recurrence=YEARLY, withhold=True)
    BatchJob.of(batch.company.entity).update(recurrence=YEARLY.as_json() | {"end_after": 1}, occurrences=1)

    with pytest.raises(NoFurtherDate):
        wait([job], user=batch.user)


def test_an_executing_job_cannot_be_started_or_withheld(batch: Batch) -> None:
    job = batch.job()
    batch.start(job)

    with pytest.raises(JobStatusRefused):
        start_now([job], user=batch.user)
    with pytest.raises(JobStatusRefused):
        withhold([job], user=batch.user)


@pytest.mark.scenario("invoicing", "S3.8")
def test_cancelling_lets_the_chunk_in_hand_finish_and_a_rerun_does_the_rest(batch: Batch) -> None:
    batch.items(150)
    job = batch.job()
    run = batch.start(job)
    select_items(run)
    in_hand = claim_chunk(run.pk)

    cancel([job], user=batch.user)
    assert claim_chunk(run.pk) is None
    assert batch.work(run, turns=1).status == "canceling"
    assert in_hand is not None
    assert post_chunk(in_hand)
    run = batch.work(batch.reload(run))

    assert (run.status, run.posted, run.not_processed, reload(job).status) == ("cancelled", 50, 100, "cancelled")
    assert batch.work(rerun_failed(run, user=batch.user)).posted == 100
    assert set(batch.received().values()) == {1}


def test_cancelling_during_the_selection_processes_nothing(batch: Batch) -> None:
    batch.items(3)
    job = batch.job()
    run = batch.start(job)

    cancel([job], user=batch.user)
    run = batch.work(run)

    assert (run.status, run.selected, batch.received()) == ("cancelled", 0, {})


def test_a_rerun_takes_only_what_failed_and_names_its_original(batch: Batch) -> None:
    batch.items(5, I_002="refused", I_004="raises")
    run = batch.run(batch.job())
    Item.of(batch.company.entity).filter(number="I-002").update(name="good")

    rerun = batch.work(rerun_failed(run, user=batch.user))

    assert (rerun.rerun_of_id, rerun.selected, rerun.posted, rerun.failed) == (run.pk, 2, 1, 1)
    assert set(batch.received().values()) == {1}
    assert list(RunItem.of(batch.company.entity).filter(run=run).failed().values_list("object_label", flat=True)) == ["I-002", "I-004"]


def test_a_run_without_failures_cannot_be_rerun(batch: Batch) -> None:
    batch.items(1)
    run = batch.run(batch.job())

    with pytest.raises(NothingToRerun):
        rerun_failed(run, user=batch.user)


def test_a_job_cannot_be_defined_for_a_user_without_the_right(batch: Batch) -> None:
    with pytest.raises(RunnerNotAuthorised):
        batch.job(run_by=batch.company.users["AU"])


@pytest.mark.parametrize("how", ["left the legal entity", "was deactivated"])
def test_a_job_whose_user_lost_the_right_ends_in_error_and_posts_nothing(batch: Batch, how: str) -> None:
    batch.items(3)
    job = batch.job()
    if how == "was deactivated":
        type(batch.user).objects.filter(pk=batch.user.pk).update(is_active=False)
    else:
        Membership.objects.filter(user=batch.user).delete()

    run = batch.start(job)

    assert (run.status, run.code, reload(job).status, batch.received()) == ("error", "INV-303", "error", {})
    with pytest.raises(RunnerNotAuthorised):
        start_now([job], user=batch.company.users["AR"])


def test_a_job_that_waits_goes_on_to_its_next_date_when_its_user_is_refused(batch: Batch) -> None:
    job = batch.job(recurrence=YEARLY)
    Membership.objects.filter(user=batch.user).delete()
    BatchJob.of(batch.company.entity).update(due_at=timezone.now())

    batch.start(job)

    assert reload(job).status == "waiting"


def test_every_action_stands_in_the_audit_trail(batch: Batch) -> None:
    job = batch.job()
    withhold([job], user=batch.user)
    wait([job], user=batch.user)
    batch.run(job)

    entries = AuditEntry.of(batch.company.entity).filter(object_type="batch.batchjob").order_by("pk")
    assert list(entries.values_list("action", flat=True)) == ["batch.define", "batch.withhold", "batch.wait"]


def test_what_a_run_posts_is_recorded_as_done_by_a_batch_for_its_user(batch: Batch) -> None:
    batch.items(1)

    batch.run(batch.job())

    entry = AuditEntry.of(batch.company.entity).get(action="stock adjusted")
    assert (entry.origin, entry.user) == ("batch", batch.user)


def test_relative_dates_are_kept_as_they_were_resolved(batch: Batch) -> None:
    run = batch.run(batch.job(criteria=[{"field": "name", "operator": "=", "values": ["good"]}]))

    assert run.query_as_run == [{"field": "name", "operator": "=", "values": ["good"], "resolved": ["good"]}]


def test_a_start_in_the_future_is_kept(batch: Batch) -> None:
    moment = datetime(2099, 1, 1, tzinfo=UTC)

    job = batch.job(start_at=moment)

    assert (job.next_run_at, job.due_at, start_due_jobs()) == (moment, moment, [])
    assert job.next_run_at - timezone.now() > timedelta(days=9999)
