"""Lines of an order over REST: copy one, split one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from foundation.backoffice.api.fields import QuantityField
from sales.api.commands import OverruleCredit
from sales.api.drafts import check_rights, credit_answer
from sales.api.schedule_actions import line_key
from sales.api.serializers import SalesOrderSerializer
from sales.services.change_lines import Answers
from sales.services.split_lines import copy_line, split_line


class LineCopy(OverruleCredit):
    """A line to copy."""

    line_number = serializers.IntegerField(min_value=1)
    quantity = QuantityField(required=False, help_text="That of the line unless given.")
    copy_charges = serializers.BooleanField(default=False, help_text="Those that people put on the line.")
    end_terms = serializers.BooleanField(default=None, allow_null=True, help_text="The answer to AGR-14 and AGR-15.")


class LineSplit(OverruleCredit):
    """A part of a line that goes to a new one."""

    line_number = serializers.IntegerField(min_value=1)
    quantity = QuantityField(help_text="With the sign of the line: more than nothing, at most what is open, and not all of the line.")
    overwrite_prices = serializers.BooleanField(default=False, help_text="The answer to ORD-32: search the discounts of both lines again.")


class LineActions:
    """What is done with one line of an order."""

    command: Any
    entity: Any
    user: Any
    access: Any
    locked_object: Any
    answer: Any

    @extend_schema(request=LineCopy, responses={200: SalesOrderSerializer})
    @action(detail=True, methods=["post"], url_path="copy-line")
    def copy_line(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Add a line like another one; typed prices are copied, others are searched."""
        data = self.command(LineCopy)
        check_rights(self.access, data)
        order = self.locked_object()
        given = {"quantity": data.get("quantity"), "charges": data["copy_charges"]}
        work = copy_line(self.entity, order.pk, line_key(order, data), self.user, self._answers(data), **given)
        return self.answer(notices=work.notices)  # type: ignore[no-any-return]

    @extend_schema(request=LineSplit, responses={200: SalesOrderSerializer})
    @action(detail=True, methods=["post"], url_path="split-line")
    def split_line(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Move a part of the open quantity of a line to a new line with the same price."""
        data = self.command(LineSplit)
        check_rights(self.access, data)
        order = self.locked_object()
        work = split_line(self.entity, order.pk, line_key(order, data), data["quantity"], self.user, self._answers(data))
        return self.answer(notices=work.notices)  # type: ignore[no-any-return]

    def _answers(self, data: Mapping[str, Any]) -> Answers:
        return Answers(
            data.get("overwrite_prices", False),
            discount_limit=self.access.manual_discount_limit,
            end_terms=data.get("end_terms"),
            credit=credit_answer(data),
        )
