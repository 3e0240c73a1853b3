"""The checklist of the first days: the main job step by step, ticked off by what the user did, until it is put away."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import NoReverseMatch

from foundation.backoffice.addresses import entity_url
from foundation.backoffice.models import Milestone
from foundation.backoffice.services.milestones import reach
from foundation.errors import Text
from foundation.organization.access import Access
from foundation.organization.models import AuditEntry

PUT_AWAY = "checklist"
LOOKED_AT = 2000


@dataclass(frozen=True)
class Step:
    """One step: what it is, where it is done, and the audited action on a kind of record that means it was done."""

    key: str
    label: Text
    text: Text
    page: str
    permission: str
    action: str
    object_type: str
    query: str = ""
    order: int = 100


@dataclass(frozen=True)
class ShownStep:
    """A step with its address, and whether the user has done it."""

    step: Step
    url: str
    done: bool


_steps: dict[str, Step] = {}


def register_step(step: Step) -> None:
    """Put a step on the checklist of everybody who may do it."""
    _steps[step.key] = step


def checklist_of(access: Access) -> list[ShownStep]:
    """Return the steps that the user's roles allow; none once the checklist was put away. At most three statements."""
    reached = Milestone.objects.names_of(access.user)
    allowed = sorted((step for step in _steps.values() if access.may(step.permission)), key=lambda step: step.order)
    if PUT_AWAY in reached or not allowed:
        return []
    waiting = [step for step in allowed if step.key not in reached]
    done_lately = AuditEntry.of(access.legal_entity).lately_done_by(access.user, LOOKED_AT) if waiting else set()
    fresh = {step.key for step in waiting if (step.action, step.object_type) in done_lately}
    if fresh:
        reach(access.user, fresh)
    return [ShownStep(step, url, step.key in reached | fresh) for step in allowed if (url := _address(access, step))]


def put_away(access: Access) -> None:
    """Show the checklist to the user no more."""
    reach(access.user, [PUT_AWAY])


def _address(access: Access, step: Step) -> str:
    try:
        return entity_url(access.legal_entity, step.page, step.query)
    except NoReverseMatch:
        return ""
