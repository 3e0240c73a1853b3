"""Builders for purchasing: vendors and what is ordered from them, in one line each."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from foundation.inventory.models import OnHand
from foundation.organization.models import Currency
from purchasing.models import PrimaryVendor, ProductReceipt, PurchaseOrder, PurchaseOrderLine, Vendor
from purchasing.services.enter_purchase_orders import PurchaseDraft, PurchaseLineDraft, enter_purchase_orders
from purchasing.services.receive_goods import ReceiptRequest, receive_goods
from tests.factories.company import Company


def vendor(company: Company, account: str = "V-1", *, supplies: str = "", currency: str = "", **values: Any) -> Vendor:
    """Return a vendor, made when there is none yet; ``supplies`` names an item whose primary vendor it becomes."""
    used = Currency.objects.get(code=currency) if currency else company.entity.currency
    defaults = {"name": f"Vendor {account}", "currency": used, **values}
    found: Vendor = Vendor.of(company.entity).get_or_create(legal_entity=company.entity, account=account, defaults=defaults)[0]
    if supplies:
        PrimaryVendor.of(company.entity).create(legal_entity=company.entity, item=company.items[supplies], vendor=found)
    return found


def purchase(company: Company, number: str, quantity: Any, *, due: date | None = None, **values: Any) -> PurchaseOrder:
    """Order a quantity of an item from a vendor for the warehouse of the company."""
    supplier = values.pop("vendor", None) or vendor(company)
    line = PurchaseLineDraft(company.items[number], Decimal(str(quantity)), company.warehouse.pk, due, **values)
    return enter_purchase_orders(company.entity, [PurchaseDraft(supplier, [line])], company.user("OM"))[0]


def lines_of_purchase(order: PurchaseOrder) -> list[PurchaseOrderLine]:
    """Return the lines of a purchase order as they are now."""
    return list(PurchaseOrderLine.of(order.legal_entity_id).filter(order=order).order_by("line_number"))


def receive(company: Company, order: PurchaseOrder, *quantities: Any, on: date = date(2026, 3, 4)) -> ProductReceipt:
    """Post a receipt of quantities line by line, or of everything that is still to come."""
    lines = lines_of_purchase(order)
    wanted = {line.pk: Decimal(str(quantity)) for line, quantity in zip(lines, quantities, strict=True)} if quantities else None
    return receive_goods(company.entity, ReceiptRequest(order.pk, wanted, on), company.user("WH"))


def on_hand(company: Company, number: str) -> OnHand:
    """Return the stock of an item in the warehouse of the company, as it is now."""
    return OnHand.of(company.entity).get(item=company.items[number], warehouse=company.warehouse)
