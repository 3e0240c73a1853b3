"""How far a run is: counts per outcome, speed, expected end, and how many workers are at it (invoicing.md 3.7)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from foundation.batch.models import BatchChunk, BatchRun
from foundation.batch.statuses import Outcome, RunStatus

FIRST_SECONDS = 2
QUIET = timedelta(seconds=30)


@dataclass(frozen=True)
class Progress:
    """A run at one moment; ``per_minute`` counts objects with an outcome, ``expected_end`` is a guess from it.

    ``waiting_since`` is the last sign of life of a live run that no worker has in hand, None while one works.
    """

    counts: Mapping[str, int]
    elapsed: timedelta
    workers: int
    is_selecting: bool
    at: datetime
    waiting_since: datetime | None = None

    @property
    def total(self) -> int:
        """Return how many objects the run has."""
        return sum(self.counts.values())

    @property
    def done(self) -> int:
        """Return how many objects have an outcome."""
        return self.total - self.counts[Outcome.PENDING]

    @property
    def percent(self) -> int:
        """Return the done part in hundredths, rounded down; 100 only when everything is done."""
        return self.done * 100 // self.total if self.total else 0

    @property
    def per_minute(self) -> int:
        """Return how many objects get their outcome in a minute; 0 while that cannot be said."""
        seconds = int(self.elapsed.total_seconds())
        worked = self.done - self.counts[Outcome.NOT_PROCESSED]
        return worked * 60 // seconds if seconds >= FIRST_SECONDS else 0

    @property
    def expected_end(self) -> datetime | None:
        """Return when the rest will be done at this speed, None when that cannot be said."""
        if not self.per_minute or not self.counts[Outcome.PENDING]:
            return None
        return self.at + timedelta(seconds=self.counts[Outcome.PENDING] * 60 // self.per_minute)


def progress_of(run: BatchRun, now: datetime) -> Progress:
    """Return how far a run is: two statements while it is live, none when it is over."""
    until = run.ended_at or now
    workers = BatchChunk.of(run.legal_entity_id).filter(run=run).claimed().count() if run.is_live else 0
    return Progress(
        counts=run.counts(),
        elapsed=max(until - (run.started_at or until), timedelta(0)),
        workers=workers,
        is_selecting=run.status == RunStatus.SELECTING,
        at=until,
        waiting_since=_waiting_since(run, now) if run.is_live and not workers else None,
    )


def _waiting_since(run: BatchRun, now: datetime) -> datetime | None:
    """Return the last sign of life when it is long enough ago that no worker can have the run in hand."""
    last = max(filter(None, (run.planned_at, run.started_at, run.heartbeat_at)))
    return last if now - last > QUIET else None
