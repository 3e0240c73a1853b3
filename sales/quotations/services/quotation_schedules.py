"""Offer a line in several deliveries, or in one again; copies and the order get the schedule whole (sales.md §5.4, §12.6)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal

from django.db import transaction

from foundation.errors import BusinessRuleError
from foundation.organization.models import LegalEntity, User
from foundation.organization.services import audit
from sales.delivery_places import PLACE, place_of_delivery
from sales.models import SalesOrderLine
from sales.models.charge import ChargeCategory
from sales.quotations.models import QuotationDelivery, QuotationLine
from sales.quotations.services.begin_revision import begin_revision
from sales.quotations.services.working_quotations import LoadedQuotation, load_quotation
from sales.quotations.services.write_quotations import write_changed
from sales.quotations.statuses import quotation_states
from sales.schedule import Delivery
from sales.schedule_errors import HasDeliveries, ScheduleFixed
from sales.services.calculate_orders import calculate
from sales.services.delivery_schedule import ChargeSplit, ScheduleRequest, check_deliveries, check_total, rounded_deliveries
from sales.services.line_changes import LineWatch
from sales.services.line_parts import charge_for
from sales.services.save_changes import snapshot
from sales.services.working_orders import WorkingLine, WorkingOrder, remembered

ZERO = Decimal(0)
FIXED_FACTS = ("ordered_quantity", "item_id", "unit_id", "warehouse_id")


@transaction.atomic
def schedule_line(
    entity: LegalEntity,
    quotation_id: int,
    request: ScheduleRequest,
    user: User,
    *,
    start_revision: bool = False,
    discount_limit: Decimal | None = None,
) -> list[BusinessRuleError]:
    """Offer a line in several deliveries, and return what is worth knowing.

    The line keeps its price and discounts; with another quantity, which ``change_quantity`` agrees to, those that were not typed are
    searched.

    With *Copy gross amounts* the fixed charges of the line are asked once per delivery. A quotation that the customer has becomes its
    next revision, which ``start_revision`` agrees to. Raises GEN-06, ORD-03, QUO-03, SCH-01 for a line that has a schedule, SCH-02 and
    SCH-04.
    """
    held = load_quotation(entity, quotation_id, locked=True)
    quotation_states.check("change", held.quotation)
    work, working = held.work, _line(held.work, request.line_id)
    line = working.line
    if QuotationDelivery.of(entity).filter(line=request.line_id).exists():
        raise HasDeliveries(l=line.line_number)
    check_deliveries(line, request.deliveries)
    deliveries = rounded_deliveries(held.loaded, work, working, request.deliveries)
    check_total(line, deliveries, change_quantity=request.change_quantity)
    before, watch, work.before = snapshot(work), LineWatch(work), remembered(work)
    changes = begin_revision(held.quotation, agreed=start_revision)
    _take_total(working, sum((known.quantity for known in deliveries), ZERO))
    if request.charges == ChargeSplit.COPY:
        _multiply_charges(work, line, len(deliveries))
    _write(held, before, discount_limit)
    QuotationDelivery.of(entity).bulk_create(_rows(entity, work, line, deliveries))
    audit.record(entity, user, "delivery schedule made", [held.quotation], changes={quotation_id: changes | watch.changes(entity, work)})
    return work.notices


@transaction.atomic
def unschedule_line(entity: LegalEntity, quotation_id: int, line_id: int, user: User, *, start_revision: bool = False) -> None:
    """Offer a line in one delivery again; what its deliveries came to stays. Raises GEN-06 and QUO-03."""
    held = load_quotation(entity, quotation_id, locked=True)
    quotation_states.check("change", held.quotation)
    before = snapshot(held.work)
    changes = begin_revision(held.quotation, agreed=start_revision)
    QuotationDelivery.of(entity).filter(line=_line(held.work, line_id).line.pk).delete()
    _write(held, before)
    audit.record(entity, user, "delivery schedule removed", [held.quotation], changes={quotation_id: changes})


def check_unscheduled(entity: LegalEntity, work: WorkingOrder, before: Mapping[int, Mapping[str, object]]) -> None:
    """Refuse quantity, item, unit or warehouse of a line with a schedule that are not what they were (SCH-05).

    ``before`` holds by line key what ``fixed_facts`` said of the lines.
    """
    now = fixed_facts(work)
    moved = {key for key, facts in before.items() if key in now and now[key] != facts}
    scheduled = QuotationDelivery.of(entity).filter(line__in=moved).order_by("line__line_number") if moved else ()
    for known in scheduled:
        facts = before[known.line_id]
        field = next(name for name in FIXED_FACTS if facts[name] != now[known.line_id][name])
        number = _line(work, known.line_id).line.line_number
        raise ScheduleFixed(l=number, field=field.removesuffix("_id").removeprefix("ordered_"), record=known.line_id)


def fixed_facts(work: WorkingOrder) -> dict[int, dict[str, object]]:
    """Return by line key what a schedule fixes of the stored lines."""
    lines = [working.line for working in work.lines if working.line.pk]
    return {line.pk: {name: getattr(line, name) for name in FIXED_FACTS} for line in lines}


def copy_schedules(entity: LegalEntity, source_id: int, targets: Collection[int]) -> None:
    """Give the lines of quotations that were made from another one its schedules; the days move along with the line's.

    The lines of a target stand in the order of those of the source; one whose quantity is another now is offered in one delivery. Three
    statements at most for any number of targets.
    """
    found = deliveries_by_line(entity, [source_id])
    if not found:
        return
    lines: dict[int, list[QuotationLine]] = defaultdict(list)
    for line in QuotationLine.of(entity).filter(quotation__in=[source_id, *targets]).order_by("quotation_id", "line_number"):
        lines[line.quotation_id].append(line)
    pairs = ((old, new) for key in targets for old, new in zip(lines[source_id], lines[key], strict=True))
    QuotationDelivery.of(entity).bulk_create(
        QuotationDelivery(
            legal_entity=entity,
            line=new,
            position=known.position,
            quantity=known.quantity,
            ship_date=known.ship_date + (new.requested_ship_date - old.requested_ship_date),
            warehouse_id=known.warehouse_id,
            **{name: getattr(known, name) for name in PLACE},
        )
        for old, new in pairs
        if old.ordered_quantity == new.ordered_quantity
        for known in found.get(old.pk, ())
    )


def deliveries_by_line(entity: LegalEntity, quotation_ids: Iterable[int]) -> dict[int, list[QuotationDelivery]]:
    """Return the deliveries of quotations by the key of their line: one statement."""
    found: dict[int, list[QuotationDelivery]] = defaultdict(list)
    for known in QuotationDelivery.of(entity).of_quotations(quotation_ids):
        found[known.line_id].append(known)
    return dict(found)


def _line(work: WorkingOrder, line_id: int) -> WorkingLine:
    return next(known for known in work.lines if known.line.pk == line_id)


def _take_total(working: WorkingLine, total: Decimal) -> None:
    """Let a line have the quantity of its deliveries, at the price for it."""
    line = working.line
    if total != line.ordered_quantity:
        line.ordered_quantity = total
        working.is_changed, working.search_price, working.search_discount = True, not line.price_manual, not line.discount_manual


def _multiply_charges(work: WorkingOrder, line: SalesOrderLine, count: int) -> None:
    """Ask the fixed charges of a line once per delivery; the order shares them out again."""
    own = [charge for charge in work.charges if charge.line_id == line.pk and charge.category == ChargeCategory.FIXED]
    work.charges = [charge for charge in work.charges if charge not in own]
    for charge in own:
        multiplied = charge_for(charge, line, charge.value * count)
        multiplied.origin = charge.Origin.MANUAL  # a search for charges lets it be
        work.charges.append(multiplied)


def _write(held: LoadedQuotation, before: dict[int, tuple[object, ...]], discount_limit: Decimal | None = None) -> None:
    """Total the quotation anew and write it."""
    work = held.work
    calculate(held.loaded.context, [work], discount_limit=discount_limit)
    if work.refusal is not None:
        raise work.refusal
    write_changed(held.loaded.context.entity, held, before, ())


def _rows(entity: LegalEntity, work: WorkingOrder, line: SalesOrderLine, deliveries: Sequence[Delivery]) -> Iterable[QuotationDelivery]:
    for position, known in enumerate(deliveries, 1):
        yield QuotationDelivery(
            legal_entity=entity,
            line_id=line.pk,
            position=position,
            quantity=known.quantity,
            ship_date=known.ship_date,
            warehouse_id=known.warehouse_id,
            **place_of_delivery(line, work.order, known.place),
        )
