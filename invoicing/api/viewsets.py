"""Customer invoices over REST: previewed, posted, printed, read."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework import generics, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from foundation.backoffice.api.around import AroundRecord
from foundation.backoffice.api.files import PDF_RENDERERS, PDF_RESPONSE, pdf_response
from foundation.backoffice.api.once import posting_key
from foundation.backoffice.api.printing import PRINT_PERMISSIONS, PrintedDocumentViewSet
from foundation.backoffice.api.problems import EveryDocumentRefused
from foundation.backoffice.api.rows import naming_rows
from foundation.documents.services import archive
from foundation.documents.services.printer_queue import merge_pdfs
from invoicing.api.commands import Invoicing, invoice_request
from invoicing.api.crediting import CreditNote, CreditOrderSerializer, crediting
from invoicing.api.filters import CustomerInvoiceApiFilter
from invoicing.api.plan_serializers import InvoicePlanSerializer, PostedInvoicesSerializer, refused_rows
from invoicing.api.serializers import InvoiceSerializer, InvoiceSummarySerializer
from invoicing.models import CustomerInvoice
from invoicing.services.credit_invoice import credit_invoice
from invoicing.services.post_invoices import post_invoices
from invoicing.services.preview_invoices import preview_invoices
from invoicing.services.print_invoices import PRINTING, original_of, print_pro_formas


class CustomerInvoiceViewSet(AroundRecord, PrintedDocumentViewSet):
    """The posted invoices and credit notes of a legal entity."""

    page = "invoicing:invoice"
    tags = ("invoices",)
    lookup_field = "number"
    serializer_class = InvoiceSerializer
    serializer_classes: ClassVar[dict[str, Any]] = {"list": InvoiceSummarySerializer}
    filterset_class = CustomerInvoiceApiFilter
    ordering_fields = ("number", "invoice_date", "due_date", "invoice_amount")
    ordering = ("-invoice_date", "-id")
    action_permissions: ClassVar[dict[str, str]] = {
        "list": "invoicing.view_customerinvoice",
        "retrieve": "invoicing.view_customerinvoice",
        "create": "invoicing.post_customerinvoice",
        "preview": "invoicing.post_customerinvoice",
        "pro_forma": "invoicing.print_proforma",
        "credit": "invoicing.credit_customerinvoice",
        "pdf": "invoicing.view_customerinvoice",
        **PRINT_PERMISSIONS,
    }
    printing = PRINTING

    def get_queryset(self) -> Any:
        """Return the invoices of the entity with what is shown of them."""
        if self.action in self.printing_actions:
            return CustomerInvoice.objects.for_print()
        if self.action == "list":
            return CustomerInvoice.objects.for_api_list(InvoiceSummarySerializer.Meta.fields)
        return CustomerInvoice.objects.for_api_detail()

    @extend_schema(request=Invoicing, responses={201: PostedInvoicesSerializer})
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Post invoices of some orders or packing slips. Orders that are refused are left out; when all are, nothing is posted (409)."""
        orders, wanted = invoice_request(self.access, self.command(Invoicing), prefix=posting_key(request))
        result = post_invoices(self.entity, orders, wanted, user=self.user, access=self.access)
        if result.plan.refused and not result.invoices:
            raise EveryDocumentRefused(refused_rows(result.plan))
        invoices = self.get_queryset().of_posting([invoice.pk for invoice in result.invoices])
        answer = PostedInvoicesSerializer({"invoices": invoices, "refused": refused_rows(result.plan)})
        return Response(answer.data, status=status.HTTP_201_CREATED)

    @extend_schema(request=Invoicing, responses={200: InvoicePlanSerializer})
    @action(detail=False, methods=["post"])
    def preview(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Show which invoices posting would make, to the cent, and which orders it would leave out and why."""
        orders, wanted = invoice_request(self.access, self.command(Invoicing))
        return Response(InvoicePlanSerializer(preview_invoices(self.entity, orders, wanted, access=self.access)).data)

    @extend_schema(request=Invoicing, responses=PDF_RESPONSE)
    @action(detail=False, methods=["post"], url_path="pro-forma", renderer_classes=PDF_RENDERERS)
    def pro_forma(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """Print what would be invoiced: one PDF with a pro forma per future invoice. Nothing is posted."""
        orders, wanted = invoice_request(self.access, self.command(Invoicing))
        printed, plan = print_pro_formas(self.entity, orders, wanted, user=self.user, access=self.access)
        if not printed:
            raise EveryDocumentRefused(refused_rows(plan))
        return pdf_response(merge_pdfs(archive.read(document) for document in printed), printed[0].file_name)

    @extend_schema(request=CreditNote, responses={201: CreditOrderSerializer})
    @action(detail=True, methods=["post"])
    def credit(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Make the order that credits lines of the invoice; invoicing it posts the credit note."""
        data, invoice = self.command(CreditNote), self.get_object()
        wanted = crediting(self.entity, invoice.pk, data)
        with naming_rows(wanted.quantities):
            order = credit_invoice(self.entity, invoice.pk, wanted, self.user)
        return Response(CreditOrderSerializer({"order": order.number}).data, status=status.HTTP_201_CREATED)

    @extend_schema(responses=PDF_RESPONSE)
    @action(detail=True, methods=["get"], renderer_classes=PDF_RENDERERS)
    def pdf(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """Return the archived original, byte for byte the same each time."""
        original = original_of(generics.get_object_or_404(self.get_queryset(), **self.lookup), user=self.user)
        return pdf_response(archive.open_original(original, user=self.user), original.file_name)
