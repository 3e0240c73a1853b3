"""What the API takes to credit an invoice."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from rest_framework import serializers

from foundation.backoffice.api.fields import CodeField, QuantityField
from foundation.backoffice.api.references import named_twice, unknown_code
from foundation.backoffice.api.serializers import CommandSerializer, list_of
from foundation.organization.models import LegalEntity
from invoicing.api.commands import MOST_LINES
from invoicing.models.credit_line import charges_to_credit, lines_to_credit
from invoicing.services.credit_invoice import Crediting
from sales.models import ReasonCode


class LineToCredit(CommandSerializer):
    """A quantity of an invoice line; all of it unless told otherwise."""

    line_number = serializers.IntegerField(min_value=1)
    quantity = QuantityField(required=False, min_value=0, help_text="Above zero also for a line that was credited itself.")


class CreditNote(CommandSerializer):
    """What is credited of an invoice, and why."""

    lines = list_of(LineToCredit(), max_length=MOST_LINES, allow_empty=False)
    reason = serializers.CharField(max_length=150, default="", allow_blank=True)
    reason_code = CodeField(
        ReasonCode, only={"kind": ReasonCode.Kind.CREDIT_NOTE}, required=False, help_text="A reason code, a reason or both must be given."
    )
    charges = serializers.BooleanField(default=False, help_text="Whether what is left of the charges on the whole invoice is credited too.")
    goods_return = serializers.BooleanField(default=False, help_text="Whether the goods come back to the warehouse.")


class CreditOrderSerializer(serializers.Serializer[Any]):
    """The order that credits."""

    order = serializers.CharField()


def crediting(entity: LegalEntity, invoice_id: int, data: Mapping[str, Any]) -> Crediting:
    """Return what is credited; raises InvalidInput at the path of a line that is unknown or named twice."""
    known = {line.line_number: line for line in lines_to_credit(entity, invoice_id)}
    quantities: dict[int, Decimal] = {}
    for index, row in enumerate(data["lines"]):
        line = known.get(row["line_number"])
        if line is None:
            raise unknown_code(str(row["line_number"]), f"lines.{index}.line_number")
        if line.pk in quantities:
            raise named_twice(f"lines.{index}.line_number")
        quantities[line.pk] = row.get("quantity", line.quantity)
    charges = [charge.pk for charge in charges_to_credit(entity, invoice_id)] if data["charges"] else []
    return Crediting(quantities, data["reason"], data["goods_return"], charges, data.get("reason_code"))
