"""Enter sales orders with their lines: by hand, over REST, or thousands at once from a file (sales.md §9).

All drafts are checked and priced in memory; then numbers are drawn as one block and everything is written in a fixed number
of statements. A draft that is refused stands apart with its reason and stops no other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction

from customers.buyers import BuyerKey
from foundation.errors import BusinessRuleError
from foundation.organization.models import LegalEntity, User
from foundation.organization.services import audit
from foundation.organization.services.numbering import take_numbers
from sales import agreed_terms
from sales.bounds import check_charge
from sales.errors import ExternalNumberTaken
from sales.models import ChargeCategory, SalesOrder, SalesOrderCharge, SalesOrderLine
from sales.services import stock
from sales.services.calculate_orders import calculate
from sales.services.entry_credit import CreditAnswer, check_entered, record_entered
from sales.services.load_orders import LoadedOrders
from sales.services.order_defaults import HeaderDefaults
from sales.services.order_lines import LineBuilder, LineDraft
from sales.services.subscriptions import check_terms, check_warehouses, lines_with_warehouses, write_subscriptions
from sales.services.total_discounts import TOTAL_DISCOUNT
from sales.services.working_orders import OrderContext, WorkingOrder
from sales.statuses import TRAITS, SalesOrderType
from sales.subscriptions import SubscriptionTerms

BATCH = 2000


@dataclass(frozen=True, slots=True)
class ChargeDraft:
    """A charge typed by hand, or of another origin; ``line`` is the position of its line in the draft, None for one of the order."""

    code_id: int
    value: Decimal
    category: str = "fixed"
    line: int | None = None
    position: int = 1
    unit_id: int | None = None
    keep: bool = False
    currency_id: str | None = None
    tax_group_id: int | None = None
    origin: str = SalesOrderCharge.Origin.MANUAL


@dataclass(frozen=True, slots=True)
class OrderDraft:
    """An order as entered. ``header`` holds the fields that differ from the customer's defaults, by field name.

    ``customer_id`` names a prospect where the draft is that of a quotation; orders are of customers.
    ``from_room`` tells that a room above enters it, which makes orders of a type of its own and brings their charges itself.
    ``agreement_id`` and ``agreement_search`` as in ``WorkingOrder``.
    """

    customer_id: BuyerKey
    lines: Sequence[LineDraft] = ()
    order_type: str = SalesOrderType.SALES_ORDER
    invoice_account_id: int | None = None
    header: Mapping[str, Any] = field(default_factory=dict)
    charges: Sequence[ChargeDraft] = ()
    subscription: SubscriptionTerms | None = None
    agreement_id: int | None = None
    agreement_search: str = ""
    from_room: bool = False


@dataclass(frozen=True, slots=True)
class RefusedDraft:
    """A draft that became no order, and why; the refusal of a line tells its position among the lines of the draft."""

    position: int
    error: BusinessRuleError


@dataclass
class EnteredOrders:
    """What became of a set of drafts: orders by the position of their draft, refusals, and warnings per position."""

    orders: dict[int, SalesOrder] = field(default_factory=dict)
    refused: list[RefusedDraft] = field(default_factory=list)
    notices: dict[int, list[BusinessRuleError]] = field(default_factory=dict)

    def or_raise(self) -> EnteredOrders:
        """Return itself, or raise the first refusal."""
        if self.refused:
            raise self.refused[0].error
        return self


def create_orders(
    entity: LegalEntity,
    drafts: Sequence[OrderDraft],
    user: User | None,
    *,
    discount_limit: Decimal | None = None,
    credit: CreditAnswer = CreditAnswer(),  # noqa: B008
) -> EnteredOrders:
    """Create an order per draft and return them with the refused drafts; ``discount_limit`` as in ``calculate``.

    The number of statements does not depend on the number of drafts and lines.
    """
    result = EnteredOrders()
    loaded = prepare_loaded(entity, drafts, user, result, discount_limit=discount_limit)
    try:
        enter_prepared(loaded, user, result, credit=credit)
    except IntegrityError as error:
        _refuse_taken_external_ids(entity, drafts, error)
        raise
    return result


@transaction.atomic
def enter_prepared(loaded: LoadedOrders, user: User | None, result: EnteredOrders, *, credit: CreditAnswer, reason: str = "") -> None:
    """Write the prepared orders that fit the credit of their customers; the result gets these, their notices, and who is refused."""
    entity, known = loaded.context.entity, list(loaded.works)
    refused = check_entered(loaded, list(loaded.works.values()), credit, over_rest=credit.integration)
    result.refused.extend(RefusedDraft(known[index], error) for index, error in refused.items())
    works = {position: work for index, (position, work) in enumerate(loaded.works.items()) if index not in refused}
    write_orders(entity, works, user, reason=reason)
    record_entered(entity, works.values(), user, credit)
    result.orders = {position: work.order for position, work in works.items()}
    result.notices = {position: work.notices for position, work in works.items() if work.notices}


def create_order(entity: LegalEntity, draft: OrderDraft, user: User | None, *, discount_limit: Decimal | None = None) -> SalesOrder:
    """Create one order; raises its refusal."""
    return create_orders(entity, [draft], user, discount_limit=discount_limit).or_raise().orders[0]


def prepare_orders(
    entity: LegalEntity,
    drafts: Sequence[OrderDraft],
    user: User | None,
    result: EnteredOrders,
    *,
    discount_limit: Decimal | None = None,
) -> dict[int, WorkingOrder]:
    """Return the drafts as priced orders in memory, by position; refusals go to the result. Nothing is written."""
    return prepare_loaded(entity, drafts, user, result, discount_limit=discount_limit).works


def prepare_loaded(
    entity: LegalEntity,
    drafts: Sequence[OrderDraft],
    user: User | None,
    result: EnteredOrders,
    *,
    discount_limit: Decimal | None = None,
) -> LoadedOrders:
    """Return what ``prepare_orders`` does together with what it was calculated with."""
    context = OrderContext.load(entity, (line.item_id for draft in drafts for line in draft.lines))
    defaults = HeaderDefaults.load(entity, _customer_ids(drafts))
    builder = LineBuilder.load(context)
    taken = _taken_external_ids(entity, drafts)
    works: dict[int, WorkingOrder] = {}
    for position, draft in enumerate(drafts):
        try:
            work = _prepare_header(defaults, draft, user, taken)
        except BusinessRuleError as error:
            result.refused.append(RefusedDraft(position, error))
            continue
        refused = _add_lines(builder, work, position, draft)
        result.refused.extend(refused)
        if not refused:
            works[position] = work
    _refuse_advanced_warehouses(entity, works, result)
    calculate(context, list(works.values()), discount_limit=discount_limit)
    result.refused.extend(RefusedDraft(position, work.refusal) for position, work in works.items() if work.refusal)
    return LoadedOrders(context, {position: work for position, work in works.items() if work.refusal is None}, builder.units)


def _refuse_advanced_warehouses(entity: LegalEntity, works: dict[int, WorkingOrder], result: EnteredOrders) -> None:
    """Refuse subscriptions from warehouses with advanced processes (ORD-12); nothing is read where no order is one."""
    for position, work in list(works.items()):
        if work.subscription is None:
            continue
        try:
            check_warehouses(entity, lines_with_warehouses(work.order, (working.line for working in work.lines)))
        except BusinessRuleError as error:
            result.refused.append(RefusedDraft(position, error))
            del works[position]


def _customer_ids(drafts: Sequence[OrderDraft]) -> set[BuyerKey]:
    return {key for draft in drafts for key in (draft.customer_id, draft.invoice_account_id) if key is not None}


def _taken_external_ids(entity: LegalEntity, drafts: Sequence[OrderDraft]) -> dict[str, str]:
    wanted = [draft.header["external_id"] for draft in drafts if draft.header.get("external_id")]
    if not wanted:
        return {}
    return dict(SalesOrder.of(entity).filter(external_id__in=wanted).values_list("external_id", "number"))


def _refuse_taken_external_ids(entity: LegalEntity, drafts: Sequence[OrderDraft], error: IntegrityError) -> None:
    """Raise ExternalNumberTaken (ORD-40) when another request entered an order of the same external number meanwhile."""
    if "sales_order_external_id_unique" in str(error):
        for external_id, number in _taken_external_ids(entity, drafts).items():
            raise ExternalNumberTaken(x=external_id, o=number) from error


def _prepare_header(defaults: HeaderDefaults, draft: OrderDraft, user: User | None, taken: dict[str, str]) -> WorkingOrder:
    external_id = draft.header.get("external_id", "")
    if external_id in taken:
        raise ExternalNumberTaken(x=external_id, o=taken[external_id])
    order = defaults.new_order(draft.customer_id, draft.order_type, draft.header, draft.invoice_account_id, user, from_room=draft.from_room)
    terms = check_terms(draft.subscription) if TRAITS[draft.order_type].reopens_after_invoice else None
    if external_id:
        taken[external_id] = external_id
    typed = not draft.header.keys().isdisjoint(TOTAL_DISCOUNT)
    work = WorkingOrder(order, order.customer, search_charges=not draft.from_room, total_discount_typed=typed, subscription=terms)
    work.agreement_id, work.agreement_search = draft.agreement_id, draft.agreement_search
    return work


def _add_lines(builder: LineBuilder, work: WorkingOrder, position: int, draft: OrderDraft) -> list[RefusedDraft]:
    """Add the lines and charges of a draft, and return every line that is refused."""
    refused = []
    for index, line in enumerate(draft.lines):
        told = len(work.notices)
        try:
            builder.add(work, line).row = index
        except BusinessRuleError as error:
            refused.append(RefusedDraft(position, error.at(index)))
        for notice in work.notices[told:]:
            notice.at(index)
    if not refused:
        try:
            work.charges.extend(_charge(work, charge) for charge in draft.charges)
        except BusinessRuleError as error:
            refused.append(RefusedDraft(position, error))
    return refused


def _charge(work: WorkingOrder, draft: ChargeDraft) -> SalesOrderCharge:
    check_charge(draft.category, draft.value, "charges")
    return SalesOrderCharge(
        legal_entity_id=work.order.legal_entity_id,
        order=work.order,
        line=None if draft.line is None else work.lines[draft.line].line,
        position=draft.position,
        code_id=draft.code_id,
        category=draft.category,
        value=draft.value,
        unit_id=draft.unit_id,
        keep=draft.keep,
        currency_id=None if draft.category == ChargeCategory.PERCENT else draft.currency_id,
        item_sales_tax_group_id=draft.tax_group_id,
        origin=draft.origin,
    )


def write_orders(
    entity: LegalEntity, works: Mapping[int, WorkingOrder], user: User | None, *, action: str = "created", reason: str = ""
) -> None:
    """Write prepared orders, lines, charges, stock and the audit trail inside the caller's transaction; numbers in their order."""
    if not works:
        return
    orders = [work.order for work in works.values()]
    for order, number in zip(orders, take_numbers(entity, "sales_order", len(orders), entity.today()), strict=True):
        order.number = number
    SalesOrder.of(entity).bulk_create(orders, batch_size=BATCH)
    lines = [working.line for work in works.values() for working in work.lines]
    SalesOrderLine.of(entity).bulk_create(lines, batch_size=BATCH)
    SalesOrderCharge.of(entity).bulk_create([charge for work in works.values() for charge in work.charges], batch_size=BATCH)
    agreed_terms.keep(entity, works.values())
    write_subscriptions(entity, {work.order: work.subscription for work in works.values() if work.subscription is not None})
    stock.sync_open(entity, [line.pk for line in lines])
    short = stock.reserve_open(entity, [line.pk for line in lines if line.order.automatic_reservation])
    for work in works.values() if short else ():
        work.notices.extend(short[working.line.pk] for working in work.lines if working.line.pk in short)
    audit.record(entity, user, action, orders, reason=reason)
