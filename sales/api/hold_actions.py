"""The holds of an order over REST: place one, read them, lift one (sales.md §10.1)."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import generics
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from foundation.backoffice.api.serializers import NoInput
from sales.api import commands
from sales.api.serializers import OrderHoldSerializer, OrderPutOnHoldSerializer, SalesOrderSerializer
from sales.models import OrderHold
from sales.services.order_holds import clear_hold, place_hold


class HoldActions:
    """What can be done with holds, on the order that they stop."""

    command: Any
    entity: Any
    access: Any
    user: Any
    kwargs: Any
    lookup: Any
    get_queryset: Any
    locked_object: Any
    answer: Any

    @extend_schema(request=commands.HoldPlacement, responses={200: OrderPutOnHoldSerializer})
    @action(detail=True, methods=["post"], url_path="holds", pagination_class=None, filter_backends=())
    def hold(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Put the order on hold."""
        data = self.command(commands.HoldPlacement)
        order = self.locked_object()
        [placed] = place_hold(self.entity, [order.pk], data["code"], self.user, reason=data["reason"], notes=data["notes"])
        answer = self.answer()
        answer.data["placed_hold"] = placed.pk
        return answer  # type: ignore[no-any-return]

    @extend_schema(responses={200: OrderHoldSerializer(many=True)})
    @hold.mapping.get
    def list_holds(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Return the holds of the order, those that were cleared as well."""
        order = generics.get_object_or_404(self.get_queryset(), **self.lookup)
        return Response(OrderHoldSerializer(order.holds.all(), many=True).data)

    @extend_schema(request=NoInput, responses={200: SalesOrderSerializer})
    @action(detail=True, methods=["post"], url_path="holds/(?P<hold>[0-9]+)/clear")
    def clear(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Lift one hold of the order."""
        self.command(NoInput)
        hold = generics.get_object_or_404(OrderHold.objects.all(), pk=self.kwargs["hold"], order=self.locked_object())
        clear_hold(self.entity, hold.pk, self.access)
        return self.answer()  # type: ignore[no-any-return]
