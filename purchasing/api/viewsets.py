"""Purchasing over REST: vendors; order, confirm, receive, give up, and order for a sales order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from foundation.backoffice.api.around import AroundRecord
from foundation.backoffice.api.references import find_by_code, find_keys, key_of, named_twice, unknown_code
from foundation.backoffice.api.views import EntityReadViewSet
from foundation.inventory.models import Item, Warehouse
from purchasing.api import serializers
from purchasing.models import ProductReceipt, PurchaseOrder, Vendor
from purchasing.services.change_purchase_order import cancel_purchase_remainder, confirm_dates
from purchasing.services.deliver_direct import deliver_direct
from purchasing.services.enter_purchase_orders import PurchaseDraft, PurchaseLineDraft, enter_purchase_orders
from purchasing.services.enter_vendor import enter_vendor
from purchasing.services.order_for_sales import Choice, order_for_sales
from purchasing.services.receive_goods import ReceiptRequest, receive_goods
from purchasing.statuses import PurchaseStatus
from sales.models import SalesOrder, SalesOrderLine

VIEW, CHANGE, RECEIVE = "purchasing.view_purchaseorder", "purchasing.change_purchaseorder", "purchasing.receive_purchaseorder"


class PurchaseOrderApiFilter(filters.FilterSet):
    """Filters of the list of purchase orders."""

    number = filters.CharFilter(field_name="number")
    vendor = filters.CharFilter(field_name="vendor__account")
    status = filters.MultipleChoiceFilter(choices=PurchaseStatus.choices)
    order_date_from = filters.DateFilter(field_name="order_date", lookup_expr="gte")
    order_date_to = filters.DateFilter(field_name="order_date", lookup_expr="lte")
    sales_order = filters.CharFilter(method="filter_sales_order", label="Purchase orders with lines for this sales order")

    class Meta:
        model = PurchaseOrder
        fields: tuple[str, ...] = ()

    def filter_sales_order(self, orders: Any, _name: str, number: str) -> Any:
        """Keep purchase orders for a sales order."""
        return orders.for_sales_number(number)


class ProductReceiptApiFilter(filters.FilterSet):
    """Filters of the list of product receipts."""

    purchase_order = filters.CharFilter(field_name="order__number")
    vendor = filters.CharFilter(field_name="order__vendor__account")
    date_from = filters.DateFilter(field_name="date", lookup_expr="gte")
    date_to = filters.DateFilter(field_name="date", lookup_expr="lte")

    class Meta:
        model = ProductReceipt
        fields: tuple[str, ...] = ()


class VendorViewSet(EntityReadViewSet):
    """The vendors of a legal entity."""

    tags = ("purchasing",)
    lookup_field = "account"
    serializer_class = serializers.VendorSerializer
    ordering = ("account",)
    action_permissions: ClassVar[dict[str, str]] = {
        "list": "purchasing.view_vendor",
        "retrieve": "purchasing.view_vendor",
        "create": "purchasing.change_vendor",
    }

    def get_queryset(self) -> Any:
        """Return the vendors of the entity."""
        return Vendor.objects.for_list()

    @extend_schema(request=serializers.NewVendor, responses={201: serializers.VendorSerializer})
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Add a vendor."""
        vendor = enter_vendor(self.entity, self.user, **self.command(serializers.NewVendor))
        return self.answer(status_code=status.HTTP_201_CREATED, pk=vendor.pk)


class ProductReceiptViewSet(AroundRecord, EntityReadViewSet):
    """The product receipts of a legal entity."""

    page = "purchasing:product-receipt"
    tags = ("purchasing",)
    lookup_field = "number"
    serializer_class = serializers.ProductReceiptSerializer
    filterset_class = ProductReceiptApiFilter
    ordering_fields = ("number", "date")
    ordering = ("-id",)
    action_permissions: ClassVar[dict[str, str]] = {"list": VIEW, "retrieve": VIEW}

    def get_queryset(self) -> Any:
        """Return the receipts of the entity with their lines."""
        return ProductReceipt.objects.for_detail()


