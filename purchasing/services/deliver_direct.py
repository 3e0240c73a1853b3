"""Direct delivery: a vendor sends the goods of a sales order straight to its customer (sales.md §12.5).

The sales line and the purchase line point at each other. The receipt posts the packing slip; dates and address follow each other.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from foundation.inventory.models import InventoryTransaction
from foundation.inventory.stock_book import HELD
from foundation.organization.models import LegalEntity, User
from purchasing.errors import NothingToPurchase
from purchasing.models import PurchaseOrder, PurchaseOrderLine, Vendor
from purchasing.services.enter_purchase_orders import PurchaseDraft, PurchaseLineDraft, enter_purchase_orders
from purchasing.services.order_for_sales import Choice, chosen_lines, propose
from sales.deliveries import DeliveryRequest, LineUpdate
from sales.delivery_places import DeliveryAddress
from sales.direct_delivery import DirectSource
from sales.direct_errors import DirectLineFixed, LineHeld, SplitFirst
from sales.models import SalesOrder, SalesOrderLine
from sales.services import stock as sales_stock
from sales.services.delivery_dates import DateKind, set_dates_of_orders
from sales.services.post_packing_slips import post_packing_slips
from sales.statuses import TRAITS, DeliveryType, SalesStatus, sales_order_states
from sales.subscription_errors import NotOnSubscription


@transaction.atomic
def deliver_direct(entity: LegalEntity, order_id: int, user: User, choices: Mapping[int, Choice] | None = None) -> Sequence[PurchaseOrder]:
    """Let vendors deliver lines of a sales order to their addresses, and return a purchase order per vendor and address.

    A line goes as a whole. Raises ORD-08, SUB-03, DIR-01, DIR-02, PUR-02, PUR-03, and PUR-07 when a part of a line is ordered for stock.
    """
    order = SalesOrder.of(entity).filter(pk=order_id).locked().get()
    sales_order_states.check("post_packing_slip", order)
    if TRAITS[order.order_type].reopens_after_invoice:
        raise NotOnSubscription(feature=_("Direct delivery"))
    whole = None if choices is None else {key: Choice(None, known.vendor) for key, known in choices.items() if known.quantity != 0}
    proposals = [known for known in propose(entity, order_id) if known.line.delivery_type == DeliveryType.STOCK]
    chosen = chosen_lines(proposals, whole)
    lines = [line for line, _quantity, _vendor in chosen]
    _check(entity, lines)
    for line, quantity, _vendor in chosen:
        if quantity != line.deliver_remainder:
            raise NothingToPurchase(l=line.line_number, r=f"{quantity.normalize():f}")
    made = enter_purchase_orders(entity, _drafts(chosen), user)
    _set_type(entity, [line.pk for line in lines], DeliveryType.DIRECT)
    return made


def _drafts(chosen: Sequence[tuple[SalesOrderLine, Decimal, Vendor]]) -> list[PurchaseDraft]:
    """Return a purchase order per vendor and delivery address."""
    found: dict[tuple[Vendor, DeliveryAddress], list[PurchaseLineDraft]] = {}
    for line, quantity, vendor in chosen:
        wanted, warehouse = line.requested_receipt_date, line.warehouse_id
        draft = PurchaseLineDraft(line.item, quantity, warehouse, wanted, sales_line=line, direct_delivery=True)
        found.setdefault((vendor, line.address), []).append(draft)
    return [PurchaseDraft(vendor, lines, address=address._asdict()) for (vendor, address), lines in found.items()]


def _check(entity: LegalEntity, lines: Sequence[SalesOrderLine]) -> None:
    rows = InventoryTransaction.of(entity).of_origin(sales_stock.ORIGIN, [line.pk for line in lines]).filter(status__in=HELD)
    held = set(rows.values_list("origin_id", flat=True))
    for line in lines:
        if line.delivered_quantity:
            raise SplitFirst(l=line.line_number, q=f"{line.deliver_remainder.normalize():f}")
        if line.pk in held:
            raise LineHeld(l=line.line_number)


def _set_type(entity: LegalEntity, line_ids: Collection[int], delivery_type: str) -> None:
    """Set who delivers lines, and put what is open of them on order in the stock, or take it off."""
    SalesOrderLine.of(entity).filter(pk__in=list(line_ids)).update(delivery_type=delivery_type)
    sales_stock.sync_open(entity, line_ids)


def deliver_received(entity: LegalEntity, taken: Mapping[PurchaseOrderLine, Decimal], on_date: date, user: User) -> None:
    """Post packing slips for what vendors delivered to customers, with the same quantities; raises what refuses them."""
    lines = {line.sales_line_id: quantity for line, quantity in taken.items() if line.sales_line_id is not None}
    if not lines:
        return
    orders = sorted(set(SalesOrderLine.of(entity).filter(pk__in=lines).values_list("order_id", flat=True)))
    updates = {key: LineUpdate(quantity) for key, quantity in lines.items()}
    request = DeliveryRequest(entity, orders, updates=updates, delivery_date=on_date, by_vendor=True)
    post_packing_slips(request, user).or_raise()


def promise_direct(entity: LegalEntity, lines: Sequence[PurchaseOrderLine], user: User) -> None:
    """Promise customers the days that vendors confirmed for direct deliveries."""
    days = {line.sales_line_id: line.confirmed_date for line in lines if line.direct_delivery and line.sales_line_id}
    keys = [key for key, day in days.items() if day is not None]
    by_order: dict[int, dict[int, date]] = {}
    for key, order_id in SalesOrderLine.of(entity).filter(pk__in=keys).order_by("order_id").values_list("pk", "order_id"):
        by_order.setdefault(order_id, {})[key] = days[key]  # type: ignore[assignment]
    set_dates_of_orders(entity, by_order, DateKind.CONFIRMED, user)


def back_to_stock(entity: LegalEntity, line_ids: Collection[int]) -> None:
    """Let sales lines leave from stock that no vendor delivers any more; what was delivered directly as far as it goes stays so."""
    supplied = PurchaseOrderLine.of(entity).direct().filter(sales_line__in=list(line_ids)).order_by().values("sales_line")
    unsupplied = SalesOrderLine.of(entity).direct().filter(pk__in=list(line_ids)).exclude(pk__in=supplied)
    free = unsupplied.filter(Q(delivered_quantity=0) | Q(status=SalesStatus.OPEN)).order_by("pk")
    keys = list(free.values_list("pk", flat=True))
    if keys:
        _set_type(entity, keys, DeliveryType.STOCK)


def check_agreed(line: PurchaseOrderLine) -> None:
    """Refuse (DIR-06) that a sales line asks for something else than its vendor still has to deliver."""
    sales = line.sales_line
    if sales is None:
        return
    agreed = {
        "item": (_("Item"), sales.item_id == line.item_id),
        "unit": (_("Unit"), (sales.unit_id, sales.inventory_factor) == (line.unit_id, line.inventory_factor)),
        "warehouse": (_("Warehouse"), sales.warehouse_id == line.warehouse_id),
        "quantity": (_("Quantity"), sales.deliver_remainder == line.remainder),
    }
    for name, (shown, same) in agreed.items():
        if not same:
            vendor, purchase = line.order.vendor.name, line.order.number
            raise DirectLineFixed(l=sales.line_number, what=shown, v=vendor, p=purchase, field=name, record=sales.pk)


def check_together(lines: Sequence[PurchaseOrderLine]) -> None:
    """Refuse (DIR-06) that lines which one purchase order delivers go to different addresses."""
    first: dict[int, PurchaseOrderLine] = {}
    for line in lines:
        known = first.setdefault(line.order_id, line)
        if line.sales_line is not None and known.sales_line is not None and line.sales_line.address != known.sales_line.address:
            vendor, purchase = line.order.vendor.name, line.order.number
            raise DirectLineFixed(l=line.sales_line.line_number, what=_("Delivery address"), v=vendor, p=purchase, field="delivery_country")


def sources(entity: LegalEntity, line_ids: Collection[int]) -> dict[int, DirectSource]:
    """Return who delivers sales order lines: the vendor and the purchase order that is still open, else the latest."""
    rows = PurchaseOrderLine.of(entity).of_sales_lines(line_ids).filter(direct_delivery=True).order_by("order_id")
    return {row.sales_line_id: DirectSource(row.order.vendor.name, row.order.number) for row in rows if row.sales_line_id}
