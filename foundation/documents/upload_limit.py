"""A request that announces more bytes than any upload may have is refused before it is read (reliability.md §14)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler


class SizeLimit(FileUploadHandler):
    """Stands first among the upload handlers and keeps nothing itself."""

    def handle_raw_input(self, input_data: Any, META: Any, content_length: int, boundary: str, encoding: str | None = None) -> None:
        """Refuse a body that is too large; raises RequestDataTooBig."""
        if content_length > settings.LARGEST_REQUEST:
            raise RequestDataTooBig("The request is larger than the setting LARGEST_REQUEST")

    def receive_data_chunk(self, raw_data: bytes, _start: int) -> bytes:
        """Hand the bytes on to the next handler."""
        return raw_data

    def file_complete(self, _file_size: int) -> None:
        """Keep nothing."""
