"""Build and check order lines: item, unit, quantity rules, warehouse, tax group, tolerances (sales.md §2.2, §9.2)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_CEILING, Decimal
from typing import Any

from customers.models import Customer
from customers.models.customer import PartialDelivery
from foundation.errors import BusinessRuleError
from foundation.inventory.models import Item, Unit
from foundation.inventory.sold import SoldKey
from foundation.inventory.variants import require_variant
from sales.bounds import check_amount, check_dates, check_prices, check_quantity_size
from sales.delivery_places import PLACE, with_place
from sales.errors import (
    DeliverNowTooHigh,
    ItemStopped,
    NegativeNotAllowed,
    QuantityIsZero,
    QuantityOutsideLimits,
    QuantityRoundedUp,
    ReturnQuantityPositive,
    TooManyDecimals,
    UnitNotConvertible,
    WarehouseMissing,
)
from sales.models import SalesOrder, SalesOrderLine
from sales.services.line_places import set_place
from sales.services.unit_factors import UnitFactors
from sales.services.working_orders import OrderContext, WorkingLine, WorkingOrder
from sales.ship_dates import ShipCalendar
from sales.statuses import TRAITS

LINE_STEP = 10
_DATES = ("requested_ship_date", "requested_receipt_date", "confirmed_ship_date", "confirmed_receipt_date")
_TOLERANCES = ("overdelivery_percent", "underdelivery_percent", "prevent_partial_delivery")
TYPED_PRICES = ("unit_price", "price_unit", "discount_amount", "discount_percent")


@dataclass(frozen=True, slots=True)
class LineDraft:
    """A line as entered; what is None is searched or defaulted. A given price or discount counts as typed by hand.

    ``found_price`` and ``found_discount`` tell that it was not, but stands in a document that is copied.
    A given ``net_amount`` counts only where the parameters say that it is not calculated anew (sales.md §3.6).
    ``item_id`` names a sales category on a line of a quotation whose item does not exist yet.
    """

    item_id: SoldKey
    quantity: Decimal | None = None
    unit_id: int | None = None
    unit_price: Decimal | None = None
    price_unit: Decimal | None = None
    discount_amount: Decimal | None = None
    discount_percent: Decimal | None = None
    net_amount: Decimal | None = None
    warehouse_id: int | None = None
    delivery_name: str = ""
    delivery_street: str = ""
    delivery_postal_code: str = ""
    delivery_city: str = ""
    delivery_country: str = ""
    delivery_mode_id: int | None = None
    name: str = ""
    text: str = ""
    requested_ship_date: date | None = None
    requested_receipt_date: date | None = None
    sales_tax_group_id: int | None = None
    item_sales_tax_group_id: int | None = None
    stopped: bool = False
    billable: bool = True
    origin: str = SalesOrderLine.Origin.NONE
    terms_key: int | None = None
    """What of a room's terms was chosen for the line, as in ``WorkingLine``; ``terms_like`` names a line that it brings back."""
    terms_like: int | None = None
    deliver_now: Decimal | None = None
    confirmed_ship_date: date | None = None
    confirmed_receipt_date: date | None = None
    delivery_date_control: str = ""
    overdelivery_percent: Decimal | None = None
    underdelivery_percent: Decimal | None = None
    prevent_partial_delivery: bool | None = None
    found_price: Mapping[str, Any] | None = None
    """Why the given price is what it is where nobody typed it; ``found_discount`` tells that of the given discount."""
    found_discount: bool = False

    @property
    def has_discount(self) -> bool:
        """Whether a discount was typed."""
        return self.discount_amount is not None or self.discount_percent is not None


