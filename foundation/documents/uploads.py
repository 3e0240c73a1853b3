"""Files that people attach: checked by size, name and content, kept under a random name, served as attachments (reliability.md §14)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any, Protocol
from uuid import uuid4

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.http import FileResponse
from django.utils.module_loading import import_string

from foundation.documents.cleaning import clean_text
from foundation.documents.errors import UploadDamaged, UploadMissing, UploadNotAllowed, UploadTooLarge
from foundation.documents.upload_content import check_office, check_pdf, check_text, reencoded
from foundation.organization.models import LegalEntity

MAX_BYTES = 10 * 1024 * 1024
LONGEST_NAME = 120
_OFFICE = "application/vnd.openxmlformats-officedocument."
_SANDBOX = "default-src 'none'; sandbox"


class Uploaded(Protocol):
    """What is needed of a file of a request: its name, its size before anything is read, and its bytes."""

    @property
    def name(self) -> str | None:
        """The name that the browser sent."""

    @property
    def size(self) -> int | None:
        """The size in bytes."""

    def read(self, length: int, /) -> bytes:
        """Return at most so many bytes."""


@dataclass(frozen=True)
class FileKind:
    """A kind of file that may be attached: how it is served, and what its content must be."""

    content_type: str
    check: Callable[[bytes, str], bytes]


KINDS: Mapping[str, FileKind] = {
    ".pdf": FileKind("application/pdf", check_pdf),
    ".png": FileKind("image/png", reencoded("PNG")),
    ".jpg": FileKind("image/jpeg", reencoded("JPEG")),
    ".jpeg": FileKind("image/jpeg", reencoded("JPEG")),
    ".txt": FileKind("text/plain; charset=utf-8", check_text),
    ".csv": FileKind("text/csv; charset=utf-8", check_text),
    ".xlsx": FileKind(f"{_OFFICE}spreadsheetml.sheet", check_office("xl/workbook.xml")),
    ".docx": FileKind(f"{_OFFICE}wordprocessingml.document", check_office("word/document.xml")),
}


@dataclass(frozen=True)
class StoredUpload:
    """A file that was accepted: keep these five values on the row that it belongs to."""

    name: str
    file: str
    content_type: str
    size: int
    sha256: str


def accept(legal_entity: LegalEntity, upload: Uploaded, *, max_bytes: int = MAX_BYTES) -> StoredUpload:
    """Check a file of a request and keep it outside the web root under a random name.

    Its size is looked at before anything is read. Raises UploadTooLarge (DOC-10), UploadNotAllowed (DOC-11),
    UploadDamaged (DOC-12) or what the scanner of the setting UPLOAD_SCANNER raises.
    """
    name = clean_name(upload.name or "")
    content = _read(upload, name, max_bytes)
    kind = kind_of(name)
    content = kind.check(content, name)
    if settings.UPLOAD_SCANNER:
        import_string(settings.UPLOAD_SCANNER)(content, name)
    path = f"uploads/{legal_entity.code}/{legal_entity.today():%Y/%m}/{uuid4().hex}"
    file = default_storage.save(path, ContentFile(content))
    return StoredUpload(name, file, kind.content_type, len(content), hashlib.sha256(content).hexdigest())


def kind_of(name: str) -> FileKind:
    """Return the kind that a name claims; raises UploadNotAllowed (DOC-11) for what is not on the list."""
    kind = KINDS.get(PurePath(name).suffix.lower())
    if kind is None:
        raise UploadNotAllowed(name=name, kinds=", ".join(sorted(KINDS)))
    return kind


def clean_name(name: str) -> str:
    """Return a file name without folders, control characters and direction overrides, short enough to show."""
    last = clean_text(name.replace("\n", " ").replace("\t", " ")).replace("\\", "/").rpartition("/")[2].strip(" .")
    stem, suffix = PurePath(last).stem, PurePath(last).suffix
    return f"{stem[: LONGEST_NAME - len(suffix)]}{suffix}"[:LONGEST_NAME] or "file"


def serve(stored: StoredUpload | Any) -> FileResponse:
    """Answer with a kept file as an attachment that no browser runs; the calling view has checked who asks.

    ``stored`` is anything with the fields of StoredUpload. Raises UploadMissing (DOC-13) when the file is gone.
    """
    try:
        file = default_storage.open(stored.file)
    except OSError as error:
        raise UploadMissing(name=stored.name) from error
    response = FileResponse(file, as_attachment=True, filename=stored.name, content_type=stored.content_type)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = _SANDBOX
    response.headers["Cache-Control"] = "private, no-store"
    return response


def discard(file: str) -> None:
    """Delete a kept file; call it after the commit that removed its row."""
    default_storage.delete(file)


def picture(upload: Uploaded, *, max_bytes: int) -> bytes:
    """Return a PNG or JPEG drawn anew, for a logo; raises the refusals of ``accept``."""
    name = clean_name(upload.name or "")
    kind = kind_of(name)
    if not kind.content_type.startswith("image/"):
        raise UploadNotAllowed(name=name, kinds=".jpeg, .jpg, .png")
    return kind.check(_read(upload, name, max_bytes), name)


def _read(upload: Uploaded, name: str, max_bytes: int) -> bytes:
    """Return the bytes of a file; one that lies about its size is not read beyond the limit."""
    limit = f"{max_bytes // 1024 // 1024} MB" if max_bytes >= 1024 * 1024 else f"{max_bytes // 1024} kB"
    if (upload.size or 0) > max_bytes:
        raise UploadTooLarge(name=name, limit=limit)
    content = upload.read(max_bytes + 1)
    if len(content) > max_bytes:
        raise UploadTooLarge(name=name, limit=limit)
    if not content:
        raise UploadDamaged(name=name)
    return content
