"""Copy lines of documents into an order, or orders into new ones (sales.md §13.1, §13.2).

What a copy gives away by hand (PRC-06). A price or discount that was found, or that an agreement has, stands in the copy as found
too: the clerk gives nothing, even when it is not in force any more. It does so only where the customer would have got it without
anybody's leave: the customer of the source, for no fewer than it was found for, and not what a sales agreement limits to a quantity.
Everything else, and whatever somebody typed in the source, counts as typed by who copies, and is held against that user's limit: a
manager gave it for one order, not for all that are made like it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from customers.models import Customer
from foundation.errors import BusinessRuleError
from foundation.inventory.models import Unit
from foundation.money import round_to_step
from foundation.organization.models import LegalEntity, User
from foundation.organization.services import audit
from sales.copy_errors import DeliveredLineStays, NothingToCopy
from sales.copying import CopyOptions, CopyRequest, SourceLine, copy_source
from sales.delivery_places import PLACE
from sales.errors import ItemStopped
from sales.models import CopiedLine, SalesOrder, SalesOrderCharge, SalesOrderLine
from sales.models.charge import ChargeCategory
from sales.services.calculate_orders import calculate
from sales.services.change_lines import Answers, LineEdit, apply_edits, with_new_items
from sales.services.change_order import change_order
from sales.services.direct_lines import give_up_direct
from sales.services.enter_orders import ChargeDraft, EnteredOrders, OrderDraft, enter_prepared, prepare_loaded
from sales.services.entry_credit import CreditAnswer, check_entered, record_entered
from sales.services.keep_voided import keep_voided
from sales.services.line_changes import LineWatch, action_of
from sales.services.load_orders import load_orders
from sales.services.order_lines import LineBuilder, LineDraft
from sales.services.save_changes import save_changes, snapshot
from sales.services.subscriptions import check_warehouses, lines_with_warehouses
from sales.services.total_discounts import TOTAL_DISCOUNT
from sales.services.working_orders import WorkingLine, WorkingOrder, remembered
from sales.statuses import sales_order_states
from sales.subscriptions import SubscriptionTerms

_FREE_HEADER = (
    "contact_name",
    "customer_reference",
    "customer_requisition",
    "warehouse_id",
    "delivery_name",
    "delivery_street",
    "delivery_postal_code",
    "delivery_city",
    "delivery_country",
    "delivery_terms_id",
    "delivery_mode_id",
    "prevent_partial_delivery",
    "priority",
    "text",
    "internal_note",
)
_OF_CUSTOMER = (
    "language",
    "currency_id",
    "prices_include_tax",
    "sales_tax_group_id",
    "payment_terms_id",
    "cash_discount_id",
    "payment_method_id",
    "price_group_id",
    "line_discount_group_id",
    "multiline_discount_group_id",
    "total_discount_group_id",
    "summary_update_allowed",
)
_DATES = ("requested_ship_date", "requested_receipt_date")


@dataclass(frozen=True, slots=True)
class OrderCopy:
    """A new order to be made of another one: for whom, of which type, with which cycles."""

    source_id: int
    customer_id: int
    order_type: str
    options: CopyOptions
    subscription: SubscriptionTerms | None = None


@dataclass(frozen=True, slots=True)
class TakenLine:
    """A line of a source with the kind of document it stands in and the quantity that is taken, before options."""

    kind: str
    source: SourceLine
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class CopyTerms:
    """For whom lines are copied, and the currency and tax terms that their prices must be in."""

    customer_id: int
    currency: str | None
    with_tax: bool


@transaction.atomic
def copy_lines(
    entity: LegalEntity, order_id: int, request: CopyRequest, user: User, *, discount_limit: Decimal | None = None
) -> WorkingOrder:
    """Add the chosen lines to an order and return it with its notices; stopped items are left out and told (ORD-05).

    Raises CPY-02, CPY-04, HLD-03 and what new lines and headers are refused for. ``discount_limit`` as in ``calculate``.
    """
    taken, options = _taken(entity, request), request.options
    if options.copy_header:
        _copy_header(entity, order_id, taken, user, Answers(overwrite_prices=False, discount_limit=discount_limit))
    loaded = load_orders(entity, [order_id], locked=True)
    work = loaded.only()
    sales_order_states.check("change", work.order)
    before, watch = snapshot(work), LineWatch(work)
    work.before = remembered(work)
    usable = _usable(taken, work.notices)
    builder = LineBuilder.load(with_new_items(loaded, [LineEdit(values={"item_id": line.source.item.pk}) for line in usable]))
    answers = Answers(delete_confirmed=True, delete_attached=options.delete_attached)
    gone = apply_edits(builder, work, _removals(work) if options.delete_lines else [], answers)
    give_up_direct(entity, [known.line for known in work.before.lines if known.line.pk in gone])
    terms = CopyTerms(work.order.customer_id, work.order.currency_id, work.order.prices_include_tax)
    copies = [(line, builder.add(work, line_draft(builder.context.units, terms, line, options))) for line in usable]
    if options.copy_charges:
        work.charges.extend(_charges(entity, work, copies, options))
    check_warehouses(entity, lines_with_warehouses(work.order, (working.line for working in work.lines)))
    work.search_charges = True
    calculate(loaded.context, [work], discount_limit=discount_limit)
    for refusal in [work.refusal] if work.refusal is not None else check_entered(loaded, [work], CreditAnswer()).values():
        raise refusal
    keep_voided(entity, gone, user)
    save_changes(entity, work, before, removed=gone, user=user)
    record_entered(entity, [work], user, CreditAnswer())
    _remember(entity, copies)
    changes = watch.changes(entity, work)
    audit.record(entity, user, action_of(changes), [work.order], changes={work.order.pk: changes}, reason=_named(copies))
    return work


@transaction.atomic
def copy_order(entity: LegalEntity, copy: OrderCopy, user: User, *, discount_limit: Decimal | None = None) -> WorkingOrder:
    """Make a new order of all lines of another one and return it with its notices (sales.md §13.2).

    Raises CPY-04 when no line can be ordered, and what new orders are refused for.
    """
    source = SalesOrder.of(entity).get(pk=copy.source_id)
    customer = Customer.of(entity).get(pk=copy.customer_id)
    notices: list[BusinessRuleError] = []
    taken = [TakenLine("order", line, line.quantity) for line in copy_source("order").lines(entity, [source.pk])]
    usable = _usable(taken, notices)
    header = _header_of(source, entity.today(), same_customer=customer.pk == source.customer_id) if copy.options.copy_header else {}
    with_tax = header.get("prices_include_tax", customer.prices_include_tax)
    terms = CopyTerms(customer.pk, header.get("currency_id", customer.currency_id), with_tax)
    units = Unit.objects.in_bulk()
    draft = OrderDraft(
        customer.pk,
        [line_draft(units, terms, line, copy.options) for line in usable],
        copy.order_type,
        header=header,
        charges=_charge_drafts(entity, source, usable, copy.options),
        subscription=copy.subscription,
    )
    entered = EnteredOrders()
    loaded = prepare_loaded(entity, [draft], user, entered, discount_limit=discount_limit)
    enter_prepared(loaded, user, entered, credit=CreditAnswer(), reason=source.number)
    entered.or_raise()
    work = loaded.works[0]
    _remember(entity, list(zip(usable, work.lines, strict=True)))
    work.notices[:0] = notices
    return work


def line_draft(units: Mapping[int, Unit], terms: CopyTerms, line: TakenLine, options: CopyOptions) -> LineDraft:
    """Return a copy as a new line; prices in other terms (currency, with or without tax) than the order's are searched."""
    source, known = line.source, line.source.order_line
    quantity = round_to_step(line.quantity * options.multiplier, units[source.unit_id].step)
    keeps = not options.recalculate and (terms.currency, terms.with_tax) == (source.currency, source.with_tax)
    prices = _prices(source, terms.customer_id, quantity) if keeps else {}
    exact: dict[str, Any] = {}
    if options.precisely and known is not None:
        exact = {name: getattr(known, name) for name in ("warehouse_id", "text", "sales_tax_group_id", "item_sales_tax_group_id", *_DATES)}
    return LineDraft(
        item_id=source.item.pk,
        quantity=quantity,
        unit_id=source.unit_id,
        name=source.name,
        origin=SalesOrderLine.Origin.COPY,
        **prices,
        **exact,
        **_place(source, terms.customer_id, options),
    )


