"""Plans of picking lists as plain data (sales.md §11.3). Pure: no queries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_FLOOR, Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.errors import BusinessRuleError
from foundation.inventory.movements import StockLine
from foundation.money import round_to_step
from foundation.organization.models import LegalEntity
from sales.delivery_places import DeliveryAddress, OwnPlace, modes_in
from sales.models import SalesOrder

ZERO = Decimal(0)
STOCK_STEP = Decimal("0.0001")


class PickingQuantity(models.TextChoices):
    """Which quantity of each line goes on the picking list."""

    ALL = "all", _("All")
    DELIVER_NOW = "deliver_now", _("Deliver now")


@dataclass(slots=True)
class PickLine:
    """An order line with the quantity to pick; quantities in the line's unit."""

    id: int
    order_id: int
    line_number: int
    item_id: int
    item_number: str
    name: str
    remainder: Decimal
    deliver_now: Decimal
    unit: str
    unit_decimals: int
    inventory_factor: Decimal
    warehouse_id: int
    ship_date: date
    place: OwnPlace = OwnPlace()  # noqa: RUF009
    picked: Decimal = ZERO
    listed: Decimal = ZERO
    quantity: Decimal = ZERO

    @property
    def free(self) -> Decimal:
        """What is open, not picked, and on no other list."""
        return max(self.remainder - self.picked - self.listed, ZERO)

    def propose(self, option: str, typed: Decimal | None) -> None:
        """Set the quantity by the option, or the one that was typed, which is refused beyond what is free."""
        if typed is not None:
            self.quantity = min(max(typed, ZERO), self.free)
        elif option == PickingQuantity.DELIVER_NOW:
            self.quantity = min(max(self.deliver_now - self.picked - self.listed, ZERO), self.free)
        else:
            self.quantity = self.free

    def reduce(self, available: Decimal) -> None:
        """Lower the quantity to what stock in inventory units allows, the picked and listed parts included, in whole steps."""
        step = Decimal(1).scaleb(-self.unit_decimals)
        most = max(available / self.inventory_factor - self.picked - self.listed, ZERO)
        self.quantity = min(self.quantity, (most / step).to_integral_value(rounding=ROUND_FLOOR) * step)

    def stock(self, order_number: str, quantity: Decimal) -> StockLine:
        """Return a quantity of the line as the stock sees it."""
        amount = round_to_step(quantity * self.inventory_factor, STOCK_STEP)
        return StockLine(self.id, order_number, self.item_id, self.warehouse_id, amount, self.ship_date)


@dataclass(slots=True)
class ListDraft:
    """A picking list to be: the orders on it and what is picked for them in one warehouse.

    ``address`` says where all of it goes, None where that is not told apart.
    """

    orders: list[SalesOrder]
    warehouse_id: int
    address: DeliveryAddress | None
    lines: list[PickLine] = field(default_factory=list)

    @property
    def order(self) -> SalesOrder:
        """The first order on the list, which names it."""
        return self.orders[0]

    @property
    def modes(self) -> str:
        """How its lines travel, in the language of the first order."""
        orders = {order.pk: order for order in self.orders}
        return modes_in(self.order.language, ((line.place, orders[line.order_id]) for line in self.lines))


@dataclass(frozen=True)
class PickingRequest:
    """What was asked: which orders, which quantities, when; ``reduce`` to what is there, ``combine`` orders on one list."""

    entity: LegalEntity
    order_ids: Sequence[int]
    option: str = PickingQuantity.ALL
    updates: Mapping[int, Decimal] = field(default_factory=dict)
    picking_date: date | None = None
    reduce: bool | None = None
    combine: bool = False
    send: bool = True

    @property
    def date(self) -> date:
        """Today in the company's calendar unless another day was given."""
        return self.picking_date or self.entity.today()


@dataclass
class PickingPlan:
    """The picking lists that a posting would make, and the orders that are refused with their reasons."""

    request: PickingRequest
    orders: dict[int, SalesOrder] = field(default_factory=dict)
    lines: dict[int, list[PickLine]] = field(default_factory=dict)
    lists: list[ListDraft] = field(default_factory=list)
    refusals: dict[int, BusinessRuleError] = field(default_factory=dict)

    @property
    def entity(self) -> LegalEntity:
        """The legal entity that picks."""
        return self.request.entity

    @property
    def going(self) -> dict[int, list[PickLine]]:
        """The lines with a quantity, by order, of the orders that are not refused."""
        chosen = {key: [line for line in lines if line.quantity] for key, lines in self.lines.items() if key not in self.refusals}
        return {key: lines for key, lines in chosen.items() if lines}
