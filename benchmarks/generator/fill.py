"""Fills the database in use, step by step, in one transaction."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from benchmarks.generator import cloning
from benchmarks.generator.basis import CLASSES, PRICES, add_customers, add_items, make_basis
from benchmarks.generator.closing import pay, set_counters, set_stock
from benchmarks.generator.documents import Multiplier
from benchmarks.generator.plan import make_plan
from benchmarks.generator.templates import post_templates
from tests.factories.company import Company

Report = Callable[[str, int], None]
REBUILT_FROM = 10_000
"""From so many orders on, indexes are dropped and made again: that is faster than keeping them while rows come in."""


@dataclass(frozen=True)
class Size:
    """How many orders, customers and items; customers and items follow the orders unless they are given."""

    orders: int
    customers: int = 0
    items: int = 0

    @property
    def customers_per_class(self) -> int:
        """Return the number of customers of each class."""
        return max(self.customers or self.orders // 10, 20 * len(CLASSES)) // len(CLASSES)

    @property
    def items_per_class(self) -> int:
        """Return the number of items of each class."""
        return max(self.items or self.orders // 100, 5 * len(PRICES)) // len(PRICES)


def _say_nothing(_table: str, _rows: int) -> None:
    """Report to nobody."""


@transaction.atomic
def fill(size: Size, today: date | None = None, report: Report = _say_nothing) -> Company:
    """Make the company NL01 and fill it with documents; the database must be migrated and have no company yet.

    Triggers are passed while rows are copied, as the owner of the database may; every constraint holds.
    """
    company = make_basis(today or timezone.localdate())
    now = company.entity.today()
    templates = post_templates(company, now)
    cloning.execute("SET CONSTRAINTS ALL IMMEDIATE")
    cloning.execute("SET LOCAL session_replication_role = replica")
    cloning.execute("SET LOCAL work_mem = '256MB'")
    cloning.execute("SET LOCAL maintenance_work_mem = '1GB'")
    customers = add_customers(company, size.customers_per_class * len(CLASSES))
    items = add_items(company, size.items_per_class * len(PRICES))
    make_plan(size.orders, now, templates, customers, size.customers_per_class)
    multiplier = Multiplier(items, size.items_per_class)
    indexes = cloning.drop_indexes(multiplier.tables) if size.orders > REBUILT_FROM else []
    multiplier.run(report)
    report("payments", pay(company))
    set_counters(company)
    report("inventory_onhand", set_stock(company, now))
    for statement in indexes:
        cloning.execute(statement)
    report("indexes", len(indexes))
    _forget_templates()
    cloning.execute("SET LOCAL session_replication_role = origin")
    return company


def _forget_templates() -> None:
    """Take out what the services wrote beside the templates: audit, history and outputs."""
    for table in (
        "organization_auditentry",
        "sales_salesorderevent",
        "sales_salesorderlineevent",
        "documents_output",
        "documents_outboxmessage",
    ):
        cloning.execute(f"DELETE FROM {table}")
    cloning.execute("DROP TABLE IF EXISTS payment, plan, chosen, kind, class, named, item_class")
