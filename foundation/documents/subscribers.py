"""What the documents room does when a batch run ends."""

from __future__ import annotations

from foundation.batch.events import RunEnded
from foundation.documents.services.batch_alerts import KIND
from foundation.documents.services.outbox import OutboxItem, enqueue
from foundation.events import subscribe


@subscribe(RunEnded)
def queue_alert(event: RunEnded) -> None:
    """Write an outbox row in the transaction that ends the run, when the job wants to hear of such an end."""
    run = event.run
    if run.job.alert_addresses(event.alert):
        enqueue(run.legal_entity, [OutboxItem(KIND, run._meta.label_lower, run.pk, str(run)[:30], {"alert": event.alert})])
