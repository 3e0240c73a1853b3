"""A company with many orders of five lines: some are entered by the product's own service, the rest are copied in SQL.

Copies go through INSERT … SELECT with every constraint, key and trigger in place.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection, models, transaction

from foundation.inventory.models import InventoryTransaction, OnHand
from foundation.organization.models import NumberCounter
from sales.models import SalesOrder, SalesOrderLine
from sales.services.enter_orders import LineDraft, OrderDraft, create_orders
from sales.services.stock import ORIGIN
from tests.factories.company import Company, make_company

ORDER_DATE = date(2026, 3, 2)
CUSTOMERS = 40
ITEMS = 60
LINES = 5


def make_wholesaler() -> Company:
    """Create a company with forty customers and sixty items, half of them at the lower rate of tax."""
    company = make_company()
    for number in range(CUSTOMERS):
        company.customer(f"W-{number:03}")
    for number in range(ITEMS):
        tax = "L9" if number % 2 else "H21"
        company.item(f"I-{number:03}", f"{number + 1}.50", tax=tax, base_cost=Decimal("0.75"), default_warehouse=company.warehouse)
    company.user("IN")
    return company


def enter_patterns(company: Company, count: int = CUSTOMERS) -> list[int]:
    """Enter orders of five lines, one per customer, and return their keys."""
    drafts = [
        OrderDraft(
            customer_id=company.customers[f"W-{number:03}"].pk,
            lines=[_line(company, number * LINES + position) for position in range(LINES)],
            header={"order_date": ORDER_DATE, "warehouse_id": company.warehouse.pk},
        )
        for number in range(count)
    ]
    entered = create_orders(company.entity, drafts, company.clerk).or_raise()
    return sorted(order.pk for order in entered.orders.values())


def _line(company: Company, number: int) -> LineDraft:
    return LineDraft(item_id=company.items[f"I-{number % ITEMS:03}"].pk, quantity=Decimal(1 + number % 7), unit_price=Decimal("12.50"))


def make_orders(company: Company, count: int) -> None:
    """Fill the company with ``count`` orders of five lines, over all customers in turn."""
    with transaction.atomic():
        patterns = enter_patterns(company, min(count, CUSTOMERS))
        multiply_orders(company, patterns, count - len(patterns))


@dataclass(frozen=True)
class Numbering:
    """Where the keys of copies begin."""

    orders: int
    lines: int


def multiply_orders(company: Company, patterns: list[int], count: int) -> None:
    """Copy orders with their lines and open stock until there are ``count`` more."""
    entity = company.entity
    start = Numbering(_largest_key(SalesOrder), _largest_key(SalesOrderLine))
    values = {"patterns": patterns, "count": count, "orders": start.orders, "lines": start.lines, "origin": ORIGIN, "entity": entity.pk}
    with connection.cursor() as cursor:
        cursor.execute(_COPIES, values)
        header = {"id": "copy.id", "number": "copy.number"}
        cursor.execute(f"{_insert(SalesOrder, header)} source JOIN copy ON copy.source = source.id", values)
        lines = {"id": "%(lines)s + row_number() OVER (ORDER BY copy.id, source.line_number)", "order_id": "copy.id"}
        cursor.execute(f"{_insert(SalesOrderLine, lines)} source JOIN copy ON copy.source = source.order_id", values)
        stock = {"id": None, "origin_id": "line.id", "origin_number": "copy.number"}
        cursor.execute(_insert(InventoryTransaction, stock) + _STOCK, values)
        cursor.execute(_ON_HAND, values)
        for table in (SalesOrder, SalesOrderLine):
            name = table._meta.db_table
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), max(id)) FROM {name}")
        cursor.execute("DROP TABLE copy")
    NumberCounter.objects.filter(sequence__legal_entity=entity, sequence__reference="sales_order").update(next=start.orders + count + 1)


_COPIES = """
    CREATE TEMP TABLE copy AS
    SELECT %(orders)s + number AS id, 'SO-' || lpad((%(orders)s + number)::text, 7, '0') AS number,
           (%(patterns)s::bigint[])[1 + (number - 1) %% array_length(%(patterns)s::bigint[], 1)] AS source
    FROM generate_series(1, %(count)s) AS number
"""
_STOCK = """
    source JOIN sales_salesorderline pattern ON pattern.id = source.origin_id AND source.origin = %(origin)s
    JOIN copy ON copy.source = pattern.order_id
    JOIN sales_salesorderline line ON line.order_id = copy.id AND line.line_number = pattern.line_number
"""
_ON_HAND = """
    UPDATE inventory_onhand AS stock SET on_order = found.quantity
    FROM (SELECT item_id, warehouse_id, -sum(quantity) AS quantity FROM inventory_inventorytransaction
          WHERE legal_entity_id = %(entity)s AND status = 'on_order' GROUP BY item_id, warehouse_id) AS found
    WHERE stock.item_id = found.item_id AND stock.warehouse_id = found.warehouse_id
"""


def _largest_key(model: type[models.Model]) -> int:
    found = model._base_manager.aggregate(largest=models.Max("pk"))
    return int(found["largest"] or 0)


def _insert(model: type[models.Model], changed: dict[str, Any]) -> str:
    """Return INSERT … SELECT of all columns from a source, some of them changed; None leaves a column to its default."""
    stored = [field for field in model._meta.concrete_fields if not field.generated]
    columns = [field.column for field in stored if changed.get(field.column, "") is not None]
    chosen = [changed.get(column) or f"source.{column}" for column in columns]
    table = model._meta.db_table
    return f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(chosen)} FROM {table}"


def stock_agrees(company: Company) -> bool:
    """Tell whether on-hand agrees with its transactions."""
    on_order = sum(OnHand.of(company.entity).values_list("on_order", flat=True))
    return bool(on_order == -sum(InventoryTransaction.of(company.entity).filter(status="on_order").values_list("quantity", flat=True)))
