"""Simulate other prices of a quotation, keep what came out, and apply one of them (sales.md §5.6)."""

from __future__ import annotations

from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from foundation.money import ZERO, round_to_step
from foundation.organization.models import LegalEntity, User
from foundation.organization.services import audit
from sales.quotations.errors import ItemWithoutCost, OutOfReach
from sales.quotations.models import NEED_COST, OF_HEADER, OF_LINE, QuotationSimulation
from sales.quotations.services.revise_quotation import revise_quotation
from sales.quotations.services.working_quotations import LoadedQuotation, load_quotation
from sales.quotations.simulation import Starting, simulate
from sales.quotations.statuses import quotation_states
from sales.services.calculate_orders import totals_of
from sales.services.change_lines import Answers, LineEdit
from sales.services.revise_order import OrderRevision
from sales.services.working_orders import WorkingLine


@transaction.atomic
def simulate_prices(
    entity: LegalEntity, quotation_id: int, target: str, value: Decimal, user: User, *, line_number: int | None = None
) -> QuotationSimulation:
    """Store what the quotation, or a line of it, comes to with one changed figure; the quotation stays as it is.

    Raises GEN-06, QUO-13 for a margin without cost and QUO-16 when no discount from 0 to 100 % gives it.
    """
    held = load_quotation(entity, quotation_id, locked=True)
    quotation_states.check("change", held.quotation)
    working = next((known for known in held.work.lines if known.line.line_number == line_number), None)
    if target not in (OF_LINE if working is not None else OF_HEADER):
        raise OutOfReach(field="target")
    if target in NEED_COST:
        _check_costs([working] if working is not None else held.work.lines)
    start = line_figures(held, working) if working is not None else header_figures(held)
    found = simulate(start, target, value)
    if found is None:
        raise OutOfReach(field="value")
    made: QuotationSimulation = QuotationSimulation.of(entity).create(
        legal_entity=entity,
        quotation=held.quotation,
        line_id=working.line.pk if working is not None else None,
        target=target,
        value=value,
        percent=found.percent,
        amount=found.amount,
        cost=found.cost,
        created_by=user,
    )
    return made


@transaction.atomic
def apply_simulation(
    entity: LegalEntity, simulation_id: int, user: User, *, discount_limit: Decimal | None = None, start_revision: bool = False
) -> QuotationSimulation:
    """Make the simulated discount that of the quotation or line; the unit price stays, other discounts of the line go.

    Raises GEN-06, QUO-03 and PRC-06.
    """
    found: QuotationSimulation = QuotationSimulation.of(entity).locked().get(pk=simulation_id)
    if found.line_id is None:
        revision = OrderRevision({"total_discount_percent": found.percent, "total_discount_amount": ZERO})
    else:
        revision = OrderRevision({}, edits=[LineEdit(found.line_id, {"discount_amount": ZERO, "discount_percent": found.percent})])
    answers = Answers(overwrite_prices=False, discount_limit=discount_limit)
    revise_quotation(entity, found.quotation_id, revision, user, answers, start_revision=start_revision)
    found.applied_at, found.applied_by = timezone.now(), user
    found.save(update_fields=["applied_at", "applied_by"])
    audit.record(entity, user, "applied", [found])
    return found


def header_figures(held: LoadedQuotation) -> Starting:
    """Return what the quotation comes to before and after its total discount."""
    work, context = held.work, held.loaded.context
    totals = totals_of(context, work, held.loaded.units)
    nets = zip(work.live_lines, totals.line_nets, strict=True)
    discountable = sum((net for working, net in nets if working.item.total_discount), ZERO)
    step = context.precision(work.order.currency_id)
    return Starting(totals.subtotal - totals.total_discount, totals.subtotal, discountable, totals.cost, step)


def line_figures(held: LoadedQuotation, working: WorkingLine) -> Starting:
    """Return what a line comes to with and without its discounts."""
    line, step = working.line, held.loaded.context.precision(held.work.order.currency_id)
    price = line.unit_price / line.price_unit
    full = round_to_step(line.ordered_quantity * price, step)
    cost = round_to_step(line.ordered_quantity * line.unit_cost, step)
    return Starting(line.net_amount, full, full, cost, step, line.ordered_quantity, price)


def _check_costs(lines: list[WorkingLine]) -> None:
    for working in lines:
        if not working.line.unit_cost:
            raise ItemWithoutCost(i=working.item.number or working.line.name)
