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
from purchasing.models import PurchaseOrder, PurchaseOrderLine
from purchasing.services.enter_purchase_orders import PurchaseDraft, PurchaseLineDraft, by_vendor, enter_purchase_orders
from purchasing.services.order_for_sales import Choice, address_of, chosen_lines, propose
from sales.deliveries import DeliveryRequest, LineUpdate
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
    """Let vendors deliver lines of a sales order to its address, and return a purchase order per vendor.

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
    drafts = [
        (
            vendor,
            PurchaseLineDraft(line.item, quantity, line.warehouse_id, line.requested_receipt_date, sales_line=line, direct_delivery=True),
        )
        for line, quantity, vendor in chosen
    ]
    address = address_of(order)
    made = enter_purchase_orders(
        entity, [PurchaseDraft(vendor, known, address=address) for vendor, known in by_vendor(drafts).items()], user
    )
    _set_type(entity, [line.pk for line in lines], DeliveryType.DIRECT)
    return made


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
            raise DirectLineFixed(l=sales.line_number, what=shown, v=vendor, p=purchase, field=name)


def sources(entity: LegalEntity, line_ids: Collection[int]) -> dict[int, DirectSource]:
    """Return who delivers sales order lines: the vendor and the purchase order that is still open, else the latest."""
    rows = PurchaseOrderLine.of(entity).of_sales_lines(line_ids).filter(direct_delivery=True).order_by("order_id")
    return {row.sales_line_id: DirectSource(row.order.vendor.name, row.order.number) for row in rows if row.sales_line_id}
