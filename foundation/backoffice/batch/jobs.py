"""Batch jobs: list and page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.backoffice.batch.filters import JobFilter
from foundation.backoffice.batch.job_words import selection_fields, setting_fields, what_fields, when_fields
from foundation.backoffice.batch.tables import JOB_TONES, JobTable, RunTable
from foundation.backoffice.documents import Action, Notice, Section
from foundation.backoffice.lists import Search, Tab
from foundation.backoffice.views import DocumentPage, ListPage
from foundation.batch.authority import RUN, kinds_for, may_handle
from foundation.batch.models import BatchJob, BatchRun
from foundation.batch.statuses import batch_job_states
from foundation.errors import Text
from foundation.organization.access import Access

VIEW = "batch.view_batchjob"
RUNS_SHOWN = 10


class VisibleJobs:
    """Narrows a page to the jobs that its user may look at."""

    request: Any

    def get_rows(self) -> QuerySet[Any]:
        """Return the user's jobs, or all of them with that permission."""
        return super().get_rows().visible_to(self.request.access)  # type: ignore[misc, no-any-return]


class JobList(VisibleJobs, ListPage):
    """What the company has done again and again, and when it is next."""

    permission_required = VIEW
    export_permission = VIEW
    template_name = "batch/jobs.html"
    title = gettext_lazy("Batch jobs")
    model, rows = BatchJob, "for_display"
    table_class = JobTable
    filterset_class = JobFilter
    search = Search(rows="matching")
    tabs = [
        Tab("all", gettext_lazy("All"), rows="kept"),
        Tab("repeating", gettext_lazy("Repeating"), rows="repeating"),
        Tab("executing", gettext_lazy("Running"), rows="executing"),
        Tab("failed", gettext_lazy("Failed last time"), rows="failed_last"),
        Tab("paused", gettext_lazy("Paused"), rows="paused"),
        Tab("removed", gettext_lazy("Removed"), rows="removed"),
    ]
    order_by = "description"
    create_page, create_permission = "batch:job-new", RUN
    create_label = gettext_lazy("New batch job")
    empty_text = gettext_lazy("Batch jobs do work over many documents by themselves: now, later or again and again.")

    @property
    def create_url(self) -> str:
        """Return where a job is made, blank for those who may do no kind of work in a batch."""
        return super().create_url if kinds_for(self.request.access) else ""

    def overdue(self) -> int:
        """Return how many jobs should have started long ago: then no scheduler is at work."""
        jobs: Any = self.get_rows()
        found: int = jobs.overdue(timezone.now()).count()
        return found

    def row_tone(self, job: BatchJob) -> str:
        """Mark jobs whose last run left something undone."""
        if job.status == "error":
            return "danger"
        return "warning" if job.last_run is not None and job.last_run.failed else ""


def _only_own(job: BatchJob, access: Access) -> Text:
    """Return why a user may only look at a job; blank when it is the user's to handle."""
    return "" if may_handle(access, job) else _("Only %(user)s and administrators may do this.") % {"user": job.run_by}


def _only_who_may(job: BatchJob, access: Access) -> Text:
    """Return why a user cannot make another job like this one; blank for those whose it is and who may do its work by hand."""
    kind = job.known_handler
    if kind is None or not access.may(kind.permission):
        return _("Your role does not do this kind of work.")
    return _only_own(job, access)


class JobPage(VisibleJobs, DocumentPage):
    """One job: what it does, for which selection, when, and what became of its runs."""

    permission_required = VIEW
    template_name = "batch/job.html"
    title = gettext_lazy("Batch job")
    model, rows = BatchJob, "for_display"
    list_page = "batch:jobs"
    states = batch_job_states
    status_tones = JOB_TONES
    edit_page, edit_permission = "batch:job-edit", RUN
    lines_table_class = RunTable
    lines_title = gettext_lazy("Last runs")
    actions = [
        Action("start", gettext_lazy("Start now"), "batch:job-start", RUN, "player-play", "post", _only_own, order=10),
        Action("withhold", gettext_lazy("Pause"), "batch:job-pause", RUN, "player-pause", "post", _only_own, order=20),
        Action("wait", gettext_lazy("Resume"), "batch:job-resume", RUN, "rotate", "post", _only_own, order=30),
        Action("cancel", gettext_lazy("Cancel run"), "batch:job-cancel", RUN, "ban", "get", _only_own, order=40),
        Action("copy", gettext_lazy("Copy"), "batch:job-copy", RUN, "copy", "get", _only_who_may, order=50, menu=True),
        Action("remove", gettext_lazy("Remove"), "batch:job-remove", RUN, "trash", "get", _only_own, order=60, menu=True),
    ]

    @property
    def edit_reason(self) -> str:
        """Return why the user cannot change the job."""
        return super().edit_reason or str(_only_own(self.object, self.request.access))

    def sections(self, job: BatchJob) -> list[Section]:
        """Return what it does, when, for what, and how."""
        version = job.current_version()
        return [
            Section(_("What it does"), what_fields(job, version)),
            Section(_("When"), when_fields(job)),
            Section(_("Which documents"), selection_fields(job, version)),
            Section(_("How"), setting_fields(job, version)),
        ]

    def lines(self, job: BatchJob) -> Iterable[Any]:
        """Return the last runs."""
        return BatchRun.of(self.entity).for_display().filter(job=job)[:RUNS_SHOWN]

    def notices(self, job: BatchJob) -> list[Notice]:
        """Say when the scheduler is away, and why the last run ended in an error."""
        notices = []
        if BatchJob.of(self.entity).overdue(timezone.now()).filter(pk=job.pk).exists():
            notices.append(Notice("amber", OVERDUE))
        if job.last_run is not None and job.last_run.message:
            notices.append(Notice("red", job.last_run.message, self.url("batch:run", pk=job.last_run_id)))
        return notices


OVERDUE: Text = gettext_lazy("This job is due and has not started: the scheduler or the workers are not running.")
