"""Enter, change and delete projects (sales.md §17)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from foundation.organization.models import LegalEntity, User
from foundation.organization.services.numbering import take_numbers
from foundation.organization.services.save_record import delete_record, save_record
from projects.errors import ProjectEndsBeforeItBegins, ProjectHasRequirements, ProjectTermFixed, ProjectWithoutCustomer
from projects.models import Project, ProjectOrder, requirements
from projects.statuses import ProjectType, project_states

CHANGEABLE = (
    "name",
    "customer",
    "project_type",
    "currency",
    "price_group",
    "warehouse",
    "responsible",
    "start_date",
    "end_date",
)


@transaction.atomic
def enter_project(entity: LegalEntity, values: Mapping[str, Any], user: User) -> Project:
    """Add a project with fields of CHANGEABLE and return it; its number comes from its own series.

    Currency and price group are those of the customer unless given. Raises PRJ-02 without a customer where one pays, PRJ-06 when it
    would end before it starts.
    """
    project = Project(legal_entity=entity, created_by=user)
    _set(project, values)
    (project.number,) = take_numbers(entity, "project", 1, entity.today())
    return save_record(entity, project, user=user)


@transaction.atomic
def change_project(entity: LegalEntity, project_id: int, values: Mapping[str, Any], user: User) -> Project:
    """Set fields of CHANGEABLE and return the project; another customer or currency takes another order for what comes next.

    Raises PRJ-01 for a finished project, PRJ-02 without a customer where one pays, PRJ-05 for another type once items were sold, PRJ-06.
    """
    project = Project.of(entity).locked().get(pk=project_id)
    project_states.check("change", project)
    old_type = project.project_type
    _set(project, values)
    if project.project_type != old_type and requirements(entity).filter(order__project_order__project=project).exists():
        raise ProjectTermFixed(p=project)
    return save_record(entity, project, user=user)


def _set(project: Project, values: Mapping[str, Any]) -> None:
    unknown = set(values) - set(CHANGEABLE)
    if unknown:
        raise TypeError(f"Not fields of a project: {', '.join(sorted(unknown))}")
    for name, value in values.items():
        setattr(project, name, value)
    if project.start_date and project.end_date and project.end_date < project.start_date:
        raise ProjectEndsBeforeItBegins(begins=project.start_date, ends=project.end_date)
    if project.customer is None and project.project_type != ProjectType.INTERNAL:
        raise ProjectWithoutCustomer(p=project.number or project.name)
    if project.currency_id is None:
        project.currency_id = project.customer.currency_id if project.customer else project.legal_entity.currency_id
    if project.price_group is None and project.customer is not None and project.pk is None:
        project.price_group = project.customer.price_group


@transaction.atomic
def delete_project(entity: LegalEntity, project_id: int, user: User) -> None:
    """Delete a project that nothing was sold on; raises PRJ-03."""
    project = Project.of(entity).locked().get(pk=project_id)
    if requirements(entity).filter(order__project_order__project=project).exists() or project.transactions.exists():
        raise ProjectHasRequirements(p=project)
    ProjectOrder.of(entity).filter(project=project).delete()
    delete_record(entity, project, user=user)
