"""What is kept of runs, and for how long; and what the scheduler starts by itself."""

from __future__ import annotations

import pytest
import time_machine
from celery import current_app
from django.conf import settings

from foundation.batch.models import BatchChunk, RunItem
from foundation.batch.services.forget_outcomes import forget_outcomes
from tests.batch.stories import Batch


def test_outcomes_are_forgotten_after_the_days_of_the_setting_and_counts_are_not(batch: Batch) -> None:
    batch.items(3, I_002="raises")
    with time_machine.travel("2026-01-10 10:00Z", tick=True):
        old = batch.run(batch.job())
    with time_machine.travel("2026-06-10 10:00Z", tick=True):
        young = batch.run(batch.job())

    with time_machine.travel("2027-02-01 03:20Z", tick=False):
        assert forget_outcomes() == 1
        assert forget_outcomes() == 0

    kept = RunItem.of(batch.company.entity)
    assert (kept.filter(run=old).count(), kept.filter(run=young).count()) == (0, 3)
    assert not BatchChunk.of(batch.company.entity).filter(run=old).exists()
    assert (batch.reload(old).posted, batch.reload(old).failed) == (2, 1)


@pytest.mark.parametrize("name", sorted(settings.CELERY_BEAT_SCHEDULE))
def test_everything_that_the_scheduler_starts_is_a_task(name: str) -> None:
    current_app.loader.import_default_modules()

    assert settings.CELERY_BEAT_SCHEDULE[name]["task"] in current_app.tasks