@dataclass
class LineBuilder:
    """Builds lines for any number of orders from what was read once."""

    context: OrderContext
    units: UnitFactors = field(default_factory=UnitFactors)

    @classmethod
    def load(cls, context: OrderContext) -> LineBuilder:
        """Read the unit conversions of the items: one query."""
        return cls(context, UnitFactors.load(context.items))

    def add(self, work: WorkingOrder, draft: LineDraft) -> WorkingLine:
        """Append a new line to an order in memory; raises ORD-03 … ORD-06, ORD-13, ORD-38 and ORD-39."""
        item = self.context.items[draft.item_id]
        if item.stopped or not item.is_active:
            raise ItemStopped(i=item)
        require_variant(item)
        order, number = work.order, next_number(known.line.line_number for known in work.lines)
        check_dates({name: getattr(draft, name) for name in _DATES})
        check_prices(number, {name: getattr(draft, name) for name in TYPED_PRICES if name != "price_unit" or draft.price_unit})
        line = self._new_line(order, item, number, draft)
        self._set_place(order, line, draft)
        self._set_dates(order, line, draft)
        set_tolerances(line, item, work.customer)
        _take_tolerances(line, draft)
        wanted = draft.quantity if draft.quantity is not None else (item.standard_quantity or Decimal(1))
        self.set_quantity(work, line, item, wanted)
        line.deliver_now = Decimal(0) if TRAITS[order.order_type].returns_goods else line.ordered_quantity
        if draft.deliver_now is not None:
            set_deliver_now(line, draft.deliver_now)
        take_typed_prices(line, draft)
        working = self._working(line, item, draft)
        work.lines.append(working)
        return working

    def _new_line(self, order: SalesOrder, item: Item, number: int, draft: LineDraft) -> SalesOrderLine:
        """Return the line with what was given of it, else what item and order say; place, dates and quantities are to follow."""
        line = SalesOrderLine(
            legal_entity=self.context.entity,
            order=order,
            line_number=number,
            item=item,
            name=draft.name or item.name_in(order.language),
            unit_id=draft.unit_id or item.sales_unit_id,
            warehouse_id=draft.warehouse_id or order.warehouse_id or item.default_warehouse_id,
            text=draft.text,
            stopped=draft.stopped,
            billable=draft.billable,
            origin=draft.origin,
            unit_cost=item.base_cost,
            sales_tax_group_id=draft.sales_tax_group_id or order.sales_tax_group_id,
            delivery_date_control=draft.delivery_date_control or item.delivery_date_control or order.delivery_date_control,
        )
        _set_item_tax_group(line, item, draft)
        return line

    def _set_place(self, order: SalesOrder, line: SalesOrderLine, draft: LineDraft) -> None:
        """Let the line go where it was entered to go, with the tax group of that country unless another was given."""
        place = with_place(order, None, {name: getattr(draft, name) for name in PLACE})
        set_place(self.context, order, line, place, taxed_there=not draft.sales_tax_group_id)

    def _set_dates(self, order: SalesOrder, line: SalesOrderLine, draft: LineDraft) -> None:
        """Set when the line leaves and arrives: as given, else as one follows from the other and from how it travels (sales.md §12.1)."""
        days, weekdays = self.context.transport_days(order, line.delivery_mode_id), self.context.parameters.working_days
        line.requested_ship_date = draft.requested_ship_date or ship_date(order, draft.requested_receipt_date, weekdays, days)
        line.requested_receipt_date = draft.requested_receipt_date or receipt_date(order, draft.requested_ship_date, days)
        line.confirmed_ship_date = draft.confirmed_ship_date
        line.confirmed_receipt_date = draft.confirmed_receipt_date or arrival_date(draft.confirmed_ship_date, days)

    def _working(self, line: SalesOrderLine, item: Item, draft: LineDraft) -> WorkingLine:
        """Return the line with what is to be searched for it."""
        working = WorkingLine(line, item, draft.unit_price is None, not draft.has_discount, is_changed=True, terms_key=draft.terms_key)
        working.terms_like, working.found_before = draft.terms_like, draft.found_price
        if draft.net_amount and not self.context.parameters.recalculate_on_import:
            check_amount(draft.net_amount, "net_amount")
            working.given_net = draft.net_amount
        return working

    def set_quantity(self, work: WorkingOrder, line: SalesOrderLine, item: Item, quantity: Decimal) -> None:
        """Set the ordered quantity by the rules of its unit, its item and its order type, and the factor to inventory units."""
        unit = self.context.units[line.unit_id]
        line.ordered_quantity = checked_quantity(work.order, item, unit, quantity, work.notices)
        factor = Decimal(1) if item.stands_for else self.units.factor(item.pk, line.unit_id, item.inventory_unit_id)
        if factor is None:
            raise UnitNotConvertible(i=item, u=unit, v=self.context.units[item.inventory_unit_id])
        check_quantity_size(line.ordered_quantity * factor)
        line.inventory_factor = factor
        holds_stock = line.origin != SalesOrderLine.Origin.CREDIT  # what is credited without its goods has no warehouse
        if holds_stock and item.stocked and line.warehouse_id is None and TRAITS[work.order.order_type].holds_stock:
            raise WarehouseMissing(l=line.line_number, i=item)


def receipt_date(order: SalesOrder, ship_date: date | None, days: int) -> date:
    """Return when goods that leave on a day and travel so many days arrive; without a day they leave with the order."""
    day = ship_date or order.requested_ship_date
    return order.requested_receipt_date if day == order.requested_ship_date and days == _days(order) else day + timedelta(days=days)


