"""Attach files to a record and remove them; both stand in its timeline."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Model

from foundation.backoffice.models import Attachment
from foundation.documents.uploads import Uploaded, accept
from foundation.organization.access import Access
from foundation.organization.models import LegalEntity, User
from foundation.organization.services import audit

REMOVE_ANY = "documents.remove_attachment"
ADDED, REMOVED = "file attached", "file removed"


@transaction.atomic
def attach(entity: LegalEntity, record: Model, upload: Uploaded, *, user: User) -> Attachment:
    """Check and keep a file; raises UploadTooLarge (DOC-10), UploadNotAllowed (DOC-11) or UploadDamaged (DOC-12)."""
    stored = accept(entity, upload)
    attachment: Attachment = Attachment.of(entity).create(
        legal_entity=entity,
        object_type=record._meta.label_lower,
        object_id=record.pk,
        name=stored.name,
        file=stored.file,
        content_type=stored.content_type,
        size=stored.size,
        sha256=stored.sha256,
        user=user,
    )
    audit.record(entity, user, ADDED, [record], changes={record.pk: {"file": [None, stored.name]}})
    return attachment


def may_remove(access: Access, attachment: Attachment) -> bool:
    """Tell whether the user attached the file or holds the right to remove anybody's."""
    return attachment.may_be_removed_by(access.user) or access.may(REMOVE_ANY)


@transaction.atomic
def remove(access: Access, record: Model, attachment: Attachment) -> None:
    """Remove a file, its bytes once that is certain; raises PermissionDenied for who may not."""
    if not may_remove(access, attachment):
        raise PermissionDenied(REMOVE_ANY)
    file = attachment.file
    attachment.delete()
    audit.record(access.legal_entity, access.user, REMOVED, [record], changes={record.pk: {"file": [attachment.name, None]}})
    transaction.on_commit(lambda: default_storage.delete(file))
