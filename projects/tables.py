"""Columns of the lists of projects, of their item requirements and of what they used (sales.md §17, §20 L16)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from foundation.backoffice.lists import (
    SHORT,
    AmountColumn,
    BooleanColumn,
    DateColumn,
    LinkColumn,
    ListTable,
    NumberColumn,
    PriceColumn,
    QuantityColumn,
    StatusColumn,
    TextColumn,
)
from sales.tables.orders import STATUS_TONES

PROJECT_TONES = {"created": "grey", "in_process": "blue", "finished": "green"}


class ProjectTable(ListTable):
    """All projects."""

    number = LinkColumn(_("Project"), page="projects:project", order_by="number_folded")
    name = TextColumn(_("Name"), sortable=SHORT)
    customer = TextColumn(_("Customer"), accessor="customer.account", order_by="customer__account", sortable=SHORT)
    customer_name = TextColumn(_("Customer name"), accessor="customer.party.name", order_by="customer__party__name", sortable=SHORT)
    project_type = TextColumn(_("Project type"), sortable=SHORT)
    status = StatusColumn(_("Status"), tones=PROJECT_TONES, sortable=SHORT)
    requirements = NumberColumn(_("Item requirements"), accessor="requirement_count", sortable=False)
    used_sales = AmountColumn(_("Used, at sales prices"), currency="currency_id", total=True, sortable=False)
    responsible = TextColumn(_("Responsible"), accessor="responsible.name", order_by="responsible__name", sortable=SHORT)
    start_date = DateColumn(_("Start"), sortable=SHORT)
    end_date = DateColumn(_("End"), sortable=SHORT)


class RequirementTable(ListTable):
    """Item requirements of all projects (list L16)."""

    project = LinkColumn(
        _("Project"),
        page="projects:project",
        target="order.project_order.project_id",
        accessor="order.project_order.project.number",
        order_by="order__project_order__project__number",
        sortable=SHORT,
    )
    order = LinkColumn(_("Order"), page="sales:order", target="order_id", accessor="order.number", order_by="order__number", sortable=SHORT)
    line_number = NumberColumn(_("Line"), sortable=SHORT)
    customer = TextColumn(_("Customer"), accessor="order.customer.account", order_by="order__customer__account", sortable=SHORT)
    item = TextColumn(_("Item"), accessor="item.number", order_by="item__number", sortable=SHORT)
    name = TextColumn(_("Description"), sortable=SHORT)
    ordered_quantity = QuantityColumn(_("Quantity"), sortable=SHORT)
    delivered_quantity = QuantityColumn(_("Consumed"), sortable=SHORT)
    deliver_rest = QuantityColumn(_("Open"), sortable=SHORT)
    unit = TextColumn(_("Unit"), accessor="unit.code", order_by="unit__code", sortable=SHORT)
    billable = BooleanColumn(_("Billable"), sortable=SHORT)
    invoiced_quantity = QuantityColumn(_("Invoiced"), sortable=SHORT)
    net_amount = AmountColumn(_("Net amount"), currency="order.currency_id", hidden=True, sortable=SHORT)
    ship_date = DateColumn(_("Ship date"), accessor="promised_ship", sortable=SHORT)
    status = StatusColumn(_("Status"), tones=STATUS_TONES, sortable=SHORT)


class CostedRequirementTable(RequirementTable):
    """Item requirements with what they cost, for those who may see cost."""

    used_cost = AmountColumn(_("Cost"), currency="legal_entity.currency_id", sortable=False)


class RequirementOfProjectTable(ListTable):
    """The item requirements on the page of one project."""

    order = LinkColumn(_("Order"), page="sales:order", target="order_id", accessor="order.number")
    line_number = NumberColumn(_("Line"))
    item = TextColumn(_("Item"), accessor="item.number")
    name = TextColumn(_("Description"))
    ordered_quantity = QuantityColumn(_("Quantity"))
    delivered_quantity = QuantityColumn(_("Consumed"))
    invoiced_quantity = QuantityColumn(_("Invoiced"))
    deliver_rest = QuantityColumn(_("Open"))
    unit = TextColumn(_("Unit"), accessor="unit.code")
    unit_price = PriceColumn(_("Unit price"))
    net_amount = AmountColumn(_("Net amount"), currency="order.currency_id", show_currency=False)
    ship_date = DateColumn(_("Ship date"), accessor="promised_ship")
    status = StatusColumn(_("Status"), tones=STATUS_TONES)


class TransactionTable(ListTable):
    """What projects used."""

    project = LinkColumn(
        _("Project"), page="projects:project", target="project_id", accessor="project.number", order_by="project__number", sortable=SHORT
    )
    date = DateColumn(_("Date"))
    slip = LinkColumn(
        _("Packing slip"),
        page="sales:packing-slip",
        target="slip_line.packing_slip_id",
        accessor="slip_line.packing_slip.number",
        order_by="slip_line__packing_slip__number",
        sortable=SHORT,
    )
    order = LinkColumn(
        _("Order"),
        page="sales:order",
        target="order_line.order_id",
        accessor="order_line.order.number",
        order_by="order_line__order__number",
        sortable=SHORT,
    )
    item = TextColumn(_("Item"), accessor="item.number", order_by="item__number", sortable=SHORT)
    quantity = QuantityColumn(_("Quantity"), sortable=SHORT)
    cost_amount = AmountColumn(_("Cost"), currency="legal_entity.currency_id", total=True, sortable=SHORT)
    sales_amount = AmountColumn(_("Sales amount"), currency="order_line.order.currency_id", total=True, sortable=SHORT)
    invoiced = BooleanColumn(_("Invoiced"), sortable=False)


class TransactionOfProjectTable(ListTable):
    """What one project used."""

    date = DateColumn(_("Date"))
    slip = LinkColumn(
        _("Packing slip"), page="sales:packing-slip", target="slip_line.packing_slip_id", accessor="slip_line.packing_slip.number"
    )
    item = TextColumn(_("Item"), accessor="item.number")
    description = TextColumn(_("Description"), accessor="order_line.name")
    quantity = QuantityColumn(_("Quantity"))
    sales_amount = AmountColumn(_("Sales amount"), currency="order_line.order.currency_id")
    invoiced = BooleanColumn(_("Invoiced"))


class CostedTransactionTable(TransactionOfProjectTable):
    """What one project used, with what it cost, for those who may see cost."""

    cost_amount = AmountColumn(_("Cost"), currency="legal_entity.currency_id")
