"""Backorders over REST: the three views, what is done with lines, and what customers were told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from backorders.api import serializers
from backorders.api.filters import (
    BackorderApiFilter,
    BackorderTransactionApiFilter,
    ItemBackorderApiFilter,
    NoticeApiFilter,
    SupplyBackorderApiFilter,
    SupplyTransactionApiFilter,
)
from backorders.models import Backorder, BackorderTransaction, CustomerNotice, ItemBackorder, SupplyBackorder, SupplyTransaction
from backorders.services.cancel_lines import cancel_lines
from backorders.services.change_dates import DateChange, change_dates
from backorders.services.inform_customers import inform_customers
from backorders.services.order_goods import order_goods
from backorders.services.reservations import reserve_lines, unreserve_lines
from backorders.services.set_priority import set_priority
from backorders.services.split_on_hand import split_on_hand
from backorders.services.vendor_dates import change_vendor_dates
from foundation.backoffice.api.references import find_keys, named_twice, unknown_code
from foundation.backoffice.api.rows import naming_rows
from foundation.backoffice.api.views import EntityReadViewSet, EntityViewSet, ListMixin
from purchasing.models import PurchaseOrder
from sales.models import SalesOrder, SalesOrderLine

VIEW, CHANGE = "backorders.view_backorder", "backorders.change_backorder"


class BackorderViewSet(ListMixin, EntityViewSet):
    """The order lines of a legal entity that wait for goods."""

    tags = ("backorders",)
    serializer_class = serializers.BackorderSerializer
    filterset_class = BackorderApiFilter
    ordering_fields = ("requested_ship_date", "id")
    ordering = ("requested_ship_date", "id")
    action_permissions: ClassVar[dict[str, str]] = {
        "list": VIEW,
        "split_on_hand": "backorders.split_onhand",
        "set_priority": CHANGE,
        "reserve": "inventory.reserve_stock",
        "unreserve": "inventory.reserve_stock",
        "change_dates": CHANGE,
        "inform": "backorders.inform_customer",
        "create_purchase_orders": "purchasing.change_purchaseorder",
        "cancel_remainder": "sales.cancel_salesorder",
    }

    def get_queryset(self) -> Any:
        """Return the lines that wait."""
        return Backorder.objects.for_list()

    @extend_schema(request=serializers.SplitCommand, responses={200: serializers.LinesDone})
    @action(detail=False, methods=["post"], url_path="split-on-hand")
    def split_on_hand(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Distribute what is on hand of one item in one warehouse, and reserve what each line gets."""
        data = self.command(serializers.SplitCommand)
        keys = self.keys_of(data["lines"])
        typed = {key: line["quantity"] for key, line in zip(keys, data["lines"], strict=True) if "quantity" in line}
        with naming_rows(keys):
            split_on_hand(self.entity, keys, data["method"], self.user, typed=typed, deliver_now=data["deliver_now"])
        return self.done(keys)

    @extend_schema(request=serializers.PriorityCommand, responses={200: serializers.LinesDone})
    @action(detail=False, methods=["post"], url_path="set-priority")
    def set_priority(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Say which lines come first."""
        data = self.command(serializers.PriorityCommand)
        keys = self.keys_of(data["lines"])
        set_priority(self.entity, keys, data["priority"], self.user)
        return self.done(keys)

    @extend_schema(request=serializers.LinesCommand, responses={200: serializers.LinesDone})
    @action(detail=False, methods=["post"])
    def reserve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Reserve as much as possible of what lines wait for."""
        keys = self.keys_of(self.command(serializers.LinesCommand)["lines"])
        done = reserve_lines(self.entity, keys, self.user)
        return self.done(keys, [(line.order.number, done.short[line.pk]) for line in done.lines if line.pk in done.short])

    @extend_schema(request=serializers.LinesCommand, responses={200: serializers.LinesDone})
    @action(detail=False, methods=["post"])
    def unreserve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Give the reservations of lines back."""
        keys = self.keys_of(self.command(serializers.LinesCommand)["lines"])
        unreserve_lines(self.entity, keys, self.user)
        return self.done(keys)

    @extend_schema(request=serializers.DatesCommand, responses={200: serializers.LinesDone})
    @action(detail=False, methods=["post"], url_path="change-dates")
    def change_dates(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Promise lines for another day."""
        data = self.command(serializers.DatesCommand)
        keys = self.keys_of(data["lines"])
        change = DateChange(data["rule"], data["day"], data["days"], data["reason"].code if data["reason"] else "")
        plan = change_dates(self.entity, keys, change, self.user)
        return self.done(keys, [(plan.lines[key].order.number, error) for key, error in plan.refusals.items()])

    @extend_schema(request=serializers.InformCommand, responses={201: serializers.NoticesMade})
    @action(detail=False, methods=["post"])
    def inform(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Write to the customers of lines, one message each."""
        data = self.command(serializers.InformCommand)
        notices = inform_customers(
            self.entity, self.keys_of(data["lines"]), self.user, by_mail=data["by_mail"], tell_passed=data["tell_passed"]
        )
        return Response(serializers.NoticesMade({"notices": notices}).data, status=201)

    @extend_schema(request=serializers.LinesCommand, responses={201: serializers.PurchasesOrdered})
    @action(detail=False, methods=["post"], url_path="create-purchase-orders")
    def create_purchase_orders(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Order what lines wait for from the primary vendors of their items."""
        done = order_goods(self.entity, self.keys_of(self.command(serializers.LinesCommand)["lines"]), self.user)
        refused = [(done.orders[key].number, error) for key, error in done.refusals.items()]
        made = {"purchase_orders": [purchase.number for purchase in done.purchases], "refused": refused}
        return Response(serializers.PurchasesOrdered(made).data, status=201)

    @extend_schema(request=serializers.CancelCommand, responses={200: serializers.LinesDone})
    @action(detail=False, methods=["post"], url_path="cancel-remainder")
    def cancel_remainder(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Give up what is left of lines; notices tell what becomes of purchase orders (PUR-11, PUR-12)."""
        data = self.command(serializers.CancelCommand)
        keys = self.keys_of(data["lines"])
        return self.done(keys, notices=cancel_lines(self.entity, keys, self.user, data["reason"]).notices)

    def keys_of(self, lines: Iterable[Mapping[str, Any]]) -> list[int]:
        """Return the keys of named order lines; raises InvalidInput at the path of what is not known."""
        lines = list(lines)
        order_ids = find_keys(self.entity, SalesOrder, [line["order"] for line in lines], "lines")
        return keys_among(lines, SalesOrderLine.of(self.entity).keys_by_number(order_ids), "order")

    def done(self, keys: list[int], refused: Iterable[tuple[str, Any]] = (), notices: Iterable[Any] = ()) -> Response:
        """Answer with the lines as they are now, and what was left out."""
        lines = Backorder.of(self.entity).chosen(keys)
        return Response(serializers.LinesDone({"lines": lines, "refused": list(refused), "notices": list(notices)}).data)


class ItemBackorderViewSet(ListMixin, EntityViewSet):
    """The items of a legal entity that somebody waits for, by warehouse."""

    tags = ("backorders",)
    serializer_class = serializers.ItemBackorderSerializer
    filterset_class = ItemBackorderApiFilter
    ordering_fields = ("id",)
    ordering = ("id",)
    action_permissions: ClassVar[dict[str, str]] = {"list": VIEW}

    def get_queryset(self) -> Any:
        """Return the stock that is waited for."""
        return ItemBackorder.objects.for_list()


class SupplyBackorderViewSet(ListMixin, EntityViewSet):
    """The purchase order lines that vendors still owe."""

    tags = ("backorders",)
    serializer_class = serializers.SupplyBackorderSerializer
    filterset_class = SupplyBackorderApiFilter
    ordering_fields = ("expected_date", "id")
    ordering = ("expected_date", "id")
    action_permissions: ClassVar[dict[str, str]] = {"list": VIEW, "change_dates": "purchasing.change_purchaseorder"}

    def get_queryset(self) -> Any:
        """Return the open lines."""
        return SupplyBackorder.objects.for_list()

    @extend_schema(request=serializers.VendorDatesCommand, responses={200: serializers.VendorDatesDone})
    @action(detail=False, methods=["post"], url_path="change-dates")
    def change_dates(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Write down when vendors deliver, and promise sales lines for then."""
        data = self.command(serializers.VendorDatesCommand)
        order_ids = find_keys(self.entity, PurchaseOrder, [line["purchase_order"] for line in data["lines"]], "lines")
        keys = keys_among(data["lines"], SupplyBackorder.of(self.entity).keys_by_number(order_ids), "purchase_order")
        plan = change_vendor_dates(self.entity, keys, data["date"], self.user, shift=data["shift"])
        moved = [move.line.pk for move in plan.moves] if data["shift"] else []
        done = {"supplies": SupplyBackorder.of(self.entity).chosen(keys), "lines": Backorder.of(self.entity).chosen(moved)}
        return Response(serializers.VendorDatesDone(done).data)


class BackorderTransactionViewSet(ListMixin, EntityViewSet):
    """The lines that wait as inventory transactions: what of each is lacking, reserved or picked."""

    tags = ("backorders",)
    serializer_class = serializers.BackorderTransactionSerializer
    filterset_class = BackorderTransactionApiFilter
    ordering_fields = ("expected_date", "id")
    ordering = ("expected_date", "id")
    action_permissions: ClassVar[dict[str, str]] = {"list": VIEW}

    def get_queryset(self) -> Any:
        """Return the transactions of the lines that wait."""
        return BackorderTransaction.objects.for_list()


class SupplyTransactionViewSet(ListMixin, EntityViewSet):
    """What vendors owe as inventory transactions."""

    tags = ("backorders",)
    serializer_class = serializers.SupplyTransactionSerializer
    filterset_class = SupplyTransactionApiFilter
    ordering_fields = ("expected_date", "id")
    ordering = ("expected_date", "id")
    action_permissions: ClassVar[dict[str, str]] = {"list": VIEW}

    def get_queryset(self) -> Any:
        """Return the transactions of the lines that vendors owe."""
        return SupplyTransaction.objects.for_list()


class CustomerNoticeViewSet(EntityReadViewSet):
    """The messages to customers about what they wait for."""

    tags = ("backorders",)
    lookup_field = "id"
    serializer_class = serializers.CustomerNoticeSerializer
    filterset_class = NoticeApiFilter
    ordering_fields = ("id", "date")
    ordering = ("-id",)
    action_permissions: ClassVar[dict[str, str]] = {"list": VIEW, "retrieve": VIEW}

    def get_queryset(self) -> Any:
        """Return the messages."""
        return CustomerNotice.objects.for_list()


def keys_among(lines: Iterable[Mapping[str, Any]], known: Mapping[tuple[str, int], int], number: str) -> list[int]:
    """Return the keys of lines that are named by number of their document and their own; raises InvalidInput for others."""
    found: list[int] = []
    for index, line in enumerate(lines):
        key = known.get((line[number], line["line_number"]))
        if key is None:
            raise unknown_code(str(line["line_number"]), f"lines.{index}.line_number")
        if key in found:
            raise named_twice(f"lines.{index}.line_number")
        found.append(key)
    return found
