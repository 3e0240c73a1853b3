"""Add, change, copy and remove lines of an order (sales.md §9.2–§9.5)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from foundation.errors import in_row
from foundation.inventory.sold import SoldKey
from foundation.inventory.variants import require_variant
from foundation.organization.models import LegalEntity, User
from foundation.organization.services import audit
from sales.bounds import check_dates, check_prices
from sales.delivery_places import ADDRESS, PLACE, with_place
from sales.errors import (
    DeleteConfirmedLine,
    ItemFixed,
    LineFixed,
    LineNotDeletable,
    OverwritePrices,
    PriceTermsFixed,
    QuantityTooLow,
)
from sales.models import OrderConfirmationLine, SalesOrder, SalesOrderLine
from sales.models.parameters import PriceDate
from sales.schedule import check_removed, check_scheduled, scheduled_totals
from sales.services.calculate_orders import calculate
from sales.services.credited_terms import check_credited_line, credits_invoice
from sales.services.direct_lines import check_direct, give_up_direct
from sales.services.entry_credit import CreditAnswer, check_entered, record_entered
from sales.services.keep_voided import keep_voided
from sales.services.line_changes import LineWatch, action_of, changes_of
from sales.services.line_parts import add_copy, search_parts, split_off, split_totals
from sales.services.line_places import set_place
from sales.services.load_orders import LoadedOrders, load_orders
from sales.services.order_lines import (
    LineBuilder,
    LineDraft,
    arrival_date,
    receipt_date,
    set_deliver_now,
    set_tolerances,
    ship_date,
)
from sales.services.save_changes import ChangedOrder, save_all, snapshot
from sales.services.subscriptions import check_warehouses, lines_with_warehouses
from sales.services.working_orders import OrderContext, WorkingLine, WorkingOrder, remembered
from sales.statuses import TRAITS, LineKind, sales_order_states
from sales.type_change_errors import TypeNotOffered

LINE_FIELDS = frozenset(
    {
        "item_id",
        "quantity",
        "unit_id",
        "unit_price",
        "price_unit",
        "discount_amount",
        "discount_percent",
        "warehouse_id",
        *PLACE,
        "name",
        "text",
        "deliver_now",
        "requested_ship_date",
        "requested_receipt_date",
        "confirmed_ship_date",
        "confirmed_receipt_date",
        "delivery_date_control",
        "sales_tax_group_id",
        "item_sales_tax_group_id",
        "overdelivery_percent",
        "underdelivery_percent",
        "prevent_partial_delivery",
        "stopped",
    }
)
_FIXED_BY_QUANTITY = {
    "item_id": ("item", _("Item")),
    "unit_id": ("unit", _("Unit")),
    "price_unit": ("price_unit", _("Price unit")),
    "warehouse_id": ("warehouse", _("Warehouse")),
}
_FIXED_BY_DELIVERY = dict.fromkeys(ADDRESS, _("Delivery address"))
_FIXED_WITH_TAX = {
    "sales_tax_group_id": ("sales_tax_group", _("Sales tax group")),
    "item_sales_tax_group_id": ("item_sales_tax_group", _("Item sales tax group")),
}
_SEARCHES = frozenset({"item_id", "quantity", "unit_id", "warehouse_id"})
_SET_APART = ("item_id", "quantity", "unit_id", "unit_price", "price_unit", "discount_amount", "discount_percent", "deliver_now")
_PLAIN = LINE_FIELDS - {*_SET_APART, *PLACE}


@dataclass(frozen=True, slots=True)
class LineEdit:
    """What was entered for one line: a new one without a key, one that goes with ``remove``; values by field of LINE_FIELDS.

    With ``copied`` the line stays as it is and a new one like it is made, with the values before what is copied and on
    ``with_charges`` the charges that people put on it. ``split`` is the part of its open quantity that goes to a new line.
    """

    line_id: int | None = None
    values: Mapping[str, Any] = field(default_factory=dict)
    remove: bool = False
    copied: bool = False
    with_charges: bool = False
    split: Decimal | None = None

    @property
    def makes_line(self) -> bool:
        """Whether the order has a line more with it."""
        return self.line_id is None or self.copied or self.split is not None


@dataclass(frozen=True, slots=True)
class Answers:
    """The user's answers to questions: ORD-32 (None: not asked yet) and ORD-35; and the largest discount the role may give.

    ``end_terms`` answers what becomes of lines that leave what was agreed for them, as in ``WorkingOrder``; ``credit`` what an
    exceeded credit limit does.
    """

    overwrite_prices: bool | None = None
    delete_confirmed: bool = False
    discount_limit: Decimal | None = None
    end_terms: bool | None = None
    delete_attached: bool = False
    credit: CreditAnswer = CreditAnswer()


@transaction.atomic
def change_lines(
    entity: LegalEntity,
    order_id: int,
    edits: Sequence[LineEdit],
    user: User,
    answers: Answers = Answers(),  # noqa: B008
) -> WorkingOrder:
    """Change the lines of one order as ``change_lines_of_orders`` does, and return it with its notices."""
    return change_lines_of_orders(entity, {order_id: edits}, user, answers)[order_id]


@transaction.atomic
def change_lines_of_orders(
    entity: LegalEntity,
    edits: Mapping[int, Sequence[LineEdit]],
    user: User,
    answers: Answers = Answers(),  # noqa: B008
) -> dict[int, WorkingOrder]:
    """Apply the edits of every order, price and total them anew, and return them by key with their notices.

    One order that is refused refuses all. The number of statements does not depend on the number of orders, as long as none loses lines.
    Raises ORD-03 … ORD-06, ORD-08, ORD-13, ORD-17, ORD-20, ORD-22, ORD-23, ORD-32, ORD-35, ORD-44, ORD-45, ORD-54, PRC-04 … PRC-06,
    CU-050, DIR-06 for lines that a vendor still has to deliver, and HLD-03 for lines removed while another user works on a hold.
    """
    loaded = load_orders(entity, edits, locked=True)
    builder = LineBuilder.load(with_new_items(loaded, [edit for of_order in edits.values() for edit in of_order]))
    changed, watches = [], {}
    for key, work in loaded.works.items():
        sales_order_states.check("change", work.order)
        before, watches[key] = snapshot(work), (LineWatch(work), work)
        work.before, work.search_charges = remembered(work), True
        changed.append(ChangedOrder(work, before, apply_edits(builder, work, edits[key], answers)))
    _check_together(entity, changed)
    works = [order.work for order in changed]
    calculate(loaded.context, works, discount_limit=answers.discount_limit)
    refused = [work.refusal for work in works if work.refusal is not None]
    for refusal in refused or check_entered(loaded, works, answers.credit).values():
        raise refusal
    keep_voided(entity, [key for order in changed for key in order.removed], user)
    save_all(entity, changed, user=user)
    record_changes(entity, user, watches)
    record_entered(entity, works, user, answers.credit)
    return loaded.works


def record_changes(entity: LegalEntity, user: User, watches: Mapping[int, tuple[LineWatch, WorkingOrder]]) -> None:
    """Write what became of the lines of orders into the audit trail: a statement for each of the two names such a change has."""
    changes = changes_of(entity, watches)
    by_action: dict[str, list[SalesOrder]] = defaultdict(list)
    for key, (_watch, work) in watches.items():
        by_action[action_of(changes[key])].append(work.order)
    for action, orders in by_action.items():
        audit.record(entity, user, action, orders, changes=changes)


def _check_together(entity: LegalEntity, orders: Sequence[ChangedOrder]) -> None:
    """Give up what vendors would deliver of lines that go, and refuse warehouses that an order cannot use (ORD-12)."""
    known = [line for order in orders if order.work.before is not None for line in order.work.before.lines]
    gone = {key for order in orders for key in order.removed}
    give_up_direct(entity, [working.line for working in known if working.line.pk in gone])
    lines = [(order.work.order, [working.line for working in order.work.lines]) for order in orders]
    check_warehouses(entity, [pair for order, of_order in lines for pair in lines_with_warehouses(order, of_order)])


def apply_edits(builder: LineBuilder, work: WorkingOrder, edits: Sequence[LineEdit], answers: Answers) -> list[int]:
    """Change the order in memory and return the keys of the lines that go; nothing is priced or written yet."""
    work.end_terms = answers.end_terms
    known: dict[int | None, WorkingLine] = {working.line.pk: working for working in work.lines}
    removed = [edit.line_id for edit in edits if edit.remove and edit.line_id]
    check_removed(work, set(removed))
    parts = split_totals(work)
    _check_removals(work, [known[key].line for key in removed], answers)
    if TRAITS[work.order.order_type].created_by_project and any(edit.makes_line for edit in edits):
        raise TypeNotOffered(field="item")
    for row, edit in enumerate(edits):
        if not edit.remove:
            with in_row(row):
                apply_edit(builder, work, known, edit, answers).row = row
    work.lines = [working for working in work.lines if working.line.pk not in removed]
    _follow_deliveries(work, answers)
    search_parts(work, parts)
    return removed


def _follow_deliveries(work: WorkingOrder, answers: Answers) -> None:
    """Search the price of lines with multiple deliveries whose deliveries add up to another quantity now (sales.md §3.6, §12.6)."""
    for working, total in scheduled_totals(work):
        if total != working.line.ordered_quantity:
            _search_again(working, {}, answers)


def apply_edit(
    builder: LineBuilder, work: WorkingOrder, known: Mapping[int | None, WorkingLine], edit: LineEdit, answers: Answers
) -> WorkingLine:
    """Add the line of an edit to the order in memory, or change the one it names among ``known``, and return it."""
    unknown = set(edit.values) - LINE_FIELDS
    if unknown:
        raise TypeError(f"Not fields of an order line: {', '.join(sorted(unknown))}")
    if edit.line_id is None:
        return builder.add(work, LineDraft(**_draft_values(edit.values)))
    if edit.copied:
        return add_copy(builder, work, known[edit.line_id], edit.values, charges=edit.with_charges)
    if edit.split is not None:
        return split_off(builder, work, known[edit.line_id], edit.split, search_discounts=bool(answers.overwrite_prices))
    _change(builder, work, known[edit.line_id], edit.values, answers)
    return known[edit.line_id]


def _draft_values(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values that a new line takes; empty ones are searched or defaulted."""
    allowed = set(LineDraft.__dataclass_fields__)
    return {name: value for name, value in values.items() if name in allowed and value not in (None, "")}


