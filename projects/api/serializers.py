"""What the API shows and takes of projects: types and required properties only; the rules stand in the services."""

from __future__ import annotations

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from customers.models import Customer, CustomerDiscountGroup
from foundation.backoffice.api.fields import AmountField, CodeField, QuantityField
from foundation.backoffice.api.serializers import CommandSerializer, NoticeSerializer, ReadSerializer, list_of
from foundation.inventory.models import Warehouse
from foundation.organization.models import Currency
from projects.models import Project, ProjectTransaction
from projects.statuses import ProjectType
from sales.models import ReasonCode, SalesOrderLine

MOST_ITEMS = 200


class ProjectSummarySerializer(ReadSerializer):
    """A project as lists show it."""

    customer = serializers.CharField(source="customer.account", default=None, allow_null=True)
    currency = serializers.CharField(source="currency_id")
    price_group = serializers.CharField(source="price_group.code", default=None, allow_null=True)
    warehouse = serializers.CharField(source="warehouse.code", default=None, allow_null=True)
    is_billable = serializers.BooleanField()

    class Meta:
        model = Project
        fields: ClassVar[list[str]] = [
            "number",
            "name",
            "customer",
            "project_type",
            "is_billable",
            "status",
            "currency",
            "price_group",
            "warehouse",
            "start_date",
            "end_date",
        ]


class RequirementSerializer(ReadSerializer):
    """An item requirement: quantities in its unit, amounts in the order's currency before tax."""

    order = serializers.CharField(source="order.number")
    item = serializers.CharField(source="item.number")
    unit = serializers.CharField(source="unit.code")
    deliver_remainder = QuantityField()

    class Meta:
        model = SalesOrderLine
        fields: ClassVar[list[str]] = [
            "order",
            "line_number",
            "item",
            "name",
            "ordered_quantity",
            "unit",
            "delivered_quantity",
            "deliver_remainder",
            "invoiced_quantity",
            "billable",
            "net_amount",
            "status",
        ]


class ListedRequirementSerializer(RequirementSerializer):
    """An item requirement of any project, with what the project bears of it."""

    project = serializers.CharField(source="order.project_order.project.number")
    customer = serializers.CharField(source="order.customer.account")
    currency = serializers.CharField(source="order.currency_id")
    warehouse = serializers.CharField(source="warehouse.code", default=None, allow_null=True)
    ship_date = serializers.DateField(source="promised_ship", help_text="The confirmed ship date, else the requested one.")
    cost = serializers.SerializerMethodField(help_text="In the currency of the legal entity; null for those who may not see cost.")

    class Meta(RequirementSerializer.Meta):
        fields: ClassVar[list[str]] = [
            *("id", "project", "customer", *RequirementSerializer.Meta.fields),
            *("currency", "warehouse", "ship_date", "cost"),
        ]

    @extend_schema_field(AmountField(allow_null=True))
    def get_cost(self, line: Any) -> str | None:
        """Return what was used at cost, for those who may see it."""
        if line.used_cost is None or not self.context["view"].access.may("sales.view_cost"):
            return None
        return AmountField().to_representation(line.used_cost)


class ProjectSerializer(ProjectSummarySerializer):
    """A project with its item requirements."""

    requirements = serializers.SerializerMethodField()
    notices = serializers.SerializerMethodField()

    class Meta(ProjectSummarySerializer.Meta):
        fields: ClassVar[list[str]] = [*ProjectSummarySerializer.Meta.fields, "requirements", "notices"]

    @extend_schema_field(RequirementSerializer(many=True))
    def get_requirements(self, project: Project) -> list[Any]:
        """Return the lines of the orders of the project."""
        lines = [line for known in project.orders.all() if known.takes_items for line in known.order.lines.all()]
        return list(RequirementSerializer(lines, many=True, context=self.context).data)

    @extend_schema_field(NoticeSerializer(many=True))
    def get_notices(self, _project: Any) -> list[Any]:
        """Return nothing: only what has just happened has something to tell."""
        return []


class ProjectTransactionSerializer(ReadSerializer):
    """What a project used: cost in the currency of the legal entity, sales amount in that of the order; below zero when taken back."""

    project = serializers.CharField(source="project.number")
    order = serializers.CharField(source="order_line.order.number")
    line_number = serializers.IntegerField(source="order_line.line_number")
    packing_slip = serializers.CharField(source="slip_line.packing_slip.number")
    item = serializers.CharField(source="item.number")
    cost_amount = AmountField()
    sales_amount = AmountField()
    invoiced = serializers.BooleanField()

    class Meta:
        model = ProjectTransaction
        fields: ClassVar[list[str]] = [
            "id",
            "project",
            "date",
            "kind",
            "order",
            "line_number",
            "packing_slip",
            "item",
            "quantity",
            "cost_amount",
            "sales_amount",
            "invoiced",
        ]


class ProjectChange(CommandSerializer):
    """Changes of a project; what is not named stays."""

    name = serializers.CharField(max_length=100, required=False)
    customer = CodeField(Customer, "account", required=False, allow_null=True)
    project_type = serializers.ChoiceField(ProjectType.choices, required=False)
    currency = CodeField(Currency, required=False, help_text="That of the customer unless given.")
    price_group = CodeField(CustomerDiscountGroup, required=False, allow_null=True)
    warehouse = CodeField(Warehouse, required=False, allow_null=True)
    start_date = serializers.DateField(required=False, allow_null=True)
    end_date = serializers.DateField(required=False, allow_null=True)


class NewProject(ProjectChange):
    """A new project; its number comes from its own series."""

    name = serializers.CharField(max_length=100)


class NewItemSale(CommandSerializer):
    """An item that the project needs."""

    item = serializers.CharField(max_length=40, help_text="The item number.")
    quantity = QuantityField()
    requested_ship_date = serializers.DateField(required=False)
    warehouse = serializers.CharField(max_length=20, required=False)


class ItemSales(CommandSerializer):
    """Items that are sold on a project."""

    items = list_of(NewItemSale(), max_length=MOST_ITEMS, allow_empty=False)


class Finishing(CommandSerializer):
    """What becomes of what waits to be delivered."""

    cancel_open = serializers.BooleanField(default=False, help_text="Cancel what waits; without it PRJ-04 asks.")
    reason = CodeField(ReasonCode, required=False, allow_null=True)
