"""Projects over REST: enter, change, sell items on them, finish, delete; and what they used."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import django_filters as filters
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from foundation.backoffice.api.around import AroundRecord
from foundation.backoffice.api.references import find_by_code, key_of
from foundation.backoffice.api.views import EntityReadViewSet, EntityViewSet, ListMixin
from foundation.inventory.models import Item, Warehouse
from foundation.organization.models import LegalEntity
from projects.api import serializers
from projects.filters import RequirementFilter
from projects.models import Project, ProjectTransaction, requirements
from projects.services.enter_projects import change_project, delete_project, enter_project
from projects.services.finish_projects import finish_project
from projects.services.sell_items import ItemSale, sell_items
from projects.statuses import ProjectStatus, ProjectType

VIEW, CHANGE, DELETE, COST = "projects.view_project", "projects.change_project", "projects.delete_project", "sales.view_cost"


class ProjectApiFilter(filters.FilterSet):
    """Filters of the list of projects."""

    number = filters.CharFilter(field_name="number")
    customer = filters.CharFilter(field_name="customer__account")
    status = filters.MultipleChoiceFilter(choices=ProjectStatus.choices)
    project_type = filters.MultipleChoiceFilter(choices=ProjectType.choices)

    class Meta:
        model = Project
        fields: tuple[str, ...] = ()


class ProjectTransactionApiFilter(filters.FilterSet):
    """Filters of the list of project transactions."""

    project = filters.CharFilter(field_name="project__number")
    packing_slip = filters.CharFilter(field_name="slip_line__packing_slip__number")
    date_from = filters.DateFilter(field_name="date", lookup_expr="gte")
    date_to = filters.DateFilter(field_name="date", lookup_expr="lte")

    class Meta:
        model = ProjectTransaction
        fields: tuple[str, ...] = ()


class ProjectTransactionViewSet(EntityReadViewSet):
    """What the projects of a legal entity used."""

    tags = ("projects",)
    lookup_field = "id"
    lookup_value_regex = "[0-9]+"
    serializer_class = serializers.ProjectTransactionSerializer
    filterset_class = ProjectTransactionApiFilter
    ordering_fields = ("id", "date")
    ordering = ("-id",)
    action_permissions: ClassVar[dict[str, str]] = {"list": COST, "retrieve": COST}

    def get_queryset(self) -> Any:
        """Return the transactions of the entity."""
        return ProjectTransaction.objects.for_list()


class ItemRequirementViewSet(ListMixin, EntityViewSet):
    """The item requirements of all projects (sales.md §20: L16)."""

    tags = ("projects",)
    serializer_class = serializers.ListedRequirementSerializer
    filterset_class = RequirementFilter
    ordering = ("-id",)
    action_permissions: ClassVar[dict[str, str]] = {"list": VIEW}

    def get_queryset(self) -> Any:
        """Return the lines of the orders of projects."""
        return requirements(self.entity)


class ProjectViewSet(AroundRecord, EntityReadViewSet):
    """The projects of a legal entity."""

    page = "projects:project"
    tags = ("projects",)
    lookup_field = "number"
    serializer_class = serializers.ProjectSerializer
    serializer_classes: ClassVar[dict[str, Any]] = {"list": serializers.ProjectSummarySerializer}
    filterset_class = ProjectApiFilter
    ordering_fields = ("number", "start_date")
    ordering = ("-id",)
    locking_actions = ("sell_items", "finish")
    action_permissions: ClassVar[dict[str, str]] = {
        "list": VIEW,
        "retrieve": VIEW,
        "create": CHANGE,
        "partial_update": CHANGE,
        "destroy": DELETE,
        "sell_items": CHANGE,
        "finish": CHANGE,
    }

    def get_queryset(self) -> Any:
        """Return the projects of the entity with what is shown of them."""
        return Project.objects.for_display() if self.action == "list" else Project.objects.for_detail()

    @extend_schema(request=serializers.NewProject, responses={201: serializers.ProjectSerializer})
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Enter a project."""
        made = enter_project(self.entity, self.command(serializers.NewProject), self.user)
        return self.answer(status_code=status.HTTP_201_CREATED, pk=made.pk)

    @extend_schema(request=serializers.ProjectChange, responses={200: serializers.ProjectSerializer})
    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Change a project that is not finished."""
        data = self.command(serializers.ProjectChange)
        change_project(self.entity, self.locked_object().pk, data, self.user)
        return self.answer()

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Delete a project that nothing was sold on."""
        delete_project(self.entity, self.locked_object().pk, self.user)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=serializers.ItemSales, responses={200: serializers.ProjectSerializer})
    @action(detail=True, methods=["post"], url_path="sell-items")
    def sell_items(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Add item requirements: they go on the project's one order, which is made or opened again."""
        data = self.command(serializers.ItemSales)
        work = sell_items(self.entity, self.locked_object().pk, item_sales(self.entity, data["items"]), self.user)
        return self.answer(notices=work.notices)

    @extend_schema(request=serializers.Finishing, responses={200: serializers.ProjectSerializer})
    @action(detail=True, methods=["post"])
    def finish(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Finish a project; what waits to be delivered is cancelled when that is said."""
        data = self.command(serializers.Finishing)
        if data["cancel_open"]:
            self.access.require("sales.cancel_salesorder")
        finish_project(self.entity, self.locked_object().pk, self.user, cancel_open=data["cancel_open"], reason=data.get("reason"))
        return self.answer()


def item_sales(entity: LegalEntity, items: Sequence[Mapping[str, Any]]) -> list[ItemSale]:
    """Return the items as the service takes them; raises InvalidInput at the path of what is not known."""
    numbers = find_by_code(entity, Item, (sale["item"] for sale in items), field="number")
    warehouses = find_by_code(entity, Warehouse, (sale.get("warehouse") for sale in items))
    return [
        ItemSale(
            key_of(numbers, sale["item"], path=f"items.{index}.item") or 0,
            sale["quantity"],
            sale.get("requested_ship_date"),
            key_of(warehouses, sale.get("warehouse"), path=f"items.{index}.warehouse"),
        )
        for index, sale in enumerate(items)
    ]
