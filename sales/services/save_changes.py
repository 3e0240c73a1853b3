"""Write an order that was changed in memory: lines, charges, totals, statuses and stock together, in a fixed number of statements."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils import timezone

from foundation.database.set_update import update_from_values
from foundation.events import publish
from foundation.organization.models import LegalEntity
from foundation.organization.services.save_record import delete_unless_used
from sales import agreed_terms
from sales.events import DirectLinesChanged
from sales.models import SalesOrder, SalesOrderCharge, SalesOrderLine
from sales.services import quantities, stock
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
TOTAL_COLUMNS = ("order_amount", "total_discount_percent", "total_discount_manual", "changed_since_confirmation")
CONFIRMED_COLUMNS = (*TOTAL_COLUMNS, "confirmed_version", "confirmed_ship_date", "confirmed_receipt_date")
CONFIRMED_FACTS = ("item_id", "ordered_quantity", "unit_id", "unit_price", "net_amount", "requested_ship_date", "confirmed_ship_date")

DELIVERY_ADDRESS = frozenset({"delivery_name", "delivery_street", "delivery_postal_code", "delivery_city", "delivery_country"})

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


def save_changes(
    entity: LegalEntity, work: WorkingOrder, before: Snapshot, *, removed: Iterable[int] = (), header: Iterable[str] = ()
) -> None:
    """Write new, changed and removed lines, charges, the named header fields and totals, then statuses and stock."""
    gone = list(removed)
    stock.remove(entity, gone)
    delete_unless_used(SalesOrderLine.of(entity).filter(pk__in=gone), work.order)
    new = [working.line for working in work.lines if working.line.pk is None]
    changed = [working.line for working in work.lines if working.line.pk and line_values(working.line) != before[working.line.pk]]
    update_from_values(SalesOrderLine, LINE_COLUMNS, ((line.pk, *line_values(line)) for line in changed), touch="updated_at")
    SalesOrderLine.of(entity).bulk_create(new)
    _save_charges(entity, work)
    agreed_terms.keep(entity, [work])
    order = work.order
    order.changed_since_confirmation = order.changed_since_confirmation or bool(
        order.confirmed_version and (new or gone or _told(changed, before))
    )
    columns = dict.fromkeys([*header, *TOTAL_COLUMNS])
    SalesOrder.of(entity).filter(pk=order.pk).update(**{name: getattr(order, name) for name in columns}, updated_at=timezone.now())
    if any(working.line.kind == LineKind.COMMERCIAL for working in work.lines):
        quantities.hand_over(entity, order.pk)
    quantities.derive_statuses(entity, [order.pk])
    moved = [line.pk for line in (*new, *changed)]
    stock.sync_open(entity, moved)
    direct = _direct(work) if DELIVERY_ADDRESS & set(header) else [line for line in changed if line.delivery_type == DeliveryType.DIRECT]
    if direct:
        publish(DirectLinesChanged(entity, [line.pk for line in direct]))
    if order.automatic_reservation:
        work.notices.extend(stock.reserve_open(entity, moved).values())


def _direct(work: WorkingOrder) -> list[SalesOrderLine]:
    """Return the lines that vendors deliver."""
    return [working.line for working in work.lines if working.line.pk and working.line.delivery_type == DeliveryType.DIRECT]


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
    """Tell whether a change concerns what the customer has on paper: item, quantity, price or date."""
    names = [getattr(SalesOrderLine._meta.get_field(name), "attname", name) for name in LINE_COLUMNS]
    positions = [names.index(fact) for fact in CONFIRMED_FACTS]
    return any(line_values(line)[position] != before[line.pk][position] for line in changed for position in positions)


def _save_charges(entity: LegalEntity, work: WorkingOrder) -> None:
    """Make the charges of the order what they are in memory; those with a key stay, the rest of the table goes."""
    kept = [charge.pk for charge in work.charges if charge.pk]
    SalesOrderCharge.of(entity).filter(order=work.order).exclude(pk__in=kept).delete()
    SalesOrderCharge.of(entity).bulk_create(charge for charge in work.charges if not charge.pk)
