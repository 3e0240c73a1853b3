"""What the lists of projects can be filtered by."""

from __future__ import annotations

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from foundation.backoffice.lists import NamedFilter
from projects.models import Project, ProjectTransaction
from projects.statuses import ProjectStatus, ProjectType
from sales.models import SalesOrderLine
from sales.statuses import SalesStatus


class ProjectFilter(filters.FilterSet):
    """Projects by status, type, customer and days."""

    status = filters.MultipleChoiceFilter(distinct=False, choices=ProjectStatus.choices, label=_("Status"))
    project_type = filters.MultipleChoiceFilter(distinct=False, choices=ProjectType.choices, label=_("Project type"))
    customer = NamedFilter("customer__account", label=_("Customer"))
    start_date = filters.DateFromToRangeFilter(label=_("Start"))

    class Meta:
        model = Project
        fields: tuple[str, ...] = ()


class RequirementFilter(filters.FilterSet):
    """Item requirements by project, status, customer, item and warehouse."""

    project = NamedFilter("order__project_order__project__number", label=_("Project"))
    status = filters.MultipleChoiceFilter(distinct=False, choices=SalesStatus.choices, label=_("Status"))
    customer = NamedFilter("order__customer__account", label=_("Customer"))
    item = NamedFilter("item__number", label=_("Item"))
    warehouse = NamedFilter("warehouse__code", label=_("Warehouse"))
    billable = filters.BooleanFilter(label=_("Billable"))

    class Meta:
        model = SalesOrderLine
        fields: tuple[str, ...] = ()


class TransactionFilter(filters.FilterSet):
    """What projects used, by project, day, item and packing slip."""

    project = NamedFilter("project__number", label=_("Project"))
    date = filters.DateFromToRangeFilter(label=_("Date"))
    item = NamedFilter("item__number", label=_("Item"))
    slip = NamedFilter("slip_line__packing_slip__number", label=_("Packing slip"))

    class Meta:
        model = ProjectTransaction
        fields: tuple[str, ...] = ()
