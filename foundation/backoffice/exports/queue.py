"""Ask for a list as a file that a worker makes."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from foundation.backoffice.errors import TooManyExports
from foundation.backoffice.lists.export import TYPES
from foundation.backoffice.models import ExportFile
from foundation.documents.services.outbox import OutboxItem, enqueue

KIND = "list_export"
MOST_WAITING = 5


@transaction.atomic
def queue_export(page: Any, listing: Any, form: str) -> ExportFile:
    """Write down what a list shows now, columns included, and hand it to the outbox. Raises TooManyExports (LST-03)."""
    entity, user = page.entity, page.request.user
    if ExportFile.of(entity).for_user(user).waiting().count() >= MOST_WAITING:
        raise TooManyExports(count=MOST_WAITING)
    export: ExportFile = ExportFile.of(entity).create(
        legal_entity=entity,
        user=user,
        title=str(page.title)[:120],
        path=page.request.path,
        query=listing.export_state,
        format=form,
        name=f"{page.export_name}.{form}",
        content_type=TYPES[form],
    )
    enqueue(entity, [OutboxItem(KIND, "export", export.pk, export.name[:30])])
    return export
