"""What can be done with a subscription over REST: change its cycles, pause it, open its next cycle, stop it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from foundation.backoffice.api.serializers import NoInput
from sales.api import commands
from sales.api.serializers import SalesOrderSerializer
from sales.models import SalesSubscription
from sales.services.subscription_notices import cycle_notices
from sales.services.subscriptions import change_cycles, next_cycle, pause_subscription, stop_subscription
from sales.subscriptions import SubscriptionTerms


class SubscriptionActions:
    """The verbs of a subscription, on the order that has it."""

    command: Any
    entity: Any
    user: Any
    locked_object: Any
    answer: Any

    @extend_schema(request=commands.Cycles, responses={200: SalesOrderSerializer})
    @action(detail=True, methods=["post"], url_path="change-cycles")
    def change_cycles(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Set other cycles; what is not given stays, and so does the number of the next cycle."""
        data = self.command(commands.Cycles, partial=True)
        order = self.locked_object()
        subscription = SalesSubscription.of(self.entity).of_order(order.pk)
        terms = replace(subscription.terms if subscription else SubscriptionTerms(), **data)
        change_cycles(self.entity, order.pk, terms, self.user)
        return self.answer()  # type: ignore[no-any-return]

    @extend_schema(request=commands.SubscriptionPause, responses={200: SalesOrderSerializer})
    @action(detail=True, methods=["post"], url_path="pause-subscription")
    def pause(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Skip what is due before a day."""
        data = self.command(commands.SubscriptionPause)
        pause_subscription(self.entity, self.locked_object().pk, data["until"], self.user)
        return self.answer()  # type: ignore[no-any-return]

    @extend_schema(request=NoInput, responses={200: SalesOrderSerializer})
    @action(detail=True, methods=["post"], url_path="next-cycle")
    def open_next_cycle(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Open the next cycle: its whole quantity is to be delivered. Beyond the last cycle with the notice SUB-11."""
        self.command(NoInput)
        opened = next_cycle(self.entity, self.locked_object().pk, self.user)
        return self.answer(notices=cycle_notices(opened))  # type: ignore[no-any-return]

    @extend_schema(request=commands.SubscriptionStop, responses={200: SalesOrderSerializer})
    @action(detail=True, methods=["post"], url_path="stop-subscription")
    def stop(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """End the subscription for good; refused while something waits for its invoice."""
        data = self.command(commands.SubscriptionStop)
        on_date = data.get("date") or self.entity.today()
        stop_subscription(self.entity, self.locked_object().pk, on_date, self.user, reason=data["reason"])
        return self.answer()  # type: ignore[no-any-return]