def _place(source: SourceLine, customer_id: int, options: CopyOptions) -> dict[str, Any]:
    """Return the address and mode of delivery that a line has of its own; to another customer they go only with header or precision."""
    known, order = source.order_line, source.document.order
    same = order is not None and order.customer_id == customer_id
    if known is None or not (same or options.precisely or options.copy_header):
        return {}
    return {name: getattr(known, name) for name in PLACE}


def _prices(source: SourceLine, customer_id: int, quantity: Decimal) -> dict[str, Any]:
    """Return the prices of a source; what was found for this customer stays found, the rest counts as typed."""
    prices = {name: getattr(source, name) for name in ("unit_price", "price_unit", "discount_amount", "discount_percent")}
    found = source.found
    if found is not None and found.hold_for(customer_id, quantity):
        prices |= {"found_price": found.why if found.price else None, "found_discount": found.discount}
    return prices


def _taken(entity: LegalEntity, request: CopyRequest) -> list[TakenLine]:
    """Return the chosen lines in the order of their documents: the statements of each kind of document once."""
    wanted: dict[str, dict[int, Decimal | None]] = defaultdict(dict)
    documents: dict[str, set[int]] = defaultdict(set)
    for chosen in request.lines:
        wanted[chosen.kind][chosen.line] = chosen.quantity
        documents[chosen.kind].add(chosen.document)
    found = []
    for kind, lines in wanted.items():
        for source in copy_source(kind).lines(entity, documents[kind]):
            quantity = lines.get(source.key, Decimal(0))
            quantity = source.quantity if quantity is None else quantity
            if quantity:
                found.append(TakenLine(kind, source, quantity))
    return found


