"""Delivery schedules of quotations over REST: offer a line in several deliveries, and in one again."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from sales.api.schedule_actions import ScheduleCommand, ScheduleRemoval, deliveries_of, line_key
from sales.quotations.api.serializers import QuotationSerializer
from sales.quotations.services.quotation_schedules import schedule_line, unschedule_line
from sales.services.delivery_schedule import ScheduleRequest

START_REVISION = "The answer to QUO-03."


class QuotationScheduleCommand(ScheduleCommand):
    """The deliveries of a line of a quotation."""

    start_revision = serializers.BooleanField(default=False, help_text=START_REVISION)


class QuotationScheduleRemoval(ScheduleRemoval):
    """The line that is offered in one delivery again."""

    start_revision = serializers.BooleanField(default=False, help_text=START_REVISION)


class QuotationScheduleActions:
    """The delivery schedules of a quotation."""

    access: Any
    command: Any
    entity: Any
    user: Any
    locked_object: Any
    answer: Any

    @extend_schema(request=QuotationScheduleCommand, responses={200: QuotationSerializer})
    @action(detail=True, methods=["post"], url_path="delivery-schedule")
    def delivery_schedule(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Offer a line in several deliveries; the sales order gets them as lines of its own."""
        data = self.command(QuotationScheduleCommand)
        quotation = self.locked_object()
        wanted = ScheduleRequest(
            line_key(quotation, data), deliveries_of(self.entity, data["deliveries"]), data["charges"], data["change_quantity"]
        )
        again, limit = data["start_revision"], self.access.manual_discount_limit
        notices = schedule_line(self.entity, quotation.pk, wanted, self.user, start_revision=again, discount_limit=limit)
        return self.answer(notices=notices)  # type: ignore[no-any-return]

    @extend_schema(request=QuotationScheduleRemoval, responses={200: QuotationSerializer})
    @action(detail=True, methods=["post"], url_path="remove-schedule")
    def remove_schedule(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Offer a line in one delivery again."""
        data = self.command(QuotationScheduleRemoval)
        quotation = self.locked_object()
        unschedule_line(self.entity, quotation.pk, line_key(quotation, data), self.user, start_revision=data["start_revision"])
        return self.answer()  # type: ignore[no-any-return]
