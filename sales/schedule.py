"""Delivery schedules: one line in several deliveries, each with a line of its own (sales.md §12.6). Pure: no queries.

The line that the customer ordered, the commercial line, hands its whole quantity over to its delivery lines: it is stored as cancelled, so
that nothing of it is delivered, reserved, invoiced or totalled. What pages show of it is the sum of its delivery lines.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from foundation.money import round_to_step
from sales.delivery_places import PLACE
from sales.models import SalesOrderLine
from sales.schedule_errors import ScheduleFixed, TooFewDeliveries
from sales.services.working_orders import WorkingLine, WorkingOrder
from sales.ship_dates import ShipCalendar
from sales.statuses import LineKind, SalesStatus
from sales.subscriptions import cycle_date

ZERO = Decimal(0)
SUMMED = ("delivered_quantity", "invoiced_quantity", "cancelled_quantity", "net_amount")
ORDERED_STATUSES = (SalesStatus.OPEN, SalesStatus.DELIVERED, SalesStatus.INVOICED)
"""From the least to the furthest: a line with multiple deliveries is as far as the least of them that is not cancelled."""
ON_DELIVERY_LINES = frozenset({"quantity", "item_id", "unit_id", "warehouse_id", "deliver_now", *PLACE})


@dataclass(frozen=True, slots=True)
class Delivery:
    """One delivery of a schedule: a quantity in the unit of the line, on a day, from a warehouse or that of the line.

    ``place`` holds by field name what it says of address and mode of delivery; the rest is as the line has it.
    """

    quantity: Decimal
    ship_date: date
    warehouse_id: int | None = None
    place: Mapping[str, Any] = field(default_factory=dict)


def spread_deliveries(
    quantity: Decimal, count: int, start: date, every: int, unit: str, step: Decimal, calendar: ShipCalendar | None = None
) -> list[Delivery]:
    """Return equal deliveries every so many days, weeks or months, on the next working day where there is a calendar.

    The difference of rounding goes to the last; where it is more than a step, as many deliveries get a step more as it takes.
    """
    days = [cycle_date(start, number, every, unit) for number in range(max(count, 1))]
    days = [calendar.next_open(day) if calendar is not None else day for day in days]
    return [Delivery(part, day) for part, day in zip(_even_shares(quantity, len(days), step), days, strict=True)]


def _even_shares(quantity: Decimal, count: int, step: Decimal) -> list[Decimal]:
    """Return shares that differ by a step at most: 24 in 5 is 5, 5, 5, 5, 4; 10 in 3 is 3, 3, 4. What is no step goes to the last."""
    share = (quantity / count // step) * step
    over = int((quantity - share * count) // step)
    shares = [share] * (count - over) + [share + step] * over
    if over * 2 >= count:
        shares.reverse()
    return [*shares[:-1], quantity - sum(shares[:-1], ZERO)]


def split_charge(value: Decimal, count: int, step: Decimal) -> list[Decimal]:
    """Return a fixed charge in equal rounded parts; the last takes the rest."""
    part = round_to_step(value / count, step)
    return [*[part] * (count - 1), value - part * (count - 1)]


def with_deliveries(lines: Iterable[SalesOrderLine]) -> list[SalesOrderLine]:
    """Return lines as pages show them: those with multiple deliveries as the sum of their delivery lines."""
    known = list(lines)
    parts: dict[int, list[SalesOrderLine]] = defaultdict(list)
    for line in known:
        if line.commercial_line_id is not None:
            parts[line.commercial_line_id].append(line)
    return [_summed(line, parts[line.pk]) if line.kind == LineKind.COMMERCIAL else line for line in known]


def in_schedules(lines: Iterable[SalesOrderLine]) -> list[SalesOrderLine]:
    """Return lines with the delivery lines of a schedule right below the line that the customer ordered."""
    known = list(lines)
    numbers = {line.pk: line.line_number for line in known}
    return sorted(
        known,
        key=lambda line: (numbers.get(line.commercial_line_id or 0, line.line_number), line.kind == LineKind.DELIVERY, line.line_number),
    )


def _summed(line: SalesOrderLine, parts: list[SalesOrderLine]) -> SalesOrderLine:
    shown = copy(line)
    for name in (*SUMMED, *(("reserved",) if hasattr(line, "reserved") else ())):
        setattr(shown, name, sum((getattr(part, name) for part in parts), ZERO))
    shown.deliver_rest = sum((part.deliver_remainder for part in parts), ZERO)  # type: ignore[attr-defined]
    live = {part.status for part in parts if part.status != SalesStatus.CANCELLED}
    shown.status = next((status for status in ORDERED_STATUSES if status in live), SalesStatus.CANCELLED)
    return shown


def scheduled_totals(work: WorkingOrder) -> list[tuple[WorkingLine, Decimal]]:
    """Return the lines with multiple deliveries of an order in memory, each with what its deliveries add up to."""
    totals: dict[int, Decimal] = defaultdict(lambda: ZERO)
    for working in work.lines:
        if working.line.commercial_line_id is not None:
            totals[working.line.commercial_line_id] += working.line.ordered_quantity
    return [(known, totals[known.line.pk]) for known in work.lines if known.line.kind == LineKind.COMMERCIAL]


def repriced_schedules(work: WorkingOrder) -> list[tuple[WorkingLine, Decimal]]:
    """Return the lines with multiple deliveries that want a price, with the quantity it is for; terms agreed for a delivery go before."""
    agreed = {known.line.commercial_line_id for known in work.lines if known.agreed is not None}
    wanted = [(known, total) for known, total in scheduled_totals(work) if known.search_price or known.search_discount]
    return [(known, total) for known, total in wanted if known.line.pk not in agreed]


def check_scheduled(line: SalesOrderLine, changed: Mapping[str, Any]) -> None:
    """Refuse to change on a commercial line what stands on its delivery lines (SCH-05)."""
    if line.kind == LineKind.COMMERCIAL and ON_DELIVERY_LINES & set(changed):
        raise ScheduleFixed(l=line.line_number, field=next(iter(ON_DELIVERY_LINES & set(changed))).removesuffix("_id"))


def check_removed(work: WorkingOrder, removed: set[int]) -> None:
    """Refuse to remove a commercial line (SCH-05) or the last of its delivery lines (SCH-04)."""
    for working in work.lines:
        line = working.line
        if line.kind != LineKind.COMMERCIAL:
            continue
        if line.pk in removed:
            raise ScheduleFixed(l=line.line_number, record=line.pk)
        parts = [known.line.pk for known in work.lines if known.line.commercial_line_id == line.pk]
        if parts and removed >= set(parts):
            raise TooFewDeliveries(l=line.line_number, record=line.pk)
