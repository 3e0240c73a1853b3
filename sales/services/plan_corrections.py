"""Plan corrections and cancellations of packing slips: what would be taken back, and what stands in the way (sales.md §11.4).

Reads only, in a fixed number of queries for any number of slips. The dialog, the API and the posting use this same plan.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from foundation.documents.document_types import DocumentType
from foundation.documents.models import Output
from foundation.errors import BusinessRuleError
from foundation.organization.errors import DateInClosedPeriod, PeriodNotOpen
from foundation.organization.models import FiscalPeriod
from foundation.organization.models.fiscal_period import Module
from sales.corrections import ZERO, CorrectedLine, CorrectionPlan, CorrectionRequest
from sales.models import PackingSlip, PackingSlipLine
from sales.packing_slip_errors import SlipPrinted
from sales.statuses import packing_slip_states


def plan_corrections(request: CorrectionRequest, refusals: Mapping[int, BusinessRuleError] | None = None) -> CorrectionPlan:
    """Return what would be taken back of each packing slip, and apart the refused slips with their reasons.

    ``refusals`` are those that stand already: those of the plan before the locks.
    """
    slips = PackingSlip.of(request.entity).filter(pk__in=list(request.slip_ids)).for_display().order_by("number")
    plan = CorrectionPlan(request, {slip.pk: slip for slip in slips}, refusals=dict(refusals or {}))
    plan.lines = _lines(request)
    _check_period(plan)
    _check_printed(plan)
    for slip in plan.slips.values():
        try:
            packing_slip_states.check("cancel" if request.cancels else "correct", slip)
            plan.check(slip)
        except BusinessRuleError as error:
            plan.refuse(slip.pk, error)
    return plan


def _lines(request: CorrectionRequest) -> dict[int, list[CorrectedLine]]:
    found: dict[int, list[CorrectedLine]] = defaultdict(list)
    rows = PackingSlipLine.of(request.entity).filter(packing_slip__in=list(request.slip_ids))
    related = rows.select_related("order_line__unit", "item").order_by("packing_slip_id", "line_number")
    for row in related:
        standing = row.standing_quantity
        found[row.packing_slip_id].append(
            CorrectedLine(
                id=row.pk,
                slip_id=row.packing_slip_id,
                order_id=row.order_line.order_id,
                order_line_id=row.order_line_id,
                line_number=row.line_number,
                item_number=row.item.number,
                name=row.name,
                unit=row.unit,
                unit_decimals=row.order_line.unit.decimals,
                standing=standing,
                invoiced=row.invoiced_quantity,
                quantity=ZERO if request.quantities is None else request.quantities.get(row.pk, standing),
            )
        )
    return found


def _check_printed(plan: CorrectionPlan) -> None:
    """Refuse slips that were printed or mailed, where that is for others to decide (PCK-15)."""
    if plan.request.even_printed:
        return
    for key in Output.of(plan.entity).delivered_keys(DocumentType.PACKING_SLIP, list(plan.slips)):
        plan.refuse(key, SlipPrinted(s=plan.slips[key]))


def _check_period(plan: CorrectionPlan) -> None:
    """Refuse everything when goods cannot come back today, because the period is closed (GEN-05)."""
    today = plan.entity.today()
    try:
        FiscalPeriod.of(plan.entity).require_open(today, Module.SALES, lock=False)
    except PeriodNotOpen as error:
        for key in plan.slips:
            plan.refuse(key, DateInClosedPeriod(d=today, cause=error.code))
