"""Run the failed and not processed objects of a run again, as a new run that is linked to it (invoicing.md 3.6)."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from foundation.batch.errors import NothingToRerun
from foundation.batch.models import BatchJob, BatchRun, RunItem, RunTrigger
from foundation.batch.services.authorise import check_runner
from foundation.batch.services.create_runs import Start, create_run
from foundation.batch.statuses import batch_job_states, batch_run_states
from foundation.organization.models import User
from foundation.organization.services import audit


def rerun_failed(run: BatchRun, *, user: User) -> BatchRun:
    """Start a run over the objects that failed or were not processed, with the parameters of the old run.

    Raises JobStatusRefused (BAT-01), NothingToRerun (BAT-05) and RunnerNotAuthorised (INV-303).
    """
    with transaction.atomic():
        job = BatchJob.of(run.legal_entity_id).select_related("legal_entity", "run_by").locked().get(pk=run.job_id)
        batch_job_states.check("start", job)
        batch_run_states.check("rerun", run)
        if not RunItem.of(run.legal_entity_id).filter(run=run).to_rerun().exists():
            raise NothingToRerun(run=run.run_no, job=job)
        check_runner(job.run_by, job.legal_entity, job.handler.permission)
        now = timezone.now()
        rerun = create_run(job, Start(now, RunTrigger.RERUN, run), now)
        audit.record(job.legal_entity, user, "batch.rerun", [job])
    return rerun
