"""What projects add to the shell: menu, finding projects, and the way from an order or packing slip to its project."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.backoffice.addresses import entity_url
from foundation.backoffice.documents import Action, Related
from foundation.backoffice.registry import PaletteItem, register_action, register_menu, register_palette, register_related
from foundation.errors import Text
from foundation.organization.access import Access
from projects.models import Project
from projects.tables import PROJECT_TONES
from sales import menu_groups

VIEW = "projects.view_project"


class ProjectPalette:
    """Finds projects by number, name or customer."""

    label: Text = _("Projects")
    permission = VIEW
    numbers = "project"

    def search(self, access: Access, term: str) -> Iterable[PaletteItem]:
        """Return a handful of hits."""
        for project in Project.of(access.legal_entity).matching(term).for_display()[:4]:
            url = entity_url(access.legal_entity, "projects:project", pk=project.pk)
            yield PaletteItem(project.number, url, f"{project.name} · {project.get_status_display()}", "clipboard")


def _shown(projects: Iterable[Any], access: Access) -> Iterable[Related]:
    for project in projects:
        url = entity_url(access.legal_entity, "projects:project", pk=project.pk)
        tone = PROJECT_TONES.get(project.status, "grey")
        yield Related(gettext("Project"), project.number, url, project.start_date, project.get_status_display(), tone)


def project_of_order(order: Any, access: Access) -> Iterable[Related]:
    """Return the project of a sales order that names one."""
    if access.may(VIEW) and order.project_number:
        yield from _shown(Project.of(access.legal_entity).of_order(order.pk), access)


def projects_of_slip(slip: Any, access: Access) -> Iterable[Related]:
    """Return the projects that used what a packing slip delivered."""
    if access.may(VIEW):
        yield from _shown(Project.of(access.legal_entity).of_slip(slip.pk), access)


def without_project(order: Any, _access: Access) -> Text:
    """Return that a sales order belongs to no project; blank when it does."""
    return "" if order.project_number else _("This order belongs to no project.")


def address_of_project(order: Any, access: Access) -> str:
    """Return the page of the project of a sales order; the list where there is none."""
    known = Project.of(access.legal_entity).of_order(order.pk).first() if order.project_number else None
    if known is None:
        return entity_url(access.legal_entity, "projects:projects")
    return entity_url(access.legal_entity, "projects:project", pk=known.pk)


register_menu("projects", _("Projects"), "projects:projects", VIEW, icon="clipboard", order=60)
register_menu("projects", _("Item requirements"), "projects:requirements", VIEW, icon="list-details", order=61)
register_menu("projects", _("Project transactions"), "projects:transactions", "sales.view_cost", icon="list-details", order=62)
register_menu("set_up_sales", _("Project parameters"), "projects:parameters", "projects.view_parameters", icon="adjustments", order=545)
register_palette(ProjectPalette())
register_action(
    "sales.salesorder",
    Action(
        "project",
        _("Project"),
        "projects:project",
        VIEW,
        icon="clipboard",
        blocked=without_project,
        address=address_of_project,
        order=66,
        menu=True,
        group=menu_groups.INQUIRY,
    ),
)
register_related("sales.salesorder", project_of_order)
register_related("sales.packingslip", projects_of_slip)