def with_new_items(loaded: LoadedOrders, edits: Sequence[LineEdit]) -> OrderContext:
    """Add the items that the edits name to the context, by reading it again when there are any new ones."""
    wanted = {edit.values["item_id"] for edit in edits if edit.values.get("item_id")}
    if wanted <= set(loaded.context.items):
        return loaded.context
    fresh = OrderContext.load(loaded.context.entity, wanted | set(loaded.context.items))
    loaded.context.items.update(fresh.items)
    return loaded.context


def _check_removals(work: WorkingOrder, lines: Sequence[SalesOrderLine], answers: Answers) -> None:
    check_direct(work.order.legal_entity, lines, confirmed=answers.delete_attached)
    for line in lines:
        if line.delivered_quantity or line.invoiced_quantity:
            raise LineNotDeletable(l=line.line_number, reason=work.order.get_document_status_display(), record=line.pk)
    if not lines or not work.order.confirmed_version or answers.delete_confirmed:
        return
    keys = {line.line_number: line.pk for line in lines}
    told = OrderConfirmationLine.of(work.order.legal_entity_id).filter(
        confirmation__order=work.order, confirmation__version=work.order.confirmed_version, line_number__in=keys
    )
    first = told.values_list("line_number", flat=True).order_by("line_number").first()
    if first is not None:
        raise DeleteConfirmedLine(l=first, record=keys[first])


