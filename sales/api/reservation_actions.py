"""Reservations of an order over REST: what can be reserved, reserve, and release."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from foundation.backoffice.api.fields import QuantityField
from foundation.backoffice.api.references import named_twice
from foundation.backoffice.api.rows import naming_rows
from foundation.backoffice.api.serializers import CommandSerializer, list_of
from sales.api.commands import MOST_LINES
from sales.api.schedule_actions import line_key
from sales.api.serializers import SalesOrderSerializer
from sales.models import SalesOrderLine
from sales.services.reservations import release_of_order, reserve_of_order


class LineReservationSerializer(serializers.Serializer[Any]):
    """What of a line is reserved and could be, in its unit."""

    line_number = serializers.IntegerField()
    item = serializers.CharField(source="item.number")
    warehouse = serializers.CharField(source="warehouse.code")
    unit = serializers.CharField(source="unit.code")
    open_quantity = QuantityField(source="deliver_rest")
    picked = QuantityField()
    reserved = QuantityField(source="held", help_text="Of what is there.")
    reserved_ordered = QuantityField(source="coming", help_text="Of what is on its way.")
    available = QuantityField(source="free", help_text="What lies there and nobody has reserved.")


class ReservationsSerializer(serializers.Serializer[Any]):
    """The lines of an order that stock can be reserved for."""

    lines = LineReservationSerializer(many=True)


class LineReservation(CommandSerializer):
    """A line, and how much of it shall be reserved: as much as possible unless given."""

    line_number = serializers.IntegerField(min_value=1)
    quantity = QuantityField(required=False, min_value=0)


class ReservationCommand(CommandSerializer):
    """What to reserve: all that is possible, for every line of the order unless some are named."""

    lines = list_of(LineReservation(), required=False, max_length=MOST_LINES, allow_empty=False)
    release = serializers.BooleanField(default=False, help_text="Give the reservations of the lines back instead.")


class ReservationActions:
    """The reservations of an order."""

    command: Any
    entity: Any
    user: Any
    get_object: Any
    locked_object: Any
    answer: Any

    @extend_schema(responses={200: ReservationsSerializer})
    @action(detail=True, methods=["get"])
    def reservations(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Return what is reserved of the open lines, and what is available for them."""
        found = SalesOrderLine.of(self.entity).for_reservation().of_order(self.get_object().pk)
        return Response(ReservationsSerializer({"lines": found}).data)

    @extend_schema(request=ReservationCommand, responses={200: SalesOrderSerializer})
    @action(detail=True, methods=["post"])
    def reserve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Reserve stock for lines, or release it; what falls short of as much as possible is told (STK-03)."""
        data = self.command(ReservationCommand)
        order, rows = self.locked_object(), data.get("lines")
        keys: list[int] = []
        for index, row in enumerate(rows or ()):
            keys.append(line_key(order, row, f"lines.{index}.line_number"))
            if keys[-1] in keys[:-1]:
                raise named_twice(f"lines.{index}.line_number")
        named = keys if rows is not None else None
        if data["release"]:
            release_of_order(self.entity, order.pk, self.user, line_ids=named)
            return self.answer()  # type: ignore[no-any-return]
        wanted = {key: row["quantity"] for key, row in zip(keys, rows or (), strict=True) if "quantity" in row}
        with naming_rows(keys):
            short = reserve_of_order(self.entity, order.pk, self.user, line_ids=named, wanted=wanted)
        return self.answer(notices=list(short.values()))  # type: ignore[no-any-return]
