"""Reservations of lines of any orders over REST: the list of what waits for goods, and one verb that changes them (sales.md §2.6)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from foundation.backoffice.api.fields import QuantityField
from foundation.backoffice.api.references import find_keys, named_twice, unknown_code
from foundation.backoffice.api.rows import naming_rows
from foundation.backoffice.api.serializers import CommandSerializer, NoticeSerializer, ReadSerializer, list_of
from foundation.backoffice.api.views import EntityViewSet, ListMixin
from sales.api.commands import MOST_LINES
from sales.filters import ReservationFilter
from sales.models import SalesOrder, SalesOrderLine
from sales.services.reservations import release_chosen, reserve_chosen


class ReservationSerializer(ReadSerializer):
    """A line that waits for goods of stock, with what of it is reserved and could be: quantities in its unit."""

    order = serializers.CharField(source="order.number")
    customer = serializers.CharField(source="order.customer.account")
    item = serializers.CharField(source="item.number")
    warehouse = serializers.CharField(source="warehouse.code")
    unit = serializers.CharField(source="unit.code")
    open_quantity = QuantityField(source="deliver_rest")
    picked = QuantityField()
    reserved = QuantityField(source="held", help_text="Of what is there.")
    reserved_ordered = QuantityField(source="coming", help_text="Of what is on its way.")
    available = QuantityField(source="free", help_text="What lies there and nobody has reserved.")
    on_hold = serializers.BooleanField(source="order.do_not_process")

    class Meta:
        model = SalesOrderLine
        fields: ClassVar[list[str]] = [
            *("id", "order", "line_number", "customer", "item", "name", "warehouse", "requested_ship_date", "confirmed_ship_date"),
            *("open_quantity", "picked", "reserved", "reserved_ordered", "available", "unit", "on_hold"),
        ]


class ChangedReservationsSerializer(serializers.Serializer[Any]):
    """The lines as they are now, and what fell short (STK-03)."""

    lines = ReservationSerializer(many=True)
    notices = NoticeSerializer(many=True)


class ChosenLine(CommandSerializer):
    """A line of an order, and how much of it shall be reserved: as much as possible unless given."""

    order = serializers.CharField(max_length=20)
    line_number = serializers.IntegerField(min_value=1)
    quantity = QuantityField(required=False, min_value=0)


class ReservationChange(CommandSerializer):
    """The lines to reserve for, or to release."""

    lines = list_of(ChosenLine(), max_length=MOST_LINES, allow_empty=False)
    release = serializers.BooleanField(default=False, help_text="Give the reservations of the lines back instead.")


class ReservationViewSet(ListMixin, EntityViewSet):
    """The lines that stock can be reserved for."""

    tags = ("sales orders",)
    serializer_class = ReservationSerializer
    filterset_class = ReservationFilter
    ordering_fields = ("id", "requested_ship_date", "confirmed_ship_date")
    ordering = ("requested_ship_date", "id")
    action_permissions: ClassVar[dict[str, str]] = {"list": "sales.view_salesorder", "change": "inventory.reserve_stock"}

    def get_queryset(self) -> Any:
        """Return the lines of the entity."""
        return SalesOrderLine.objects.for_reservation_list()

    @extend_schema(request=ReservationChange, responses={200: ChangedReservationsSerializer})
    @action(detail=False, methods=["post"])
    def change(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Reserve stock for lines of any orders, or release it: all of it happens or nothing."""
        data = self.command(ReservationChange)
        keys, short = self.keys_of(data["lines"]), {}
        if data["release"]:
            release_chosen(self.entity, keys, self.user)
        else:
            wanted = {key: row["quantity"] for key, row in zip(keys, data["lines"], strict=True) if "quantity" in row}
            with naming_rows(keys):
                short = reserve_chosen(self.entity, keys, self.user, wanted=wanted)
        lines = self.get_queryset().filter(pk__in=keys).order_by("order__number", "line_number")
        return Response(ChangedReservationsSerializer({"lines": lines, "notices": list(short.values())}).data)

    def keys_of(self, rows: Sequence[Mapping[str, Any]]) -> list[int]:
        """Return the keys of the lines that are named; raises InvalidInput for an unknown one and one that is named twice."""
        orders = find_keys(self.entity, SalesOrder, [row["order"] for row in rows], "lines")
        known, found = SalesOrderLine.of(self.entity).keys_by_number(orders), list[int]()
        for index, row in enumerate(rows):
            key = known.get((row["order"], row["line_number"]))
            if key is None:
                raise unknown_code(f"{row['order']} / {row['line_number']}", f"lines.{index}.line_number")
            if key in found:
                raise named_twice(f"lines.{index}.line_number")
            found.append(key)
        return found
