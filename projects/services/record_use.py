"""Write to projects what packing slips deliver, and what corrections take back (sales.md §17). The only writer of transactions."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from typing import Any

from foundation.database.fast_insert import insert_objects
from foundation.money import round_to_step
from projects.models import ProjectOrder, ProjectTransaction
from sales.deliveries import DeliveryLine, DeliveryPlan
from sales.models import PackingSlip, PackingSlipCorrection, PackingSlipCorrectionLine, PackingSlipLine
from sales.statuses import TRAITS


def record_use(slips: Sequence[PackingSlip], plan: DeliveryPlan) -> None:
    """Write a transaction per slip line of item requirements, inside the posting's transaction: three statements, none without any.

    Sales amounts are parts of the line's net amount; those of all slips of a line add up to it.
    """
    orders = [key for key, order in plan.orders.items() if TRAITS[order.order_type].created_by_project]
    projects = ProjectOrder.of(plan.entity).projects_of(orders) if orders else {}
    if not projects:
        return
    delivered = {line.id: line for draft in plan.slips for line in draft.lines}
    rows = PackingSlipLine.of(plan.entity).filter(packing_slip__in=slips, order_line__order__in=projects).order_by("pk")
    insert_objects(
        [
            ProjectTransaction(
                legal_entity=plan.entity,
                project_id=projects[delivered[row.order_line_id].order_id],
                date=plan.request.date,
                order_line_id=row.order_line_id,
                slip_line=row,
                item_id=row.item_id,
                quantity=row.quantity,
                cost_amount=row.cost_amount,
                sales_amount=_sales_amount(plan, delivered[row.order_line_id]),
            )
            for row in rows
        ]
    )


def _sales_amount(plan: DeliveryPlan, line: DeliveryLine) -> Decimal:
    """Return what a delivery is worth in the order's currency: what all deliveries are after it less what they were before."""
    step = plan.orders[line.order_id].currency.precision
    after, before = (
        round_to_step(line.net_amount * quantity / line.ordered, step) for quantity in (line.delivered + line.quantity, line.delivered)
    )
    return after - before


def record_taken_back(corrections: Sequence[PackingSlipCorrection]) -> None:
    """Write what corrections took back as transactions below zero: three statements, one where no slip line is of a project."""
    if not corrections:
        return
    entity = corrections[0].legal_entity
    by_key = {correction.pk: correction for correction in corrections}
    taken = PackingSlipCorrectionLine.of(entity).filter(correction__in=by_key, slip_line__project_transactions__isnull=False).distinct()
    lines = list(taken.order_by("pk"))
    posted = _posted(entity, {line.slip_line_id for line in lines})
    insert_objects([_reversal(posted[line.slip_line_id], line, by_key[line.correction_id]) for line in lines])


def _posted(entity: Any, slip_line_ids: Collection[int]) -> Mapping[int, ProjectTransaction]:
    if not slip_line_ids:
        return {}
    known = (
        ProjectTransaction.of(entity).of_slip_lines(slip_line_ids).select_related("order_line__order__currency", "legal_entity__currency")
    )
    return {row.slip_line_id: row for row in known}


def _reversal(posted: ProjectTransaction, line: PackingSlipCorrectionLine, correction: PackingSlipCorrection) -> ProjectTransaction:
    """Return the transaction that leaves of a posted one what stands after the correction."""

    def change(amount: Decimal, step: Decimal) -> Decimal:
        after, before = (round_to_step(amount * quantity / posted.quantity, step) for quantity in (line.quantity, line.quantity_before))
        return after - before

    return ProjectTransaction(
        legal_entity_id=posted.legal_entity_id,
        project_id=posted.project_id,
        date=correction.date,
        order_line_id=posted.order_line_id,
        slip_line_id=posted.slip_line_id,
        correction=correction,
        item_id=posted.item_id,
        quantity=-line.taken_quantity,
        cost_amount=change(posted.cost_amount, posted.legal_entity.currency.precision),
        sales_amount=change(posted.sales_amount, posted.order_line.order.currency.precision),
    )
