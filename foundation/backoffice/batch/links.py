"""Addresses of the objects and documents of a run: the kind of job names their pages."""

from __future__ import annotations

from django.urls import NoReverseMatch

from foundation.backoffice.addresses import entity_url
from foundation.batch.models import BatchJob
from foundation.organization.models import LegalEntity


def page_of_kind(entity: LegalEntity, job: BatchJob, page: str, pk: int | None) -> str:
    """Return the address of an object (``object_page``) or document (``document_page``) of a job; blank when there is none."""
    name = getattr(job.known_handler, page, "")
    if not name or pk is None:
        return ""
    try:
        return entity_url(entity, name, pk=pk)
    except NoReverseMatch:  # the kind belongs to an app whose pages are not served here
        return ""
