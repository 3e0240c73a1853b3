"""Delivery dates over REST: when the lines of an order can leave, taking dates over, and what of an item can be promised."""

from __future__ import annotations

from typing import Any, ClassVar

from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from foundation.backoffice.api.fields import CodeField, QuantityField
from foundation.backoffice.api.serializers import CommandSerializer, list_of
from foundation.backoffice.api.views import EntityApiView
from foundation.inventory.models import Item, Warehouse
from sales.api.drafts import ship_dates
from sales.api.serializers import SalesOrderSerializer
from sales.services.available_to_promise import available_to_promise_of
from sales.services.delivery_dates import DateKind, available_dates, set_dates

MOST_LINES = 2000


class DatePair(serializers.Serializer[Any]):
    """A day on which goods can leave, and the day on which they arrive."""

    ship_date = serializers.DateField()
    receipt_date = serializers.DateField()


class LineDatesSerializer(serializers.Serializer[Any]):
    """The next possible dates of an open line; `assumed` when no supply is in sight."""

    line_number = serializers.IntegerField(source="line.line_number")
    earliest_ship_date = serializers.DateField(source="earliest.day")
    assumed = serializers.BooleanField(source="earliest.assumed")
    too_early = serializers.BooleanField(source="late", help_text="The promised date lies before the earliest one.")
    dates = serializers.SerializerMethodField()

    @extend_schema_field(DatePair(many=True))
    def get_dates(self, found: Any) -> Any:
        """Return the pairs of ship and receipt date."""
        return DatePair([{"ship_date": ship, "receipt_date": receipt} for ship, receipt in found.pairs], many=True).data


class OrderDatesSerializer(serializers.Serializer[Any]):
    """The open lines of an order with their possible dates."""

    lines = LineDatesSerializer(many=True)


class LineShipDate(CommandSerializer):
    """The ship date of a line."""

    line_number = serializers.IntegerField(min_value=1)
    ship_date = serializers.DateField()


class ShipDates(CommandSerializer):
    """Ship dates of lines; receipt dates follow from the mode of delivery."""

    kind = serializers.ChoiceField(choices=DateKind.choices, default=DateKind.CONFIRMED)
    one_date = serializers.BooleanField(default=False, help_text="All named lines get the latest of the dates.")
    lines = list_of(LineShipDate(), max_length=MOST_LINES, allow_empty=False)


class AtpQuery(CommandSerializer):
    """Which item, from where, how much."""

    item = CodeField(Item, "number")
    warehouse = CodeField(Warehouse, required=False)
    quantity = QuantityField(required=False, min_value=0)


class AtpDaySerializer(serializers.Serializer[Any]):
    """One day; quantities in the item's inventory unit."""

    date = serializers.DateField(source="day")
    receipts = QuantityField()
    issues = QuantityField()
    projected = QuantityField()
    available = QuantityField()


class AtpSerializer(serializers.Serializer[Any]):
    """What can be promised per day, and the first day for the quantity asked for."""

    earliest_ship_date = serializers.DateField(source="earliest.day", default=None, allow_null=True)
    assumed = serializers.BooleanField(source="earliest.assumed", default=False)
    days = AtpDaySerializer(many=True)


class DateActions:
    """The dates of an order."""

    command: Any
    entity: Any
    user: Any
    get_object: Any
    locked_object: Any
    answer: Any

    @extend_schema(responses={200: OrderDatesSerializer})
    @action(detail=True, methods=["get"], url_path="delivery-dates")
    def delivery_dates(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Return the next possible ship and receipt dates of the open lines."""
        found = available_dates(self.entity, self.get_object().pk)
        return Response(OrderDatesSerializer({"lines": found}).data)

    @extend_schema(request=ShipDates, responses={200: SalesOrderSerializer})
    @action(detail=True, methods=["post"], url_path="set-dates")
    def set_dates(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Set ship dates of lines; warns with DLV-01 of dates that cannot be met."""
        data = self.command(ShipDates)
        order = self.locked_object()
        work = set_dates(self.entity, order.pk, ship_dates(order, data["lines"]), data["kind"], self.user, one_date=data["one_date"])
        return self.answer(notices=work.notices)  # type: ignore[no-any-return]


class AtpView(EntityApiView):
    """What of an item can be promised, day by day up to the ATP horizon."""

    tags = ("inventory",)
    action_permissions: ClassVar[dict[str, str]] = {"perform": "inventory.view_stock"}

    @extend_schema(
        operation_id="available_to_promise_retrieve",
        parameters=[
            OpenApiParameter("item", str, required=True, description="The item number."),
            OpenApiParameter("warehouse", str, description="All that goods are sold from unless given."),
            OpenApiParameter("quantity", str, description="In the item's inventory unit."),
        ],
        responses={200: AtpSerializer},
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Return receipts, issues, projected stock and what can be promised."""
        asked = AtpQuery(data=request.query_params, context={"view": self, "request": request})
        asked.is_valid(raise_exception=True)
        data = asked.validated_data
        warehouse = data.get("warehouse")
        found = available_to_promise_of(self.entity, data["item"], warehouse.pk if warehouse else None, data.get("quantity"))
        return Response(AtpSerializer(found).data)
