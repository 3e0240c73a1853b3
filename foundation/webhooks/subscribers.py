"""What the rooms below announce to receivers outside."""

from __future__ import annotations

from foundation.batch.events import RunEnded
from foundation.events import subscribe
from foundation.webhooks.services.publish import publish
from foundation.webhooks.statuses import WebhookEvent


@subscribe(RunEnded)
def announce_end_of_run(event: RunEnded) -> None:
    """Announce how a batch run ended, in the transaction that ends it."""
    run = event.run
    counts = {"selected": run.selected, "posted": run.posted, "failed": run.failed, "skipped": run.skipped}
    payload = {"id": run.pk, "job": run.job_id, "run": run.run_no, "status": run.status, **counts}
    publish(run.legal_entity, WebhookEvent.BATCH_RUN_ENDED, payload)
