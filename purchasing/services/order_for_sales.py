"""Order from vendors what a sales order still has to deliver (sales.md §12.4)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction

from foundation.errors import BusinessRuleError
from foundation.money import round_to_step
from foundation.organization.models import LegalEntity, User
from purchasing.errors import NoPurchaseLines, NothingToPurchase, VendorMissing
from purchasing.models import PrimaryVendor, PurchaseOrder, PurchaseOrderLine, Vendor
from purchasing.services.enter_purchase_orders import PreparedPurchase, PurchaseDraft, PurchaseEntry, PurchaseLineDraft, by_vendor
from sales.models import SalesOrder, SalesOrderLine
from sales.services import stock as sales_stock
from sales.statuses import sales_order_states

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A line of a sales order with what of it is not ordered from a vendor yet, in its unit, and the vendor of its item."""

    line: SalesOrderLine
    quantity: Decimal
    vendor: Vendor | None


@dataclass(frozen=True, slots=True)
class Choice:
    """How much of a sales order line is ordered, and from whom; None is what the proposal says."""

    quantity: Decimal | None = None
    vendor: Vendor | None = None


def propose(entity: LegalEntity, order_id: int) -> list[Proposal]:
    """Return the open lines of a sales order of which something is left to order, as ``propose_of_orders`` does."""
    return propose_of_orders(entity, [order_id])[order_id]


def propose_of_orders(entity: LegalEntity, order_ids: Collection[int]) -> dict[int, list[Proposal]]:
    """Return by sales order the open lines of which something is left to order, by line number: four queries.

    Left is what is neither on its way from a vendor nor came in for the line and lies there for it.
    """
    rows = SalesOrderLine.of(entity).to_deliver().filter(order__in=list(order_ids)).with_remainders().ship_date()
    lines = list(rows.select_related("order", "item__inventory_unit", "unit").order_by("order_id", "line_number"))
    supplied = _supplied(entity, lines)
    vendors = PrimaryVendor.of(entity).by_item([line.item_id for line in lines])
    found: dict[int, list[Proposal]] = {key: [] for key in order_ids}
    for line in lines:
        known = Proposal(line, _left(line, supplied[line.pk]), vendors.get(line.item_id))
        if known.quantity > 0:
            found[line.order_id].append(known)
    return found


def _supplied(entity: LegalEntity, lines: Sequence[SalesOrderLine]) -> dict[int, Decimal]:
    """Return what is on its way for lines or came in and was not delivered yet, in inventory units, by line.

    What came in counts as long as it is reserved for the line; where no stock is kept, as long as less was delivered.
    """
    keys = [line.pk for line in lines]
    bought = PurchaseOrderLine.of(entity).bought_for(keys)
    held = sales_stock.held_quantities(entity, list(bought))
    found = dict.fromkeys(keys, ZERO)
    for line in lines:
        if line.pk in bought:
            coming, arrived = bought[line.pk]
            kept = min(arrived, held[line.pk]) if line.item.stocked else arrived - line.delivered_quantity * line.inventory_factor
            found[line.pk] = coming + max(kept, ZERO)
    return found


def _left(line: SalesOrderLine, supplied: Decimal) -> Decimal:
    """Return what is left to order of a line, in its unit; ``supplied`` is in inventory units."""
    return round_to_step(line.deliver_remainder - supplied / line.inventory_factor, line.unit.step)


@dataclass(frozen=True, slots=True)
class OrderedForSales:
    """The purchase orders that were made, and by sales order why nothing of it was ordered."""

    purchases: list[PurchaseOrder]
    refusals: dict[int, BusinessRuleError]


@transaction.atomic
def order_for_sales(entity: LegalEntity, order_id: int, user: User, choices: Mapping[int, Choice] | None = None) -> Sequence[PurchaseOrder]:
    """Order lines of a sales order, all that is left of them unless less was chosen, and return a purchase order per vendor.

    The goods are expected on the promised ship date of the line and reserved for it. Raises ORD-08, PUR-02, PUR-03 and PUR-07.
    """
    done = order_for_sales_orders(entity, {order_id: choices}, user)
    for refusal in done.refusals.values():
        raise refusal
    return done.purchases


@transaction.atomic
def order_for_sales_orders(entity: LegalEntity, choices: Mapping[int, Mapping[int, Choice] | None], user: User) -> OrderedForSales:
    """Order lines of sales orders as ``order_for_sales`` does; one that is refused leaves the others alone.

    The number of statements does not depend on the number of orders.
    """
    orders = list(SalesOrder.of(entity).filter(pk__in=list(choices)).locked())
    proposals = propose_of_orders(entity, [order.pk for order in orders])
    refusals: dict[int, BusinessRuleError] = {}
    drafts: dict[int, list[PurchaseDraft]] = {}
    for order in orders:
        with _refusing(refusals, order.pk):
            sales_order_states.check("post_packing_slip", order)
            drafts[order.pk] = _drafts(chosen_lines(proposals[order.pk], choices[order.pk]))
    entry = PurchaseEntry.load(entity, [draft for known in drafts.values() for draft in known], user)
    prepared: list[PreparedPurchase] = []
    for key, known in drafts.items():
        with _refusing(refusals, key):
            prepared.extend([entry.prepare(draft) for draft in known])
    return OrderedForSales(entry.write(prepared), refusals)


@contextmanager
def _refusing(refusals: dict[int, BusinessRuleError], order_id: int) -> Iterator[None]:
    """Keep what refuses an order, so that the others go on; nothing is written inside."""
    try:
        yield
    except BusinessRuleError as refusal:
        refusals[order_id] = refusal


def _drafts(lines: Sequence[tuple[SalesOrderLine, Decimal, Vendor]]) -> list[PurchaseDraft]:
    """Return a purchase order per vendor, expected when the lines are promised."""
    drafts = [
        (vendor, PurchaseLineDraft(line.item, quantity, line.warehouse_id, line.promised_ship, sales_line=line))  # type: ignore[attr-defined]
        for line, quantity, vendor in lines
    ]
    return [PurchaseDraft(vendor, known) for vendor, known in by_vendor(drafts).items()]


def chosen_lines(proposals: Sequence[Proposal], choices: Mapping[int, Choice] | None) -> list[tuple[SalesOrderLine, Decimal, Vendor]]:
    """Return what is ordered from whom; raises PUR-02 for nothing, PUR-03 without a vendor, PUR-07 for more than is left."""
    found = []
    for known in proposals:
        choice = Choice() if choices is None else choices.get(known.line.pk, Choice(ZERO))
        quantity = known.quantity if choice.quantity is None else choice.quantity
        if not quantity:
            continue
        if quantity > known.quantity:
            raise NothingToPurchase(l=known.line.line_number, r=f"{known.quantity.normalize():f}")
        vendor = choice.vendor or known.vendor
        if vendor is None:
            raise VendorMissing(l=known.line.line_number, i=known.line.item)
        found.append((known.line, quantity, vendor))
    if not found:
        raise NoPurchaseLines()
    return found
