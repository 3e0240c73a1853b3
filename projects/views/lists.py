"""The lists of projects, of their item requirements and of what they used (sales.md §20 L16)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from foundation.backoffice.lists import ListTable, Search, Tab
from foundation.backoffice.views import ListPage
from projects.filters import ProjectFilter, RequirementFilter, TransactionFilter
from projects.models import Project, ProjectTransaction, requirements
from projects.tables import CostedRequirementTable, ProjectTable, RequirementTable, TransactionTable
from sales.models import SalesOrderLine

VIEW, CHANGE, COST = "projects.view_project", "projects.change_project", "sales.view_cost"


class ProjectList(ListPage):
    """All projects."""

    permission_required = export_permission = VIEW
    title = _("Projects")
    model, rows = Project, "for_list"
    table_class = ProjectTable
    filterset_class = ProjectFilter
    search = Search(rows="matching", order_by="-number_folded")
    tabs = (Tab("going", _("Open"), rows="going"), Tab("finished", _("Finished"), rows="finished"), Tab("all", _("All")))
    order_by = "-number_folded"
    create_page, create_permission, create_label = "projects:project-new", CHANGE, _("New project")
    empty_text = _("Projects that use items stand here.")


class RequirementList(ListPage):
    """Item requirements of all projects."""

    permission_required = export_permission = VIEW
    title = _("Item requirements")
    model = SalesOrderLine
    filterset_class = RequirementFilter
    search = Search(prefix=("order__number", "order__project_number", "item__number"), contains=("name",))
    tabs = (
        Tab("all", _("All")),
        Tab("open", _("To deliver"), rows="to_deliver"),
        Tab("to_invoice", _("To invoice"), rows="to_invoice"),
    )
    order_by = "-pk"
    empty_text = _("What projects need stands here, line by line. Sell an item on a project to add one.")

    @property
    def table_class(self) -> type[ListTable]:  # type: ignore[override]
        """Return the columns; cost for those who may see it."""
        return CostedRequirementTable if self.may(COST) else RequirementTable

    def get_rows(self) -> Any:
        """Return the lines of the orders of projects."""
        return requirements(self.entity)


class TransactionList(ListPage):
    """What all projects used, at cost and at sales prices."""

    permission_required = export_permission = COST
    title = _("Project transactions")
    model, rows = ProjectTransaction, "for_list"
    table_class = TransactionTable
    filterset_class = TransactionFilter
    search = Search(prefix=("project__number", "slip_line__packing_slip__number", "item__number"), contains=("project__name",))
    order_by = "-date"
    empty_text = _("What packing slips deliver to projects stands here.")
