"""Post packing slips: deliver goods on sales orders, any number of orders at once (sales.md §11.4).

Orders that are refused stand apart with their reasons; the others are posted in one transaction with a number of statements
that does not depend on how many they are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction

from customers.models import CustomerParameters
from foundation.database.fast_insert import insert_objects
from foundation.documents.document_types import DocumentType
from foundation.errors import BusinessRuleError
from foundation.events import publish
from foundation.money import round_to_step
from foundation.organization.models import FiscalPeriod, User
from foundation.organization.models.fiscal_period import Module
from foundation.organization.services import audit
from foundation.organization.services.numbering import take_numbers
from sales.deliveries import DeliveryPlan, DeliveryRequest, SlipDraft
from sales.events import PackingSlipsPlanned, PackingSlipsPosted
from sales.models import PackingSlip, PackingSlipLine, SalesOrder, SalesParameters
from sales.services import quantities, stock
from sales.services.credit_checks import lock_accounts
from sales.services.plan_deliveries import plan_deliveries
from sales.services.queue_output import queue_output
from sales.services.record_credit import record_exceeded_credit
from sales.services.track_backorders import open_rows, rows_of
from sales.snapshots import header_snapshot
from sales.statuses import TRAITS

ZERO = Decimal(0)


@dataclass(frozen=True)
class PostedSlips:
    """The packing slips that were posted, and the orders that were refused."""

    slips: Sequence[PackingSlip]
    refusals: dict[int, BusinessRuleError]
    orders: dict[int, SalesOrder]
    warnings: dict[int, list[BusinessRuleError]]

    def or_raise(self) -> PostedSlips:
        """Return itself, or raise the first refusal."""
        for error in self.refusals.values():
            raise error
        return self


@transaction.atomic
def post_packing_slips(request: DeliveryRequest, user: User) -> PostedSlips:
    """Post the packing slips that were asked for and return them with the refused orders.

    Everything that was planned is planned again under the locks, and only then the floors above are asked: what they judge by
    can no longer change. Refusals: ORD-08, ORD-09, HLD-01, CU-054, CU-050, GEN-05, PCK-01 … PCK-12, STK-01, and theirs.
    """
    plan = _plan_under_locks(plan_deliveries(request))
    publish(PackingSlipsPlanned(plan))
    if plan.slips:
        slips = _write(plan, user)
        publish(PackingSlipsPosted(slips, plan))
    else:
        slips = []
    return PostedSlips(slips, plan.refusals, plan.orders, plan.warnings)


def _plan_under_locks(plan: DeliveryPlan) -> DeliveryPlan:
    """Lock orders, then the credit and the stock that they take from, and plan again from what is there now."""
    going = sorted(plan.going)
    accounts = SalesOrder.of(plan.entity).filter(pk__in=going).locked().values_list("customer_id", "invoice_account_id")
    lock_accounts(plan.entity, list(accounts), checked=CustomerParameters.of(plan.entity).check_credit_on_packing_slip)
    line_ids = [line.id for lines in plan.going.values() for line in lines]
    stock.lock(plan.entity, [line.movement(ZERO) for line in stock.stocked_lines(plan.entity, line_ids).values()])
    again = plan_deliveries(plan.request)
    for order_id, error in plan.refusals.items():
        again.refuse(order_id, error)
    return again


def _write(plan: DeliveryPlan, user: User) -> list[PackingSlip]:
    entity, on_date = plan.entity, plan.request.date
    FiscalPeriod.of(entity).require_open(on_date, Module.SALES)
    numbers = take_numbers(entity, "packing_slip", len(plan.slips), on_date)
    slips = insert_objects(slips_of(plan, numbers, user))
    costs = _deliver_from_stock(plan, slips)
    insert_objects([line for slip, draft in zip(slips, plan.slips, strict=True) for line in lines_of(slip, draft, costs)])
    quantities.deliver(
        entity,
        [quantities.DeliveryMovement(line.order_id, line.id, line.quantity, line.close) for draft in plan.slips for line in draft.lines],
    )
    audit.record(entity, user, "packing slip posted", slips)
    going = {order.pk: order for draft in plan.slips for order in draft.orders}
    record_exceeded_credit(entity, user, going.values(), plan.warnings, plan.request.credit_reason)
    queue_output(entity, DocumentType.PACKING_SLIP, slips, print_moment=plan.request.print_moment)
    return slips


def slips_of(plan: DeliveryPlan, numbers: Sequence[str], user: User) -> list[PackingSlip]:
    """Return the unsaved packing slips of a plan under these numbers, with what they print as still to come and their prices."""
    parameters = SalesParameters.of(plan.entity)
    open_lines = open_rows(plan, parameters.backorder_tracking)
    more = [{"open_lines": rows_of(draft, open_lines)} | _printed(plan, draft, parameters) for draft in plan.slips]
    return [_header(plan, draft, number, user, extra) for draft, number, extra in zip(plan.slips, numbers, more, strict=True)]


def _header(plan: DeliveryPlan, draft: SlipDraft, number: str, user: User, more: dict[str, Any]) -> PackingSlip:
    order = draft.order
    if TRAITS[order.order_type].returns_goods:
        more = more | {"received": True}
    orders = [known.number for known in draft.orders]
    return PackingSlip(
        legal_entity=plan.entity,
        number=number,
        order=order,
        customer=order.customer,
        invoice_account=order.invoice_account,
        date=plan.request.date,
        warehouse_id=draft.warehouse_id,
        language=order.language,
        header=header_snapshot(plan.entity, order, delivered_to=draft.address, modes=draft.modes, orders=orders, **more),
        external_reference=plan.request.external_reference,
        delivery_reason=plan.request.delivery_reason,
        posted_by=user,
    )


def _printed(plan: DeliveryPlan, draft: SlipDraft, parameters: SalesParameters) -> dict[str, Any]:
    """Return what a slip prints because the parameters say so: its prices, and why the goods are sent in the order's language."""
    reason = plan.request.delivery_reason if parameters.delivery_reason_on_slip else None
    why = {"delivery_reason": reason.name_in(draft.order.language)} if reason else {}
    return why | (_prices(draft) if parameters.prices_on_packing_slip else {})


