"""Lines in memory that are made of another line of their order: a copy of it, or a part that is split off (sales.md §9.5)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from copy import copy
from decimal import Decimal
from typing import Any

from django.db import models

from sales.delivery_places import PLACE
from sales.errors import CreditFixed, NotSplittable
from sales.models import SalesOrderCharge, SalesOrderLine
from sales.models.charge import ChargeCategory
from sales.models.terms import PRICED_FOR
from sales.schedule import check_scheduled
from sales.services.order_lines import LineBuilder, LineDraft, checked_quantity, next_number
from sales.services.working_orders import WorkingLine, WorkingOrder
from sales.statuses import DeliveryType, SalesStatus

ZERO = Decimal(0)
_COPIED = (
    "unit_id",
    "warehouse_id",
    *PLACE,
    "name",
    "text",
    "requested_ship_date",
    "requested_receipt_date",
    "sales_tax_group_id",
    "item_sales_tax_group_id",
    "billable",
)
_TERMS = ("overdelivery_percent", "underdelivery_percent", "prevent_partial_delivery", "delivery_date_control")
_READ_ALONG = ("order", "item", "sales_tax_group", "item_sales_tax_group")


def add_copy(builder: LineBuilder, work: WorkingOrder, source: WorkingLine, values: Mapping[str, Any], *, charges: bool) -> WorkingLine:
    """Append a copy of a line to the order in memory, and return it; ``values`` by field of a line go before what is copied.

    A copy is a new line: nothing of it is delivered, promised or stopped. Prices and discounts that were typed are copied, others are
    searched, and with ``charges`` the charges that people put on the line come along. Raises what adding a line raises.
    """
    line = source.line
    taken = {name: getattr(line, name) for name in _COPIED} | {"item_id": line.item.key, "quantity": line.ordered_quantity}
    if line.price_manual:
        taken |= {"unit_price": line.unit_price, "price_unit": line.price_unit}
    if line.discount_manual:
        taken |= {"discount_amount": line.discount_amount, "discount_percent": line.discount_percent}
    made = builder.add(work, LineDraft(origin=SalesOrderLine.Origin.COPY, **(taken | dict(values))))
    for name in _TERMS:
        setattr(made.line, name, getattr(line, name))
    if charges:
        work.charges += [charge_for(charge, made.line, charge.value) for charge in _typed_charges(work, line)]
    return made


def split_off(builder: LineBuilder, work: WorkingOrder, source: WorkingLine, quantity: Decimal, *, search_discounts: bool) -> WorkingLine:
    """Move a part of the open quantity of a line to a new line of the order in memory, and return that one.

    Both keep the price, as long as they are together as much, and unless they are searched again the discounts. What is delivered,
    invoiced or cancelled stays on the line, and so do its fixed charges; charges that follow the quantity or the amount are on
    both. The new line counts on the same agreed terms. A part of what a vendor delivers is delivered from stock. Raises ORD-03,
    ORD-04, ORD-13, ORD-54, ORD-56 and SCH-05.
    """
    line = source.line
    check_scheduled(line, {"quantity": quantity})
    if line.origin == SalesOrderLine.Origin.CREDIT:
        raise CreditFixed(l=line.line_number)
    part = checked_quantity(work.order, source.item, builder.context.units[line.unit_id], quantity, work.notices)
    rest = line.deliver_remainder
    if part * rest <= 0 or abs(part) > abs(rest) or part == line.ordered_quantity:
        raise NotSplittable(l=line.line_number, q=f"{rest.normalize():f}")
    line.price_source = {PRICED_FOR: f"{line.ordered_quantity.normalize():f}", **(line.price_source or {})}
    made = append_copy(work, source)
    new, planned = made.line, line.deliver_now
    new.delivery_type, new.stopped = DeliveryType.STOCK, line.stopped
    new.ordered_quantity = part
    line.ordered_quantity -= part
    line.deliver_now = min(planned, line.deliver_remainder, key=abs)
    new.deliver_now = min(planned - line.deliver_now, part, key=abs)
    made.terms_like = line.pk
    made.search_discount = source.search_discount = search_discounts
    growing = [charge for charge in _typed_charges(work, line) if charge.category != ChargeCategory.FIXED]
    work.charges += [charge_for(charge, new, charge.value) for charge in growing]
    return made


def split_totals(work: WorkingOrder) -> dict[tuple[Any, ...], Decimal]:
    """Return what the parts of split lines of an order in memory add up to, by what they have in common."""
    totals: dict[tuple[Any, ...], Decimal] = defaultdict(lambda: ZERO)
    for working in work.lines:
        if PRICED_FOR in (working.line.price_source or {}):
            totals[_whole(working.line)] += working.line.ordered_quantity
    return totals


def search_parts(work: WorkingOrder, before: Mapping[tuple[Any, ...], Decimal]) -> None:
    """Search what was found for a line that was split since, where its parts add up to another quantity now (sales.md §3.6, §9.5).

    What was typed stays, and so does the price of what has moved.
    """
    now = split_totals(work)
    changed = {key for key, total in before.items() if now.get(key, ZERO) != total}
    for working in work.lines if changed else ():
        line = working.line
        is_part = PRICED_FOR in (line.price_source or {}) and _whole(line) in changed
        if is_part and not (line.delivered_quantity or line.invoiced_quantity):
            working.is_changed = True
            working.search_price = working.search_price or not line.price_manual
            working.search_discount = working.search_discount or not line.discount_manual


def _whole(line: SalesOrderLine) -> tuple[Any, ...]:
    return line.item.key, line.unit_id, line.price_source[PRICED_FOR]


def append_copy(work: WorkingOrder, source: WorkingLine) -> WorkingLine:
    """Append a line to the order in memory that is like another one in all but its number, and of which nothing has moved."""
    line = copy(source.line)
    line.pk, line._state = None, models.base.ModelState()
    for name in _READ_ALONG:
        setattr(line, name, getattr(source.line, name))
    line.line_number = next_number(known.line.line_number for known in work.lines)
    line.delivered_quantity = line.invoiced_quantity = line.cancelled_quantity = line.invoiced_amount = ZERO
    line.status = SalesStatus.OPEN
    working = WorkingLine(line, source.item)
    work.lines.append(working)
    return working


def charge_for(source: SalesOrderCharge, line: SalesOrderLine, value: Decimal) -> SalesOrderCharge:
    """Return a charge like another one, of which nothing is invoiced, for a line."""
    charge = copy(source)
    charge._state = models.base.ModelState()
    charge.pk, charge.value, charge.invoiced_amount = None, value, ZERO
    charge.line, charge.code, charge.unit = line, source.code, source.unit
    return charge


def _typed_charges(work: WorkingOrder, line: SalesOrderLine) -> list[SalesOrderCharge]:
    """Return the charges of a line that people put there; automatic ones are found anew."""
    return [charge for charge in work.charges if charge.line_id == line.pk and charge.origin != SalesOrderCharge.Origin.AUTO]
