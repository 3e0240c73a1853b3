"""What customers of the demo order: random but always the same, and in quantities that fit who orders."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from random import Random
from typing import Any

from config.demo.companies import Company
from customers.models import Customer, Party
from foundation.inventory.models import Item, Unit
from sales.services.enter_orders import OrderDraft
from sales.services.order_lines import LineDraft

USUAL_LINES = (1, 2, 2, 3, 3, 3, 4, 4, 5, 6, 8)
SMALL, LARGE = (1, 1, 2, 3), (6, 12, 12, 18, 24, 36, 48)
KILOS = (Decimal(2), Decimal(5), Decimal("7.5"), Decimal(10), Decimal(20), Decimal(30))
REFERENCES = ("PO", "Order", "Ref.", "BEST")


class OrderBook:
    """Draws orders for a company; the same seed draws the same orders."""

    def __init__(self, company: Company, random: Random) -> None:
        self.company = company
        self.random = random
        self.boxes = {unit.code: unit for unit in Unit.objects.all()}
        self.goods = [item for number, item in company.items.items() if company.weekly[number]]
        self.services = [item for item in company.items.values() if not item.stocked]
        self.buyers = list(company.customers.values())
        self.weights = [random.choice((1, 1, 2, 3, 5)) for _buyer in self.buyers]

    def customer(self) -> Customer:
        """Draw a customer; some buy more often than others."""
        [found] = self.random.choices(self.buyers, self.weights)
        return found

    def forget(self, customer: Customer) -> None:
        """Draw no more orders of a customer."""
        self.weights[self.buyers.index(customer)] = 0

    def draft(self, customer: Customer, order_date: date, ship_date: date, *, lines: int = 0, **header: Any) -> OrderDraft:
        """Draw an order of a customer; ``lines`` sets how many lines it has."""
        person = customer.party.kind == Party.Kind.PERSON
        count = lines or self.random.choice(USUAL_LINES[:5] if person else USUAL_LINES)
        items = self.random.sample(self.goods, min(count, len(self.goods)))
        drawn = [self._line(item, person=person) for item in items]
        if any(item.number in ("1601", "1602") for item in items):
            drawn.append(LineDraft(item_id=self.services[0].pk, quantity=Decimal(self.random.choice((2, 3, 4)))))
        reference = "" if person else f"{self.random.choice(REFERENCES)} {self.random.randint(10000, 99999)}"
        values = {"order_date": order_date, "requested_ship_date": ship_date, "customer_reference": reference} | header
        if len(self.company.warehouses) > 1 and self.random.random() < 0.15:
            values.setdefault("warehouse_id", self.company.warehouses[1].pk)
        return OrderDraft(customer_id=customer.pk, lines=drawn, header=values)

    def _line(self, item: Item, *, person: bool) -> LineDraft:
        discount = Decimal(5) if self.random.random() < 0.03 else None
        if item.sales_unit.code == "kg":
            return LineDraft(item_id=item.pk, quantity=self.random.choice(KILOS[:2] if person else KILOS), discount_percent=discount)
        if item.base_price > 500:
            return LineDraft(item_id=item.pk, quantity=Decimal(1), discount_percent=discount)
        if person or item.base_price > 20:
            return LineDraft(item_id=item.pk, quantity=Decimal(self.random.choice(SMALL)), discount_percent=discount)
        if item.base_price < 10 and item.number.startswith(("12", "13", "14")) and self.random.random() < 0.35:
            box = self.boxes["box"].pk
            return LineDraft(item_id=item.pk, quantity=Decimal(self.random.choice((1, 2, 3, 4, 6))), unit_id=box, discount_percent=discount)
        return LineDraft(item_id=item.pk, quantity=Decimal(self.random.choice(LARGE)), discount_percent=discount)
