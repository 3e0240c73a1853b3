"""Alerts of batch jobs: an e-mail with the counts of a run and its first failures, to whom the job names (invoicing.md 3.7)."""

from __future__ import annotations

from email.utils import formataddr

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.translation import gettext as _
from django.utils.translation import override

from foundation.batch.models import BatchRun, RunItem
from foundation.batch.statuses import Outcome
from foundation.documents.cleaning import clean_text
from foundation.documents.models import OutboxMessage
from foundation.documents.services.mail_text import check_header
from foundation.documents.services.send_mail import hand_over

KIND = "batch_alert"
FAILURES_SHOWN = 20


def send_alert(message: OutboxMessage) -> None:
    """Send the e-mail of an alert; the outbox handler of kind "batch_alert"."""
    run = BatchRun.of(message.legal_entity_id).for_display().get(pk=message.object_id)
    addresses = run.job.alert_addresses(message.payload["alert"])
    if addresses:
        hand_over(_mail(run, addresses, message.message_id))


def _mail(run: BatchRun, addresses: list[str], message_id: str) -> EmailMessage:
    entity = run.legal_entity
    with override(entity.language):
        headline = _("Ended with failures") if run.ended_with_failures else run.get_status_display()
        subject = f"{entity.code} · {run}: {headline}"
        body = "\n".join([f"{run} ({entity.name})", str(headline), *_remarks(run), "", *_counts(run), *_failures(run)])
    return EmailMessage(
        subject=check_header(subject, "subject"),
        body=clean_text(body),
        from_email=formataddr((check_header(entity.name, "sender"), entity.email or settings.DEFAULT_FROM_EMAIL)),
        to=addresses,
        headers={"Message-ID": message_id, "Auto-Submitted": "auto-generated"},
    )


def _remarks(run: BatchRun) -> list[str]:
    return [text for text in (run.message, *run.notice_texts) if text]


def _counts(run: BatchRun) -> list[str]:
    counts = run.counts()
    return [f"{outcome.label}: {counts[outcome]}" for outcome in Outcome if outcome != Outcome.PENDING]


def _failures(run: BatchRun) -> list[str]:
    failed = RunItem.of(run.legal_entity_id).filter(run=run).failed().order_by("position")[:FAILURES_SHOWN]
    lines = [f"{item.object_label}: {item.message} ({item.code})" for item in failed]
    more = run.failed - len(lines)
    if more > 0:
        lines.append(_("… and %(count)s more") % {"count": more})
    return ["", *lines] if lines else []
