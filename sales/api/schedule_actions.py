"""Delivery schedules over REST: split a line into deliveries, and make one line of them again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from customers.models import DeliveryMode
from foundation.backoffice.api.fields import QuantityField
from foundation.backoffice.api.references import find_by_code, key_of, unknown_code
from foundation.backoffice.api.serializers import CommandSerializer, list_of
from foundation.inventory.models import Warehouse
from foundation.organization.models import LegalEntity
from sales.api.serializers import SalesOrderSerializer
from sales.delivery_places import ADDRESS
from sales.schedule import Delivery
from sales.services.delivery_schedule import KEEP_PRICES, ChargeSplit, ScheduleRequest, make_schedule, remove_schedule

MOST_DELIVERIES = 200


class DeliveryCommand(CommandSerializer):
    """One delivery, in the unit of the line."""

    quantity = QuantityField()
    ship_date = serializers.DateField()
    warehouse = serializers.CharField(max_length=20, required=False, help_text="That of the line unless given.")
    delivery_mode = serializers.CharField(max_length=20, required=False, help_text="That of the line unless given.")
    delivery_name = serializers.CharField(
        max_length=100, required=False, allow_blank=True, help_text="The address: that of the line unless given."
    )
    delivery_street = serializers.CharField(max_length=120, required=False, allow_blank=True)
    delivery_postal_code = serializers.CharField(max_length=12, required=False, allow_blank=True)
    delivery_city = serializers.CharField(max_length=60, required=False, allow_blank=True)
    delivery_country = serializers.CharField(max_length=2, required=False, allow_blank=True)


class ScheduleCommand(CommandSerializer):
    """The deliveries of a line."""

    line_number = serializers.IntegerField(min_value=1)
    deliveries = list_of(DeliveryCommand(), max_length=MOST_DELIVERIES, allow_empty=False)
    charges = serializers.ChoiceField(choices=ChargeSplit.choices, default=ChargeSplit.COPY)
    change_quantity = serializers.BooleanField(default=False, help_text="The answer to SCH-02.")


class ScheduleRemoval(CommandSerializer):
    """The line that becomes a normal one again."""

    line_number = serializers.IntegerField(min_value=1)


class ScheduleActions:
    """The delivery schedules of an order."""

    access: Any
    command: Any
    entity: Any
    user: Any
    locked_object: Any
    answer: Any

    @extend_schema(request=ScheduleCommand, responses={200: SalesOrderSerializer})
    @action(detail=True, methods=["post"], url_path="delivery-schedule")
    def delivery_schedule(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Split a line into several deliveries, each with a line of its own."""
        data = self.command(ScheduleCommand)
        order = self.locked_object()
        wanted = ScheduleRequest(
            line_key(order, data), deliveries_of(self.entity, data["deliveries"]), data["charges"], data["change_quantity"]
        )
        answers = replace(KEEP_PRICES, discount_limit=self.access.manual_discount_limit)
        work = make_schedule(self.entity, order.pk, wanted, self.user, answers)
        return self.answer(notices=work.notices)  # type: ignore[no-any-return]

    @extend_schema(request=ScheduleRemoval, responses={200: SalesOrderSerializer})
    @action(detail=True, methods=["post"], url_path="remove-schedule")
    def remove_schedule(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Make a normal line of a line with multiple deliveries, as long as nothing of it was delivered."""
        data = self.command(ScheduleRemoval)
        order = self.locked_object()
        work = remove_schedule(self.entity, order.pk, line_key(order, data), self.user)
        return self.answer(notices=work.notices)  # type: ignore[no-any-return]


def deliveries_of(entity: LegalEntity, rows: Sequence[Mapping[str, Any]]) -> list[Delivery]:
    """Return the deliveries that a request gives; raises InvalidInput for a warehouse or mode of delivery that is unknown."""
    warehouses = find_by_code(entity, Warehouse, (row.get("warehouse") for row in rows))
    modes = find_by_code(entity, DeliveryMode, (row.get("delivery_mode") for row in rows))
    found = []
    for index, row in enumerate(rows):
        warehouse = key_of(warehouses, row.get("warehouse"), path=f"deliveries.{index}.warehouse")
        mode = key_of(modes, row.get("delivery_mode"), path=f"deliveries.{index}.delivery_mode")
        place = {name: row[name] for name in ADDRESS if name in row} | {"delivery_mode_id": mode}
        found.append(Delivery(row["quantity"], row["ship_date"], warehouse, place))
    return found


def line_key(order: Any, data: Mapping[str, Any], path: str = "line_number") -> int:
    """Return the key of the line that an order or quotation has under a number; raises InvalidInput for an unknown one."""
    known = {line.line_number: line.pk for line in order.lines.all()}
    if data["line_number"] not in known:
        raise unknown_code(str(data["line_number"]), path)
    return known[data["line_number"]]
