"""The archive: storing what was sent, handing it out unchanged, proving that it is unchanged (invoicing.md 9.5, 9.6)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from uuid import uuid4

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.utils import timezone

from foundation.documents.errors import ArchivedFileDamaged
from foundation.documents.events import ArchiveFoundDamaged
from foundation.documents.models import ArchivedDocument, ArchiveKind, Destination, Output
from foundation.documents.statuses import OutputState
from foundation.events import publish
from foundation.organization.models import LegalEntity, User
from foundation.organization.services import audit

PRO_FORMA_RETENTION_DAYS = 365


def store(
    legal_entity: LegalEntity,
    *,
    document_type: str,
    object_id: int,
    number: str,
    content: bytes,
    language: str,
    kind: str = ArchiveKind.ORIGINAL,
    user: User | None = None,
    retain_until: date | None = None,
) -> ArchivedDocument:
    """Keep the bytes of a document under a random name with their hash; a second original is a database error.

    Without ``retain_until`` the file is kept for the entity's retention years after the end of this year, a pro forma
    for ``PRO_FORMA_RETENTION_DAYS``.
    """
    today = legal_entity.today()
    name = f"archive/{legal_entity.code}/{today:%Y/%m}/{uuid4().hex}.pdf"
    return ArchivedDocument.of(legal_entity).create(
        legal_entity=legal_entity,
        document_type=document_type,
        object_id=object_id,
        number=number,
        kind=kind,
        language=language,
        file=default_storage.save(name, ContentFile(content)),
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        created_by=user,
        retain_until=retain_until or _retain_until(legal_entity, kind, today),
    )


def read(document: ArchivedDocument) -> bytes:
    """Return the archived bytes; raises ArchivedFileDamaged (DOC-03) when they are not those that were stored."""
    try:
        with default_storage.open(document.file) as file:
            content = file.read()
    except OSError as error:
        raise ArchivedFileDamaged(document=document) from error
    if hashlib.sha256(content).hexdigest() != document.sha256:
        raise ArchivedFileDamaged(document=document)
    return content


def find_original(legal_entity: LegalEntity, document_type: str, object_id: int) -> ArchivedDocument | None:
    """Return the original of a document, or None while it is still being made."""
    return ArchivedDocument.of(legal_entity).original_of(document_type, object_id).first()


def hold_original(legal_entity: LegalEntity, document_type: str, object_id: int) -> ArchivedDocument | None:
    """Return the original of a document, or None while nobody but this transaction can store it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"original of {document_type} {object_id}"])
    return find_original(legal_entity, document_type, object_id)


@transaction.atomic
def open_original(document: ArchivedDocument, *, user: User) -> bytes:
    """Hand out an archived file byte for byte; each time is counted as an output and logged."""
    content = read(document)
    Output.of(document.legal_entity_id).create(
        legal_entity_id=document.legal_entity_id,
        document_type=document.document_type,
        object_id=document.object_id,
        number=document.number,
        destination=Destination.DOWNLOAD,
        archived=document,
        sha256=document.sha256,
        state=OutputState.DONE,
        finished_at=timezone.now(),
        note=user.name[:200],
    )
    audit.record(document.legal_entity, user, "documents.print", [document])
    return content


def delete_pro_formas(legal_entity: LegalEntity, object_ids: list[int] | None = None, *, before: date | None = None) -> int:
    """Delete pro formas of some documents, or those whose time is over, with their files; return how many."""
    pro_formas = ArchivedDocument.of(legal_entity).pro_formas()
    if object_ids is not None:
        pro_formas = pro_formas.filter(object_id__in=object_ids)
    if before is not None:
        pro_formas = pro_formas.filter(retain_until__lt=before)
    with transaction.atomic():
        files = list(pro_formas.values_list("file", flat=True))
        Output.of(legal_entity).filter(archived__in=pro_formas).delete()
        pro_formas.delete()
        transaction.on_commit(lambda: _delete_files(files))
    return len(files)


def damaged(legal_entity: LegalEntity) -> Iterator[ArchivedDocument]:
    """Yield the archived documents whose file is missing or is not what was stored (REL-13)."""
    for document in ArchivedDocument.of(legal_entity).order_by("pk").iterator(chunk_size=500):
        try:
            read(document)
        except ArchivedFileDamaged:
            yield document


@transaction.atomic
def report_damage(legal_entity: LegalEntity, documents: Sequence[ArchivedDocument]) -> None:
    """Tell the rooms above which archived documents are damaged."""
    publish(ArchiveFoundDamaged(legal_entity, documents))


def _retain_until(legal_entity: LegalEntity, kind: str, today: date) -> date:
    if kind == ArchiveKind.PRO_FORMA:
        return today + timedelta(days=PRO_FORMA_RETENTION_DAYS)
    return date(today.year + legal_entity.retention_years, 12, 31)


def _delete_files(names: list[str]) -> None:
    for name in names:
        default_storage.delete(name)
