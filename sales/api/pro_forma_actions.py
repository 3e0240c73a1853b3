"""Pro formas of confirmations and packing slips over REST: the papers, with nothing posted (sales.md §21)."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request

from foundation.backoffice.api.files import PDF_RENDERERS, PDF_RESPONSE, pdf_response
from foundation.backoffice.api.problems import EveryDocumentRefused
from foundation.documents.services import archive
from foundation.documents.services.printer_queue import merge_pdfs
from sales.api import commands
from sales.api.drafts import delivery_request
from sales.services.plan_confirmations import ConfirmationRequest
from sales.services.print_pro_formas import ProFormas, print_pro_forma_confirmations, print_pro_forma_slips


def pro_forma_response(printed: ProFormas) -> HttpResponse:
    """Return one PDF of all that was printed."""
    return pdf_response(merge_pdfs(archive.read(file) for file in printed.files), printed.files[0].file_name)


class ConfirmationProForma:
    """The paper that confirming an order would print."""

    command: Any
    entity: Any
    user: Any
    get_object: Any

    @extend_schema(request=commands.ProFormaConfirmation, responses=PDF_RESPONSE)
    @action(detail=True, methods=["post"], url_path="pro-forma-confirmation", renderer_classes=PDF_RENDERERS)
    def pro_forma_confirmation(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """Print the confirmation as it would be sent. Nothing is posted, no version is made and no credit is used."""
        data = self.command(commands.ProFormaConfirmation)
        asked = ConfirmationRequest(self.entity, [self.get_object().pk], data.get("date"))
        return pro_forma_response(print_pro_forma_confirmations(asked, self.user).or_raise())


class SlipProForma:
    """The papers that posting packing slips would print."""

    access: Any
    command: Any
    user: Any

    @extend_schema(request=commands.Delivery, responses=PDF_RESPONSE)
    @action(detail=False, methods=["post"], url_path="pro-forma", renderer_classes=PDF_RENDERERS)
    def pro_forma(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """Print what would leave: one PDF with a pro forma per future packing slip. Nothing is posted."""
        printed = print_pro_forma_slips(delivery_request(self.access, self.command(commands.Delivery)), self.user)
        if not printed.files:
            raise EveryDocumentRefused([(printed.documents[key].number, error) for key, error in printed.refusals.items()])
        return pro_forma_response(printed)
