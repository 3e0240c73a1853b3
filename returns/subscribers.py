"""What returns have to say, and do, when the floors below post packing slips and invoices of orders that bring goods back."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from foundation.events import subscribe
from foundation.organization.models import LegalEntity
from invoicing.events import CustomerInvoicesPosted, CustomerInvoicesPosting
from invoicing.planning import DraftLine
from returns.errors import LineNotRegistered, PartOfReturnLine
from returns.models import ReturnLine
from returns.services.receive_returns import credit_lines, receive_lines
from returns.statuses import ReturnLineStatus
from sales.deliveries import DeliveryPlan
from sales.events import PackingSlipsPosted, PackingSlipsPosting
from sales.statuses import TRAITS

TO_INVOICE = frozenset({ReturnLineStatus.REGISTERED, ReturnLineStatus.RECEIVED})


def _lines_of(entity: LegalEntity, order_ids: Collection[int]) -> Mapping[int, ReturnLine]:
    """Return the lines of returns by order line; nothing is read where no order is a return."""
    return {line.order_line_id: line for line in ReturnLine.of(entity).of_orders(order_ids)} if order_ids else {}


def _returned(plan: DeliveryPlan) -> list[int]:
    return [key for key, order in plan.orders.items() if TRAITS[order.order_type].returns_goods]


@subscribe(PackingSlipsPosting)
def require_registered(event: PackingSlipsPosting) -> None:
    """Refuse packing slips of lines that are not Registered (RET-12), and of parts of lines (RET-13)."""
    plan = event.plan
    lines = _lines_of(plan.entity, _returned(plan))
    for order_id, taken in plan.going.items() if lines else ():
        for line in taken:
            known = lines.get(line.id)
            if known is not None and known.status != ReturnLineStatus.REGISTERED:
                plan.refuse(order_id, LineNotRegistered(l=line.line_number, status=known.get_status_display()))
                break
            if known is not None and line.quantity != line.remainder:
                plan.refuse(order_id, PartOfReturnLine(l=line.line_number))
                break


@subscribe(PackingSlipsPosted)
def receive_returns(event: PackingSlipsPosted) -> None:
    """Receive the lines of returns that have their packing slip now, and do with the goods what their disposition codes say."""
    plan = event.plan
    returned = _returned(plan)
    if returned:
        taken = {line.id for slip in plan.slips for line in slip.lines if line.order_id in returned}
        receive_lines(plan.entity, taken, plan.request.date, event.packing_slips[0].posted_by)


@subscribe(CustomerInvoicesPosting)
def require_arrival(event: CustomerInvoicesPosting) -> None:
    """Refuse credit notes of lines that did not arrive (RET-12), and of parts of lines that have no packing slip (RET-13)."""
    plan = event.plan
    returned = {order.id for draft in plan.drafts for order in draft.orders if order.traits.returns_goods}
    lines = _lines_of(event.legal_entity, returned)
    for draft in plan.drafts if returned else ():
        for line in draft.lines:
            known = lines.get(line.line.id)
            if known is None or line.order.id in plan.refused:
                continue
            if known.status not in TO_INVOICE:
                plan.refuse(line.order.id, LineNotRegistered(l=line.line.line_number, status=known.get_status_display()))
            elif _is_part(line):
                plan.refuse(line.order.id, PartOfReturnLine(l=line.line.line_number))


def _is_part(line: DraftLine) -> bool:
    """Tell whether a credit note takes a part of a line that it receives itself."""
    unreceived = sum(part.quantity for part in line.parts if part.slip is None)
    return bool(unreceived) and unreceived != line.line.deliver_remainder


@subscribe(CustomerInvoicesPosted)
def close_returns(event: CustomerInvoicesPosted) -> None:
    """Receive what was credited without a packing slip, and close the lines and returns that are credited."""
    drafts = event.plan.drafts
    returned = {order.id for draft in drafts for order in draft.orders if order.traits.returns_goods}
    if returned:
        lines = [line for draft in drafts for line in draft.lines if line.order.id in returned]
        direct = {line.line.id for line in lines if any(part.slip is None for part in line.parts)}
        credit_lines(event.legal_entity, returned, direct, drafts[0].invoice_date, event.user)
