"""What returns have to say, and do, when the floors below post packing slips and invoices of orders that bring goods back."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal

from foundation.errors import BusinessRuleError
from foundation.events import subscribe
from foundation.organization.models import LegalEntity
from invoicing.events import CustomerInvoicesPlanned, CustomerInvoicesPosted, InvoiceLinesCrediting
from returns.errors import LineNotRegistered, PartOfReturnLine, ReplacementMissing
from returns.models import ReturnableLine, ReturnLine
from returns.services.receive_returns import receive_lines, settle_sent_back
from returns.services.return_statuses import close_invoiced_lines
from returns.services.take_back_receipts import fault_of, lines_received, picked_replacements, register_again
from returns.statuses import ReturnLineStatus, traits_of
from sales.deliveries import DeliveryPlan
from sales.events import PackingSlipsCorrected, PackingSlipsCorrecting, PackingSlipsPlanned, PackingSlipsPosted
from sales.statuses import TRAITS

TO_INVOICE = frozenset({ReturnLineStatus.REGISTERED, ReturnLineStatus.RECEIVED})


def _lines_of(entity: LegalEntity, order_ids: Collection[int]) -> Mapping[int, ReturnLine]:
    """Return the lines of returns by order line; nothing is read where no order is a return."""
    return {line.order_line_id: line for line in ReturnLine.of(entity).of_orders(order_ids)} if order_ids else {}


def _returned(plan: DeliveryPlan) -> list[int]:
    return [key for key, order in plan.orders.items() if TRAITS[order.order_type].returns_goods]


def _refusal(line: ReturnLine, quantity: Decimal, whole: Decimal) -> BusinessRuleError | None:
    """Return why a quantity of a line cannot be received: RET-12, RET-13 or RET-14."""
    number = line.order_line.line_number
    if line.status != ReturnLineStatus.REGISTERED:
        return LineNotRegistered(l=number, status=line.get_status_display())
    if quantity != whole:
        return PartOfReturnLine(l=number)
    if traits_of(line.disposition).replaces and line.replacement_item_id is None:
        return ReplacementMissing(l=number, record=line.pk)
    return None


@subscribe(PackingSlipsPlanned)
def require_registered(event: PackingSlipsPlanned) -> None:
    """Refuse packing slips of what is not Registered (RET-12), of parts of lines (RET-13), and RET-14."""
    plan = event.plan
    lines = _lines_of(plan.entity, _returned(plan))
    for order_id, taken in plan.going.items() if lines else ():
        for line in taken:
            refusal = _refusal(lines[line.id], line.quantity, line.remainder) if line.id in lines else None
            if refusal is not None:
                plan.refuse(order_id, refusal)
                break


@subscribe(PackingSlipsPosted)
def receive_returns(event: PackingSlipsPosted) -> None:
    """Receive the lines of returns that have their packing slip now, and do with the goods what their disposition codes say."""
    plan = event.plan
    returned = _returned(plan)
    taken = {line.id for slip in plan.slips for line in slip.lines if line.order_id in returned}
    if taken:
        lines = receive_lines(plan.entity, taken, plan.request.date, event.packing_slips[0].posted_by)
        settle_sent_back(plan.entity, lines, plan.request.date)


@subscribe(PackingSlipsCorrecting)
def keep_what_left(event: PackingSlipsCorrecting) -> None:
    """Refuse to take back what a slip of a return received in part, took away again, or has replaced by now (RET-29 … RET-31)."""
    plan = event.plan
    taken = {line.order_line_id: (key, line) for key, lines in plan.going.items() for line in lines if line.standing < 0}
    known = lines_received(plan.entity, taken, locked=True) if taken else {}
    picked = picked_replacements(plan.entity, known.values())
    for order_line_id, line in known.items():
        slip_id, corrected = taken[order_line_id]
        fault = fault_of(line, whole=not corrected.quantity, picked=picked)
        if fault is not None:
            plan.refuse(slip_id, fault)


@subscribe(PackingSlipsCorrected)
def register_returns_again(event: PackingSlipsCorrected) -> None:
    """Let lines of returns whose packing slip is cancelled be registered again."""
    taken = {line.order_line_id for lines in event.plan.going.values() for line in lines if line.standing < 0}
    if taken:
        register_again(event.plan.entity, taken)


@subscribe(CustomerInvoicesPlanned)
def require_arrival(event: CustomerInvoicesPlanned) -> None:
    """Refuse credit notes of what did not arrive (RET-12), of parts of lines without a packing slip (RET-13), and RET-14."""
    plan = event.plan
    returned = {order.id for draft in plan.drafts for order in draft.orders if order.traits.returns_goods}
    lines = _lines_of(event.legal_entity, returned)
    for line in [line for draft in plan.drafts for line in draft.lines] if returned else ():
        known = lines.get(line.line.id)
        if known is None or line.order.id in plan.refused:
            continue
        direct = sum((part.quantity for part in line.parts if part.slip is None), Decimal(0))
        if direct or known.status not in TO_INVOICE:
            refusal = _refusal(known, direct, line.line.deliver_remainder)
            if refusal is not None:
                plan.refuse(line.order.id, refusal)


@subscribe(CustomerInvoicesPosted)
def close_returns(event: CustomerInvoicesPosted) -> None:
    """Receive what was credited without a packing slip, and close the lines and returns that are credited."""
    drafts = event.plan.drafts
    returned = {order.id for draft in drafts for order in draft.orders if order.traits.returns_goods}
    if not returned:
        return
    lines = [line for draft in drafts for line in draft.lines if line.order.id in returned]
    direct = {line.line.id for line in lines if any(part.slip is None for part in line.parts)}
    if direct:
        receive_lines(event.legal_entity, direct, drafts[0].invoice_date, event.user)
    close_invoiced_lines(event.legal_entity, returned)


@subscribe(InvoiceLinesCrediting)
def tell_returned(event: InvoiceLinesCrediting) -> None:
    """Say what came back of invoice lines that are about to be credited."""
    rows = ReturnableLine.of(event.legal_entity).of_invoice_lines(event.invoice_lines)
    event.returned.update(rows.values_list("invoice_line", "returned_quantity"))
