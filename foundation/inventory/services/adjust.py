"""Opening stock and adjustments: quantities without a document (sales.md §2.7)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction

from foundation.database.set_update import update_from_values
from foundation.inventory.errors import AdjustedAhead, NothingAdjusted, NotStocked, QuantityNotCountable, QuantityTooLarge, StockShort
from foundation.inventory.models import InventoryTransaction, Item, OnHand, StockDirection, StockStatus, Warehouse
from foundation.inventory.services.locks import lock_stock
from foundation.inventory.variants import require_variant
from foundation.money import round_amount
from foundation.organization.errors import DateInClosedPeriod, PeriodNotOpen
from foundation.organization.models import FiscalPeriod, LegalEntity, Module, User
from foundation.organization.services import audit

ORIGIN = "inventory.adjustment"
MOST_PIECES, MOST_MONEY = Decimal(10**9), Decimal(10**12)


@dataclass(frozen=True, slots=True)
class Adjustment:
    """A quantity that is added (positive) or taken away, in inventory units, at a cost per unit in accounting currency.

    The cost counts for what is added; what is taken away leaves at the cost at which it lies there.
    """

    item_id: int
    warehouse_id: int
    quantity: Decimal
    unit_cost: Decimal | None = None


@transaction.atomic
def adjust_stock(
    legal_entity: LegalEntity, adjustments: Sequence[Adjustment], *, on_date: date, user: User | None, reason: str = ""
) -> list[InventoryTransaction]:
    """Write stock transactions Purchased or Sold without a document, and move on-hand with them.

    Without a unit cost, and for what is taken away, the item's average, else its base cost is used. Raises DateInClosedPeriod
    (GEN-05), StockShort (STK-01) when stock would become negative for an item that does not allow it, and STK-04 and STK-05
    for quantities that cannot be counted; VariantMissing (ORD-06) for a master, NotStocked (STK-11), NothingAdjusted (STK-12) and
    AdjustedAhead (STK-13).
    """
    if on_date > legal_entity.today():
        raise AdjustedAhead
    items = Item.of(legal_entity).filter(pk__in={known.item_id for known in adjustments}).select_related("inventory_unit").in_bulk()
    for known in adjustments:
        _check_adjustable(items[known.item_id], known)
    on_hand = lock_stock(legal_entity, ((known.item_id, known.warehouse_id) for known in adjustments))
    _require_open(legal_entity, on_date)
    rows, changes = [], {}
    for known in adjustments:
        row = on_hand[known.item_id, known.warehouse_id]
        _check_suffices(row, known)
        cost = _cost(row, known, items[known.item_id], legal_entity.currency.decimals)
        rows.append(_transaction(legal_entity, known, cost, on_date))
        row.posted += known.quantity
        row.value += cost
        changes[row.pk] = (row.pk, row.posted, row.value)
    written = InventoryTransaction.of(legal_entity).bulk_create(rows)
    update_from_values(OnHand, ("posted", "value"), changes.values())
    audit.record(legal_entity, user, "stock adjusted", written, reason=reason)
    return written


def _check_adjustable(item: Item, known: Adjustment) -> None:
    require_variant(item)
    if not item.stocked:
        raise NotStocked(item=item)
    if not known.quantity:
        raise NothingAdjusted


def _require_open(legal_entity: LegalEntity, on_date: date) -> None:
    try:
        FiscalPeriod.of(legal_entity).require_open(on_date, Module.LEDGER)
    except PeriodNotOpen as error:
        raise DateInClosedPeriod(d=on_date, cause=error.code, field="on_date") from error


def _check_suffices(row: OnHand, known: Adjustment) -> None:
    if known.quantity >= 0 or row.negative_allowed or row.available_physical >= -known.quantity:
        return
    item = Item._base_manager.select_related("inventory_unit").get(pk=known.item_id)
    raise StockShort(
        i=item,
        q=f"{-known.quantity.normalize():f}",
        u=item.inventory_unit,
        w=Warehouse._base_manager.get(pk=known.warehouse_id),
        a=f"{row.available_physical.normalize():f}",
    )


def _cost(row: OnHand, known: Adjustment, item: Item, decimals: int) -> Decimal:
    """Return what an adjustment is worth; raises what cannot be counted in the unit of the item, or not be stored."""
    shown, unit = f"{known.quantity.normalize():f}", item.inventory_unit
    if known.quantity % unit.step:
        raise QuantityNotCountable(i=item, q=shown, u=unit, n=unit.decimals)
    cost = known.quantity * _unit_cost(row, known, item.base_cost)
    if abs(known.quantity) > MOST_PIECES or abs(cost) > MOST_MONEY:
        raise QuantityTooLarge(i=item, q=shown)
    return round_amount(cost, decimals)


def _unit_cost(row: OnHand, known: Adjustment, base_cost: Decimal) -> Decimal:
    if known.unit_cost is not None and known.quantity > 0:
        return known.unit_cost
    quantity = row.posted + row.received - row.deducted
    if quantity > 0:
        return row.value / quantity
    return row.last_average_cost if row.last_average_cost is not None else base_cost


def _transaction(legal_entity: LegalEntity, known: Adjustment, cost: Decimal, on_date: date) -> InventoryTransaction:
    incoming = known.quantity > 0
    return InventoryTransaction(
        legal_entity=legal_entity,
        item_id=known.item_id,
        warehouse_id=known.warehouse_id,
        direction=StockDirection.RECEIPT if incoming else StockDirection.ISSUE,
        status=StockStatus.PURCHASED if incoming else StockStatus.SOLD,
        quantity=known.quantity,
        origin=ORIGIN,
        physical_date=on_date,
        financial_date=on_date,
        physical_cost=cost,
        financial_cost=cost,
    )
