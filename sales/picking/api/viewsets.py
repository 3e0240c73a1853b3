"""Picking lists over REST: planned, posted, registered, unpicked, cancelled, printed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
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
from foundation.backoffice.api.references import find_keys, named_twice, unknown_code
from foundation.backoffice.api.rows import naming_rows
from foundation.documents.services import archive
from sales.models import SalesOrder, SalesOrderLine
from sales.picking.api import commands
from sales.picking.api.serializers import (
    PickingListSerializer,
    PickingListSummarySerializer,
    PickingPlanSerializer,
    PostedListsSerializer,
    refused_orders,
)
from sales.picking.filters import PickingListApiFilter
from sales.picking.models import PickingList
from sales.picking.plans import PickingRequest
from sales.picking.services.plan_picking import plan_picking
from sales.picking.services.post_picking_lists import post_picking_lists
from sales.picking.services.print_picking_lists import PRINTING, original_of
from sales.picking.services.register_picking import register_picking
from sales.picking.services.unpick import cancel_picking_lists, unpick

VIEW, POST = "picking.view_pickinglist", "picking.post_pickinglist"


class PickingListViewSet(AroundRecord, PrintedDocumentViewSet):
    """The picking lists of a legal entity."""

    page = "picking:picking-list"
    tags = ("picking lists",)
    printing = PRINTING
    lookup_field = "number"
    serializer_class = PickingListSerializer
    serializer_classes: ClassVar[dict[str, Any]] = {"list": PickingListSummarySerializer}
    filterset_class = PickingListApiFilter
    ordering_fields = ("number", "date")
    ordering = ("-date", "-id")
    action_permissions: ClassVar[dict[str, str]] = {
        "list": VIEW,
        "retrieve": VIEW,
        "pdf": VIEW,
        **PRINT_PERMISSIONS,
        "create": POST,
        "preview": POST,
        "register": POST,
        "unpick": POST,
        "cancel": POST,
    }

    def get_queryset(self) -> Any:
        """Return the picking lists of the entity with what is shown of them."""
        if self.action in self.printing_actions:
            return PickingList.objects.for_print()
        return PickingList.objects.for_display() if self.action == "list" else PickingList.objects.for_detail()

    @extend_schema(responses=PDF_RESPONSE)
    @action(detail=True, methods=["get"], renderer_classes=PDF_RENDERERS)
    def pdf(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """Return the archived original, byte for byte the same each time."""
        original = original_of(generics.get_object_or_404(self.get_queryset(), **self.lookup), user=self.user)
        return pdf_response(archive.open_original(original, user=self.user), original.file_name)

    @extend_schema(request=commands.Picking, responses={201: PostedListsSerializer})
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Post picking lists of some orders. Orders that are refused are left out; when all are, nothing is posted (409)."""
        posted = post_picking_lists(self.picking_request(), self.user)
        if posted.refusals and not posted.lists:
            raise EveryDocumentRefused(refused_orders(posted))
        return Response(PostedListsSerializer(posted).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=commands.Picking, responses={200: PickingPlanSerializer})
    @action(detail=False, methods=["post"])
    def preview(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Show which picking lists posting would make, and which orders it would leave out and why."""
        plan = plan_picking(self.picking_request())
        return Response(PickingPlanSerializer(plan, context={"orders": plan.orders}).data)

    @extend_schema(request=commands.Registration, responses={200: PickingListSerializer})
    @action(detail=True, methods=["post"], url_path="register-picking")
    def register(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Register what was picked; everything that is listed when no lines are given.

        Lines that are not named stay open on the list, unless `end_remainder` is sent as `true`: then they go back to their orders, and so
        do their reservations.
        """
        data = self.command(commands.Registration)
        posted = self.posted
        picked = line_quantities(posted, data["lines"]) if "lines" in data else None
        with naming_rows(picked or ()):
            register_picking(self.entity, [posted.pk], self.user, picked=picked, end_remainder=data.get("end_remainder"))
        return self.answer()

    @extend_schema(request=commands.Unpicking, responses={200: PickingListSerializer})
    @action(detail=True, methods=["post"])
    def unpick(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Put picked goods back on the shelf; they stay reserved, and open on the list."""
        data = self.command(commands.Unpicking)
        posted = self.posted
        quantities = line_quantities(posted, data["lines"])
        with naming_rows(quantities):
            unpick(self.entity, [posted.pk], quantities, self.user)
        return self.answer()

    @extend_schema(request=commands.ListCancellation, responses={200: PickingListSerializer})
    @action(detail=True, methods=["post"], url_path="cancel-picking-list")
    def cancel(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Cancel the list: what was picked and has not left goes back on the shelf and stays reserved."""
        data = self.command(commands.ListCancellation)
        cancel_picking_lists(self.entity, [self.posted.pk], self.user, reason=data["reason"])
        return self.answer()

    @property
    def posted(self) -> PickingList:
        """Return the list of the path; the services lock it after its orders."""
        found: PickingList = generics.get_object_or_404(self.get_queryset(), **self.lookup)
        return found

    def picking_request(self) -> PickingRequest:
        """Return what is to be picked; raises InvalidInput for unknown orders and lines."""
        data = self.command(commands.Picking)
        orders = find_keys(self.entity, SalesOrder, data["orders"], "orders")
        return PickingRequest(
            self.entity,
            orders,
            data["quantity"],
            typed_lines(SalesOrderLine.of(self.entity).keys_by_number(orders), data["lines"]),
            data.get("date"),
            reduce=data.get("reduce_quantity"),
            combine=data["combine"],
        )


def typed_lines(known: Mapping[tuple[str, int], int], rows: Sequence[Mapping[str, Any]]) -> dict[int, Decimal]:
    """Return the quantity by order line; raises InvalidInput for an unknown line and one that is named twice."""
    found: dict[int, Decimal] = {}
    for index, row in enumerate(rows):
        key = known.get((row["order"], row["line_number"]))
        if key is None:
            raise unknown_code(f"{row['order']} / {row['line_number']}", f"lines.{index}")
        if key in found:
            raise named_twice(f"lines.{index}")
        found[key] = row["quantity"]
    return found


def line_quantities(posted: PickingList, rows: Sequence[Mapping[str, Any]]) -> dict[int, Decimal]:
    """Return the quantity by line of a list; raises InvalidInput for an unknown line and one that is named twice."""
    known = {line.line_number: line.pk for line in posted.lines.all()}  # type: ignore[attr-defined]
    found: dict[int, Decimal] = {}
    for index, row in enumerate(rows):
        if row["line_number"] not in known:
            raise unknown_code(str(row["line_number"]), f"lines.{index}.line_number")
        if known[row["line_number"]] in found:
            raise named_twice(f"lines.{index}.line_number")
        found[known[row["line_number"]]] = row["quantity"]
    return found