def arrival_date(ship_day: date | None, days: int) -> date | None:
    """Return when goods that leave on a day and travel so many days arrive, None without a day."""
    return None if ship_day is None else ship_day + timedelta(days=days)


def ship_date(order: SalesOrder, receipt_day: date | None, weekdays: Collection[int], days: int) -> date:
    """Return the last working day to leave on for goods that arrive on a day and travel so many days; without one that of the order."""
    if receipt_day is None or (receipt_day == order.requested_receipt_date and days == _days(order)):
        return order.requested_ship_date
    return ShipCalendar(frozenset(weekdays)).last_open(receipt_day - timedelta(days=days))


def _days(order: SalesOrder) -> int:
    """Return how long the goods of an order travel."""
    return order.delivery_mode.transport_days if order.delivery_mode is not None else 0


def _set_item_tax_group(line: SalesOrderLine, item: Item, draft: LineDraft) -> None:
    """Take the group that was given, else the item's, which is already read."""
    if draft.item_sales_tax_group_id:
        line.item_sales_tax_group_id = draft.item_sales_tax_group_id
    else:
        line.item_sales_tax_group = item.item_sales_tax_group


def next_number(numbers: Iterable[int]) -> int:
    """Return the next line number in steps of ten."""
    return (max(numbers, default=0) // LINE_STEP + 1) * LINE_STEP


def set_tolerances(line: SalesOrderLine, item: Item, customer: Customer) -> None:
    """Take over- and under-delivery from the customer, else from the item."""
    line.overdelivery_percent = item.overdelivery_percent if customer.tolerance_over is None else customer.tolerance_over
    line.underdelivery_percent = item.underdelivery_percent if customer.tolerance_under is None else customer.tolerance_under
    line.prevent_partial_delivery = customer.partial_delivery == PartialDelivery.COMPLETE_LINE


def _take_tolerances(line: SalesOrderLine, draft: LineDraft) -> None:
    """Take over- and under-delivery, and whether the line goes in one delivery, as they were given."""
    for name in _TOLERANCES:
        if getattr(draft, name) is not None:
            setattr(line, name, getattr(draft, name))


def set_deliver_now(line: SalesOrderLine, quantity: Decimal) -> None:
    """Set what leaves next; raises ORD-60 for more than is left of the line."""
    if abs(quantity) > abs(line.deliver_remainder) or quantity * line.ordered_quantity < 0:
        raise DeliverNowTooHigh(l=line.line_number, q=f"{line.deliver_remainder.normalize():f}")
    line.deliver_now = quantity


def take_typed_prices(line: SalesOrderLine, draft: LineDraft) -> None:
    """Keep what was given, and mark what of it was typed."""
    if draft.unit_price is not None:
        line.unit_price, line.price_unit, line.price_manual = draft.unit_price, draft.price_unit or Decimal(1), draft.found_price is None
    if draft.has_discount:
        line.discount_amount = draft.discount_amount or Decimal(0)
        line.discount_percent = draft.discount_percent or Decimal(0)
        line.discount_manual = not draft.found_discount


def checked_quantity(order: SalesOrder, item: Item, unit: Unit, quantity: Decimal, notices: list[BusinessRuleError]) -> Decimal:
    """Return the quantity; one that is sold is rounded up to the item's multiple, and ``notices`` get what the user should know.

    What comes back is what was broken or too much of what was sold: neither multiple nor limits hold for it (sales.md §2.2).
    """
    check_quantity_size(quantity)
    if quantity == 0:
        raise QuantityIsZero()
    if quantity < 0 and not TRAITS[order.order_type].allows_negative:
        raise NegativeNotAllowed(t=order.get_order_type_display())
    if quantity > 0 and TRAITS[order.order_type].returns_goods:
        raise ReturnQuantityPositive()
    if quantity > 0 and item.multiple_quantity > 0 and quantity % item.multiple_quantity:
        quantity = (quantity / item.multiple_quantity).to_integral_value(rounding=ROUND_CEILING) * item.multiple_quantity
        notices.append(QuantityRoundedUp(q=quantity.normalize(), m=item.multiple_quantity.normalize()))
    if quantity % unit.step:
        raise TooManyDecimals(q=quantity.normalize(), u=unit, n=unit.decimals)
    low, high = item.minimum_quantity, item.maximum_quantity
    if quantity > 0 and ((low and quantity < low) or (high and quantity > high)):
        notices.append(QuantityOutsideLimits(q=quantity.normalize(), min=low.normalize(), max=high.normalize(), i=item))
    return quantity