def _change(builder: LineBuilder, work: WorkingOrder, working: WorkingLine, values: Mapping[str, Any], answers: Answers) -> None:
    line = working.line
    changed = {name: value for name, value in with_place(work.order, line, values).items() if _differs(line, name, value)}
    if not changed:
        return
    check_dates(changed)
    check_prices(line.line_number, changed)
    _check_fixed(work, line, changed)
    if line.delivered_quantity or line.invoiced_quantity:
        working.price_before = line.unit_price / line.price_unit
    working.is_changed = True
    if "item_id" in changed:
        _change_item(builder, work, working, changed["item_id"])
    set_place(builder.context, work.order, line, changed, taxed_there=not credits_invoice(line))
    for name in _PLAIN & set(changed):
        setattr(line, name, changed[name])
    if changed.get("unit_id"):
        line.unit_id = changed["unit_id"]
    if "quantity" in changed or "unit_id" in changed or "item_id" in changed:
        _change_quantity(builder, work, working, changed.get("quantity", line.ordered_quantity))
    _let_dates_follow(builder, work.order, line, changed)
    _take_prices(line, changed)
    if "deliver_now" in changed:
        set_deliver_now(line, changed["deliver_now"])
    searches = set(_SEARCHES) | (
        {"requested_ship_date", "requested_receipt_date"} if builder.context.parameters.price_date != PriceDate.ORDER else set()
    )
    if searches & set(changed) and line.kind != LineKind.DELIVERY:
        _search_again(working, changed, answers)


