"""What is inside a file that was attached: each kind is recognized by its content, never by its name alone (reliability.md §14)."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable

from PIL import Image, ImageOps

from foundation.documents.errors import PictureTooLarge, UploadDamaged, UploadTooLarge

MAX_PIXELS = 50_000_000
MAX_UNPACKED = 100 * 1024 * 1024
MAX_PARTS = 5_000
_MARKUP = re.compile(r"<\s*(?:!doctype|\?xml|html|head|body|svg|script|iframe|object|embed|img|meta|link|style|base|form)\b", re.IGNORECASE)
_LOOKED_AT = 4_096
_ACTIVE_PARTS = ("vbaproject", "activex", "oleobject", "embeddings/", "macrosheets/")

Check = Callable[[bytes, str], bytes]


def check_pdf(content: bytes, name: str) -> bytes:
    """Return a PDF as it is; raises UploadDamaged (DOC-12) for anything else."""
    if not content.startswith(b"%PDF-") or b"%%EOF" not in content[-2_048:]:
        raise UploadDamaged(name=name)
    return content


def check_text(content: bytes, name: str) -> bytes:
    """Return a text as UTF-8; raises UploadDamaged (DOC-12) for binary content and for markup that a browser could run."""
    text = _decoded(content)
    if text is None or "\x00" in text or _MARKUP.search(text[:_LOOKED_AT]):
        raise UploadDamaged(name=name)
    return text.encode()


def check_office(main_part: str) -> Check:
    """Return a check for workbooks and letters: the part that makes them one, no macros, and limits on the expanded size."""

    def check(content: bytes, name: str) -> bytes:
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                parts = archive.infolist()
        except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
            raise UploadDamaged(name=name) from error
        if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
            raise UploadTooLarge(name=name, limit=f"{MAX_UNPACKED // 1024 // 1024} MB")
        names = {part.filename.lower() for part in parts}
        active = any(word in part for part in names for word in _ACTIVE_PARTS)
        if main_part not in names or "[content_types].xml" not in names or active or content[:4] != b"PK\x03\x04":
            raise UploadDamaged(name=name)
        return content

    return check


def reencoded(form: str) -> Check:
    """Return a check for pictures: drawn anew without whatever else the file held; at most 50 megapixels, seen before unpacking."""

    def check(content: bytes, name: str) -> bytes:
        try:
            with Image.open(io.BytesIO(content), formats=[form]) as image:
                if image.width * image.height > MAX_PIXELS:
                    raise PictureTooLarge(name=name, megapixels=MAX_PIXELS // 1_000_000)
                return _drawn_anew(image, form)
        except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
            raise UploadDamaged(name=name) from error

    return check


def _drawn_anew(image: Image.Image, form: str) -> bytes:
    upright = ImageOps.exif_transpose(image)
    modes = ("L", "RGB") if form == "JPEG" else ("1", "L", "LA", "RGB", "RGBA")
    if upright.mode not in modes:
        upright = upright.convert(modes[-1])
    clean = Image.new(upright.mode, upright.size)
    clean.paste(upright)
    target = io.BytesIO()
    clean.save(target, form, **({"quality": 90} if form == "JPEG" else {"optimize": False}))
    return target.getvalue()


def _decoded(content: bytes) -> str | None:
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None
