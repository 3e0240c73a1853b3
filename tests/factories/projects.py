"""Builders for projects: work that items are sold on and used for."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from projects.models import Project, ProjectOrder
from projects.services.enter_projects import enter_project
from projects.services.sell_items import ItemSale, sell_items
from sales.models import SalesOrder
from tests.factories.company import Company
from tests.factories.sales import with_sequence


def project(company: Company, project_type: str = "time_and_material", *, customer: str = "C-100", **values: Any) -> Project:
    """Enter a project of a customer, whose items come from the company's warehouse; no customer when that is blank."""
    with_sequence(company, "project", "P-#####")
    payer = company.customers[customer] if customer else None
    known = {"name": "Refit", "customer": payer, "project_type": project_type, "warehouse": company.warehouse}
    return enter_project(company.entity, known | values, company.clerk)


def sell(company: Company, on: Project, *items: tuple[str, Any], wanted_on: date | None = None) -> SalesOrder:
    """Sell (item number, quantity) on a project and return the order as it is now."""
    sales = [ItemSale(company.items[number].pk, Decimal(str(quantity)), wanted_on) for number, quantity in items]
    return SalesOrder.of(company.entity).get(pk=sell_items(company.entity, on.pk, sales, company.clerk).order.pk)


def orders_of(company: Company, on: Project) -> list[SalesOrder]:
    """Return the orders of a project, earliest first."""
    keys = ProjectOrder.of(company.entity).filter(project=on).values("order")
    return list(SalesOrder.of(company.entity).filter(pk__in=keys).order_by("pk"))
