"""Files that people attach: what is kept is what it claims to be, and cannot run (reliability.md §14)."""

from __future__ import annotations

import hashlib
import io
import struct
import zipfile
import zlib
from typing import Any

import pytest
from django.core.exceptions import RequestDataTooBig
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory
from openpyxl import Workbook
from PIL import Image

from foundation.documents import upload_content, uploads
from foundation.documents.errors import PictureTooLarge, UploadDamaged, UploadMissing, UploadNotAllowed, UploadTooLarge
from foundation.organization.models import LegalEntity

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
REFUSED_NAMES = [
    "page.html",
    "page.htm",
    "drawing.svg",
    "drawing.svgz",
    "feed.xml",
    "files.zip",
    "files.7z",
    "files.tar.gz",
    "files.rar",
    "setup.exe",
    "run.sh",
    "macro.xlsm",
    "letter.doc",
    "code.js",
    "page.pdf.html",
    "picture.webp",
    "no-suffix",
    ".htaccess",
    "",
]
WRONG_CONTENT = [
    ("page.pdf", b"<html><script>alert(1)</script></html>"),
    ("page.pdf", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
    ("page.pdf", b"MZ\x90\x00"),
    ("page.pdf", b"PK\x03\x04"),
    ("page.png", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
    ("page.png", b"\x89PNG\r\n\x1a\n<script>alert(1)</script>"),
    ("page.jpg", b"\xff\xd8\xff<script>alert(1)</script>"),
    ("page.jpg", b"GIF89a<script>alert(1)</script>"),
    ("note.txt", b"<!DOCTYPE html><script>alert(1)</script>"),
    ("note.txt", b"\xef\xbb\xbf  <svg onload=alert(1)>"),
    ("note.csv", b"name\n<script>alert(1)</script>"),
    ("note.csv", b"<?xml version='1.0'?><a/>"),
    ("note.txt", b"MZ\x90\x00\x00"),
    ("book.xlsx", b"<html></html>"),
    ("book.xlsx", b"PK\x03\x04 cut off"),
    ("letter.docx", b"PK\x05\x06" + b"\x00" * 18),
]


class Endless:
    """A file that says it is small and never ends."""

    name, size = "page.pdf", 1
    asked = 0

    def read(self, length: int, /) -> bytes:
        """Return as many bytes as are asked for."""
        Endless.asked = length
        return b"x" * length


class Unread:
    """A file that is too large already by its size."""

    name, size = "page.pdf", uploads.MAX_BYTES + 1

    def read(self, _length: int, /) -> bytes:
        """Must not be called."""
        raise AssertionError("A file that is too large is never read")


def file(name: str, content: bytes) -> SimpleUploadedFile:
    """Return a file of a request."""
    upload = SimpleUploadedFile("x", content)
    upload._name = name
    return upload


def picture(form: str = "PNG", size: tuple[int, int] = (12, 8), mode: str = "RGB", **options: Any) -> bytes:
    """Return a picture."""
    target = io.BytesIO()
    Image.new(mode, size, 1).save(target, form, **options)
    return target.getvalue()


def book(*extra: tuple[str, bytes]) -> bytes:
    """Return a workbook, with further parts."""
    target = io.BytesIO()
    Workbook().save(target)
    with zipfile.ZipFile(target, "a", zipfile.ZIP_DEFLATED) as archive:
        for name, content in extra:
            archive.writestr(name, content)
    return target.getvalue()


def huge_png(width: int, height: int) -> bytes:
    """Return the head of a picture that claims to be very large."""
    head = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    data = b"IDAT" + zlib.compress(b"\x00" * 64)
    parts = [struct.pack(">I", len(part) - 4) + part + struct.pack(">I", zlib.crc32(part)) for part in (head, data, b"IEND")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def named(value: object) -> str:
    """Return how a test is told by its parameter: bytes differ from process to process, and xdist wants the same names."""
    return value if isinstance(value, str) else ""


@pytest.mark.parametrize(
    ("name", "content", "served_as"),
    [
        ("Order 4711.pdf", PDF, "application/pdf"),
        ("photo.PNG", picture(), "image/png"),
        ("photo.jpeg", picture("JPEG"), "image/jpeg"),
        ("note.txt", "één regel <3 a < b".encode(), "text/plain; charset=utf-8"),
        ("lines.csv", "item;quantity\nD0001;3\n".encode("cp1252"), "text/csv; charset=utf-8"),
        ("book.xlsx", book(), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ],
    ids=named,
)
def test_what_is_on_the_list_is_kept_and_comes_back_as_an_attachment(
    company: LegalEntity, name: str, content: bytes, served_as: str
) -> None:
    stored = uploads.accept(company, file(name, content))
    response = uploads.serve(stored)
    body = b"".join(response)

    assert (stored.name, stored.content_type) == (name, served_as)
    assert (stored.size, stored.sha256) == (len(body), hashlib.sha256(body).hexdigest())
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response.headers["Content-Security-Policy"]
    assert response.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("name", REFUSED_NAMES)
def test_what_is_not_on_the_list_is_refused_whatever_it_holds(company: LegalEntity, name: str) -> None:
    with pytest.raises(UploadNotAllowed):
        uploads.accept(company, file(name, PDF))


@pytest.mark.parametrize(("name", "content"), WRONG_CONTENT, ids=named)
def test_content_that_is_not_what_the_name_says_is_refused(company: LegalEntity, name: str, content: bytes) -> None:
    with pytest.raises(UploadDamaged):
        uploads.accept(company, file(name, content))


@pytest.mark.parametrize(("name", "content"), [entry for entry in WRONG_CONTENT if b"<" in entry[1]], ids=named)
def test_without_the_check_of_content_the_same_files_would_be_kept(
    company: LegalEntity, name: str, content: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_kinds = {suffix: uploads.FileKind(kind.content_type, lambda content, _name: content) for suffix, kind in uploads.KINDS.items()}
    monkeypatch.setattr(uploads, "KINDS", open_kinds)

    assert b"<" in b"".join(uploads.serve(uploads.accept(company, file(name, content))))


def test_a_file_that_is_too_large_is_refused_before_it_is_read(company: LegalEntity) -> None:
    with pytest.raises(UploadTooLarge):
        uploads.accept(company, Unread())


def test_a_file_that_lies_about_its_size_is_read_to_the_limit_only(company: LegalEntity) -> None:
    with pytest.raises(UploadTooLarge):
        uploads.accept(company, Endless(), max_bytes=1000)
    assert Endless.asked == 1001


def test_an_empty_file_is_refused(company: LegalEntity) -> None:
    with pytest.raises(UploadDamaged):
        uploads.accept(company, file("page.pdf", b""))


def test_a_request_that_announces_too_much_is_refused_before_it_is_read(settings: Any) -> None:
    settings.LARGEST_REQUEST = 1000
    request = RequestFactory().post("/", {"file": SimpleUploadedFile("page.pdf", PDF + b"x" * 1000)})

    with pytest.raises(RequestDataTooBig):
        _ = request.FILES


def test_a_request_within_the_limit_arrives_whole() -> None:
    request = RequestFactory().post("/", {"file": SimpleUploadedFile("page.pdf", PDF)})

    assert request.FILES["file"].read() == PDF


def test_files_are_kept_outside_the_web_root_under_names_that_say_nothing(company: LegalEntity, settings: Any) -> None:
    first, second = uploads.accept(company, file("salary.pdf", PDF)), uploads.accept(company, file("salary.pdf", PDF))

    assert first.file != second.file
    assert "salary" not in first.file
    assert not first.file.endswith(".pdf")
    assert not default_storage.path(first.file).startswith(str(settings.STATIC_ROOT))


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\fakepath\\order.pdf", "order.pdf"),
        ("a\r\nSet-Cookie: x=1.pdf", "a Set-Cookie: x=1.pdf"),
        ("invoice\u202efdp.txt", "invoicefdp.txt"),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
        ("a\x00b.pdf", "ab.pdf"),
    ],
)
def test_names_carry_no_folder_no_line_break_and_no_change_of_direction(company: LegalEntity, typed: str, shown: str) -> None:
    stored = uploads.accept(company, file(typed, b"plain" if shown.endswith("txt") else PDF))

    assert stored.name == shown
    assert "\n" not in uploads.serve(stored).headers["Content-Disposition"]


def test_pictures_are_drawn_anew_without_what_else_they_held(company: LegalEntity) -> None:
    exif = Image.Exif()
    exif[0x010E] = "<script>secret place</script>"
    content = picture("JPEG", exif=exif) + b"<script>alert(1)</script>"

    stored = uploads.accept(company, file("photo.jpg", content))
    kept = b"".join(uploads.serve(stored))

    assert b"script" in content
    assert b"script" not in kept
    assert Image.open(io.BytesIO(kept)).size == (12, 8)


@pytest.mark.parametrize(("form", "mode"), [("PNG", "P"), ("PNG", "RGBA"), ("PNG", "LA"), ("PNG", "1"), ("JPEG", "CMYK"), ("JPEG", "L")])
def test_pictures_of_every_colour_space_survive(company: LegalEntity, form: str, mode: str) -> None:
    stored = uploads.accept(company, file(f"photo.{form.lower()}", picture(form, mode=mode)))

    assert Image.open(default_storage.open(stored.file)).format == form


def test_a_picture_of_more_than_fifty_megapixels_is_refused_before_it_is_unpacked(company: LegalEntity) -> None:
    with pytest.raises(PictureTooLarge, match="50 megapixels"):
        uploads.accept(company, file("bomb.png", huge_png(10_000, 6_000)))


def test_a_picture_bomb_is_refused(company: LegalEntity) -> None:
    with pytest.raises((PictureTooLarge, UploadDamaged)):
        uploads.accept(company, file("bomb.png", huge_png(60_000, 60_000)))


@pytest.mark.parametrize(
    "part", ["xl/vbaProject.bin", "xl/activeX/activeX1.xml", "xl/embeddings/oleObject1.bin", "xl/macrosheets/sheet1.xml"]
)
def test_a_workbook_with_parts_that_can_run_is_refused(company: LegalEntity, part: str) -> None:
    with pytest.raises(UploadDamaged):
        uploads.accept(company, file("book.xlsx", book((part, b"x"))))


def test_a_workbook_that_unpacks_to_too_much_is_refused(company: LegalEntity, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upload_content, "MAX_UNPACKED", 1_000_000)
    bomb = book(("xl/worksheets/sheet9.xml", b"0" * 2_000_000))

    assert len(bomb) < 20_000
    with pytest.raises(UploadTooLarge):
        uploads.accept(company, file("book.xlsx", bomb))


def test_any_other_archive_under_the_name_of_a_workbook_is_refused(company: LegalEntity) -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("setup.exe", b"MZ")

    with pytest.raises(UploadDamaged):
        uploads.accept(company, file("book.xlsx", target.getvalue()))


def test_a_scanner_of_the_operator_has_the_last_word(company: LegalEntity, settings: Any) -> None:
    settings.UPLOAD_SCANNER = f"{__name__}.refuse_everything"

    with pytest.raises(UploadDamaged):
        uploads.accept(company, file("page.pdf", PDF))


def test_a_file_that_is_gone_is_a_refusal_and_no_crash(company: LegalEntity) -> None:
    stored = uploads.accept(company, file("page.pdf", PDF))
    uploads.discard(stored.file)

    with pytest.raises(UploadMissing):
        uploads.serve(stored)


def refuse_everything(_content: bytes, name: str) -> None:
    """Stand in for a virus scanner."""
    raise UploadDamaged(name=name)
