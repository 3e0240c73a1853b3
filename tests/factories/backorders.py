"""Builders for backorders: lines that wait, in one line each."""

from __future__ import annotations

from datetime import date
from typing import Any

from backorders.models import Backorder, ItemBackorder
from sales.models import SalesOrder, SalesOrderLine
from tests.factories.company import Company
from tests.factories.sales import only_line, sales_order

TODAY = date(2026, 3, 2)


def waits(
    company: Company, number: str, quantity: Any, *, customer: str = "C-100", promised: date = TODAY, **header: Any
) -> SalesOrderLine:
    """Return the line of an order that waits for a quantity of an item."""
    order = sales_order(company, (number, quantity, "10.00"), customer=customer, requested_ship_date=promised, **header)
    return only_line(order)


def backorder(line: SalesOrderLine) -> Backorder:
    """Return a line as lists of backorders show it."""
    found: Backorder = Backorder.of(line.legal_entity_id).for_list().get(pk=line.pk)
    return found


def stock_of(company: Company, number: str) -> ItemBackorder:
    """Return an item in the company's warehouse as the list by item shows it."""
    found: ItemBackorder = ItemBackorder.of(company.entity).for_list().get(item=company.items[number], warehouse=company.warehouse)
    return found


def order_of(line: SalesOrderLine) -> SalesOrder:
    """Return the order of a line as it is now."""
    return SalesOrder.of(line.legal_entity_id).get(pk=line.order_id)
