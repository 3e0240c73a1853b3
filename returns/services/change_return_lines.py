"""Add, change and remove lines of a return while goods are expected (sales.md §14.2, §21)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import transaction

from foundation.database.set_update import update_from_values
from foundation.errors import BusinessRuleError, in_row
from foundation.organization.models import LegalEntity, User
from foundation.organization.services import audit
from invoicing.models import CustomerInvoiceLine
from returns.errors import GoodsReceived, LineOfInvoice, NoLines, NoOriginInvoice, OtherItem
from returns.models import ReturnLine, ReturnOrder
from returns.services.enter_returns import return_line
from returns.services.plan_returns import (
    KnownOfReturns,
    PlannedLine,
    ReturnLineDraft,
    ReturnTerms,
    check_credit,
    cost_by_hand,
    cost_of_sale,
    current_costs,
    line_draft,
    origin_of,
    planned_line,
)
from returns.services.return_statuses import derive_return_statuses
from returns.services.returned_quantities import Wanted, lock_lines, taken_with
from returns.statuses import ReturnLineStatus, return_line_states, return_states
from sales.services.calculate_orders import calculate
from sales.services.change_lines import Answers, LineEdit, apply_edit, with_new_items
from sales.services.line_changes import LineWatch, action_of
from sales.services.load_orders import LoadedOrders, load_orders
from sales.services.order_lines import LineBuilder
from sales.services.save_changes import save_changes, snapshot
from sales.services.total_discounts import TOTAL_DISCOUNT, set_total_discount
from sales.services.working_orders import WorkingLine, WorkingOrder, remembered

LINE_FIELDS = frozenset({"item_id", "quantity", "unit_id", "unit_price", "discount_percent", "warehouse_id", "cost"})
OF_INVOICE = frozenset({"quantity", "warehouse_id"})
RECEIVED = frozenset({ReturnLineStatus.RECEIVED, ReturnLineStatus.INVOICED})
PRICES = frozenset({"unit_price", "discount_percent"})
COST_FOLLOWS = frozenset({"item_id", "unit_id"})
HELD = PRICES | COST_FOLLOWS
"""What makes a price by hand another one: the price itself, and what it is a price of."""

KEEP = Answers(overwrite_prices=False)
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class ReturnLineEdit:
    """What was entered for one line: ``draft`` is a new one, ``remove`` takes one away, ``values`` change one, by field of LINE_FIELDS.

    A line of an invoice changes by OF_INVOICE only: price, discounts and cost are those of its sale. Quantities may have either
    sign; ``cost`` is in accounting currency per unit of the line.
    """

    line_id: int | None = None
    draft: ReturnLineDraft | None = None
    values: Mapping[str, Any] = field(default_factory=dict)
    remove: bool = False


@dataclass(frozen=True)
class LinesPreview:
    """A return's order in memory with the lines of a form by their position, and why some are refused."""

    work: WorkingOrder
    rows: Mapping[int, WorkingLine]
    refused: Mapping[int, BusinessRuleError]


@dataclass
class _Change:
    """A return with its lines in memory, by the key of the return line and of the order line, and what is done to them."""

    entity: LegalEntity
    returned: ReturnOrder
    loaded: LoadedOrders
    lines: dict[int, ReturnLine]
    known: KnownOfReturns
    builder: LineBuilder
    workings: dict[int | None, WorkingLine]
    new: list[tuple[WorkingLine, ReturnLineDraft]] = field(default_factory=list)
    touched: list[tuple[ReturnLine, Mapping[str, Any]]] = field(default_factory=list)
    removed: list[ReturnLine] = field(default_factory=list)
    priced: dict[int, WorkingLine] = field(default_factory=dict)
    rows: dict[int, WorkingLine] = field(default_factory=dict)
    origins: dict[int, CustomerInvoiceLine] = field(default_factory=dict)
    wanted: list[Wanted] = field(default_factory=list)
    given_up: dict[int, Decimal] = field(default_factory=lambda: defaultdict(Decimal))

    @property
    def work(self) -> WorkingOrder:
        """The order of the return in memory."""
        return self.loaded.only()


