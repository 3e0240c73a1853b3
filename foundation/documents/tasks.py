"""Celery entry points of the documents room: find, call one service, nothing else."""

from __future__ import annotations

import logging

from celery import shared_task

from foundation.documents.services import archive
from foundation.documents.services.outbox import BELL
from foundation.documents.services.work_outbox import has_due
from foundation.documents.services.work_outbox import work_outbox as work
from foundation.organization.models import LegalEntity

logger = logging.getLogger(__name__)


@shared_task(name="foundation.documents.tasks.work_outbox")
def work_outbox() -> None:
    """Work the outbox for a short while; ring again when more is due, so that batches get their turn in between."""
    work()
    if has_due():
        BELL.ring()


@shared_task(name="foundation.documents.tasks.delete_old_pro_formas")
def delete_old_pro_formas() -> None:
    """Delete the pro formas whose retention time is over."""
    for legal_entity in LegalEntity.objects.all():
        archive.delete_pro_formas(legal_entity, before=legal_entity.today())


@shared_task(name="foundation.documents.tasks.verify_archive")
def verify_archive() -> int:
    """Compare every archived file with its hash, report each that differs and return how many do (REL-13)."""
    found = 0
    for legal_entity in LegalEntity.objects.order_by("code"):
        bad = list(archive.damaged(legal_entity))
        for document in bad:
            logger.error("The archive of %s is damaged: file %s of document %s", legal_entity.code, document.file, document.pk)
        if bad:
            archive.report_damage(legal_entity, bad)
        found += len(bad)
    return found
