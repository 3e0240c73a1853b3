"""The archive: bytes that never change, and proof of it."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, IntegrityError, connection, transaction

from foundation.backoffice.models import Notification
from foundation.documents.errors import ArchivedFileDamaged
from foundation.documents.models import ArchivedDocument, ArchiveKind, Output
from foundation.documents.services import archive
from foundation.documents.services.send_mail import build
from foundation.documents.tasks import verify_archive
from foundation.organization.models import AuditEntry, LegalEntity, Membership, Role, User

pytestmark = pytest.mark.django_db


def store(company: LegalEntity, content: bytes = b"%PDF one", **changes: Any) -> ArchivedDocument:
    """Archive a small file."""
    fields: dict[str, Any] = {"document_type": "customer_invoice", "object_id": 1, "number": "F-1", "content": content, "language": "nl"}
    return archive.store(company, **(fields | changes))


def test_what_comes_out_is_what_went_in(company: LegalEntity) -> None:
    document = store(company, b"%PDF exactly this")

    assert archive.read(document) == b"%PDF exactly this"
    assert document.sha256 == hashlib.sha256(b"%PDF exactly this").hexdigest()
    assert document.size == 17


def test_stored_names_say_nothing_about_the_document(company: LegalEntity) -> None:
    assert "F-1" not in store(company).file


def test_a_reprint_is_byte_equal_counted_and_logged(company: LegalEntity, clerk: User) -> None:
    document = store(company)
    company.name, company.logo = "Another name", b"\x89PNG\r\n\x1a\nnew"
    company.save()

    first, second = archive.open_original(document, user=clerk), archive.open_original(document, user=clerk)

    assert hashlib.sha256(first).hexdigest() == hashlib.sha256(second).hexdigest() == document.sha256
    assert Output.of(company).of_document("customer_invoice", 1).count() == 2
    assert AuditEntry.of(company).filter(action="documents.print", user=clerk).count() == 2


def test_a_document_has_one_original(company: LegalEntity) -> None:
    store(company)

    with pytest.raises(IntegrityError), transaction.atomic():
        store(company)
    store(company, kind=ArchiveKind.COPY)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE documents_archiveddocument SET sha256 = repeat('0', 64)",
        "DELETE FROM documents_archiveddocument",
        "TRUNCATE documents_archiveddocument CASCADE",
    ],
)
def test_the_database_refuses_to_change_or_lose_an_archived_document(company: LegalEntity, statement: str) -> None:
    store(company)

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert ArchivedDocument.of(company).count() == 1


def test_a_document_may_go_when_its_time_is_over(company: LegalEntity) -> None:
    store(company, retain_until=company.today() - timedelta(days=2))

    ArchivedDocument.of(company).delete()

    assert not ArchivedDocument.of(company).exists()


def test_originals_are_kept_to_the_end_of_the_retention_years(company: LegalEntity) -> None:
    company.retention_years = 7

    assert store(company).retain_until.isoformat() == f"{company.today().year + 7}-12-31"


def test_pro_formas_may_be_deleted_at_once_with_their_files(company: LegalEntity, django_capture_on_commit_callbacks: Any) -> None:
    kept = store(company)
    pro_forma = store(company, kind=ArchiveKind.PRO_FORMA)

    with django_capture_on_commit_callbacks(execute=True):
        assert archive.delete_pro_formas(company, [1]) == 1

    assert list(ArchivedDocument.of(company)) == [kept]
    with pytest.raises(ArchivedFileDamaged):
        archive.read(pro_forma)


def test_only_old_pro_formas_go_by_themselves(company: LegalEntity) -> None:
    today = company.today()
    store(company, kind=ArchiveKind.PRO_FORMA, retain_until=today - timedelta(days=1))
    store(company, kind=ArchiveKind.PRO_FORMA)

    assert archive.delete_pro_formas(company, before=today) == 1


def test_a_changed_file_is_not_handed_out(company: LegalEntity, settings: Any) -> None:
    document = store(company)
    (Path(settings.MEDIA_ROOT) / document.file).write_bytes(b"%PDF forged")

    with pytest.raises(ArchivedFileDamaged, match="F-1"):
        archive.read(document)


def test_the_nightly_check_names_what_is_damaged(company: LegalEntity, settings: Any) -> None:
    store(company)
    call_command("verify_archive", stdout=StringIO())
    damaged = store(company, object_id=2, number="F-2")
    (Path(settings.MEDIA_ROOT) / damaged.file).unlink()

    errors = StringIO()
    with pytest.raises(CommandError, match="1 archived"):
        call_command("verify_archive", entity=company.code, stdout=StringIO(), stderr=errors)
    assert "F-2" in errors.getvalue()


def test_files_of_another_company_are_not_found(company: LegalEntity, other_company: LegalEntity) -> None:
    store(company)

    assert archive.find_original(other_company, "customer_invoice", 1) is None


def test_one_flipped_byte_is_found_at_night_and_told_to_the_administrators(company: LegalEntity, settings: Any) -> None:
    administrator = User.objects.create(email="admin@polderhout.example", name="Ada Admin")
    Membership.objects.create(user=administrator, legal_entity=company, role=Role.objects.get(code="AD"))
    document = store(company, b"%PDF exactly this")
    assert verify_archive() == 0
    path = Path(settings.MEDIA_ROOT) / document.file
    content = bytearray(path.read_bytes())
    content[7] ^= 1
    path.write_bytes(content)

    assert verify_archive() == 1

    told = Notification.of(company).get(user=administrator)
    assert "F-1" in told.text
    assert told.tone == "red"


def test_without_the_hash_the_flipped_byte_would_pass(company: LegalEntity, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    document = store(company, b"%PDF exactly this")
    (Path(settings.MEDIA_ROOT) / document.file).write_bytes(b"%PDF exactly thus")
    monkeypatch.setattr(archive, "read", lambda found: Path(settings.MEDIA_ROOT, found.file).read_bytes())

    assert verify_archive() == 0


def test_the_bytes_that_are_sent_are_the_bytes_of_the_archive(company: LegalEntity) -> None:
    document = store(company, b"%PDF exactly this")
    output = Output(legal_entity=company, archived=document, message_id="<1@x>")
    output.mail = {"to": ["a@b.example"], "cc": [], "bcc": [], "subject": "s", "body": "b", "reply_to": ""}

    [attachment] = build(output).attachments

    assert hashlib.sha256(attachment.content).hexdigest() == document.sha256
