"""Holds of orders over REST: the list of them, and what is done with one (sales.md §10.1, §20: L6)."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters as filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from foundation.backoffice.api.fields import AmountField
from foundation.backoffice.api.serializers import NoInput
from foundation.backoffice.api.views import EntityReadViewSet
from sales.api.commands import CheckoutOverride, HoldChange
from sales.api.serializers import OrderHoldSerializer
from sales.filters import OrderHoldFilter
from sales.models import OrderHold
from sales.services.order_holds import check_out_hold, clear_checkout, clear_hold, override_checkout, write_notes


class HeldOrderSerializer(OrderHoldSerializer):
    """A hold with the order that it stops."""

    order = serializers.CharField(source="order.number")
    customer = serializers.CharField(source="order.customer.account")
    customer_name = serializers.CharField(source="order.customer.name")
    days_on_hold = serializers.SerializerMethodField(help_text="Until today, or until the hold was cleared.")
    order_amount = AmountField(help_text="Net of lines after discounts, with charges, without tax, in the order's currency.")
    currency = serializers.CharField(source="order.currency_id")
    ship_date = serializers.DateField(help_text="Confirmed, or else requested.")

    class Meta(OrderHoldSerializer.Meta):
        fields: ClassVar[list[str]] = [
            *OrderHoldSerializer.Meta.fields,
            *("order", "customer", "customer_name", "days_on_hold", "order_amount", "currency", "ship_date"),
        ]

    def get_days_on_hold(self, hold: OrderHold) -> int:
        """Return the days of the hold."""
        return hold.days_on(hold.order.legal_entity.today())


class OrderHoldApiFilter(OrderHoldFilter):
    """Filters of the list of holds."""

    active = filters.BooleanFilter(field_name="cleared_at", lookup_expr="isnull", label="`true`: nobody cleared it yet")
    order = filters.CharFilter(field_name="order__number")


class OrderHoldViewSet(EntityReadViewSet):
    """The holds of the orders of a legal entity, with what is done about them."""

    tags = ("sales orders",)
    lookup_field = "pk"
    lookup_value_regex = "[0-9]+"
    serializer_class = HeldOrderSerializer
    filterset_class = OrderHoldApiFilter
    ordering_fields = ("placed_at",)
    ordering = ("placed_at", "id")
    locking_actions = ("partial_update", "check_out", "clear_checkout", "override_checkout", "clear")
    action_permissions: ClassVar[dict[str, str]] = {
        "list": "sales.view_salesorder",
        "retrieve": "sales.view_salesorder",
        "partial_update": "sales.place_hold",
        "check_out": "sales.place_hold",
        "clear_checkout": "sales.place_hold",
        "override_checkout": "sales.override_checkout",
        "clear": "sales.clear_hold",
    }

    def get_queryset(self) -> Any:
        """Return the holds of the entity with their orders."""
        return OrderHold.objects.for_list().select_related("legal_entity")

    @extend_schema(request=HoldChange, responses={200: HeldOrderSerializer})
    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Write down what is known about the hold."""
        data = self.command(HoldChange)
        write_notes(self.entity, self.locked_object().pk, data["notes"], self.user)
        return self.answer()

    @extend_schema(request=NoInput, responses={200: HeldOrderSerializer})
    @action(detail=True, methods=["post"], url_path="check-out")
    def check_out(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Say that the caller works on the hold; refused (HLD-03) while someone else does."""
        self.command(NoInput)
        check_out_hold(self.entity, self.locked_object().pk, self.user)
        return self.answer()

    @extend_schema(request=NoInput, responses={200: HeldOrderSerializer})
    @action(detail=True, methods=["post"], url_path="clear-checkout")
    def clear_checkout(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Give the caller's own checkout back (HLD-04); the hold stays."""
        self.command(NoInput)
        clear_checkout(self.entity, self.locked_object().pk, self.user)
        return self.answer()

    @extend_schema(request=CheckoutOverride, responses={200: HeldOrderSerializer})
    @action(detail=True, methods=["post"], url_path="override-checkout")
    def override_checkout(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Take the checkout of someone else over, or give it to another user."""
        data = self.command(CheckoutOverride)
        override_checkout(self.entity, self.locked_object().pk, self.user, data.get("user"))
        return self.answer()

    @extend_schema(request=NoInput, responses={200: HeldOrderSerializer})
    @action(detail=True, methods=["post"])
    def clear(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Lift the hold; with the last one the order goes on."""
        self.command(NoInput)
        clear_hold(self.entity, self.locked_object().pk, self.access)
        return self.answer()