@transaction.atomic
def change_return_lines(
    entity: LegalEntity,
    return_id: int,
    edits: Sequence[ReturnLineEdit],
    user: User,
    *,
    discount_limit: Decimal | None = None,
) -> list[BusinessRuleError]:
    """Apply the edits, price the return anew, and return what is worth knowing (RET-05).

    What was typed of prices stays when quantities change. Raises GEN-06 for lines that are not expected and returns that are
    closed, RET-04, RET-06 for new lines after goods were received, RET-24 when no line is left, RET-25, RET-33, RET-35, RET-37
    when more than ``discount_limit`` percent above the price found is credited, and what order lines are refused for. The number
    of statements does not depend on the number of lines. What of an invoice line is left is looked at under its lock.
    """
    change = _opened(entity, return_id, edits)
    work = change.work
    before, watch = snapshot(work), LineWatch(work)
    work.before = remembered(work)
    for index, edit in enumerate(edits):
        with in_row(index, "quantity"):
            _apply(change, edit, index)
    if not (change.new or change.touched or change.removed):
        return []
    if not work.live_lines:
        raise NoLines()
    _claim(change)
    costs = _costs(change)
    _price(change, discount_limit)
    gone = [line.order_line_id for line in change.removed]
    save_changes(entity, work, before, removed=gone, user=user)
    _write_lines(change, costs)
    derive_return_statuses(entity, [work.order.pk])  # what is left may all be credited
    changes = watch.changes(entity, work)
    audit.record(entity, user, action_of(changes), [change.returned], changes={change.returned.pk: changes})
    by_hand = any(draft.invoice_line_id is None for _working, draft in change.new)
    return [*work.notices, *([NoOriginInvoice()] if by_hand else [])]


def preview_return_lines(entity: LegalEntity, return_id: int, edits: Sequence[ReturnLineEdit]) -> LinesPreview:
    """Return the lines of a return as the edits would leave them, by their position; reads only."""
    change, refused = _opened(entity, return_id, edits, locked=False), {}
    for index, edit in enumerate(edits):
        try:
            _apply(change, edit, index)
        except BusinessRuleError as error:
            refused[index] = error
    calculate(change.loaded.context, [change.work])
    return LinesPreview(change.work, change.rows, refused)


def _opened(entity: LegalEntity, return_id: int, edits: Sequence[ReturnLineEdit], *, locked: bool = True) -> _Change:
    """Lock the order and the return, and read what changing their lines takes."""
    order_id = ReturnOrder.of(entity).values_list("order", flat=True).get(pk=return_id)
    loaded = load_orders(entity, [order_id], locked=locked)
    returns = ReturnOrder.of(entity)
    returned = (returns.locked() if locked else returns).get(pk=return_id)
    return_states.check("change", returned)
    rows = ReturnLine.of(entity).filter(return_order=return_id).select_related("origin_invoice_line__invoice")
    lines = {line.pk: line for line in rows}
    workings: dict[int | None, WorkingLine] = {working.line.pk: working for working in loaded.only().lines}
    for line in lines.values():
        line.return_order, line.order_line = returned, workings[line.order_line_id].line
    drafts = [edit.draft for edit in edits if edit.draft is not None]
    if drafts and any(line.status in RECEIVED for line in lines.values()):
        raise GoodsReceived()
    known = KnownOfReturns.load(entity, drafts, [loaded.only().order.customer_id])
    items = {origin.item_id for origin in known.origins.values()} | {draft.item_id for draft in drafts}
    items |= {edit.values.get("item_id") for edit in edits}
    context = with_new_items(loaded, [LineEdit(values={"item_id": key}) for key in items])
    return _Change(entity, returned, loaded, lines, known, LineBuilder.load(context), workings, origins=dict(known.origins))


def _apply(change: _Change, edit: ReturnLineEdit, index: int) -> None:
    """Add, change or remove one line in memory."""
    if edit.draft is not None:
        _add(change, edit.draft, index)
        return
    line = change.lines[edit.line_id or 0]
    change.rows[index] = change.workings[line.order_line_id]
    values = {name: value for name, value in _signed(edit.values).items() if _differs(line, name, value)}
    if edit.remove:
        return_line_states.check("remove", line)
        change.removed.append(line)
        _give_up(change, line)
        change.work.lines.remove(change.workings[line.order_line_id])
        change.work.charges = [charge for charge in change.work.charges if charge.line_id != line.order_line_id]
    elif values:
        return_line_states.check("change", line)
        _change(change, line, values, index)


def _add(change: _Change, draft: ReturnLineDraft, index: int) -> None:
    order, origin = change.work.order, None
    if draft.invoice_line_id is not None:
        origin = origin_of(change.known, draft, ReturnTerms(order.customer_id, order.currency_id, order.prices_include_tax))
        set_total_discount(order, dict.fromkeys(TOTAL_DISCOUNT, ZERO))  # the line brings its share of that of its sale
    working = change.builder.add(change.work, line_draft(change.known, draft))
    change.new.append((working, draft))
    if origin is not None:
        change.wanted.append(_wanted(origin, working, index))
    elif draft.is_priced:
        change.priced[index] = working
    change.rows[index] = working


