"""What an order would be if it were saved as it is typed now: priced, totalled and checked row by row. Reads only."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, TypeVar

from customers.buyers import BuyerKey
from foundation.errors import BusinessRuleError
from foundation.inventory.models import OnHand
from foundation.ledger.tax_setup import TaxSetup
from foundation.organization.models import LegalEntity, User
from sales.services.calculate_orders import calculate
from sales.services.change_lines import Answers, LineEdit, apply_edit, with_new_items
from sales.services.load_orders import LoadedOrders, load_orders
from sales.services.order_defaults import HeaderDefaults
from sales.services.order_lines import LineBuilder, LineDraft
from sales.services.summarise_order import OrderSummary, summarise
from sales.services.total_discounts import TOTAL_DISCOUNT, set_total_discount
from sales.services.unit_factors import UnitFactors
from sales.services.working_orders import OrderContext, WorkingLine, WorkingOrder, remembered
from sales.statuses import SalesOrderType

Row = TypeVar("Row")


@dataclass
class OrderPreview:
    """The order in memory with what is wrong or worth knowing, per row of the form; ``refusal`` concerns the whole order.

    ``free`` holds what lies free in stock by item and warehouse, in inventory units.
    """

    work: WorkingOrder
    rows: dict[int, WorkingLine] = field(default_factory=dict)
    refused: dict[int, BusinessRuleError] = field(default_factory=dict)
    notices: dict[int, list[BusinessRuleError]] = field(default_factory=dict)
    refusal: BusinessRuleError | None = None
    summary: OrderSummary | None = None
    free: Mapping[tuple[int, int], Decimal] = field(default_factory=dict)
    unit_codes: Mapping[int, str] = field(default_factory=dict)

    def available(self, row: int) -> Decimal | None:
        """Return what lies free for a row, in inventory units; None for what is not stocked."""
        working = self.rows[row]
        if not working.item.stocked or working.line.warehouse_id is None:
            return None
        return self.free.get((working.item.pk, working.line.warehouse_id), Decimal(0))


def preview_new_order(
    entity: LegalEntity,
    customer_id: BuyerKey,
    header: Mapping[str, Any],
    rows: Mapping[int, LineDraft],
    user: User,
    *,
    invoice_account_id: int | None = None,
    discount_limit: Decimal | None = None,
    order_type: str = SalesOrderType.SALES_ORDER,
    agreement_id: int | None = None,
) -> OrderPreview:
    """Return the order that the rows would make for a customer; raises ORD-01 and ORD-02 for a customer that takes no orders."""
    context = OrderContext.load(entity, {draft.item_id for draft in rows.values()})
    keys: set[BuyerKey] = {key for key in (customer_id, invoice_account_id) if key is not None}
    order = HeaderDefaults.load(entity, keys).new_order(customer_id, order_type, header, invoice_account_id, user)
    work = WorkingOrder(order, order.customer, search_charges=True, total_discount_typed=not header.keys().isdisjoint(TOTAL_DISCOUNT))
    work.agreement_id = agreement_id
    builder = LineBuilder.load(context)
    preview = _with_rows(work, rows, lambda draft: builder.add(work, draft))
    return _calculated(preview, LoadedOrders(context, {0: work}, builder.units), discount_limit)


def preview_order_change(
    entity: LegalEntity, order_id: int, header: Mapping[str, Any], edits: Mapping[int, LineEdit], answers: Answers
) -> OrderPreview:
    """Return the order as the edits would leave it; removed lines are left out of it."""
    return preview_change(load_orders(entity, [order_id]), header, edits, answers)


def preview_change(loaded: LoadedOrders, header: Mapping[str, Any], edits: Mapping[int, LineEdit], answers: Answers) -> OrderPreview:
    """Return the one order in memory as the edits would leave it."""
    work = loaded.only()
    work.before, work.end_terms = remembered(work), answers.end_terms
    before = [getattr(work.order, name) for name in TOTAL_DISCOUNT]
    for name, value in header.items():
        setattr(work.order, name, value)
    set_total_discount(work.order, header)
    work.total_discount_typed = [getattr(work.order, name) for name in TOTAL_DISCOUNT] != before
    context = with_new_items(loaded, list(edits.values()))
    builder = LineBuilder.load(context)
    known: dict[int | None, WorkingLine] = {working.line.pk: working for working in work.lines}
    removed = {edit.line_id for edit in edits.values() if edit.remove and edit.line_id}
    kept = {row: edit for row, edit in edits.items() if not edit.remove}
    preview = _with_rows(work, kept, lambda edit: apply_edit(builder, work, known, edit, answers))
    work.lines = [working for working in work.lines if working.line.pk is None or working.line.pk not in removed]
    work.search_charges = True
    return _calculated(preview, LoadedOrders(context, loaded.works, UnitFactors.load(context.items)), answers.discount_limit)


def _with_rows(work: WorkingOrder, rows: Mapping[int, Row], add: Callable[[Row], WorkingLine]) -> OrderPreview:
    """Put every row on the order; what a row is refused for, or worth knowing of it, stands by its position."""
    preview = OrderPreview(work)
    for position, row in rows.items():
        told = len(work.notices)
        try:
            preview.rows[position] = add(row)
            preview.rows[position].row = position
        except BusinessRuleError as error:
            preview.refused[position] = error.at(position)
        preview.notices[position] = work.notices[told:]
    return preview


def _calculated(preview: OrderPreview, loaded: LoadedOrders, discount_limit: Decimal | None) -> OrderPreview:
    work = preview.work
    told = len(work.notices)
    calculate(loaded.context, [work], discount_limit=discount_limit)
    for notice in work.notices[told:]:
        if notice.row is not None:
            preview.notices[notice.row].append(notice)
    if work.refusal is not None and work.refusal.row is not None:
        preview.refused[work.refusal.row] = work.refusal
    else:
        preview.refusal = work.refusal
    preview.summary = summarise(loaded, work, TaxSetup.load(loaded.context.entity))
    preview.unit_codes = {key: unit.code for key, unit in loaded.context.units.items()}
    preview.free = _free_stock(loaded.context.entity, preview.rows.values())
    return preview


def _free_stock(entity: LegalEntity, lines: Iterable[WorkingLine]) -> dict[tuple[int, int], Decimal]:
    stock = OnHand.of(entity).filter(item__in={working.item.pk for working in lines if working.item.stocked})
    return {(row.item_id, row.warehouse_id): row.available_physical for row in stock}
