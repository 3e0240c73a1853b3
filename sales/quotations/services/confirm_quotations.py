"""Turn quotations into sales orders at the prices that were offered (sales.md §5.4), and set their alternatives to lost (§5.5)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db import transaction

from foundation.database.set_update import update_from_values
from foundation.errors import BusinessRuleError
from foundation.inventory.variants import require_variant
from foundation.organization.models import LegalEntity, User
from foundation.organization.services import audit
from sales.delivery_places import PLACE
from sales.models import SalesOrder, SalesOrderLine, SalesParameters
from sales.quotations.errors import (
    AlternativesWillBeLost,
    AlternativeWon,
    DatesMoved,
    LineWithoutItem,
    ProspectNotCustomer,
    QuotationEmpty,
    QuotationExpired,
    SendBeforeConfirming,
    TemplateStays,
)
from sales.quotations.models import Quotation, QuotationDelivery, QuotationLine, QuotationParameters, QuotationReason
from sales.quotations.services.follow_ups import close_follow_ups
from sales.quotations.services.quotation_schedules import deliveries_by_line
from sales.quotations.services.settle_quotations import give_up_alternatives
from sales.quotations.services.working_quotations import LoadedQuotations, load_quotations
from sales.quotations.statuses import QuotationStatus, quotation_states
from sales.schedule import Delivery
from sales.services.delivery_schedule import ChargeSplit, ScheduleRequest, make_schedules
from sales.services.enter_orders import write_orders
from sales.services.entry_credit import CreditAnswer, check_entered, record_entered
from sales.services.order_defaults import HeaderDefaults
from sales.services.order_lines import set_tolerances
from sales.services.working_orders import OrderContext, WorkingOrder
from sales.statuses import DocumentStatus


@dataclass(frozen=True)
class ConfirmRequest:
    """Which quotations become orders, and why their alternatives are lost."""

    entity: LegalEntity
    quotation_ids: Sequence[int]
    reason: QuotationReason | None = None


@dataclass
class ConfirmedQuotations:
    """The orders by the key of their quotation, what is worth knowing, and the quotations that were refused."""

    quotations: dict[int, Quotation]
    orders: dict[int, SalesOrder] = field(default_factory=dict)
    notices: dict[int, list[BusinessRuleError]] = field(default_factory=dict)
    refusals: dict[int, BusinessRuleError] = field(default_factory=dict)

    def or_raise(self) -> ConfirmedQuotations:
        """Return itself, or raise the first refusal."""
        for error in self.refusals.values():
            raise error
        return self


@transaction.atomic
def confirm_quotations(request: ConfirmRequest, user: User) -> ConfirmedQuotations:
    """Make a sales order of every quotation that may become one; prices are not searched again, stock begins now.

    Refusals: GEN-06, QUO-01, QUO-04, QUO-05, QUO-06, QUO-07 where alternatives are left and no reason is given, QUO-08, and ORD-01,
    ORD-01S, ORD-02, CU-050, CU-055 of the customer. QUO-12 tells that dates lay in the past.
    """
    entity = request.entity
    held = load_quotations(entity, request.quotation_ids, locked=True)
    result = ConfirmedQuotations(held.quotations)
    defaults = HeaderDefaults.load(entity, {key for known in held.quotations.values() for key in _accounts(known)})
    others, parameters = _alternatives(entity, held.quotations.values()), QuotationParameters.of(entity)
    going: dict[int, WorkingOrder] = {}
    for key, work in held.loaded.works.items():
        try:
            _check_alone(held.quotations[key], [held.quotations[other] for other in going])
            check_confirmable(held.quotations[key], work, parameters, len(others.get(key, ())), request.reason)
            _check_customer(defaults, held.quotations[key])
            going[key] = work
        except BusinessRuleError as error:
            result.refusals[key] = error
    for key, refusal in _make_orders(entity, held, going, defaults, user).items():
        result.refusals[key] = refusal
        del going[key]
    result.orders = {key: work.order for key, work in going.items()}
    result.notices = {key: work.notices for key, work in going.items() if work.notices}
    lost = [other for key in going for other in others.get(key, ())]
    if lost and request.reason is not None:
        give_up_alternatives(entity, lost, user, reason=request.reason)
    return result


def check_confirmable(
    quotation: Quotation, work: WorkingOrder, parameters: QuotationParameters, alternatives: int, reason: QuotationReason | None
) -> None:
    """Raise what keeps a quotation from becoming an order."""
    quotation_states.check("confirm", quotation)
    if quotation.template_active:
        raise TemplateStays()
    if parameters.confirm_only_after_sending and quotation.status == QuotationStatus.CREATED:
        raise SendBeforeConfirming()
    if quotation.is_to_prospect:
        raise ProspectNotCustomer(name=quotation.account_name)
    if quotation.is_expired(quotation.legal_entity.today()):
        raise QuotationExpired(d=quotation.expiry_date)
    if not work.lines:
        raise QuotationEmpty()
    for working in work.lines:
        if working.item.stands_for is not None:
            raise LineWithoutItem(l=working.line.line_number)
        require_variant(working.item)
    if alternatives and reason is None:
        raise AlternativesWillBeLost(n=alternatives)


def _check_alone(quotation: Quotation, going: Iterable[Quotation]) -> None:
    """Let one quotation of a set of alternatives be won, the first that was asked for (QUO-16)."""
    won = next((known for known in going if known.alternatives_id and known.alternatives_id == quotation.alternatives_id), None)
    if won is not None:
        raise AlternativeWon(q=quotation, other=won)


def _accounts(quotation: Quotation) -> Iterable[int]:
    return (key for key in (quotation.customer_id, quotation.invoice_account_id) if key is not None)


def _check_customer(defaults: HeaderDefaults, quotation: Quotation) -> None:
    assert quotation.customer_id is not None  # checked before
    customer = defaults.orderable_customer(quotation.customer_id)
    defaults.require_paid(defaults.invoice_account(customer, quotation.invoice_account_id))


def _alternatives(entity: LegalEntity, quotations: Iterable[Quotation]) -> dict[int, list[int]]:
    """Return the alternatives of each quotation that may still be won, by its key: one query at most."""
    sets: dict[int, int] = {}
    for known in quotations:
        if known.alternatives_id:
            sets.setdefault(known.alternatives_id, known.pk)
    found: dict[int, list[int]] = {}
    if sets:
        rows = Quotation.of(entity).live().filter(alternatives__in=sets).exclude(pk__in=sets.values())
        for key, together in rows.order_by("pk").values_list("pk", "alternatives"):
            found.setdefault(sets[together], []).append(key)
    return found


def _make_orders(
    entity: LegalEntity, held: LoadedQuotations, wanted: dict[int, WorkingOrder], defaults: HeaderDefaults, user: User
) -> dict[int, BusinessRuleError]:
    """Write the orders, and what their quotations keep of it, in a fixed number of statements; return what credit refuses (CU-050)."""
    line_keys = {key: [working.line.pk for working in work.lines] for key, work in wanted.items()}
    schedules = deliveries_by_line(entity, wanted)
    for key in wanted:
        _become_order(held, key, defaults, user)
    keys, answer = list(wanted), CreditAnswer()
    refused: dict[int, BusinessRuleError] = {
        keys[index]: error for index, error in check_entered(held.loaded, list(wanted.values()), answer).items()
    }
    works = {key: work for key, work in wanted.items() if key not in refused}
    write_orders(entity, works, user)
    record_entered(entity, works.values(), user, answer)
    _schedule(entity, works, line_keys, schedules, user)
    quotations = [held.quotations[key] for key in works]
    rows = ((key, work.order.pk, QuotationStatus.CONFIRMED) for key, work in works.items())
    update_from_values(Quotation, ("sales_order", "status"), rows, touch="updated_at")
    pairs = ((line, working.line.pk) for key, work in works.items() for line, working in zip(line_keys[key], work.lines, strict=True))
    update_from_values(QuotationLine, ("order_line",), pairs)
    close_follow_ups(entity, quotations, user)
    audit.record(entity, user, "confirmed", quotations)
    return refused


def _schedule(
    entity: LegalEntity,
    works: Mapping[int, WorkingOrder],
    line_keys: Mapping[int, Sequence[int]],
    schedules: Mapping[int, Sequence[QuotationDelivery]],
    user: User,
) -> None:
    """Give the lines of the new orders the schedules they were offered with; what was asked for them is shared out."""
    today = entity.today()
    requests: dict[int, list[ScheduleRequest]] = {}
    for key, work in works.items():
        for old, working in zip(line_keys[key], work.lines, strict=True):
            if old in schedules:
                deliveries = [_delivery(known, working.line, today) for known in schedules[old]]
                _tell_moved(work, schedules[old], deliveries)
                requests.setdefault(work.order.pk, []).append(
                    ScheduleRequest(working.line.pk, deliveries, ChargeSplit.ALLOCATE, as_offered=True)
                )
    if requests:
        orders = {work.order.pk: work for work in works.values()}
        for order_id, scheduled in make_schedules(entity, requests, user).items():
            orders[order_id].notices.extend(scheduled.notices)


def _tell_moved(work: WorkingOrder, offered: Iterable[QuotationDelivery], deliveries: Iterable[Delivery]) -> None:
    """Tell that days of a schedule were past (QUO-12), unless dates of the order told it already."""
    moved = [new.ship_date for old, new in zip(offered, deliveries, strict=True) if new.ship_date != old.ship_date]
    if moved and not any(isinstance(notice, DatesMoved) for notice in work.notices):
        work.notices.append(DatesMoved(d=moved[0]))


def _delivery(known: QuotationDelivery, line: SalesOrderLine, today: date) -> Delivery:
    """Return a delivery of the order; a day that is past becomes that of the line."""
    day = known.ship_date if known.ship_date >= today else line.requested_ship_date
    return Delivery(known.quantity, day, known.warehouse_id, {name: getattr(known, name) for name in PLACE})


def _become_order(held: LoadedQuotations, key: int, defaults: HeaderDefaults, user: User) -> None:
    """Let the order in memory that a quotation stands for be a new one of today."""
    quotation, work = held.quotations[key], held.loaded.works[key]
    order, entity = work.order, defaults.entity
    order.pk, order.order_date, order.created_by = None, defaults.today, user
    order.document_status, order.order_amount = DocumentStatus.QUOTATION, quotation.quotation_amount
    order.summary_update_allowed = order.invoice_account.summary_update_allowed
    order.automatic_reservation = defaults.parameters.reservation == SalesParameters.Reservation.AUTOMATIC
    order.delivery_date_control = defaults.parameters.delivery_date_control
    moved = _move_dates(order, [working.line for working in work.lines], defaults, held.loaded.context)
    if moved:
        work.notices.append(DatesMoved(d=moved))
    for working in work.lines:
        line = working.line
        line.pk, line.order, line.origin, line.deliver_now = None, order, SalesOrderLine.Origin.QUOTATION, line.ordered_quantity
        line.legal_entity = entity
        line.delivery_date_control = working.item.delivery_date_control or order.delivery_date_control
        set_tolerances(line, working.item, work.customer)
    for charge in work.charges:
        charge.pk, charge.order, charge.line = None, order, charge.line


def _move_dates(order: SalesOrder, lines: Sequence[SalesOrderLine], defaults: HeaderDefaults, context: OrderContext) -> date | None:
    """Move dates before today to the earliest possible one, and return it when any was moved (QUO-12)."""
    documents: list[SalesOrder | SalesOrderLine] = [order, *lines]
    past = [document for document in documents if document.requested_ship_date < defaults.today]
    earliest = defaults.ship_days.after_lead_time(order, defaults.parameters.sales_lead_time) if past else order.requested_ship_date
    for document in past:
        document.requested_ship_date = earliest
    for document in documents:
        if document.requested_receipt_date < document.requested_ship_date:
            days = context.transport_days(order, document.delivery_mode_id)
            document.requested_receipt_date = document.requested_ship_date + timedelta(days=days)
    return earliest if past else None
