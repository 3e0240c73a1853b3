"""Whom the demo companies buy from, and what is on its way to them: on time, late, received in part, and for a sales order."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from config.demo.companies import Company
from config.demo.goods import SHORT
from purchasing.models import PrimaryVendor, PurchaseOrder, PurchaseOrderLine, Vendor
from purchasing.services.change_purchase_order import confirm_dates
from purchasing.services.enter_purchase_orders import PurchaseDraft, PurchaseLineDraft, enter_purchase_orders
from purchasing.services.order_for_sales import order_for_sales, propose
from purchasing.services.receive_goods import ReceiptRequest, receive_goods
from sales.models import SalesOrder

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
