"""Whom the demo companies buy from, and what is on its way to them: on time, late, received in part, and for a sales order."""

from __future__ import annotations

from datetime import date, time, timedelta
from decimal import Decimal

from config.demo.companies import Company
from config.demo.goods import SHORT
from purchasing.models import PrimaryVendor, PurchaseOrder, PurchaseOrderLine, Vendor
from purchasing.services.change_purchase_order import confirm_dates
from purchasing.services.deliver_direct import deliver_direct
from purchasing.services.enter_purchase_orders import PurchaseDraft, PurchaseLineDraft, enter_purchase_orders
from purchasing.services.order_for_sales import order_for_sales, propose
from purchasing.services.receive_goods import ReceiptRequest, receive_goods
from sales.models import ClosedDay, OrderEntryDeadline, SalesOrder, SalesOrderLine
from sales.schedule import spread_deliveries
from sales.services.delivery_schedule import ScheduleRequest, make_schedule
from sales.services.enter_orders import OrderDraft, create_order
from sales.services.order_lines import LineDraft

PROMISED_TO = "Kookpunt Antwerpen N.V."
DIRECT_ITEM, MONTHLY_ITEM = "1601", "1303"
HOLIDAYS = {(1, 1): "New Year's Day", (12, 25): "Christmas Day", (12, 26): "Boxing Day"}
VENDORS = (
    ("V-1001", "Staalwerk Solingen GmbH", ("PANS", "KNIVES", "MACHINES")),
    ("V-1002", "Porcelanas do Norte Lda", ("TABLE", "GLASS", "TEXTILE")),
    ("V-1003", "Zwarte Parel Import B.V.", ("FOOD",)),
)


def set_up_purchasing(company: Company) -> None:
    """Give a company its vendors, and every stocked item the vendor of its group."""
    entity = company.entity
    by_group: dict[str, Vendor] = {}
    for account, name, groups in VENDORS:
        email = f"orders@{name.split()[0].lower()}.example"
        vendor = Vendor.of(entity).create(legal_entity=entity, account=account, name=name, email=email, currency=entity.currency)
        by_group |= dict.fromkeys(groups, vendor)
    known = [(item, by_group.get(item.group.code)) for item in company.items.values() if item.stocked and item.group is not None]
    PrimaryVendor.of(entity).bulk_create(PrimaryVendor(legal_entity=entity, item=item, vendor=vendor) for item, vendor in known if vendor)


def order_short_goods(company: Company, today: date) -> None:
    """Order what is short: a part came in yesterday's lorry, a part is late, the rest is promised; and goods for one sales order."""
    entity, manager = company.entity, company.person("OM")
    vendors = PrimaryVendor.of(entity).by_item([company.items[number].pk for number in SHORT])
    drafts = []
    for position, number in enumerate(SHORT):
        item = company.items[number]
        due = today + timedelta(days=(position - 1) * 4)
        drafts.append(PurchaseDraft(vendors[item.pk], [PurchaseLineDraft(item, Decimal(24), item.default_warehouse_id, due)]))
    _late, partly, promised = enter_purchase_orders(entity, drafts, manager)
    _receive_half(company, partly)
    line = PurchaseOrderLine.of(entity).get(order=promised)
    confirm_dates(entity, promised.pk, {line.pk: line.expected_date + timedelta(days=3)}, manager)
    if company.plan.has_jobs:
        _order_for_a_sale(company)
        _promise(company, today)


def _receive_half(company: Company, order: PurchaseOrder) -> None:
    line = PurchaseOrderLine.of(company.entity).get(order=order)
    receive_goods(company.entity, ReceiptRequest(order.pk, {line.pk: Decimal(12)}, vendor_packing_slip="LS-20871"), company.person("WH"))


def _order_for_a_sale(company: Company) -> None:
    """Buy what the latest order of goods needs."""
    for order in SalesOrder.of(company.entity).open().order_by("-pk")[:10]:
        proposals = propose(company.entity, order.pk)
        if proposals and all(known.vendor and known.line.item.stocked for known in proposals):
            order_for_sales(company.entity, order.pk, company.person("OM"))
            return


def _promise(company: Company, today: date) -> None:
    """Show what dates can do: an order whose goods the vendor sends himself, and one that leaves in three monthly deliveries."""
    entity, manager = company.entity, company.person("OM")
    for year in (today.year, today.year + 1):
        for (month, day), name in HOLIDAYS.items():
            ClosedDay.of(entity).create(legal_entity=entity, day=date(year, month, day), name=name)
    for weekday in range(5):
        OrderEntryDeadline.of(entity).create(legal_entity=entity, weekday=weekday, time=time(15, 0))
    direct = _order(company, DIRECT_ITEM, 12, today, delivery_date_control="sales_lead_time")
    [purchase] = deliver_direct(entity, direct.pk, manager)
    line = PurchaseOrderLine.of(entity).get(order=purchase)
    confirm_dates(entity, purchase.pk, {line.pk: today + timedelta(days=9)}, manager)
    monthly = _order(company, MONTHLY_ITEM, 36, today, delivery_date_control="atp")
    deliveries = spread_deliveries(Decimal(36), 3, today + timedelta(days=7), 1, "month", Decimal(1))
    make_schedule(entity, monthly.pk, ScheduleRequest(SalesOrderLine.of(entity).get(order=monthly).pk, deliveries), manager)


def _order(company: Company, number: str, quantity: int, today: date, **header: object) -> SalesOrder:
    line = LineDraft(item_id=company.items[number].pk, quantity=Decimal(quantity))
    values = {"order_date": today, "automatic_reservation": False, **header}
    draft = OrderDraft(customer_id=company.customers[PROMISED_TO].pk, lines=[line], header=values)
    return create_order(company.entity, draft, company.person("OC"))
