"""What the batch room tells the apps above it; published inside the transaction that made it true."""

from __future__ import annotations

from dataclasses import dataclass

from foundation.batch.models import BatchRun
from foundation.events import Event


@dataclass(frozen=True)
class RunEnded(Event):
    """A run reached its final status: Ended, Error or Cancelled. ``alert`` names it in the terms of the job's alerts.

    Subscribers that send something write outbox rows; ``run.job.alert_addresses(alert)`` says to whom.
    """

    run: BatchRun
    alert: str
