"""Who may define and handle which batch jobs (customers.md §13: own jobs, or all of them)."""

from __future__ import annotations

from foundation.batch.handlers import BatchHandler, handlers
from foundation.batch.models import BatchJob
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