def _change(change: _Change, line: ReturnLine, values: Mapping[str, Any], index: int) -> None:
    origin = line.origin_invoice_line
    if origin is not None:
        _check_origin_kept(origin, values)
    _give_up(change, line)
    wanted = {name: value for name, value in values.items() if name != "cost"}
    working = apply_edit(change.builder, change.work, change.workings, LineEdit(line.order_line_id, wanted), KEEP)
    change.touched.append((line, values))
    if origin is not None:
        change.wanted.append(_wanted(origin, working, index))
    elif values.keys() & HELD:
        change.priced[index] = working


def _check_origin_kept(origin: CustomerInvoiceLine, values: Mapping[str, Any]) -> None:
    """Refuse another item than an invoice line sold (RET-35), and other terms (RET-33)."""
    if "item_id" in values:
        raise OtherItem(x=origin.invoice.number, i=origin.item, field="item")
    if not values.keys() <= OF_INVOICE:
        raise LineOfInvoice(x=origin.invoice.number)


def _wanted(origin: CustomerInvoiceLine, working: WorkingLine, index: int) -> Wanted:
    return Wanted(origin, -working.line.ordered_quantity, index)


def _give_up(change: _Change, line: ReturnLine) -> None:
    """Remember what a line announced of its invoice line, before it changes or goes."""
    if line.origin_invoice_line is not None:
        change.origins[line.origin_invoice_line.pk] = line.origin_invoice_line
        change.given_up[line.origin_invoice_line.pk] += abs(line.order_line.ordered_quantity)


def _signed(values: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return values with the sign at which quantities are kept."""
    quantity = values.get("quantity")
    return values if quantity is None else {**values, "quantity": -abs(quantity)}


def _differs(line: ReturnLine, name: str, value: Any) -> bool:
    """Tell whether a value is another one than the line has; what is left empty stays."""
    if name not in LINE_FIELDS:
        raise TypeError(f"Not a field of a return line: {name}")
    names = {"quantity": "ordered_quantity"}
    stored = line.return_cost_price if name == "cost" else getattr(line.order_line, names.get(name, name))
    return value is not None and bool(stored != value)


def _claim(change: _Change) -> None:
    """Announce of invoice lines what changed and new lines bring back, instead of what was given up; raises RET-04.

    The lock is held by then, so that what others returned and credited meanwhile counts. Less than before is never refused.
    """
    wanted: dict[int, Decimal] = defaultdict(Decimal)
    for more in change.wanted:
        wanted[more.origin.pk] += more.quantity
    locked = lock_lines(change.entity, {key: change.origins[key] for key in wanted.keys() | change.given_up.keys()})
    beside = {key: taken - change.given_up.get(key, ZERO) for key, taken in locked.taken.items()}
    growing = {key for key, quantity in wanted.items() if quantity > change.given_up.get(key, ZERO)}
    taken_with((more for more in change.wanted if more.origin.pk in growing), beside)
    locked.claim(wanted, change.given_up)


def _costs(change: _Change) -> tuple[list[PlannedLine], list[tuple[ReturnLine, PlannedLine]]]:
    """Return the new lines and the changed ones with what they cost to come back, per unit of the line.

    By hand that is what was typed, else the current cost of the item where item or unit are others now.
    """
    by_hand = [working for working, draft in change.new if draft.invoice_line_id is None]
    searched = [line for line, values in change.touched if values.keys() & COST_FOLLOWS]
    asked = [*by_hand, *(change.workings[line.order_line_id] for line in searched)]
    known = current_costs(change.entity, asked) if asked else {}
    new = []
    for working, draft in change.new:
        origin = change.known.origins.get(draft.invoice_line_id or 0)
        cost = cost_by_hand(working, known) if origin is None else cost_of_sale(origin)
        new.append(planned_line(working, origin, cost if draft.cost is None else draft.cost))
    changed = []
    for line, values in change.touched:
        working = change.workings[line.order_line_id]
        cost = cost_by_hand(working, known) if line in searched else line.return_cost_price
        changed.append((line, planned_line(working, None, values.get("cost", cost))))
    return new, changed


def _price(change: _Change, limit: Decimal | None) -> None:
    """Price the order anew and hold what was typed just now against the user's limit; raises what is wrong with it."""
    context, work = change.loaded.context, change.work
    calculate(context, [work])
    if work.refusal is not None:
        raise work.refusal
    for index, working in change.priced.items():
        with in_row(index, "quantity"):
            check_credit(context.parameters.discount, working, limit)


def _write_lines(change: _Change, costs: tuple[list[PlannedLine], list[tuple[ReturnLine, PlannedLine]]]) -> None:
    """Write the return lines of what is new, and the costs of what changed; those of removed lines went with their order lines."""
    new, changed = costs
    ReturnLine.of(change.entity).bulk_create(return_line(change.entity, change.returned, line) for line in new)
    rows = [(line.pk, planned.cost) for line, planned in changed if planned.cost != line.return_cost_price]
    update_from_values(ReturnLine, ("return_cost_price",), rows)