class PurchaseOrderViewSet(AroundRecord, EntityReadViewSet):
    """The purchase orders of a legal entity."""

    page = "purchasing:purchase-order"
    tags = ("purchasing",)
    lookup_field = "number"
    serializer_class = serializers.PurchaseOrderSerializer
    serializer_classes: ClassVar[dict[str, Any]] = {"list": serializers.PurchaseOrderSummarySerializer}
    filterset_class = PurchaseOrderApiFilter
    ordering_fields = ("number", "order_date")
    ordering = ("-id",)
    locking_actions = ("receive", "confirm_dates", "cancel")
    action_permissions: ClassVar[dict[str, str]] = {
        "list": VIEW,
        "retrieve": VIEW,
        "create": CHANGE,
        "for_sales_order": CHANGE,
        "receive": RECEIVE,
        "confirm_dates": CHANGE,
        "cancel": CHANGE,
    }

    def get_queryset(self) -> Any:
        """Return the purchase orders of the entity with what is shown of them."""
        return PurchaseOrder.objects.for_display() if self.action == "list" else PurchaseOrder.objects.for_detail()

    @extend_schema(request=serializers.NewPurchaseOrder, responses={201: serializers.PurchaseOrderSerializer})
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Order goods from a vendor; they are expected in their warehouse."""
        data = self.command(serializers.NewPurchaseOrder)
        lines = line_drafts(self.entity, data["lines"])
        (made,) = enter_purchase_orders(self.entity, [PurchaseDraft(data["vendor"], lines, data["vendor_reference"])], self.user)
        return self.answer(status_code=status.HTTP_201_CREATED, pk=made.pk)

    @extend_schema(request=serializers.PurchaseForSales, responses={201: serializers.PurchasesMade})
    @action(detail=False, methods=["post"], url_path="for-sales-order")
    def for_sales_order(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Order the open lines of a sales order, a purchase order per vendor; the goods are reserved for it."""
        data = self.command(serializers.PurchaseForSales)
        (order_id,) = find_keys(self.entity, SalesOrder, [data["sales_order"]], "sales_order")
        order_goods = deliver_direct if data["direct_delivery"] else order_for_sales
        made = order_goods(self.entity, order_id, self.user, choices_of(self.entity, order_id, data.get("lines")))
        shown = self.get_queryset().filter(pk__in=[order.pk for order in made]).order_by("pk")
        return Response(serializers.PurchasesMade({"purchase_orders": shown}).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=serializers.Receipt, responses={201: serializers.ProductReceiptSerializer})
    @action(detail=True, methods=["post"])
    def receive(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Post what came in, all of it or a part."""
        data = self.command(serializers.Receipt)
        order = self.locked_object()
        quantities = by_line(order, data.get("lines"), "quantity")
        receipt = receive_goods(self.entity, ReceiptRequest(order.pk, quantities, data.get("date"), data["vendor_packing_slip"]), self.user)
        shown = ProductReceipt.objects.for_detail().get(pk=receipt.pk)
        return Response(serializers.ProductReceiptSerializer(shown).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=serializers.DateConfirmation, responses={200: serializers.PurchaseOrderSerializer})
    @action(detail=True, methods=["post"], url_path="confirm-dates")
    def confirm_dates(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Enter the dates that the vendor confirmed."""
        data = self.command(serializers.DateConfirmation)
        order = self.locked_object()
        confirm_dates(self.entity, order.pk, by_line(order, data["lines"], "date") or {}, self.user)
        return self.answer()

    @extend_schema(request=serializers.PurchaseCancellation, responses={200: serializers.PurchaseOrderSerializer})
    @action(detail=True, methods=["post"], url_path="cancel-remainder")
    def cancel(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Give up what will not come."""
        data = self.command(serializers.PurchaseCancellation)
        order = self.locked_object()
        wanted = by_line(order, data.get("lines"), "quantity")
        cancel_purchase_remainder(self.entity, order.pk, self.user, wanted=wanted, reason=data["reason"])
        return self.answer()


def by_line(order: Any, lines: Iterable[Mapping[str, Any]] | None, name: str) -> dict[int, Any] | None:
    """Return a property per line of a purchase order by key; None when no lines were named."""
    if lines is None:
        return None
    known = {line.line_number: line.pk for line in order.lines.all()}
    found: dict[int, Any] = {}
    for index, line in enumerate(lines):
        key = known.get(line["line_number"])
        if key is None:
            raise unknown_code(str(line["line_number"]), f"lines.{index}.line_number")
        if key in found:
            raise named_twice(f"lines.{index}.line_number")
        found[key] = line[name]
    return found


def line_drafts(entity: Any, lines: Iterable[Mapping[str, Any]]) -> list[PurchaseLineDraft]:
    """Return the lines as the service takes them; raises InvalidInput at the path of what is not known."""
    lines = list(lines)
    numbers = find_by_code(entity, Item, (line["item"] for line in lines), field="number")
    warehouses = find_by_code(entity, Warehouse, (line.get("warehouse") for line in lines))
    items = Item.of(entity).filter(number__in=list(numbers)).select_related("inventory_unit").in_bulk()
    drafts = []
    for index, line in enumerate(lines):
        item = items[key_of(numbers, line["item"], path=f"lines.{index}.item") or 0]
        warehouse = key_of(warehouses, line.get("warehouse"), path=f"lines.{index}.warehouse") or item.default_warehouse_id
        drafts.append(PurchaseLineDraft(item, line["quantity"], warehouse, line.get("expected_date"), line.get("unit_price")))
    return drafts


def choices_of(entity: Any, order_id: int, lines: Iterable[Mapping[str, Any]] | None) -> dict[int, Choice] | None:
    """Return what was chosen of the lines of a sales order; raises InvalidInput for a line that it does not have."""
    if lines is None:
        return None
    known = SalesOrderLine.of(entity).numbers_of(order_id)
    found: dict[int, Choice] = {}
    for index, line in enumerate(lines):
        key = known.get(line["line_number"])
        if key is None:
            raise unknown_code(str(line["line_number"]), f"lines.{index}.line_number")
        if key in found:
            raise named_twice(f"lines.{index}.line_number")
        found[key] = Choice(line.get("quantity"), line.get("vendor"))
    return found