def _usable(taken: Sequence[TakenLine], notices: list[BusinessRuleError]) -> list[TakenLine]:
    """Leave out stopped items and tell of them; raises CPY-04 when nothing is left."""
    usable = []
    for line in taken:
        if line.source.item.stopped or not line.source.item.is_active:
            notices.append(ItemStopped(i=line.source.item))
        else:
            usable.append(line)
    if not usable:
        raise NothingToCopy()
    return usable


def _removals(work: WorkingOrder) -> list[LineEdit]:
    """Return the removal of every line; raises CPY-02 for one that was delivered or invoiced."""
    for working in work.lines:
        if working.line.delivered_quantity or working.line.invoiced_quantity:
            raise DeliveredLineStays(l=working.line.line_number)
    return [LineEdit(working.line.pk, remove=True) for working in work.lines]


def _copy_header(entity: LegalEntity, order_id: int, taken: Sequence[TakenLine], user: User, answers: Answers) -> None:
    """Take the header of the first document's order over, with its customer where the order is still empty."""
    source = next((line.source.document.order for line in taken if line.source.document.order is not None), None)
    if source is None or source.pk == order_id:
        return
    empty = not SalesOrderLine.of(entity).filter(order=order_id).exists()
    target = SalesOrder.of(entity).get(pk=order_id)
    same = empty or target.customer_id == source.customer_id
    header = _header_of(source, entity.today(), same_customer=same)
    change_order(entity, order_id, header, user, customer_id=source.customer_id if empty else None, answers=answers)


def _header_of(source: SalesOrder, today: date, *, same_customer: bool) -> dict[str, Any]:
    """Return what is copied of a header; terms of the customer only for the same one, dates unless they are past."""
    names = (*_FREE_HEADER, *_OF_CUSTOMER) if same_customer else _FREE_HEADER
    header = {name: getattr(source, name) for name in names}
    if same_customer and source.total_discount_manual:
        header |= {name: getattr(source, name) for name in TOTAL_DISCOUNT}
    return header | {name: getattr(source, name) for name in _DATES if getattr(source, name) >= today}


def _charges(
    entity: LegalEntity, work: WorkingOrder, copies: Iterable[tuple[TakenLine, WorkingLine]], options: CopyOptions
) -> list[SalesOrderCharge]:
    """Return the charges of the copied lines that people put there; automatic ones are found by the order itself."""
    lines = {line.source.order_line.pk: working.line for line, working in copies if line.source.order_line is not None}
    charges = SalesOrderCharge.of(entity).filter(line__in=lines).exclude(origin=SalesOrderCharge.Origin.AUTO)
    charges = charges.select_related("code", "unit", "item_sales_tax_group")
    return [
        SalesOrderCharge(
            legal_entity=entity,
            order=work.order,
            line=lines[charge.line_id],
            position=charge.position,
            code=charge.code,
            category=charge.category,
            value=_value(charge, options),
            unit=charge.unit,
            keep=charge.keep,
            currency_id=charge.currency_id,
            item_sales_tax_group=charge.item_sales_tax_group,
        )
        for charge in charges
        if charge.line_id is not None
    ]


def _charge_drafts(entity: LegalEntity, source: SalesOrder, lines: Sequence[TakenLine], options: CopyOptions) -> list[ChargeDraft]:
    """Return the charges of an order that people put there: those of its lines, and with the header those of the order."""
    if not options.copy_charges:
        return []
    positions = {line.source.key: index for index, line in enumerate(lines)}
    charges = SalesOrderCharge.of(entity).filter(order=source).exclude(origin=SalesOrderCharge.Origin.AUTO)
    return [
        ChargeDraft(
            charge.code_id,
            _value(charge, options),
            charge.category,
            None if charge.line_id is None else positions[charge.line_id],
            charge.position,
            charge.unit_id,
            charge.keep,
            charge.currency_id,
            charge.item_sales_tax_group_id,
        )
        for charge in charges
        if (charge.line_id in positions if charge.line_id is not None else options.copy_header)
    ]


def _value(charge: SalesOrderCharge, options: CopyOptions) -> Decimal:
    """Return the value of a copied charge: a fixed amount turns its sign with the lines, the rest follows them by itself."""
    return -charge.value if options.invert and charge.category == ChargeCategory.FIXED else charge.value


def _remember(entity: LegalEntity, copies: Sequence[tuple[TakenLine, WorkingLine]]) -> None:
    """Write down where each copy comes from: one statement."""
    CopiedLine.of(entity).bulk_create(
        CopiedLine(
            legal_entity=entity,
            line=working.line,
            kind=line.kind,
            document=line.source.document.key,
            number=line.source.document.number,
            source_line=line.source.line_number,
        )
        for line, working in copies
    )


def _named(copies: Sequence[tuple[TakenLine, WorkingLine]]) -> str:
    return ", ".join(dict.fromkeys(line.source.document.number for line, _working in copies))
