"""Write orders that were changed in memory: lines, charges, totals, statuses and stock together, in a fixed number of statements."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from foundation.database.set_update import update_from_values
from foundation.events import publish
from foundation.organization.models import LegalEntity, User
from foundation.organization.services.save_record import delete_unless_used
from sales import agreed_terms
from sales.delivery_places import ADDRESS
from sales.events import DirectLinesChanged
from sales.models import OrderHold, SalesOrder, SalesOrderCharge, SalesOrderLine
from sales.services import quantities, stock
from sales.services.hold_checkouts import check_checkouts
from sales.services.working_orders import WorkingOrder
from sales.statuses import DeliveryType, LineKind

LINE_COLUMNS = (
    "item",
    "name",
    "ordered_quantity",
    "unit",
    "inventory_factor",
    "deliver_now",
    "unit_price",
    "price_unit",
    "discount_amount",
    "discount_percent",
    "multiline_amount",
    "multiline_percent",
    "net_amount",
    "price_manual",
    "discount_manual",
    "price_source",
    "unit_cost",
    "overdelivery_percent",
    "underdelivery_percent",
    "prevent_partial_delivery",
    "stopped",
    "billable",
    "warehouse",
    *ADDRESS,
    "delivery_mode",
    "requested_ship_date",
    "requested_receipt_date",
    "confirmed_ship_date",
    "confirmed_receipt_date",
    "delivery_date_control",
    "kind",
    "sales_tax_group",
    "item_sales_tax_group",
    "text",
)
TOTAL_COLUMNS = ("order_amount", "total_discount_percent", "total_discount_amount", "total_discount_manual", "changed_since_confirmation")
CONFIRMED_COLUMNS = (*TOTAL_COLUMNS, "confirmed_version", "confirmed_ship_date", "confirmed_receipt_date")
CONFIRMED_FACTS = (
    *("item_id", "ordered_quantity", "unit_id", "unit_price", "net_amount", "requested_ship_date", "confirmed_ship_date"),
    *ADDRESS,
)

Snapshot = dict[int, tuple[Any, ...]]


def line_values(line: SalesOrderLine) -> tuple[Any, ...]:
    """Return the values of a line that changes may touch, as the database takes them."""
    values = []
    for name in LINE_COLUMNS:
        field = SalesOrderLine._meta.get_field(name)
        value = getattr(line, getattr(field, "attname", name))
        values.append(json.dumps(value) if name == "price_source" else value)
    return tuple(values)


def snapshot(work: WorkingOrder) -> Snapshot:
    """Return what the lines of an order were, to compare with later."""
    return {working.line.pk: line_values(working.line) for working in work.lines}


@dataclass(frozen=True)
class ChangedOrder:
    """An order as it was changed in memory, with the snapshot of before and the keys of the lines that go."""

    work: WorkingOrder
    before: Snapshot
    removed: Sequence[int] = ()

    @cached_property
    def new(self) -> list[SalesOrderLine]:
        """Return the lines that were not there before."""
        return [working.line for working in self.work.lines if working.line.pk is None]

    @cached_property
    def changed(self) -> list[SalesOrderLine]:
        """Return the lines that are stored otherwise."""
        known = [working.line for working in self.work.lines if working.line.pk]
        return [line for line in known if line_values(line) != self.before[line.pk]]

    @property
    def tells_otherwise(self) -> bool:
        """Tell whether the change concerns what the customer has on paper: a line, its item, quantity, price, date or address."""
        return bool(self.new or self.removed or _told(self.changed, self.before))


def save_changes(
    entity: LegalEntity,
    work: WorkingOrder,
    before: Snapshot,
    *,
    removed: Iterable[int] = (),
    header: Iterable[str] = (),
    user: User | None = None,
) -> None:
    """Write one order as ``save_all`` does."""
    save_all(entity, [ChangedOrder(work, before, list(removed))], header=header, user=user)


def save_all(entity: LegalEntity, orders: Sequence[ChangedOrder], *, header: Iterable[str] = (), user: User | None = None) -> None:
    """Write new, changed and removed lines, charges, the named header fields and totals, then statuses and stock.

    The number of statements does not depend on the number of orders. ``user`` is who removes lines: raises HLD-03 while somebody
    else works on a hold of their order.
    """
    check_checkouts(entity, [order.work.order.pk for order in orders if order.removed], user)
    gone = [key for order in orders for key in order.removed]
    new = [line for order in orders for line in order.new]
    changed = [line for order in orders for line in order.changed]
    stock.remove(entity, gone)
    delete_unless_used(SalesOrderLine.of(entity).filter(pk__in=gone), ", ".join(str(order.work.order) for order in orders if order.removed))
    _mark_told(orders)
    update_from_values(SalesOrderLine, LINE_COLUMNS, ((line.pk, *line_values(line)) for line in changed), touch="updated_at")
    SalesOrderLine.of(entity).bulk_create(new)
    works = [order.work for order in orders]
    _save_charges(entity, works)
    agreed_terms.keep(entity, works)
    _save_headers(works, header)
    commercial = {work.order.pk for work in works for working in work.lines if working.line.kind == LineKind.COMMERCIAL}
    if commercial:
        quantities.hand_over(entity, commercial)
    quantities.derive_statuses(entity, [work.order.pk for work in works])
    stock.sync_open(entity, [line.pk for line in (*new, *changed)])
    direct = [line for work in works for line in _direct(work)] if set(ADDRESS) & set(header) else _delivered_by_vendors(changed)
    if direct:
        publish(DirectLinesChanged(entity, [line.pk for line in direct]))
    _reserve(entity, orders)


def _mark_told(orders: Iterable[ChangedOrder]) -> None:
    """Mark the orders whose customers have something else on paper; asked before new lines have keys."""
    for changed in orders:
        order = changed.work.order
        order.changed_since_confirmation = order.changed_since_confirmation or bool(order.confirmed_version and changed.tells_otherwise)


def _save_headers(works: Sequence[WorkingOrder], header: Iterable[str]) -> None:
    columns = list(dict.fromkeys([*header, *TOTAL_COLUMNS]))
    rows = ((work.order.pk, *(getattr(work.order, name) for name in columns)) for work in works)
    update_from_values(SalesOrder, columns, rows, touch="updated_at")


def _reserve(entity: LegalEntity, orders: Iterable[ChangedOrder]) -> None:
    """Reserve what orders that do so by themselves have open, and tell them what fell short; no hold forbids it (sales.md §10.1)."""
    asking = [order for order in orders if order.work.order.automatic_reservation]
    on_hold = [order.work.order.pk for order in asking if order.work.order.do_not_process]
    held = set(OrderHold.of(entity).releasing().filter(order__in=on_hold).values_list("order", flat=True)) if on_hold else set()
    asking = [order for order in asking if order.work.order.pk not in held]
    moved = [line.pk for order in asking for line in (*order.new, *order.changed)]
    short = stock.reserve_open(entity, moved) if asking else {}
    for order in asking if short else ():
        order.work.notices.extend(short[working.line.pk] for working in order.work.lines if working.line.pk in short)


def _direct(work: WorkingOrder) -> list[SalesOrderLine]:
    return _delivered_by_vendors(working.line for working in work.lines if working.line.pk)


def _delivered_by_vendors(lines: Iterable[SalesOrderLine]) -> list[SalesOrderLine]:
    return [line for line in lines if line.delivery_type == DeliveryType.DIRECT]


def save_calculated(entity: LegalEntity, works: Sequence[WorkingOrder], before: Mapping[int, Snapshot]) -> None:
    """Write what calculating orders anew and confirming them changed, of any number of orders: two statements.

    ``before`` holds the snapshot of each order by its key. Quantities, items and warehouses must be what they were.
    """
    changed = [
        working.line for work in works for working in work.lines if line_values(working.line) != before[work.order.pk][working.line.pk]
    ]
    update_from_values(SalesOrderLine, LINE_COLUMNS, ((line.pk, *line_values(line)) for line in changed), touch="updated_at")
    rows = ((work.order.pk, *(getattr(work.order, name) for name in CONFIRMED_COLUMNS)) for work in works)
    update_from_values(SalesOrder, CONFIRMED_COLUMNS, rows, touch="updated_at")


def _told(changed: Iterable[SalesOrderLine], before: Snapshot) -> bool:
    """Tell whether a change concerns what the customer has on paper: item, quantity, price, date or address."""
    names = [getattr(SalesOrderLine._meta.get_field(name), "attname", name) for name in LINE_COLUMNS]
    positions = [names.index(fact) for fact in CONFIRMED_FACTS]
    return any(line_values(line)[position] != before[line.pk][position] for line in changed for position in positions)


def _save_charges(entity: LegalEntity, works: Sequence[WorkingOrder]) -> None:
    """Make the charges of the orders what they are in memory; those with a key stay, their other ones go."""
    charges = [charge for work in works for charge in work.charges]
    foreign = {charge.pk for charge in charges if charge.pk and charge.currency_id}
    stored = SalesOrderCharge.of(entity).filter(order__in=[work.order.pk for work in works])
    stored.exclude(pk__in=[charge.pk for charge in charges if charge.pk]).delete()
    SalesOrderCharge.of(entity).bulk_create(charge for charge in charges if not charge.pk)
    update_from_values(SalesOrderCharge, ("rate",), [(charge.pk, charge.rate) for charge in charges if charge.pk in foreign])
