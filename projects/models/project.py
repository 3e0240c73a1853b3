"""Projects, and the orders that hold what is sold on them (sales.md §17)."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, ClassVar, Self

import pghistory
from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery, Sum
from django.utils.translation import gettext_lazy as _

from customers.models import Customer, CustomerDiscountGroup
from foundation.database.constraints import in_order
from foundation.database.matching import begins, by_folded, folded, in_scope, matching_any
from foundation.inventory.models import Site, Warehouse
from foundation.organization.scope import EntityModel, ScopedQuerySet, scoped_manager
from projects.statuses import BILLABLE_TYPES, GOING, ProjectStatus, ProjectType
from sales.models import SalesOrder, SalesOrderLine
from sales.statuses import TRAITS

OUTER_PROJECTS = "an outer query names the projects"
REQUIREMENT_TYPES = [order_type for order_type, traits in TRAITS.items() if traits.created_by_project]


class ProjectQuerySet(ScopedQuerySet):
    """Finds projects."""

    def for_display(self) -> Self:
        """What pages show."""
        return self.select_related("customer__party", "currency", "price_group", "warehouse__site", "responsible", "created_by")

    def for_list(self) -> Self:
        """What the list shows: how many requirements there are, and cost and sales amount of what was used.

        Orders of one project can have several currencies; there is no sales amount then, rather than one that adds them up.
        """
        lines = in_scope(SalesOrderLine.unscoped(OUTER_PROJECTS)).filter(order__project_order__project=OuterRef("pk")).order_by()
        counted = lines.values("order__project_order__project").annotate(count=Count("pk"))
        used = in_scope(self.model._meta.get_field("transactions").related_model.unscoped(OUTER_PROJECTS))
        sums = used.filter(project=OuterRef("pk")).order_by().values("project")
        other = Count("pk", filter=~Q(order_line__order__currency=OuterRef("currency")))
        return self.for_display().annotate(
            requirement_count=Subquery(counted.values("count")),
            used_cost=Subquery(sums.annotate(value=Sum("cost_amount")).values("value")),
            used_sales=Subquery(sums.annotate(value=Sum("sales_amount"), other=other).filter(other=0).values("value")),
        )

    def for_detail(self) -> Self:
        """A project with its orders and their lines, in a fixed number of queries."""
        lines = ("item", "unit", "order")
        return self.for_display().prefetch_related("orders__order", *(f"orders__order__lines__{name}" for name in lines))

    def going(self) -> Self:
        """Projects that items may be sold on."""
        return self.filter(status__in=GOING)

    def finished(self) -> Self:
        """Projects that are done."""
        return self.filter(status=ProjectStatus.FINISHED)

    def of_order(self, order_id: int) -> Self:
        """Return the project of a sales order."""
        return self.filter(orders__order=order_id)

    def of_slip(self, slip_id: int) -> Self:
        """Return the projects that used what a packing slip delivered."""
        return self.filter(transactions__slip_line__packing_slip=slip_id).distinct()

    def matching(self, term: str) -> Self:
        """Projects whose number begins with a text, whose name holds it, or whose customer has that account or those words in its name."""
        customers = in_scope(Customer.unscoped(OUTER_PROJECTS)).found_by(term)
        found: Self = matching_any(self, begins("number", term), Q(name__icontains=term), Q(customer__in=customers))
        return found


@pghistory.track()
class Project(EntityModel):
    """Work that items are used on; its customer pays for them, or has paid a fixed price, or nobody does."""

    number = models.CharField(_("project"), max_length=20)
    name = models.CharField(_("name"), max_length=100)
    customer = models.ForeignKey(Customer, models.PROTECT, null=True, blank=True, related_name="projects", verbose_name=_("customer"))
    project_type = models.CharField(_("project type"), max_length=20, choices=ProjectType.choices, default=ProjectType.TIME_AND_MATERIAL)
    status = models.CharField(_("status"), max_length=10, choices=ProjectStatus.choices, default=ProjectStatus.CREATED)
    currency = models.ForeignKey("organization.Currency", models.PROTECT, related_name="+", verbose_name=_("currency"))
    price_group = models.ForeignKey(
        CustomerDiscountGroup, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("price group")
    )
    warehouse = models.ForeignKey(Warehouse, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("warehouse"))
    responsible = models.ForeignKey(
        "organization.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("responsible")
    )
    start_date = models.DateField(_("start"), null=True, blank=True)
    end_date = models.DateField(_("end"), null=True, blank=True)
    created_by = models.ForeignKey("organization.User", models.PROTECT, null=True, related_name="+", verbose_name=_("entered by"))
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    number_folded = folded("number")

    objects: ClassVar[Any] = scoped_manager(ProjectQuerySet)

    class Meta:
        ordering = ["-id"]
        verbose_name = _("project")
        verbose_name_plural = _("projects")
        constraints = [
            models.UniqueConstraint(fields=["legal_entity", "number"], name="project_number_unique"),
            models.UniqueConstraint(fields=["legal_entity", "id"], name="project_in_entity"),
            in_order("project_dates", "start_date", "end_date"),
        ]
        indexes = [
            models.Index(fields=["legal_entity", "status", "-id"], name="project_by_status"),
            by_folded("number", "project_number_prefix"),
        ]

    def __str__(self) -> str:
        """Return the number."""
        return self.number

    @property
    def is_billable(self) -> bool:
        """Tell whether the customer is billed for every item that the project uses."""
        return self.project_type in BILLABLE_TYPES

    @property
    def site(self) -> Site | None:
        """Return the site of the warehouse."""
        return self.warehouse.site if self.warehouse else None


class ProjectOrderQuerySet(ScopedQuerySet):
    """Finds the orders of projects."""

    def taking_items(self) -> Self:
        """Orders that are still of type Item requirements; one of another type names its project for information."""
        return self.filter(order__order_type__in=REQUIREMENT_TYPES)

    def of_project(self, project_id: int) -> Self:
        """Return the orders of one project, latest first."""
        return self.filter(project=project_id).select_related("order").order_by("-order__order_date", "-order")

    def projects_of(self, order_ids: Collection[int]) -> dict[int, int]:
        """Return the keys of the projects by the keys of the orders that are still theirs."""
        return dict(self.taking_items().filter(order__in=order_ids).values_list("order", "project"))

    def order_for(self, project: Project, customer_id: int) -> int | None:
        """Return the key of the order that the next item of a project goes on: of its customer, in its currency."""
        found = self.taking_items().filter(project=project, order__customer=customer_id, order__currency=project.currency_id)
        key: int | None = found.order_by("-order").values_list("order", flat=True).first()
        return key

    def keys_of_project(self, project_id: int) -> list[int]:
        """Return the keys of the orders that take items for a project."""
        return list(self.taking_items().filter(project=project_id).values_list("order", flat=True))


class ProjectOrder(EntityModel):
    """An order of item requirements and the one project that it belongs to."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="orders", verbose_name=_("project"))
    order = models.OneToOneField(SalesOrder, models.CASCADE, related_name="project_order", verbose_name=_("sales order"))
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    objects: ClassVar[Any] = scoped_manager(ProjectOrderQuerySet)

    class Meta:
        ordering = ["-id"]
        verbose_name = _("order of a project")
        verbose_name_plural = _("orders of projects")

    def __str__(self) -> str:
        """Return project and order."""
        return f"{self.project} / {self.order}"

    @property
    def takes_items(self) -> bool:
        """Tell whether the order is still one of item requirements."""
        return self.order.order_type in REQUIREMENT_TYPES
