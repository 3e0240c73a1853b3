"""Quotations of the demo: fresh ones, one to follow up, one that expired."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from config.demo.clock import clock_at, moment_of
from config.demo.history import History
from sales.quotations.services.enter_quotations import QuotationDraft, create_quotations
from sales.services.enter_orders import EnteredOrders, OrderDraft
from sales.services.order_lines import LineDraft

OFFERS = (
    ("Warenhuis Vroeger & Nu N.V.", 45, "Christmas window", {"1004": 120, "1304": 60}, Decimal(0)),
    ("Küchenhaus Rheinland GmbH", 12, "New kitchen studio", {"1201": 48, "1202": 48, "1203": 24}, Decimal(5)),
    ("Hotel Gent Centrum N.V.", 7, "Breakfast room", {"1201": 96, "1304": 24}, Decimal(0)),
    ("Cadeauhuis Jansen", 1, "Spring assortment", {"1004": 24, "1203": 12}, Decimal(0)),
    ("The Copper Kettle Ltd", 0, "", {"1601": 2, "1304": 12}, Decimal(0)),
)
"""Customer, days ago, reference, quantities by item, and discount in percent on every line."""


def add_quotations(history: History) -> None:
    """Enter the offers on their days, as far as the company knows customer and items."""
    today = history.entity.today()
    for name, days_ago, reference, items, discount in OFFERS:
        if name in history.company.customers:
            _offer(history, name, today - timedelta(days=days_ago), reference, items, discount)


def _offer(history: History, name: str, day: date, reference: str, items: dict[str, int], discount: Decimal) -> None:
    company = history.company
    lines = [
        LineDraft(item_id=company.items[number].pk, quantity=Decimal(quantity), discount_percent=discount or None)
        for number, quantity in items.items()
    ]
    header = {"order_date": day, "customer_reference": reference, "requested_ship_date": day + timedelta(days=21)}
    result = EnteredOrders()
    with clock_at(moment_of(history.entity, day, 10, 15)):
        order = OrderDraft(customer_id=company.customers[name].pk, lines=lines, header=header)
        create_quotations(history.entity, [QuotationDraft(order)], company.person("OC"), result)
    result.or_raise()
