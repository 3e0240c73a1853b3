"""What people do with a job between its runs: start it now, pause it, let it go on, cancel its run."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from foundation.backoffice.batch.jobs import VisibleJobs
from foundation.backoffice.views import DocumentActionView
from foundation.batch.authority import RUN, require_handling
from foundation.batch.models import BatchJob
from foundation.batch.services import change_status


class JobAction(VisibleJobs, DocumentActionView):
    """One step of a job that is the user's to handle."""

    permission_required = RUN
    model, rows = BatchJob, "for_display"
    document_page = "batch:job"

    def perform(self, document: BatchJob, form: Any) -> Any:
        """Check whose job it is, and take the step."""
        require_handling(self.request.access, document)
        return self.act(document)

    def act(self, job: BatchJob) -> Any:
        """Call the service."""
        raise NotImplementedError


class StartJob(JobAction):
    """Starts a job at once, outside its rhythm."""

    title = _("Start now")
    question = _("Start “%(document)s” now?")

    def act(self, job: BatchJob) -> Any:
        """Start the job and return its run."""
        return change_status.start_now([job], user=self.request.user)[0]

    def success_url(self, done: Any) -> str:
        """Show how the new run goes."""
        return self.url("batch:run", pk=done.pk)


class PauseJob(JobAction):
    """Keeps a job from starting by itself."""

    title = _("Pause")
    success_message = _("“%(document)s” starts no more until it is resumed.")

    def act(self, job: BatchJob) -> Any:
        """Withhold the job."""
        return change_status.withhold([job], user=self.request.user)


class ResumeJob(JobAction):
    """Lets a job start by itself again."""

    title = _("Resume")
    success_message = _("“%(document)s” starts again by itself.")

    def act(self, job: BatchJob) -> Any:
        """Let it wait for its next start."""
        return change_status.wait([job], user=self.request.user)


class CancelJob(JobAction):
    """Stops the run of a job after the documents in hand."""

    title = verb = _("Cancel run")
    question = _("Stop the run of “%(document)s”? What is being posted is finished; the rest is left as it is and can be rerun.")
    success_message = _("The run of “%(document)s” is being cancelled.")

    def act(self, job: BatchJob) -> Any:
        """Cancel its run."""
        return change_status.cancel([job], user=self.request.user)


class RemoveJob(JobAction):
    """Takes a job off the list for good."""

    title = verb = _("Remove")
    question = _("Remove “%(document)s”? It never starts again; what its runs did can still be read.")
    success_message = _("“%(document)s” is removed.")

    def act(self, job: BatchJob) -> Any:
        """Remove the job."""
        return change_status.remove([job], user=self.request.user)
