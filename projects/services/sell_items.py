"""Sell items on a project: the lines go on its one order of item requirements, which is made or opened again (sales.md §17)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction

from foundation.organization.models import LegalEntity, User
from foundation.organization.services import audit
from projects.errors import ProjectWithoutCustomer
from projects.models import Project, ProjectOrder, ProjectParameters
from projects.statuses import ProjectStatus, ProjectType, project_states
from sales.models import SalesOrder, SalesOrderLine
from sales.services.calculate_orders import calculate
from sales.services.change_lines import LineEdit, with_new_items
from sales.services.enter_orders import OrderDraft, create_order
from sales.services.line_changes import LineWatch
from sales.services.load_orders import load_orders
from sales.services.order_lines import LineBuilder, LineDraft
from sales.services.save_changes import save_changes, snapshot
from sales.services.working_orders import WorkingOrder
from sales.statuses import SalesOrderType


@dataclass(frozen=True, slots=True)
class ItemSale:
    """An item that a project needs: how much in the item's sales unit, by when and from where; both may be left to the order."""

    item_id: int
    quantity: Decimal
    wanted_on: date | None = None
    warehouse_id: int | None = None


@transaction.atomic
def sell_items(entity: LegalEntity, project_id: int, sales: Sequence[ItemSale], user: User) -> WorkingOrder:
    """Add item requirements to the order of a project and return it with its notices.

    The order is found by customer and currency, or made; one that was delivered, invoiced or cancelled opens again. Prices are
    searched with the project's price group. Raises PRJ-01, PRJ-02 and what a new order and its lines raise. The number of
    statements does not depend on the number of items.
    """
    project = Project.of(entity).locked().select_related("customer", "price_group").get(pk=project_id)
    project_states.check("sell_items", project)
    work = _add_lines(entity, _order_of(entity, project, user), project, sales, user)
    if project.status == ProjectStatus.CREATED:
        Project.of(entity).filter(pk=project.pk).update(status=ProjectStatus.IN_PROCESS)
    audit.record(entity, user, "items sold", [project], reason=work.order.number)
    return work


def _order_of(entity: LegalEntity, project: Project, user: User) -> int:
    """Return the key of the order that takes the items, made when the project has none."""
    customer_id = project.customer_id
    if customer_id is None and project.project_type == ProjectType.INTERNAL:
        customer_id = ProjectParameters.of(entity).internal_customer_id
    if customer_id is None:
        raise ProjectWithoutCustomer(p=project)
    known = ProjectOrder.of(entity).order_for(project, customer_id)
    if known is not None:
        return known
    header: dict[str, Any] = {"project_number": project.number, "currency_id": project.currency_id}
    if project.price_group_id:
        header["price_group_id"] = project.price_group_id
    if project.warehouse_id:
        header["warehouse_id"] = project.warehouse_id
    if project.responsible_id:
        header["responsible_id"] = project.responsible_id
    draft = OrderDraft(customer_id, order_type=SalesOrderType.ITEM_REQUIREMENTS, header=header, from_room=True)
    order = create_order(entity, draft, user)
    ProjectOrder.of(entity).create(legal_entity=entity, project=project, order=order)
    return order.pk


def _add_lines(entity: LegalEntity, order_id: int, project: Project, sales: Sequence[ItemSale], user: User) -> WorkingOrder:
    """Add the lines to the order under its lock, priced like those of any order."""
    loaded = load_orders(entity, [order_id], locked=True)
    work = loaded.only()
    before, watch = snapshot(work), LineWatch(work)
    builder = LineBuilder.load(with_new_items(loaded, [LineEdit(values={"item_id": sale.item_id}) for sale in sales]))
    work.order.price_group = project.price_group or work.order.price_group
    for sale in sales:
        builder.add(work, _line(work.order, project, sale))
    work.search_charges = True
    calculate(loaded.context, [work])
    if work.refusal is not None:
        raise work.refusal
    save_changes(entity, work, before, header=("price_group_id",))
    audit.record(entity, user, "lines changed", [work.order], changes={work.order.pk: watch.changes(entity, work)})
    return work


def _line(order: SalesOrder, project: Project, sale: ItemSale) -> LineDraft:
    days = order.delivery_mode.transport_days if order.delivery_mode else 0
    shipped = sale.wanted_on
    if shipped is None and order.requested_ship_date < order.legal_entity.today():
        shipped = order.legal_entity.today()
    return LineDraft(
        item_id=sale.item_id,
        quantity=sale.quantity,
        warehouse_id=sale.warehouse_id or project.warehouse_id,
        requested_ship_date=shipped,
        requested_receipt_date=shipped + timedelta(days=days) if shipped else None,
        billable=project.is_billable,
        origin=SalesOrderLine.Origin.PROJECT,
    )
