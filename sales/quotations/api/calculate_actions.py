"""Calculating a quotation again over REST, as an order is."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from sales.api.calculate_actions import CalculationRequest
from sales.quotations.api.schedule_actions import START_REVISION
from sales.quotations.api.serializers import QuotationSerializer
from sales.quotations.services.calculate_again import calculate_quotation_again


class QuotationCalculationRequest(CalculationRequest):
    """What of a quotation is calculated again."""

    start_revision = serializers.BooleanField(default=False, help_text=START_REVISION)


class QuotationCalculateActions:
    """Calculating a quotation again."""

    command: Any
    entity: Any
    user: Any
    locked_object: Any
    answer: Any

    @extend_schema(request=QuotationCalculationRequest, responses={200: QuotationSerializer})
    @action(detail=True, methods=["post"])
    def calculate(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Search prices and discounts of the lines again, or calculate other parts of the quotation."""
        data = self.command(QuotationCalculationRequest)
        options = {name: data[name] for name in ("overwrite", "start_revision")}
        notices = calculate_quotation_again(self.entity, self.locked_object().pk, self.user, data["parts"], **options)
        return self.answer(notices=notices)  # type: ignore[no-any-return]
