"""Celery entry points of the documents room: find, call one service, nothing else."""

from __future__ import annotations

from celery import shared_task

from foundation.documents.services import archive
from foundation.documents.services.outbox import ring
from foundation.documents.services.work_outbox import has_due
from foundation.documents.services.work_outbox import work_outbox as work
from foundation.organization.models import LegalEntity


@shared_task(name="foundation.documents.tasks.work_outbox")
def work_outbox() -> None:
    """Work the outbox for a short while; ring again when more is due, so that batches get their turn in between."""
    work()
    if has_due():
        ring()


@shared_task(name="foundation.documents.tasks.delete_old_pro_formas")
def delete_old_pro_formas() -> None:
    """Delete the pro formas whose retention time is over."""
    for legal_entity in LegalEntity.objects.all():
        archive.delete_pro_formas(legal_entity, before=legal_entity.today())
