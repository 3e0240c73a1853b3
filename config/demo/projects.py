"""What the demo companies work on: a refit that is billed by packing slip, and a showroom kitchen at a fixed price."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from config.demo.companies import Company
from projects.models import Project, ProjectParameters
from projects.services.enter_projects import enter_project
from projects.services.sell_items import ItemSale, sell_items
from projects.statuses import ProjectType
from sales.deliveries import DeliveryRequest, LineUpdate
from sales.models import SalesOrderLine
from sales.services.post_packing_slips import post_packing_slips

REFIT, SHOWROOM = "Warenhuis Vroeger & Nu N.V.", "Hotel Gent Centrum N.V."


def start_projects(company: Company, today: date) -> None:
    """Start two projects: of one a part was used and waits for its invoice, of the other everything was."""
    refit = _project(company, "Refit of the lunch room", REFIT, ProjectType.TIME_AND_MATERIAL, today)
    _sell(company, refit, {"1201": 24, "1202": 12}, today, use=Decimal("0.5"))
    showroom = _project(company, "Showroom kitchen", SHOWROOM, ProjectType.FIXED_PRICE, today)
    _sell(company, showroom, {"1203": 6}, today, use=Decimal(1))
    ProjectParameters.objects.create(legal_entity=company.entity, internal_customer=company.customers[SHOWROOM])


def _project(company: Company, name: str, customer: str, kind: str, today: date) -> Project:
    values = {
        "name": name,
        "customer": company.customers[customer],
        "project_type": kind,
        "responsible": company.person("OM"),
        "start_date": today - timedelta(days=20),
        "end_date": today + timedelta(days=40),
    }
    return enter_project(company.entity, values, company.person("OC"))


def _sell(company: Company, project: Project, items: dict[str, int], today: date, *, use: Decimal) -> None:
    """Sell items on a project, and deliver a share of each."""
    sales = [ItemSale(company.items[number].pk, Decimal(quantity), today) for number, quantity in items.items()]
    order = sell_items(company.entity, project.pk, sales, company.person("OC")).order
    lines = SalesOrderLine.of(company.entity).filter(order=order)
    updates = {line.pk: LineUpdate(line.ordered_quantity * use) for line in lines}
    post_packing_slips(DeliveryRequest(company.entity, [order.pk], updates=updates, delivery_date=today), company.person("WH"))
