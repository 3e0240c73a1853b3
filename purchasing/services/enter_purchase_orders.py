"""Enter purchase orders: one per vendor, by hand or for the lines of a sales order (sales.md §12.4)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from foundation.inventory.models import Item
from foundation.inventory.variants import require_variant
from foundation.money import round_amount
from foundation.organization.models import LegalEntity, User
from foundation.organization.services import audit
from foundation.organization.services.numbering import take_numbers
from purchasing.errors import NoPurchaseLines, PurchaseWarehouseMissing, QuantityNotPositive, VendorInactive
from purchasing.models import PurchaseOrder, PurchaseOrderLine, Vendor
from purchasing.services import expected_stock
from sales.bounds import check_dates
from sales.models import SalesOrderLine
from sales.services.exchange import Rates

LINE_STEP = 10
PRICE_DECIMALS = 6


@dataclass(frozen=True, slots=True)
class PurchaseLineDraft:
    """A line as entered: a quantity in the item's inventory unit, or in the unit of the sales line that it is ordered for.

    Without a price the item's base cost is taken, in the vendor's currency.
    """

    item: Item
    quantity: Decimal
    warehouse_id: int | None = None
    expected_date: date | None = None
    unit_price: Decimal | None = None
    sales_line: SalesOrderLine | None = None
    direct_delivery: bool = False


@dataclass(frozen=True, slots=True)
class PurchaseDraft:
    """A purchase order as entered; ``address`` holds the delivery fields of a direct delivery by their names."""

    vendor: Vendor
    lines: Sequence[PurchaseLineDraft]
    vendor_reference: str = ""
    address: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PreparedPurchase:
    """A purchase order with its lines that passed every check; it has no number and nothing is written yet."""

    order: PurchaseOrder
    lines: list[PurchaseOrderLine]


@dataclass(frozen=True, slots=True)
class PurchaseEntry:
    """What purchase orders are entered with: who does it, on which day, at which exchange rates."""

    entity: LegalEntity
    user: User | None
    today: date
    rates: Rates

    @classmethod
    def load(cls, entity: LegalEntity, drafts: Iterable[PurchaseDraft], user: User | None) -> PurchaseEntry:
        """Read the exchange rates that some purchase orders need."""
        return cls(entity, user, entity.today(), Rates.load(entity, [draft.vendor.currency_id for draft in drafts]))

    def prepare(self, draft: PurchaseDraft) -> PreparedPurchase:
        """Check one purchase order without a query. Raises ORD-06, PUR-02, PUR-05, PUR-06, PUR-08 and INV-108 without an exchange rate."""
        order = _order(self.entity, draft, self.today, self.user)
        return PreparedPurchase(order, _lines(self.entity, order, draft, self.rates, self.today))

    def write(self, purchases: Sequence[PreparedPurchase]) -> list[PurchaseOrder]:
        """Number and write purchase orders, expect their goods in the stock, and return them; statements do not grow with them."""
        orders, lines = [known.order for known in purchases], [line for known in purchases for line in known.lines]
        if not orders:
            return []
        for order, number in zip(orders, take_numbers(self.entity, "purchase_order", len(orders), self.today), strict=True):
            order.number = number
        PurchaseOrder.of(self.entity).bulk_create(orders)
        PurchaseOrderLine.of(self.entity).bulk_create(lines)
        expected_stock.expect(self.entity, lines)
        expected_stock.mark(self.entity, lines)
        audit.record(self.entity, self.user, "created", orders)
        return orders


@transaction.atomic
def enter_purchase_orders(entity: LegalEntity, drafts: Sequence[PurchaseDraft], user: User | None) -> list[PurchaseOrder]:
    """Enter a purchase order per draft, expect its goods in the stock, and return the orders; statements do not grow with the lines.

    Raises ORD-48, PUR-02, PUR-05, PUR-06, PUR-08 and INV-108 without an exchange rate.
    """
    entry = PurchaseEntry.load(entity, drafts, user)
    return entry.write([entry.prepare(draft) for draft in drafts])


def by_vendor(lines: Sequence[tuple[Vendor, PurchaseLineDraft]]) -> dict[Vendor, list[PurchaseLineDraft]]:
    """Return lines by their vendor, in their order."""
    found: dict[Vendor, list[PurchaseLineDraft]] = defaultdict(list)
    for vendor, line in lines:
        found[vendor].append(line)
    return dict(found)


def _order(entity: LegalEntity, draft: PurchaseDraft, today: date, user: User | None) -> PurchaseOrder:
    if not draft.vendor.is_active:
        raise VendorInactive(v=draft.vendor)
    if not draft.lines:
        raise NoPurchaseLines()
    values: dict[str, Any] = {f"delivery_{name}": value for name, value in draft.address.items()}
    return PurchaseOrder(
        legal_entity=entity,
        vendor=draft.vendor,
        currency_id=draft.vendor.currency_id,
        order_date=today,
        vendor_reference=draft.vendor_reference,
        created_by=user,
        **values,
    )


def _lines(entity: LegalEntity, order: PurchaseOrder, draft: PurchaseDraft, rates: Rates, today: date) -> list[PurchaseOrderLine]:
    made = []
    for index, known in enumerate(draft.lines, 1):
        sales = known.sales_line
        require_variant(known.item)
        check_dates({f"lines.{index - 1}.expected_date": known.expected_date})
        unit = sales.unit if sales is not None else known.item.inventory_unit
        number = index * LINE_STEP
        if known.quantity <= 0 or known.quantity % unit.step:
            raise QuantityNotPositive(l=number, q=f"{known.quantity.normalize():f}", u=unit, n=unit.decimals)
        if known.item.stocked and known.warehouse_id is None:
            raise PurchaseWarehouseMissing(l=number, i=known.item)
        factor = sales.inventory_factor if sales is not None else Decimal(1)
        made.append(
            PurchaseOrderLine(
                legal_entity=entity,
                order=order,
                line_number=number,
                item=known.item,
                name=known.item.name,
                warehouse_id=known.warehouse_id,
                ordered_quantity=known.quantity,
                unit=unit,
                inventory_factor=factor,
                expected_date=known.expected_date or today,
                unit_price=_price(known, factor, rates, draft.vendor.currency_id, today),
                sales_line=sales,
                direct_delivery=known.direct_delivery,
            )
        )
    return made


def _price(line: PurchaseLineDraft, factor: Decimal, rates: Rates, currency: str, today: date) -> Decimal:
    """Return the price that was given, else the base cost of the unit in the vendor's currency."""
    if line.unit_price is not None:
        return line.unit_price
    return round_amount(line.item.base_cost * factor * rates.cross(rates.accounting_currency, currency, today), PRICE_DECIMALS)
