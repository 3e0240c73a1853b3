"""Split a line into several deliveries, and make one line of them again (sales.md §12.6)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from foundation.errors import BusinessRuleError
from foundation.organization.models import LegalEntity, User
from foundation.organization.services import audit
from sales.bounds import check_dates
from sales.delivery_places import ADDRESS, place_of_delivery, with_place
from sales.errors import CreditFixed
from sales.models import SalesOrderCharge, SalesOrderLine
from sales.models.charge import ChargeCategory
from sales.schedule import Delivery, split_charge
from sales.schedule_errors import ChangeQuantity, HasDeliveries, NoSchedule, NoScheduleHere, ScheduleDelivered, TooFewDeliveries
from sales.services import quantities
from sales.services.calculate_orders import calculate
from sales.services.change_lines import Answers, LineEdit, change_lines
from sales.services.line_changes import LineWatch, changes_of
from sales.services.line_parts import append_copy, charge_for
from sales.services.line_places import set_place
from sales.services.load_orders import LoadedOrders, load_orders
from sales.services.order_lines import checked_quantity, receipt_date
from sales.services.quantities import Cancellation
from sales.services.save_changes import ChangedOrder, save_all, snapshot
from sales.services.working_orders import WorkingLine, WorkingOrder
from sales.statuses import TRAITS, DeliveryType, LineKind, sales_order_states
from sales.subscription_errors import NotOnSubscription

ZERO = Decimal(0)
KEEP_PRICES = Answers(overwrite_prices=False)
"""Prices and discounts that were typed stay."""


class ChargeSplit(models.TextChoices):
    """What becomes of fixed charges of the line; others are copied to every delivery line."""

    COPY = "copy", _("Copy gross amounts")
    ALLOCATE = "allocate", _("Allocate")


@dataclass(frozen=True, slots=True)
class ScheduleRequest:
    """Which line goes in which deliveries; ``change_quantity`` answers SCH-02.

    ``as_offered``: the deliveries were promised with the quantities they have, which are not rounded anew.
    """

    line_id: int
    deliveries: Sequence[Delivery]
    charges: str = ChargeSplit.COPY
    change_quantity: bool = False
    as_offered: bool = False


@transaction.atomic
def make_schedule(
    entity: LegalEntity,
    order_id: int,
    request: ScheduleRequest,
    user: User,
    answers: Answers = KEEP_PRICES,
) -> WorkingOrder:
    """Split one line of one order as ``make_schedules`` does, and return the order with its notices.

    Where its deliveries add up to another quantity, which ``change_quantity`` agrees to, the line takes that one first, as
    ``change_lines`` does with the answers: at the price for it, within the discount limit and the credit of the customer.
    """
    notices = []
    if request.change_quantity:
        notices = _take_total(entity, order_id, request, user, answers)
    work = make_schedules(entity, {order_id: [request]}, user)[order_id]
    work.notices[:0] = notices
    return work


def _take_total(entity: LegalEntity, order_id: int, request: ScheduleRequest, user: User, answers: Answers) -> list[BusinessRuleError]:
    """Let a line have the quantity of its deliveries as its item is sold."""
    loaded = load_orders(entity, [order_id], locked=True)
    work = loaded.only()
    working = next(known for known in work.lines if known.line.pk == request.line_id)
    _check(work, working.line, request.deliveries)
    total = sum((known.quantity for known in rounded_deliveries(loaded, work, working, request.deliveries)), ZERO)
    if total == working.line.ordered_quantity:
        return []
    return change_lines(entity, order_id, [LineEdit(request.line_id, {"quantity": total})], user, answers).notices


@transaction.atomic
def make_schedules(entity: LegalEntity, requests: Mapping[int, Sequence[ScheduleRequest]], user: User) -> dict[int, WorkingOrder]:
    """Give lines a delivery line per delivery, with their price and discounts, and return the orders by key with their notices.

    The number of statements does not depend on the number of orders and lines. Raises ORD-03, ORD-08, SCH-01, SCH-02 when the
    quantities add up to another quantity, SCH-04, SCH-06 and SUB-03.
    """
    loaded = load_orders(entity, requests, locked=True)
    changed, watches = [], {}
    for key, work in loaded.works.items():
        sales_order_states.check("change", work.order)
        before, watches[key] = snapshot(work), LineWatch(work)
        for request in requests[key]:
            _split(loaded, work, request)
        changed.append(ChangedOrder(work, before))
    _save(entity, loaded, changed, watches, user, "delivery schedule made")
    return loaded.works


def _split(loaded: LoadedOrders, work: WorkingOrder, request: ScheduleRequest) -> None:
    """Let a line of the order in memory hand its quantity over to delivery lines."""
    working = next(known for known in work.lines if known.line.pk == request.line_id)
    line = working.line
    _check(work, line, request.deliveries)
    deliveries = request.deliveries if request.as_offered else rounded_deliveries(loaded, work, working, request.deliveries)
    check_total(line, deliveries, change_quantity=False)
    line.kind = LineKind.COMMERCIAL
    made = [_delivery_line(loaded, work, working, known) for known in deliveries]
    line.cancelled_quantity, line.deliver_now = line.ordered_quantity, ZERO  # handed over
    _split_charges(loaded, work, line, [known.line for known in made], request.charges)


def _check(work: WorkingOrder, line: SalesOrderLine, deliveries: Sequence[Delivery]) -> None:
    traits = TRAITS[work.order.order_type]
    if traits.reopens_after_invoice:
        raise NotOnSubscription(feature=_("Delivery schedule"))
    if traits.returns_goods:
        raise NoScheduleHere(o=work.order, type=work.order.get_order_type_display())
    if line.origin == SalesOrderLine.Origin.CREDIT:
        raise CreditFixed(l=line.line_number)
    moved = line.delivered_quantity or line.invoiced_quantity or line.cancelled_quantity
    if moved or line.kind != LineKind.NORMAL or line.delivery_type == DeliveryType.DIRECT:
        raise HasDeliveries(l=line.line_number)
    check_deliveries(line, deliveries)


def check_deliveries(line: SalesOrderLine, deliveries: Sequence[Delivery]) -> None:
    """Refuse fewer than two deliveries, and one that is empty or goes the other way (SCH-04), or so far away (ORD-48)."""
    for index, known in enumerate(deliveries):
        check_dates({f"deliveries.{index}.ship_date": known.ship_date})
    if len(deliveries) < 2 or any(known.quantity * line.ordered_quantity <= 0 for known in deliveries):
        raise TooFewDeliveries(l=line.line_number)


def rounded_deliveries(loaded: LoadedOrders, work: WorkingOrder, source: WorkingLine, deliveries: Sequence[Delivery]) -> list[Delivery]:
    """Return the deliveries with quantities as the item is sold; how that changed them goes to the notices of the order."""
    unit = loaded.context.units[source.line.unit_id]
    return [replace(known, quantity=checked_quantity(work.order, source.item, unit, known.quantity, work.notices)) for known in deliveries]


def check_total(line: SalesOrderLine, deliveries: Sequence[Delivery], *, change_quantity: bool) -> None:
    """Refuse deliveries that add up to more or less than was ordered, until that is wanted (SCH-02)."""
    total = sum((known.quantity for known in deliveries), ZERO)
    if total != line.ordered_quantity and not change_quantity:
        raise ChangeQuantity(t=f"{total.normalize():f}", q=f"{line.ordered_quantity.normalize():f}")


def _delivery_line(loaded: LoadedOrders, work: WorkingOrder, source: WorkingLine, delivery: Delivery) -> WorkingLine:
    """Append a delivery line to the order in memory."""
    working = append_copy(work, source)
    line = working.line
    line.kind, line.commercial_line = LineKind.DELIVERY, source.line
    line.ordered_quantity = line.deliver_now = delivery.quantity
    line.requested_ship_date = delivery.ship_date
    line.confirmed_ship_date = line.confirmed_receipt_date = None
    line.warehouse_id = delivery.warehouse_id or line.warehouse_id
    _place(loaded, work, line, delivery)
    days = loaded.context.transport_days(work.order, line.delivery_mode_id)
    line.requested_receipt_date = receipt_date(work.order, delivery.ship_date, days)
    return working


def _place(loaded: LoadedOrders, work: WorkingOrder, line: SalesOrderLine, delivery: Delivery) -> None:
    """Let a delivery line go where its delivery says and travel as it says, with the tax group of that country."""
    own = place_of_delivery(line, work.order, delivery.place)
    said = {name: own[name] for name in ADDRESS if own["delivery_country"]}
    said |= {name: own[name] for name in ("delivery_mode_id",) if own[name]}
    set_place(loaded.context, work.order, line, with_place(work.order, None, said))


def _split_charges(loaded: LoadedOrders, work: WorkingOrder, line: SalesOrderLine, parts: Sequence[SalesOrderLine], split: str) -> None:
    """Put the charges of the line on its delivery lines: fixed ones copied or shared, others copied."""
    own = [charge for charge in work.charges if charge.line_id == line.pk]
    work.charges = [charge for charge in work.charges if charge.line_id != line.pk]
    step = loaded.context.precision(work.order.currency_id)
    for charge in own:
        shared = split == ChargeSplit.ALLOCATE and charge.category == ChargeCategory.FIXED
        values = split_charge(charge.value, len(parts), step) if shared else [charge.value] * len(parts)
        work.charges += [charge_for(charge, part, value) for part, value in zip(parts, values, strict=True)]


@transaction.atomic
def remove_schedule(entity: LegalEntity, order_id: int, line_id: int, user: User) -> WorkingOrder:
    """Make a normal line of a line with multiple deliveries, with their total quantity, and return the order.

    What is cancelled of the deliveries stays cancelled. Fixed charges of the delivery lines are added up, of others one stays;
    automatic ones are found anew for the one line.
    Raises ORD-08, SCH-03 once something was delivered, SCH-07 for a line without a schedule, and HLD-03.
    """
    loaded = load_orders(entity, [order_id], locked=True)
    work = loaded.only()
    sales_order_states.check("change", work.order)
    line = next(known.line for known in work.lines if known.line.pk == line_id)
    parts = [known.line for known in work.lines if known.line.commercial_line_id == line_id]
    if line.kind != LineKind.COMMERCIAL:
        raise NoSchedule(l=line.line_number)
    if any(part.delivered_quantity or part.invoiced_quantity for part in parts):
        raise ScheduleDelivered()
    before, watches = snapshot(work), {order_id: LineWatch(work)}
    handed_over, cancelled = line.cancelled_quantity, sum((part.cancelled_quantity for part in parts), ZERO)
    line.kind, line.cancelled_quantity = LineKind.NORMAL, cancelled
    gone = [part.pk for part in parts]
    work.lines = [known for known in work.lines if known.line.pk not in gone]
    _join_charges(work, line, set(gone))
    work.search_charges = True
    _save(entity, loaded, [ChangedOrder(work, before, gone)], watches, user, "delivery schedule removed")
    quantities.cancel(entity, [Cancellation(order_id, line_id, cancelled - handed_over)])
    quantities.offer_remainders(entity, [line_id])
    return work


def _join_charges(work: WorkingOrder, line: SalesOrderLine, gone: set[int]) -> None:
    found: dict[tuple[int, str, str, Decimal | None], SalesOrderCharge] = {}
    for charge in [known for known in work.charges if known.line_id in gone]:
        fixed = charge.category == ChargeCategory.FIXED and charge.origin != SalesOrderCharge.Origin.AUTO
        key = (charge.code_id, charge.category, charge.origin, None if fixed else charge.value)
        if key in found:
            found[key].value += charge.value if fixed else ZERO
        else:
            found[key] = charge_for(charge, line, charge.value)
    work.charges = [known for known in work.charges if known.line_id not in gone] + list(found.values())


def _save(
    entity: LegalEntity,
    loaded: LoadedOrders,
    changed: Sequence[ChangedOrder],
    watches: Mapping[int, LineWatch],
    user: User,
    action: str,
) -> None:
    """Price and total the orders anew, write them, and record what changed."""
    works = [order.work for order in changed]
    calculate(loaded.context, works)
    for work in works:
        if work.refusal is not None:
            raise work.refusal
    save_all(entity, changed, user=user)
    changes = changes_of(entity, {key: (watch, loaded.works[key]) for key, watch in watches.items()})
    audit.record(entity, user, action, [work.order for work in works], changes=changes)
