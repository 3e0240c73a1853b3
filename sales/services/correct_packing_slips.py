"""Correct and cancel packing slips: goods that did not leave after all come back to stock and order (sales.md §11.4).

The slip and its lines stay as they were posted; each correction is a version of its own. Slips that are refused stand apart with
their reasons; the others are corrected in one transaction with a number of statements that does not depend on how many they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction

from foundation.database.fast_insert import insert_objects
from foundation.database.set_update import update_from_values
from foundation.errors import BusinessRuleError
from foundation.events import publish
from foundation.organization.models import FiscalPeriod, User
from foundation.organization.models.fiscal_period import Module
from foundation.organization.services import audit
from sales.corrections import CorrectedLine, CorrectionPlan, CorrectionRequest
from sales.events import PackingSlipsCorrected, PackingSlipsCorrecting
from sales.models import PackingSlip, PackingSlipCorrection, PackingSlipCorrectionLine, SalesOrder
from sales.services import cycle_quantities, quantities, stock
from sales.services.lower_document_status import lower_document_status
from sales.services.plan_corrections import plan_corrections
from sales.services.quantities import Withdrawal
from sales.statuses import DocumentStatus, SlipStatus

ZERO = Decimal(0)


@dataclass(frozen=True)
class CorrectedSlips:
    """The corrections that were written, and the slips that were refused."""

    corrections: Sequence[PackingSlipCorrection]
    slips: dict[int, PackingSlip]
    refusals: dict[int, BusinessRuleError]

    def or_raise(self) -> CorrectedSlips:
        """Return itself, or raise the first refusal."""
        for error in self.refusals.values():
            raise error
        return self


@transaction.atomic
def correct_packing_slips(request: CorrectionRequest, user: User) -> CorrectedSlips:
    """Take back what was asked of packing slips, or cancel them, and return the corrections with the refused slips.

    Everything that was planned is planned again under the locks, and only then the floors above are asked: what they judge by
    can no longer change. Refusals: GEN-05, PCK-08, PCK-09, PCK-11, PCK-13 … PCK-15, ORD-03, STK-01, and theirs.
    """
    plan = _plan_under_locks(plan_corrections(request))
    publish(PackingSlipsCorrecting(plan))
    if not plan.going:
        return CorrectedSlips([], plan.slips, plan.refusals)
    _lock_stock(plan)
    corrections = _write(plan, user)
    publish(PackingSlipsCorrected(corrections, plan))
    return CorrectedSlips(corrections, plan.slips, plan.refusals)


def _plan_under_locks(plan: CorrectionPlan) -> CorrectionPlan:
    """Lock the orders, then their slips, and plan again from what is there now."""
    orders = SalesOrder.of(plan.entity).filter(pk__in={line.order_id for known in plan.going.values() for line in known})
    list(orders.locked().values_list("pk", flat=True))
    list(PackingSlip.of(plan.entity).filter(pk__in=list(plan.going)).locked().values_list("pk", flat=True))
    return plan_corrections(plan.request, plan.refusals)


def _lock_stock(plan: CorrectionPlan) -> None:
    """Lock the stock that the slips took from: after the orders, those that a subscriber locked among them."""
    known = stock.stocked_lines(plan.entity, {line.order_line_id for lines in plan.going.values() for line in lines})
    stock.lock(plan.entity, [line.movement(ZERO) for line in known.values()])


def _write(plan: CorrectionPlan, user: User) -> list[PackingSlipCorrection]:
    entity, request = plan.entity, plan.request
    FiscalPeriod.of(entity).require_open(entity.today(), Module.SALES)
    slips = [plan.slips[key] for key in plan.going]
    lines = [line for known in plan.going.values() for line in known]
    corrections = insert_objects([_correction(request, slip, user) for slip in slips])
    insert_objects([_line(correction, line) for correction in corrections for line in plan.going[correction.packing_slip_id]])
    update_from_values(PackingSlip, ("status", "version"), [(slip.pk, _status(plan, slip), slip.version + 1) for slip in slips])
    _take_back(plan, lines)
    orders = {line.order_id for line in lines}
    lower_document_status(entity, orders, DocumentStatus.PACKING_SLIP)
    action = "packing slip cancelled" if request.cancels else "packing slip corrected"
    audit.record(entity, user, action, slips, changes={slip.pk: _changes(plan.going[slip.pk]) for slip in slips}, reason=request.reason)
    return corrections


def _take_back(plan: CorrectionPlan, lines: Sequence[CorrectedLine]) -> None:
    """Move the stock back first, so that lowering the quantities leaves exactly what is open of each line."""
    carried = cycle_quantities.carried_parts(plan.entity, {line.id: (line.order_line_id, line.taken) for line in lines})
    numbers = {key: slip.number for key, slip in plan.slips.items()}
    stock.take_back(plan.entity, [(line.order_line_id, numbers[line.slip_id], line.taken) for line in lines])
    withdrawals = [Withdrawal(line.order_id, line.order_line_id, line.id, line.taken, carried.get(line.id, ZERO)) for line in lines]
    quantities.withdraw(plan.entity, withdrawals)
    cycle_quantities.withdraw_carried(plan.entity, withdrawals)


def _correction(request: CorrectionRequest, slip: PackingSlip, user: User) -> PackingSlipCorrection:
    return PackingSlipCorrection(
        legal_entity=request.entity,
        packing_slip=slip,
        version=slip.version + 1,
        date=request.entity.today(),
        reason=request.reason,
        posted_by=user,
    )


def _line(correction: PackingSlipCorrection, line: CorrectedLine) -> PackingSlipCorrectionLine:
    return PackingSlipCorrectionLine(
        legal_entity_id=correction.legal_entity_id,
        correction=correction,
        slip_line_id=line.id,
        taken_quantity=line.taken,
        quantity=line.quantity,
    )


def _status(plan: CorrectionPlan, slip: PackingSlip) -> str:
    """A slip of which nothing is left is cancelled, however it came to that."""
    return SlipStatus.CORRECTED if any(line.quantity for line in plan.lines[slip.pk]) else SlipStatus.CANCELLED


def _changes(lines: Sequence[CorrectedLine]) -> dict[str, list[str]]:
    return {f"line {line.line_number}": [f"{line.standing.normalize():f}", f"{line.quantity.normalize():f}"] for line in lines}
