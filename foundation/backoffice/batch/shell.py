"""What batch jobs add to the shell: menu, the count of failures on the start page, and finding jobs by name."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from foundation.backoffice.addresses import entity_url
from foundation.backoffice.checklist import Step, register_step
from foundation.backoffice.documents import StoryPart
from foundation.backoffice.registry import PaletteItem, register_menu, register_palette, register_story, register_tile
from foundation.batch.models import BatchJob, BatchRun
from foundation.errors import Text
from foundation.organization.access import Access

VIEW = "batch.view_batchjob"


class JobPalette:
    """Finds jobs by a part of their name."""

    label: Text = _("Batch jobs")
    permission = VIEW

    def search(self, access: Access, term: str) -> Iterable[PaletteItem]:
        """Return a handful of hits."""
        for job in BatchJob.of(access.legal_entity).visible_to(access).matching(term)[:4]:
            url = entity_url(access.legal_entity, "batch:job", pk=job.pk)
            yield PaletteItem(job.description, url, job.get_status_display(), "calendar-repeat")


def run_story(run: BatchRun, _access: Access) -> list[StoryPart]:
    """Return the job of a run: who defined, changed, paused and cancelled it."""
    return [StoryPart("batch.batchjob", [run.job_id], "batch:job")]


def register() -> None:
    """Add all of it."""
    register_story("batch.batchrun", run_story)
    register_menu("invoice", _("Batch jobs"), "batch:jobs", VIEW, icon="calendar-repeat", order=80)
    register_menu("invoice", _("Batch job history"), "batch:runs", VIEW, icon="history", order=81)
    register_palette(JobPalette())
    register_tile(
        "batch_failed",
        _("Failed in the last batch"),
        rows=lambda access: BatchJob.of(access.legal_entity).visible_to(access).failed_last(),
        page="batch:jobs",
        query="tab=failed",
        permission=VIEW,
        tone="danger",
        icon="alert-triangle",
        order=90,
    )
    register_step(
        Step(
            "define_job",
            _("Let a batch job do it every day"),
            _("A job confirms, delivers or invoices all orders that its criteria select, and tells you what it could not post."),
            "batch:jobs",
            "batch.run_batchjob",
            "batch.define",
            "batch.batchjob",
            order=60,
        )
    )
