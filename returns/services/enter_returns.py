"""Enter return orders, any number at once: sales orders of type Returned order with their RMA block (sales.md §14.2)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.db import transaction

from foundation.errors import BusinessRuleError
from foundation.organization.models import LegalEntity, User
from foundation.organization.services import audit
from foundation.organization.services.numbering import take_numbers
from returns.models import ReturnLine, ReturnOrder
from returns.services.plan_returns import PlannedLine, PlannedReturn, ReturnDraft, ReturnPlan, plan_returns, refuse_what_is_taken
from returns.services.returned_quantities import lock_lines
from sales.services.enter_orders import write_orders
from sales.services.return_blocks import name_returns

RMA_NUMBERS = "return_order"


@dataclass
class EnteredReturns:
    """The returns by the position of their drafts, the refusals, and what is worth knowing of each."""

    returns: dict[int, ReturnOrder] = field(default_factory=dict)
    refusals: dict[int, BusinessRuleError] = field(default_factory=dict)
    notices: dict[int, list[BusinessRuleError]] = field(default_factory=dict)

    def or_raise(self) -> EnteredReturns:
        """Return itself, or raise the first refusal."""
        for error in self.refusals.values():
            raise error
        return self


@transaction.atomic
def enter_returns(
    entity: LegalEntity, drafts: Sequence[ReturnDraft], user: User | None, *, discount_limit: Decimal | None = None
) -> EnteredReturns:
    """Enter a return order per draft and return them with what was refused.

    That is RET-01, RET-03, RET-04, RET-23 … RET-25, RET-33, RET-35, and RET-37 for what is typed beyond ``discount_limit``.

    The number of statements does not depend on the number of drafts and lines. What of an invoice line is left is looked at
    again under its lock; drafts for which it became too little meanwhile are refused, the others are entered.
    """
    plan = plan_returns(entity, drafts, user, discount_limit=discount_limit)
    locked = lock_lines(entity, {key: plan.origins[key] for key in _wanted(plan.returns.values())})
    refuse_what_is_taken(plan, locked.taken)
    locked.claim(_wanted(plan.returns.values()))
    write_orders(entity, {position: planned.work for position, planned in plan.returns.items()}, user)
    made = write_returns(entity, plan, user)
    return EnteredReturns(made, plan.refusals, {position: planned.notices for position, planned in plan.returns.items()})


def _wanted(returns: Iterable[PlannedReturn]) -> dict[int, Decimal]:
    wanted: dict[int, Decimal] = defaultdict(Decimal)
    for planned in returns:
        for line in planned.lines:
            if line.origin is not None:
                wanted[line.origin.pk] += line.quantity
    return dict(wanted)


def write_returns(entity: LegalEntity, plan: ReturnPlan, user: User | None, *, action: str = "created") -> dict[int, ReturnOrder]:
    """Write the RMA blocks of planned returns whose sales orders are written, name them on these, and return them by position."""
    numbers = take_numbers(entity, RMA_NUMBERS, len(plan.returns), entity.today())
    made = {
        position: ReturnOrder(
            legal_entity=entity,
            order=planned.work.order,
            rma_number=number,
            deadline=planned.deadline,
            reason=planned.draft.reason,
            created_by=user,
        )
        for (position, planned), number in zip(plan.returns.items(), numbers, strict=True)
    }
    name_returns({returned.order: returned.rma_number for returned in made.values()})
    ReturnOrder.of(entity).bulk_create(made.values())
    ReturnLine.of(entity).bulk_create(_lines(entity, plan, made))
    audit.record(entity, user, action, made.values())
    return made


def _lines(entity: LegalEntity, plan: ReturnPlan, made: dict[int, ReturnOrder]) -> list[ReturnLine]:
    return [return_line(entity, made[position], line) for position, planned in plan.returns.items() for line in planned.lines]


def return_line(entity: LegalEntity, returned: ReturnOrder, line: PlannedLine) -> ReturnLine:
    """Return the return line of a planned line whose order line is written."""
    return ReturnLine(
        legal_entity=entity,
        return_order=returned,
        order_line=line.working.line,
        origin_invoice_line=line.origin,
        return_lot_id=line.origin.order_line_id if line.origin else None,
        return_cost_price=line.cost,
    )
