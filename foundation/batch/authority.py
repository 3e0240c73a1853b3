"""Who may define and handle which batch jobs (customers.md §13: own jobs, or all of them).

To start a job as it stands is an administrator's to do; to decide what it posts takes the permission to post that by hand.
"""

from __future__ import annotations

from dataclasses import replace

from foundation.batch.criteria import Criteria
from foundation.batch.handlers import BatchHandler, handlers
from foundation.batch.models import BatchJob
from foundation.batch.parameters import clean_parameters
from foundation.batch.services.define_jobs import JobDefinition, definition_of
from foundation.organization.access import Access
from foundation.organization.models import User

RUN = "batch.run_batchjob"
RUN_ALL = "batch.run_all_batchjobs"


def kinds_for(access: Access) -> list[BatchHandler]:
    """Return the kinds of job that a user may define: those whose work the user may do by hand."""
    return [handler for handler in handlers() if access.may(RUN) and access.may(handler.permission)]


def may_handle(access: Access, job: BatchJob) -> bool:
    """Tell whether a user may start, pause, cancel and change a job: one of the user's own, or any with that permission."""
    own = access.user.pk in (job.run_by_id, job.created_by_id)
    return access.may(RUN) and (own or access.may(RUN_ALL))


def require_handling(access: Access, job: BatchJob) -> None:
    """Raise PermissionMissing (SEC-01) when a user may not handle a job."""
    if not may_handle(access, job):
        access.require(RUN)
        access.require(RUN_ALL)


def runner_for(access: Access, wanted: User | None) -> User:
    """Return under whose name a job of this user runs: the user's own, unless all jobs are the user's to handle."""
    return wanted if wanted is not None and access.may(RUN_ALL) else access.user


def require_starting(access: Access, job: BatchJob) -> None:
    """Raise PermissionMissing (SEC-01) when a user may not set a job going; a token must hold what the job does, too."""
    require_handling(access, job)
    if access.scoped:
        access.require(job.handler.permission)


def authorised_change(access: Access, job: BatchJob, wanted: JobDefinition) -> JobDefinition:
    """Return the definition that a user may give a job: who decides what it does becomes its runner, or may choose one.

    Raises PermissionMissing (SEC-01) when what the job does, or under whose name, would change and the user may not do that by
    hand; so too any change by a token without that permission.
    """
    before = definition_of(job)
    decides = wanted.run_by != before.run_by or _work_of(job, wanted) != _work_of(job, before)
    if decides or access.scoped:
        access.require(job.handler.permission)
    return replace(wanted, run_by=runner_for(access, wanted.run_by)) if decides else wanted


def _work_of(job: BatchJob, definition: JobDefinition) -> tuple[object, ...]:
    """Return what a definition has the job do, in a form that can be compared."""
    handler = job.handler
    return (
        clean_parameters(handler.parameter_fields(job.legal_entity), definition.parameters),
        Criteria.parse(definition.criteria, handler.criteria_fields()).as_json(),
        list(definition.order_by),
        definition.keys if definition.keys is None else list(definition.keys),
        definition.late_selection,
        definition.max_items,
    )
