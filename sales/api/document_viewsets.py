"""Order confirmations, packing slips, agreed prices and hold codes over REST."""

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
from foundation.backoffice.api.printing import PRINT_PERMISSIONS, PrintedDocumentViewSet
from foundation.backoffice.api.problems import EveryDocumentRefused
from foundation.backoffice.api.views import EntityReadViewSet
from foundation.documents.services import archive
from sales.api import commands
from sales.api.document_serializers import (
    ConfirmationSerializer,
    ConfirmationSummarySerializer,
    DeliveryPlanSerializer,
    PackingSlipSerializer,
    PackingSlipSummarySerializer,
    PostedSlipsSerializer,
    TradeAgreementSerializer,
    refused_rows,
)
from sales.api.drafts import delivery_request, named_as_sent
from sales.api.filters import ConfirmationApiFilter, PackingSlipApiFilter, TradeAgreementApiFilter
from sales.api.pro_forma_actions import SlipProForma
from sales.api.slip_actions import PackingSlipActions
from sales.models import OrderConfirmation, PackingSlip, TradeAgreement
from sales.services.post_packing_slips import post_packing_slips
from sales.services.preview_packing_slips import preview_packing_slips
from sales.services.print_documents import PRINTING


class PrintedViewSet(PrintedDocumentViewSet):
    """A posted document with its archived original."""

    printing = PRINTING

    @extend_schema(responses=PDF_RESPONSE)
    @action(detail=True, methods=["get"], renderer_classes=PDF_RENDERERS)
    def pdf(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """Return the archived original, byte for byte the same each time."""
        original = self.printing.original(generics.get_object_or_404(self.get_queryset(), **self.lookup), user=self.user)
        return pdf_response(archive.open_original(original, user=self.user), original.file_name)


class ConfirmationViewSet(AroundRecord, PrintedViewSet):
    """The order confirmations of a legal entity."""

    page = "sales:confirmation"
    tags = ("sales orders",)
    lookup_field = "number"
    serializer_class = ConfirmationSerializer
    serializer_classes: ClassVar[dict[str, Any]] = {"list": ConfirmationSummarySerializer}
    filterset_class = ConfirmationApiFilter
    ordering_fields = ("number", "date")
    ordering = ("-id",)
    action_permissions: ClassVar[dict[str, str]] = {
        "list": "sales.view_salesorder",
        "retrieve": "sales.view_salesorder",
        "pdf": "sales.view_salesorder",
        **PRINT_PERMISSIONS,
    }

    def get_queryset(self) -> Any:
        """Return the confirmations of the entity with what is shown of them."""
        if self.action in self.printing_actions:
            return OrderConfirmation.objects.for_print()
        return OrderConfirmation.objects.for_display() if self.action == "list" else OrderConfirmation.objects.for_detail()


class PackingSlipViewSet(PackingSlipActions, SlipProForma, AroundRecord, PrintedViewSet):
    """The packing slips of a legal entity."""

    page = "sales:packing-slip"
    tags = ("packing slips",)
    lookup_field = "number"
    serializer_class = PackingSlipSerializer
    serializer_classes: ClassVar[dict[str, Any]] = {"list": PackingSlipSummarySerializer}
    filterset_class = PackingSlipApiFilter
    ordering_fields = ("number", "date")
    ordering = ("-date", "-id")
    action_permissions: ClassVar[dict[str, str]] = {
        "list": "sales.view_packingslip",
        "retrieve": "sales.view_packingslip",
        "pdf": "sales.view_packingslip",
        **PRINT_PERMISSIONS,
        "create": "sales.post_packingslip",
        "preview": "sales.post_packingslip",
        "pro_forma": "sales.post_packingslip",
        "correct": "sales.correct_packingslip",
        "cancel": "sales.correct_packingslip",
    }
    locking_actions = ("correct", "cancel")

    def get_queryset(self) -> Any:
        """Return the packing slips of the entity with what is shown of them."""
        if self.action in self.printing_actions:
            return PackingSlip.objects.for_print()
        return PackingSlip.objects.for_display() if self.action == "list" else PackingSlip.objects.for_detail()

    @extend_schema(request=commands.Delivery, responses={201: PostedSlipsSerializer})
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Post packing slips of some orders. Orders that are refused are left out; when all are, nothing is posted (409)."""
        posted = post_packing_slips(delivery_request(self.access, self.command(commands.Delivery)), self.user)
        if posted.refusals and not posted.slips:
            raise EveryDocumentRefused(refused_rows(named_as_sent(posted)))
        return Response(PostedSlipsSerializer(posted).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=commands.Delivery, responses={200: DeliveryPlanSerializer})
    @action(detail=False, methods=["post"])
    def preview(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Show which packing slips posting would make, and which orders it would leave out and why."""
        plan = preview_packing_slips(delivery_request(self.access, self.command(commands.Delivery)))
        return Response(DeliveryPlanSerializer(plan, context={"orders": plan.orders}).data)


class TradeAgreementViewSet(EntityReadViewSet):
    """The agreed prices and discounts that are in force or were."""

    tags = ("prices",)
    lookup_field = "pk"
    lookup_value_regex = "[0-9]+"
    serializer_class = TradeAgreementSerializer
    filterset_class = TradeAgreementApiFilter
    ordering_fields = ("item__number", "from_date")
    ordering = ("id",)
    action_permissions: ClassVar[dict[str, str]] = {"list": "sales.view_tradeagreement", "retrieve": "sales.view_tradeagreement"}

    def get_queryset(self) -> Any:
        """Return the posted agreements of the entity with what is shown of them."""
        return TradeAgreement.objects.active().for_display()
