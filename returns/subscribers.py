"""What returns have to say when the floors below post: goods that nobody registered have no packing slip and no credit note."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from foundation.events import subscribe
from foundation.organization.models import LegalEntity
from invoicing.events import CustomerInvoicesPosting
from returns.errors import LineNotRegistered, NothingReceived
from returns.models import ReturnLine
from returns.statuses import ReturnLineStatus
from sales.events import PackingSlipsPosting
from sales.statuses import TRAITS

TO_INVOICE = frozenset({ReturnLineStatus.REGISTERED, ReturnLineStatus.RECEIVED})


def _lines_of(entity: LegalEntity, order_ids: Collection[int]) -> Mapping[int, ReturnLine]:
    """Return the lines of returns by order line; nothing is read where no order is a return."""
    return {line.order_line_id: line for line in ReturnLine.of(entity).of_orders(order_ids)} if order_ids else {}


@subscribe(PackingSlipsPosting)
def require_registered(event: PackingSlipsPosting) -> None:
    """Refuse packing slips of lines that are not Registered (RET-12)."""
    plan = event.plan
    lines = _lines_of(plan.entity, [key for key, order in plan.orders.items() if TRAITS[order.order_type].returns_goods])
    for order_id, taken in plan.going.items():
        for line in taken:
            known = lines.get(line.id)
            if known is not None and line.quantity and known.status != ReturnLineStatus.REGISTERED:
                plan.refuse(order_id, LineNotRegistered(l=line.line_number, status=known.get_status_display()))
                break


@subscribe(CustomerInvoicesPosting)
def require_arrival(event: CustomerInvoicesPosting) -> None:
    """Refuse credit notes of lines that did not arrive: RET-12, in a batch RET-22."""
    plan = event.plan
    returned = {order.id for draft in plan.drafts for order in draft.orders if order.traits.returns_goods}
    lines = _lines_of(event.legal_entity, returned)
    for draft in plan.drafts if returned else ():
        for line in draft.lines:
            known = lines.get(line.line.id)
            if known is None or line.order.id in plan.refused or known.status in TO_INVOICE:
                continue
            number = line.order.order.number
            batch = event.in_batch
            error = NothingReceived(r=number) if batch else LineNotRegistered(l=line.line.line_number, status=known.get_status_display())
            plan.refuse(line.order.id, error)
