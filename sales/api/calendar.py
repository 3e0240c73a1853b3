"""What promises are counted with, over REST: closed days and order entry deadlines (sales.md §12.1, §12.2)."""

from __future__ import annotations

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema, extend_schema_field, extend_schema_view
from rest_framework import serializers

from customers.models import CustomerGroup
from foundation.backoffice.api.fields import CodeField
from foundation.backoffice.api.serializers import CommandSerializer, ReadSerializer
from foundation.backoffice.api.set_up import SetUpViewSet
from foundation.inventory.models import Site
from sales.models import ClosedDay, OrderEntryDeadline

SEE, CHANGE = "sales.view_parameters", "sales.change_parameters"
PERMISSIONS = {
    **dict.fromkeys(("list", "retrieve"), SEE),
    **dict.fromkeys(("create", "partial_update", "destroy"), CHANGE),
}


class ClosedDaySerializer(ReadSerializer):
    """A day on which nothing is shipped."""

    class Meta:
        model = ClosedDay
        fields: ClassVar[list[str]] = ["day", "name"]


class ClosedDayChange(CommandSerializer):
    """What can be changed of a closed day."""

    day = serializers.DateField(required=False)
    name = serializers.CharField(max_length=60, required=False)


class NewClosedDay(CommandSerializer):
    """A new closed day."""

    day = serializers.DateField()
    name = serializers.CharField(max_length=60)


@extend_schema_field({"type": "string", "pattern": "^[0-9]{2}:[0-9]{2}(:[0-9]{2})?$", "example": "16:00"})
class ClockField(serializers.TimeField):
    """A time of the day in the time of the site; without a time zone, which the format ``time`` would ask for."""


class DeadlineSerializer(ReadSerializer):
    """Until when orders count as received on a day of the week, Monday being 0, in the time of the site."""

    time = ClockField()
    customer_group = serializers.CharField(source="customer_group.code", default=None, allow_null=True)
    site = serializers.CharField(source="site.code", default=None, allow_null=True)

    class Meta:
        model = OrderEntryDeadline
        fields: ClassVar[list[str]] = ["id", "weekday", "time", "customer_group", "site"]


class DeadlineChange(CommandSerializer):
    """What can be changed of a deadline."""

    weekday = serializers.IntegerField(min_value=0, max_value=6, required=False, help_text="Monday is 0.")
    time = ClockField(required=False)
    customer_group = CodeField(CustomerGroup, required=False, allow_null=True, help_text="Only customers of the group.")
    site = CodeField(Site, required=False, allow_null=True, help_text="Only from the site.")


class NewDeadline(DeadlineChange):
    """A new deadline, of all customers and sites unless given."""

    weekday = serializers.IntegerField(min_value=0, max_value=6, help_text="Monday is 0.")
    time = ClockField()


@extend_schema_view(
    create=extend_schema(request=NewClosedDay, responses={201: ClosedDaySerializer}),
    partial_update=extend_schema(request=ClosedDayChange, responses={200: ClosedDaySerializer}),
    destroy=extend_schema(request=None, responses={204: None}),
)
class ClosedDayViewSet(SetUpViewSet):
    """The days on which nothing is shipped, beside the days of the week in the parameters."""

    tags = ("codes",)
    lookup_field = "day"
    model, new_serializer, change_serializer = ClosedDay, NewClosedDay, ClosedDayChange
    serializer_class = ClosedDaySerializer
    ordering = ("day",)
    action_permissions: ClassVar[dict[str, str]] = PERMISSIONS

    def get_queryset(self) -> Any:
        """Return the closed days of the entity."""
        return ClosedDay.objects.all()


@extend_schema_view(
    create=extend_schema(request=NewDeadline, responses={201: DeadlineSerializer}),
    partial_update=extend_schema(request=DeadlineChange, responses={200: DeadlineSerializer}),
    destroy=extend_schema(request=None, responses={204: None}),
)
class DeadlineViewSet(SetUpViewSet):
    """The order entry deadlines."""

    tags = ("codes",)
    lookup_field = "pk"
    lookup_value_regex = "[0-9]+"
    model, new_serializer, change_serializer = OrderEntryDeadline, NewDeadline, DeadlineChange
    serializer_class = DeadlineSerializer
    ordering = ("id",)
    action_permissions: ClassVar[dict[str, str]] = PERMISSIONS

    def get_queryset(self) -> Any:
        """Return the deadlines of the entity."""
        return OrderEntryDeadline.objects.for_list()
