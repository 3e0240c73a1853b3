"""Finish projects: nothing is used on them any more (sales.md §17)."""

from __future__ import annotations

from decimal import Decimal

from django.db import transaction

from foundation.organization.models import LegalEntity, User
from foundation.organization.services import audit
from projects.errors import CancelRequirements
from projects.models import Project, ProjectOrder, requirements
from projects.statuses import ProjectStatus, project_states
from sales.models import ReasonCode, SalesOrder
from sales.services.cancel_remainder import cancel_remainder


@transaction.atomic
def finish_project(
    entity: LegalEntity, project_id: int, user: User, *, cancel_open: bool = False, reason: ReasonCode | None = None
) -> Project:
    """Finish a project and return it; with ``cancel_open`` what waits to be delivered is cancelled, for a reason where one must be given.

    Raises PRJ-01 when it is finished already, PRJ-04 when something waits and nobody said what becomes of it, ORD-28.
    """
    project: Project = Project.of(entity).locked().get(pk=project_id)
    project_states.check("finish", project)
    keys = ProjectOrder.of(entity).keys_of_project(project.pk)
    list(SalesOrder.of(entity).filter(pk__in=keys).locked().values_list("pk"))
    waiting = list(requirements(entity).filter(order__in=keys).to_deliver().values_list("order", "deliver_rest"))
    if waiting and not cancel_open:
        total = sum((rest for _order, rest in waiting), Decimal(0))
        raise CancelRequirements(q=f"{total.normalize():f}", p=project)
    if waiting:
        cancel_remainder(entity, sorted({order for order, _rest in waiting}), user, reason=reason)
    project.status = ProjectStatus.FINISHED
    project.save(update_fields=["status", "updated_at"])
    audit.record(entity, user, "finished", [project])
    return project
