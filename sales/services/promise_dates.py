"""The earliest ship date of order lines, and warnings where a date lies before it (sales.md §12.2, §12.3).

Lines without delivery date control are not looked at and cost nothing. What is read is read once for any number of orders.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from foundation.database.together import read_together
from foundation.inventory.models import DeliveryDateControl, InventoryTransaction, Item, OnHand, StockStatus, Warehouse
from foundation.organization.models import LegalEntity
from sales.atp import AtpDay, Fences, Movement, atp_table, earliest_day
from sales.models import SalesOrder, SalesOrderLine, SalesParameters
from sales.promise_errors import NoSupplyInSight, ShipDateTooEarly
from sales.services.ship_days import ShipDays
from sales.services.stock import ORIGIN
from sales.ship_dates import ShipCalendar
from sales.statuses import TRAITS

ZERO = Decimal(0)
BY_STOCK = (DeliveryDateControl.ATP, DeliveryDateControl.ATP_MARGIN)
Place = tuple[int, int | None]
"""An item in a warehouse, or in all warehouses that goods are sold from."""


@dataclass(frozen=True, slots=True)
class Earliest:
    """The first day that a line can leave; an assumption when no supply is in sight."""

    day: date
    assumed: bool = False


@dataclass
class PromiseBook:
    """Calendar, deadlines and expected stock of some items, read once."""

    entity: LegalEntity
    parameters: SalesParameters
    today: date
    days: ShipDays
    on_hand: dict[Place, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    movements: dict[Place, list[Movement]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def load(cls, entity: LegalEntity, parameters: SalesParameters, item_ids: Collection[int]) -> PromiseBook:
        """Read calendar and deadlines in one statement, and in another the stock of the items, where there are any."""
        book = cls(entity, parameters, entity.today(), ShipDays.load(entity, parameters))
        if item_ids:
            book._read_stock(item_ids)
        return book

    def _read_stock(self, item_ids: Collection[int]) -> None:
        sellable = Warehouse.of(self.entity).filter(is_quarantine=False)
        stock = OnHand.of(self.entity).filter(item__in=item_ids, warehouse__in=sellable)
        expected = InventoryTransaction.of(self.entity).promised(item_ids).filter(warehouse__in=sellable)
        read_together(stock, expected)
        for row in stock:
            for place in ((row.item_id, row.warehouse_id), (row.item_id, None)):
                self.on_hand[place] += row.physical
        for moved in expected:
            is_receipt, sold = moved.status == StockStatus.ORDERED, moved.origin == ORIGIN
            if is_receipt and sold:
                continue  # a return that nobody registered yet
            movement = Movement(moved.expected_date, abs(moved.quantity), is_receipt, moved.origin_id if sold else None)
            for place in ((moved.item_id, moved.warehouse_id), (moved.item_id, None)):
                self.movements[place].append(movement)

    @property
    def calendar(self) -> ShipCalendar:
        """The days on which goods leave."""
        return self.days.calendar

    @property
    def fences(self) -> Fences:
        """The horizon, and how overdue movements count."""
        known = self.parameters
        return Fences(known.atp_horizon, known.atp_demand_fence, known.atp_supply_fence, known.atp_demand_offset, known.atp_supply_offset)

    def table(self, place: Place, leave_out: int | None = None) -> list[AtpDay]:
        """Return the ATP per day of an item, without the line that is being promised."""
        return atp_table(self.on_hand[place], self.movements[place], self.today, self.fences, leave_out=leave_out)

    def earliest(self, order: SalesOrder, line: SalesOrderLine, item: Item) -> Earliest | None:
        """Return the first day that what is open of a line can leave; None where nothing is controlled."""
        if line.delivery_date_control == DeliveryDateControl.SALES_LEAD_TIME:
            known = (line.agreed_lead_time, item.sales_lead_time, self.parameters.sales_lead_time)
            return Earliest(self.days.after_lead_time(order, next(days for days in known if days is not None)))
        if line.delivery_date_control not in BY_STOCK or not item.stocked:
            return None
        return self.earliest_of_stock(
            (item.pk, line.warehouse_id), line.deliver_remainder * line.inventory_factor, line.pk, _margin(line, item)
        )

    def earliest_of_stock(self, place: Place, quantity: Decimal, leave_out: int | None = None, margin: int = 0) -> Earliest:
        """Return the first day that a quantity in inventory units is available, plus a margin in days."""
        found = earliest_day(self.table(place, leave_out), quantity)
        day = found or self.today + timedelta(days=self.parameters.atp_horizon + 1)
        return Earliest(self.calendar.next_open(day + timedelta(days=margin)), assumed=found is None)


def _margin(line: SalesOrderLine, item: Item) -> int:
    return item.issue_margin if line.delivery_date_control == DeliveryDateControl.ATP_MARGIN else 0


def is_controlled(order: SalesOrder, line: SalesOrderLine) -> bool:
    """Tell whether the date of a line is checked: something of it is open, and its order is no draft."""
    if line.delivery_date_control == DeliveryDateControl.NONE or not TRAITS[order.order_type].posts_documents:
        return False
    return line.deliver_remainder > 0


def load_promises(entity: LegalEntity, parameters: SalesParameters, lines: Sequence[tuple[SalesOrderLine, Item]]) -> PromiseBook | None:
    """Return what promising some controlled lines reads; None, and nothing is read, when there are none."""
    if not lines:
        return None
    return PromiseBook.load(entity, parameters, {item.pk for line, item in lines if line.delivery_date_control in BY_STOCK})


def judge(book: PromiseBook, order: SalesOrder, line: SalesOrderLine, item: Item) -> list[ShipDateTooEarly | NoSupplyInSight]:
    """Return DLV-01 when the promised date of a line lies before its earliest one, and DLV-02 when that is an assumption.

    A date that could become earlier is left alone.
    """
    earliest = book.earliest(order, line, item)
    promised = line.confirmed_ship_date or line.requested_ship_date
    if earliest is None or promised >= earliest.day:
        return []
    found: list[ShipDateTooEarly | NoSupplyInSight] = [ShipDateTooEarly(d=promised, e=earliest.day, l=line.line_number)]
    return [*found, NoSupplyInSight(e=earliest.day, l=line.line_number)] if earliest.assumed else found
