"""Orders that become return orders, and return orders that become others (sales.md §6.2)."""

from __future__ import annotations

from foundation.organization.models import LegalEntity, User
from foundation.organization.services import audit
from returns.errors import ReturnTypeFixed
from returns.models import ReturnLine, ReturnOrder, ReturnParameters
from returns.services.enter_returns import write_returns
from returns.services.plan_returns import PlannedReturn, ReturnDraft, ReturnLineDraft, ReturnPlan, cost_by_hand, current_costs, planned_line
from returns.services.returned_quantities import announced, give_back
from returns.statuses import ReturnStatus
from sales.models import SalesOrder
from sales.services.return_blocks import keep_unit_costs, name_returns
from sales.services.working_orders import WorkingOrder


class ReturnTypeRoom:
    """Gives an order that brings goods back its RMA number and return lines, and takes them away again."""

    def check_leaving(self, order: SalesOrder) -> None:
        """Raise RET-02 for a return of which something arrived, or that is cancelled."""
        returned = ReturnOrder.of(order.legal_entity).of_order(order.pk).first()
        if returned is not None and returned.status != ReturnStatus.CREATED:
            raise ReturnTypeFixed(r=returned, status=returned.get_status_display())

    def enter(self, entity: LegalEntity, work: WorkingOrder, user: User) -> None:
        """Draw an RMA number; the lines come back by hand, at the items' current costs."""
        lines = [working for working in work.lines if working in work.live_lines]
        costs = current_costs(entity, lines)
        planned = [planned_line(working, None, cost_by_hand(working, costs)) for working in lines]
        drafts = [ReturnLineDraft(line.quantity, line.working.item.pk) for line in planned]
        deadline = ReturnParameters.of(entity).deadline_from(entity.today())
        known = PlannedReturn(ReturnDraft(work.order.customer_id, drafts), work, planned, deadline)
        keep_unit_costs(line.working.line for line in planned)
        write_returns(entity, ReturnPlan({0: known}), user)

    def leave(self, entity: LegalEntity, work: WorkingOrder, user: User) -> None:
        """Forget the return; the history keeps its RMA number, and what it announced may be announced again."""
        [returned] = ReturnOrder.of(entity).of_order(work.order.pk)
        give_back(entity, announced(ReturnLine.of(entity).of_orders([work.order.pk]).awaiting()))
        audit.record(entity, user, "return ended", [work.order], changes={work.order.pk: {"rma_number": [returned.rma_number, None]}})
        returned.delete()
        name_returns({work.order: ""})
