"""Calculating an order again over REST: prices, multiline and total discount, automatic charges."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from foundation.backoffice.api.serializers import CommandSerializer
from sales.api.serializers import SalesOrderSerializer
from sales.services.calculate_again import Calculation, calculate_again


class CalculationRequest(CommandSerializer):
    """What is calculated again."""

    parts = serializers.ListField(
        child=serializers.ChoiceField(choices=Calculation.choices),
        allow_empty=False,
        max_length=len(Calculation),
        default=[Calculation.PRICES.value],
        help_text="Prices bring all automatic charges with them; multiline and total discount are found whatever the parameters say.",
    )
    overwrite = serializers.BooleanField(default=False, help_text="Also prices, discounts and a total discount that were typed.")


class CalculateActions:
    """Calculating an order again."""

    command: Any
    entity: Any
    user: Any
    locked_object: Any
    answer: Any

    @extend_schema(request=CalculationRequest, responses={200: SalesOrderSerializer})
    @action(detail=True, methods=["post"])
    def calculate(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Search prices and discounts of the open lines again, or calculate other parts of the order."""
        data = self.command(CalculationRequest)
        work = calculate_again(self.entity, self.locked_object().pk, self.user, data["parts"], overwrite=data["overwrite"])
        return self.answer(notices=work.notices)  # type: ignore[no-any-return]