def _let_dates_follow(builder: LineBuilder, order: SalesOrder, line: SalesOrderLine, changed: Mapping[str, Any]) -> None:
    """Let the receipt date follow a new ship date or mode of delivery, and the ship date a new receipt date (sales.md §12.1).

    A receipt date that is promised follows the ship date that is promised.
    """
    days = builder.context.transport_days(order, line.delivery_mode_id)
    moves = changed.get("requested_ship_date") or "delivery_mode_id" in changed
    if moves and not changed.get("requested_receipt_date"):
        line.requested_receipt_date = receipt_date(order, line.requested_ship_date, days)
    elif changed.get("requested_receipt_date") and "requested_ship_date" not in changed:
        weekdays = builder.context.parameters.working_days
        line.requested_ship_date = ship_date(order, changed["requested_receipt_date"], weekdays, days)
    if "confirmed_ship_date" in changed and "confirmed_receipt_date" not in changed:
        line.confirmed_receipt_date = arrival_date(changed["confirmed_ship_date"], days)


def _differs(line: SalesOrderLine, name: str, value: Any) -> bool:
    if value is None and name in {
        "item_id",
        "quantity",
        "unit_id",
        "unit_price",
        "price_unit",
        "discount_amount",
        "discount_percent",
        "name",
    }:
        return False
    if name == "item_id":
        return bool(line.item.key != value)
    return bool(getattr(line, "ordered_quantity" if name == "quantity" else name) != value)


def _check_fixed(work: WorkingOrder, line: SalesOrderLine, changed: Mapping[str, Any]) -> None:
    """Refuse what would count or value anew what was delivered, invoiced or cancelled (ORD-20, ORD-44, ORD-45)."""
    moved = line.delivered_quantity or line.invoiced_quantity
    if "item_id" in changed and moved:
        raise ItemFixed(l=line.line_number)
    check_scheduled(line, changed)
    check_credited_line(line, changed)
    for name, (shown, label) in _FIXED_BY_QUANTITY.items():
        if name in changed and (moved or line.cancelled_quantity):
            raise LineFixed(l=line.line_number, what=label, field=shown)
    for name, label in _FIXED_BY_DELIVERY.items():
        if name in changed and moved:
            raise LineFixed(l=line.line_number, what=label, field=name)
    for name, (shown, label) in _FIXED_WITH_TAX.items():
        if name in changed and moved and work.order.prices_include_tax:
            raise PriceTermsFixed(what=label, document=work.order.get_document_status_display(), field=shown)


def _change_item(builder: LineBuilder, work: WorkingOrder, working: WorkingLine, item_id: SoldKey) -> None:
    line = working.line
    item = builder.context.items[item_id]
    require_variant(item)
    working.item = line.item = item
    line.name, line.unit_id, line.unit_cost = item.name_in(work.order.language), item.sales_unit_id, item.base_cost
    line.item_sales_tax_group_id = item.item_sales_tax_group_id
    line.warehouse_id = line.warehouse_id or work.order.warehouse_id or item.default_warehouse_id
    set_tolerances(line, item, work.customer)


def _change_quantity(builder: LineBuilder, work: WorkingOrder, working: WorkingLine, quantity: Decimal) -> None:
    line = working.line
    followed = line.deliver_now == line.deliver_remainder
    least = line.delivered_quantity + line.cancelled_quantity
    builder.set_quantity(work, line, working.item, quantity)
    if least and (line.ordered_quantity * least < 0 or abs(line.ordered_quantity) < abs(least)):
        raise QuantityTooLow(l=line.line_number, m=f"{least.normalize():f}")
    line.deliver_now = line.deliver_remainder if followed else min(line.deliver_now, line.deliver_remainder, key=abs)


def _take_prices(line: SalesOrderLine, changed: Mapping[str, Any]) -> None:
    for name in ("unit_price", "price_unit"):
        if name in changed:
            setattr(line, name, changed[name])
            line.price_manual = True
    for name in ("discount_amount", "discount_percent"):
        if name in changed:
            setattr(line, name, changed[name])
            line.discount_manual = True


def _search_again(working: WorkingLine, changed: Mapping[str, Any], answers: Answers) -> None:
    """Search prices and discounts anew; what was typed before this change is overwritten only when the user says so."""
    line = working.line
    if credits_invoice(line):
        return
    price_typed = bool({"unit_price", "price_unit"} & set(changed))
    discount_typed = bool({"discount_amount", "discount_percent"} & set(changed))
    asks = (line.price_manual and not price_typed) or (line.discount_manual and not discount_typed)
    if asks and answers.overwrite_prices is None:
        raise OverwritePrices()
    overwrite = bool(answers.overwrite_prices)
    working.search_price = not price_typed and (overwrite or not line.price_manual)
    working.search_discount = not discount_typed and (overwrite or not line.discount_manual)
