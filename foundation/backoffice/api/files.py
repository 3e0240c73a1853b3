"""Answers that are files: a PDF as it is, a problem as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse
from rest_framework.renderers import BaseRenderer, JSONRenderer

PDF = "application/pdf"
PDF_RESPONSE = {(200, PDF): OpenApiResponse(OpenApiTypes.BINARY, description="The PDF.")}


class PdfRenderer(BaseRenderer):
    """Lets a caller ask for ``application/pdf``; what goes wrong is told in JSON all the same."""

    media_type = PDF
    format = "pdf"
    charset = None
    render_style = "binary"

    def render(self, data: Any, accepted_media_type: str | None = None, renderer_context: Mapping[str, Any] | None = None) -> bytes:
        """Return a problem as JSON."""
        return bytes(JSONRenderer().render(data, accepted_media_type, renderer_context))


PDF_RENDERERS = (PdfRenderer,)
"""An address that gives a PDF gives nothing else: who asks for another format gets 406."""


def pdf_response(content: bytes, name: str) -> HttpResponse:
    """Return the answer with a PDF under a file name."""
    headers = {"Content-Disposition": f'inline; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(content, content_type=PDF, headers=headers)


class AnyFileRenderer(PdfRenderer):
    """Lets a caller ask for a kept file whatever its type, which its bytes decide."""

    media_type = "*/*"
    format = "file"
