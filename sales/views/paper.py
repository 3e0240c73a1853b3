"""The paper of confirmations and packing slips: the original, byte for byte, and copies."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase

from foundation.backoffice.records import find
from foundation.backoffice.views import EntityView
from foundation.documents.services import archive
from sales.models import OrderConfirmation, PackingSlip
from sales.services.print_documents import copy_of, original_of


class DocumentPdf(EntityView):
    """The archived original; each time it is handed out counts as a print."""

    rows = "for_print"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Show the original."""
        document = find(self.get_rows(), int(kwargs["pk"]))
        user = self.request.user
        return self.pdf(archive.open_original(original_of(document, user=user), user=user), document.number)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Print and show a copy with the mark COPY."""
        document = find(self.get_rows(), int(kwargs["pk"]))
        return self.pdf(archive.read(copy_of(document, user=self.request.user)), f"{document.number}-copy")

    def pdf(self, content: bytes, name: str) -> HttpResponse:
        """Answer with a PDF that the browser shows."""
        headers = {"Content-Disposition": f'inline; filename="{name}.pdf"', "X-Content-Type-Options": "nosniff"}
        return HttpResponse(content, content_type="application/pdf", headers=headers)


class OrderConfirmationPdf(DocumentPdf):
    """The paper of a confirmation."""

    permission_required = "sales.view_salesorder"
    model = OrderConfirmation


class PackingSlipPdf(DocumentPdf):
    """The paper of a packing slip."""

    permission_required = "sales.view_packingslip"
    model = PackingSlip
