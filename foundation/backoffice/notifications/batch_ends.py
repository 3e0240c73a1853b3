"""Tell who started or owns a batch job how its run ended."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from foundation.backoffice.addresses import entity_url
from foundation.backoffice.models import NotificationKind
from foundation.backoffice.notifications.notify import notify
from foundation.batch.events import RunEnded
from foundation.batch.models import BatchRun
from foundation.batch.statuses import RunStatus
from foundation.errors import Text
from foundation.events import subscribe


@subscribe(RunEnded)
def tell_of_end(event: RunEnded) -> None:
    """Notify the user for whom the run worked, in the transaction that ends it."""
    run = event.run
    text, tone = _headline(run)
    query = "tab=failed" if run.failed else ""
    url = entity_url(run.legal_entity, "batch:run", query, pk=run.pk)
    counts = {"run": str(run), "posted": run.posted, "failed": run.failed}
    notify(run.run_by, NotificationKind.BATCH, text, url, entity=run.legal_entity, params=counts, tone=tone)


def _headline(run: BatchRun) -> tuple[Text, str]:
    if run.status == RunStatus.ERROR:
        return _("%(run)s stopped with an error: %(posted)s posted, %(failed)s failed."), "red"
    if run.status == RunStatus.CANCELLED:
        return _("%(run)s was cancelled: %(posted)s posted."), "amber"
    if run.failed:
        return _("%(run)s ended: %(posted)s posted, %(failed)s failed."), "amber"
    return _("%(run)s ended: %(posted)s posted."), "green"
