"""When jobs start: the tick, recurrences that go on, occurrences that are missed or overlap, and the active window."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from django.utils import timezone

from foundation.backoffice.models import Notification
from foundation.batch.models import BatchJob, BatchRun, OverlapPolicy
from foundation.batch.recurrence import Recurrence, Unit
from foundation.batch.services import define_jobs, start_runs
from foundation.batch.services.start_runs import start_due_jobs
from foundation.inventory.models import Item
from tests.batch.stories import Batch
from tests.batch.wall_time import wall

Clock = Callable[[datetime], None]


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Return a function that sets the clock of the scheduler."""

    def set_clock(moment: datetime) -> None:
        monkeypatch.setattr(timezone, "now", lambda: moment)

    return set_clock


def daily(**changes: Any) -> Recurrence:
    """Return a recurrence every day at six in Amsterdam."""
    return Recurrence(wall(2026, 1, 5, 6), "Europe/Amsterdam", Unit.DAYS, **changes)


def six(day: int) -> datetime:
    """Return six o'clock in Amsterdam on a day of January 2026."""
    return datetime(2026, 1, day, 5, tzinfo=UTC)


def reload(job: BatchJob) -> BatchJob:
    """Read a job again."""
    return BatchJob.of(job.legal_entity).get(pk=job.pk)


def test_a_job_without_recurrence_runs_once_and_stays_ended(batch: Batch) -> None:
    batch.items(1)
    job = batch.job()

    batch.run(job)

    assert (reload(job).status, reload(job).next_run_at) == ("ended", None)
    assert start_due_jobs() == []


def test_a_job_starts_when_its_time_has_come_and_not_before(batch: Batch, at: Clock) -> None:
    at(six(4))
    job = batch.job(recurrence=daily())

    at(six(5) - timedelta(seconds=1))
    assert start_due_jobs() == []
    at(six(5))
    run = batch.run(job)

    assert (run.planned_at, reload(job).next_run_at, reload(job).status) == (six(5), six(6), "waiting")


def test_starts_that_were_missed_are_caught_up_by_one(batch: Batch, at: Clock) -> None:
    at(six(4))
    job = batch.job(recurrence=daily(end_after=3))

    at(six(8) + timedelta(hours=1))
    run = batch.run(job)

    assert run.planned_at == six(5)
    assert (reload(job).next_run_at, reload(job).occurrences) == (six(9), 1)


def test_after_the_last_occurrence_the_job_stays_ended(batch: Batch, at: Clock) -> None:
    at(six(4))
    job = batch.job(recurrence=daily(end_after=2))

    for day in (5, 6):
        at(six(day))
        batch.run(job)

    assert (reload(job).status, reload(job).next_run_at) == ("ended", None)


def test_an_occurrence_that_falls_in_a_running_one_is_recorded_as_skipped(batch: Batch, at: Clock) -> None:
    at(six(4))
    job = batch.job(recurrence=daily())
    at(six(5))
    first = batch.start(job)

    at(six(6))
    skipped = batch.start(job)

    assert (skipped.status, skipped.code) == ("skipped", "BAT-03")
    assert (reload(job).occurrences, reload(job).next_run_at, reload(job).last_run_id) == (1, six(7), first.pk)


def test_with_queue_an_occurrence_waits_for_the_running_one_and_then_starts_at_once(batch: Batch, at: Clock) -> None:
    at(six(4))
    job = batch.job(recurrence=daily(), overlap_policy=OverlapPolicy.QUEUE)
    at(six(5))
    first = batch.start(job)

    at(six(7) + timedelta(hours=2))
    assert start_due_jobs() == []
    batch.work(first)
    second = batch.start(job)

    assert (second.planned_at, second.status) == (six(6), "selecting")
    assert reload(job).next_run_at == six(8)


def test_a_job_waits_for_its_active_window(batch: Batch, at: Clock) -> None:
    at(six(4))
    job = batch.job(recurrence=daily(), active_from=time(20), active_to=time(22))

    at(six(5))
    assert start_due_jobs() == []
    at(datetime(2026, 1, 5, 19, tzinfo=UTC))
    run = batch.start(job)

    assert run.planned_at == six(5)


def test_the_date_of_a_run_is_the_day_in_the_calendar_of_the_legal_entity(batch: Batch, at: Clock) -> None:
    at(datetime(2026, 1, 4, 23, 30, tzinfo=UTC))

    run = batch.start(batch.job())

    assert run.on_date.isoformat() == "2026-01-05"


@pytest.mark.parametrize(("goes_on", "status"), [(True, "waiting"), (False, "error")])
def test_an_error_stops_the_recurrence_only_when_the_job_says_so(batch: Batch, at: Clock, goes_on: bool, status: str) -> None:
    batch.items(1, I_001="refused")
    at(six(4))
    job = batch.job(recurrence=daily(), continue_after_error=goes_on, stop_on_first_error=True)

    at(six(5))
    run = batch.run(job)

    assert (run.status, reload(job).status) == ("error", status)


def test_urgent_jobs_start_first(batch: Batch) -> None:
    calm, urgent = batch.job(priority=1), batch.job(priority=4)

    assert [run.job_id for run in start_due_jobs()] == [urgent.pk, calm.pk]


def test_one_planned_moment_makes_one_run(batch: Batch) -> None:
    batch.job()
    run = start_due_jobs()[0]

    with pytest.raises(Exception, match="batch_run_planned_once"):
        BatchRun.of(run.legal_entity).create(
            legal_entity=run.legal_entity, job=run.job, run_no=2, version=run.version, run_by=run.run_by, status="skipped",
            planned_at=run.planned_at, ended_at=run.planned_at, on_date=run.on_date,
        )  # fmt: skip


def test_scheduler_and_definition_read_the_same_clock() -> None:
    assert start_runs.timezone is define_jobs.timezone


def test_a_job_that_repeats_tells_what_failed_and_is_silent_when_all_went_well(batch: Batch, at: Clock) -> None:
    told = Notification.of(batch.company.entity).for_user(batch.user)
    batch.items(3)
    at(six(4))
    job = batch.job(recurrence=daily())

    at(six(5))
    assert batch.run(job).posted == 3
    assert not told.exists()

    Item.of(batch.company.entity).filter(number="I-002").update(name="refused")
    at(six(6))
    run = batch.run(job)
    assert [row.text for row in told] == [f"{run} ended: {run.posted} posted, 1 failed."]
