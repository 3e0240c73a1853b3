"""What the back office tells whom when something happens in the rooms below it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from foundation.backoffice.addresses import entity_url
from foundation.backoffice.models import NotificationKind
from foundation.backoffice.notifications.notify import notify, notify_all
from foundation.batch.events import RunEnded
from foundation.batch.models import BatchRun, RunTrigger
from foundation.batch.statuses import RunStatus
from foundation.documents.events import ArchiveFoundDamaged
from foundation.errors import Text
from foundation.events import subscribe
from foundation.organization.events import AuditTrailFoundBroken
from foundation.organization.models import LegalEntity, User
from foundation.webhooks.events import SubscriptionSwitchedOff


@subscribe(RunEnded)
def tell_of_end(event: RunEnded) -> None:
    """Notify the user for whom the run worked, in the transaction that ends it; not of a job that repeats and did as it should."""
    run = event.run
    if run.trigger == RunTrigger.SCHEDULE and run.job.recurrence and run.status == RunStatus.ENDED and not run.failed:
        return
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


@subscribe(ArchiveFoundDamaged)
def tell_of_damage(event: ArchiveFoundDamaged) -> None:
    """Notify everybody who manages the users of the legal entity, once a night."""
    notify_all(
        User.objects.holding(event.legal_entity, "organization.change_user"),
        NotificationKind.REFUSAL,
        _("The archive is damaged: %(count)s files are missing or changed, the first of %(document)s."),
        entity_url(event.legal_entity, "documents:outputs", "tab=all"),
        entity=event.legal_entity,
        params={"count": len(event.documents), "document": str(event.documents[0])},
        tone="red",
    )


@subscribe(AuditTrailFoundBroken)
def tell_of_broken_trail(event: AuditTrailFoundBroken) -> None:
    """Notify everybody who manages users, in each legal entity, once a night."""
    for entity in LegalEntity.objects.order_by("code"):
        notify_all(
            User.objects.holding(entity, "organization.change_user"),
            NotificationKind.REFUSAL,
            _("The audit trail is not what was sealed: %(count)s findings. The operator reads them with verify_audit_trail."),
            entity_url(entity, "organization:audit"),
            entity=entity,
            params={"count": len(event.findings)},
            tone="red",
        )


@subscribe(SubscriptionSwitchedOff)
def tell_of_switching_off(event: SubscriptionSwitchedOff) -> None:
    """Notify everybody who may switch the webhook on again."""
    subscription = event.subscription
    entity = subscription.legal_entity
    notify_all(
        User.objects.holding(entity, "webhooks.change_webhook"),
        NotificationKind.REFUSAL,
        _("Webhook %(webhook)s is switched off: its receiver took no message for three days."),
        entity_url(entity, "webhooks:subscription-edit", pk=subscription.pk),
        entity=entity,
        params={"webhook": str(subscription)},
        tone="red",
    )
