"""Addresses of the objects and documents of a run: the kind of job names their pages."""

from __future__ import annotations

from typing import Any

from django.urls import NoReverseMatch, resolve

from foundation.backoffice.addresses import entity_url
from foundation.backoffice.permissions import required_permission
from foundation.batch.models import BatchJob


def page_of_kind(request: Any, job: BatchJob, page: str, pk: int | None) -> str:
    """Return the address of an object (``object_page``) or document (``document_page``) of a job.

    Blank when there is none, or when the reader may see the job but not the page.
    """
    name = getattr(job.known_handler, page, "")
    if not name or pk is None:
        return ""
    try:
        address = entity_url(request.entity, name, pk=pk)
    except NoReverseMatch:  # the kind belongs to an app whose pages are not served here
        return ""
    return address if request.access.may(required_permission(resolve(address).func, "GET")) else ""