def _prices(draft: SlipDraft) -> dict[str, Any]:
    """Return what a slip with prices prints: unit price and net amount of every line, in the order's currency."""
    currency = draft.order.currency
    values = {
        str(number): [str(line.unit_price), str(round_to_step(line.value, currency.precision))] for number, line in draft.numbered_lines
    }
    return {"currency": currency.code, "prices": values}


def _deliver_from_stock(plan: DeliveryPlan, slips: Sequence[PackingSlip]) -> dict[int, Decimal]:
    numbers = {line.id: slip.number for slip, draft in zip(slips, plan.slips, strict=True) for line in draft.lines}
    known = stock.stocked_lines(plan.entity, numbers)
    movements = [known[line.id].movement(line.quantity) for draft in plan.slips for line in draft.lines if line.id in known]
    return stock.deliver(plan.entity, movements, numbers, plan.request.date)


def lines_of(slip: PackingSlip, draft: SlipDraft, costs: Mapping[int, Decimal]) -> list[PackingSlipLine]:
    """Return the unsaved lines of a packing slip; ``costs`` by order line, nothing where none is known."""
    return [
        PackingSlipLine(
            legal_entity_id=slip.legal_entity_id,
            packing_slip=slip,
            order_line_id=line.id,
            line_number=number,
            item_id=line.item_id,
            name=line.name,
            quantity=line.quantity,
            unit=line.unit,
            inventory_quantity=line.stock_movement("").quantity,
            remaining_quantity=line.rest_after,
            cost_amount=costs.get(line.id, ZERO),
        )
        for number, line in draft.numbered_lines
    ]
