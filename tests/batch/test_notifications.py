"""Who a run worked for is told how it ended."""

from __future__ import annotations

from foundation.backoffice.models import Notification
from tests.batch.stories import Batch


def told(batch: Batch) -> list[tuple[str, str]]:
    """Return tone and text of what the warehouse worker was told."""
    rows = Notification.of(batch.company.entity).for_user(batch.user).newest()
    return [(row.tone, row.text) for row in rows]


def test_a_run_that_posted_everything_is_told_once(batch: Batch) -> None:
    batch.items(3)

    run = batch.run(batch.job())

    assert told(batch) == [("green", f"{run} ended: 3 posted.")]


def test_failures_are_counted_and_the_notification_leads_to_them(batch: Batch) -> None:
    batch.items(3, I_002="refused")

    run = batch.run(batch.job())

    assert told(batch) == [("amber", f"{run} ended: 2 posted, 1 failed.")]
    assert Notification.of(batch.company.entity).get().url == f"/NL01/batch/runs/{run.pk}/?tab=failed"
