"""What can be done with a posted packing slip over REST: correct its quantities, cancel it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from foundation.backoffice.api.references import named_twice, unknown_code
from foundation.backoffice.api.rows import naming_rows
from sales.api import commands
from sales.api.document_serializers import PackingSlipSerializer
from sales.corrections import CorrectionRequest
from sales.models import PackingSlip
from sales.services.correct_packing_slips import correct_packing_slips

EVEN_PRINTED = "sales.correct_printed_packingslip"


class PackingSlipActions:
    """The verbs that take a packing slip back."""

    access: Any
    command: Any
    entity: Any
    user: Any
    locked_object: Any
    answer: Any

    @extend_schema(request=commands.SlipCorrection, responses={200: PackingSlipSerializer})
    @action(detail=True, methods=["post"], url_path="correct-packing-slip")
    def correct(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Lower quantities of the slip: what did not leave comes back to stock and order, and the slip gets a new version."""
        data = self.command(commands.SlipCorrection)
        slip = self.locked_object()
        return self._take_back(slip, kept_quantities(slip, data["lines"]), data["reason"])

    @extend_schema(request=commands.SlipCancellation, responses={200: PackingSlipSerializer})
    @action(detail=True, methods=["post"], url_path="cancel-packing-slip")
    def cancel(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Cancel the slip: everything on it is open to deliver again; its number is not used for another one."""
        data = self.command(commands.SlipCancellation)
        return self._take_back(self.locked_object(), None, data["reason"])

    def _take_back(self, slip: PackingSlip, quantities: Mapping[int, Decimal] | None, reason: str) -> Response:
        may = self.access.may(EVEN_PRINTED)
        request = CorrectionRequest(self.entity, [slip.pk], quantities, reason, even_printed=may)
        with naming_rows(quantities or ()):
            correct_packing_slips(request, self.user).or_raise()
        return self.answer()  # type: ignore[no-any-return]


def kept_quantities(slip: PackingSlip, rows: Sequence[Mapping[str, Any]]) -> dict[int, Decimal]:
    """Return the quantity that stays by slip line; raises InvalidInput for an unknown line and one that is named twice."""
    known = {line.line_number: line.pk for line in slip.lines.all()}  # type: ignore[attr-defined]
    found: dict[int, Decimal] = {}
    for index, row in enumerate(rows):
        if row["line_number"] not in known:
            raise unknown_code(str(row["line_number"]), f"lines.{index}.line_number")
        if known[row["line_number"]] in found:
            raise named_twice(f"lines.{index}.line_number")
        found[known[row["line_number"]]] = row["quantity"]
    return found
