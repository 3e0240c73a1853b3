"""The history of batch jobs."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from foundation.backoffice.batch.filters import RunFilter
from foundation.backoffice.batch.tables import RunTable
from foundation.backoffice.lists import Search, Tab
from foundation.backoffice.views import ListPage
from foundation.batch.models import BatchRun

VIEW = "batch.view_batchjob"


class VisibleRuns:
    """Narrows a page to the runs that its user may look at."""

    request: Any

    def get_rows(self) -> QuerySet[Any]:
        """Return the runs of the user's jobs, or all of them with that permission."""
        return super().get_rows().visible_to(self.request.access)  # type: ignore[misc, no-any-return]


class RunList(VisibleRuns, ListPage):
    """Every run with its counts, latest first."""

    permission_required = VIEW
    export_permission = VIEW
    title = _("Batch job history")
    model, rows = BatchRun, "for_display"
    table_class = RunTable
    filterset_class = RunFilter
    search = Search(contains=("job__description",))
    tabs = [
        Tab("all", _("All")),
        Tab("live", _("Running"), rows="live"),
        Tab("failures", _("With failures"), rows="with_failures"),
    ]
    order_by = "-pk"
    empty_text = _("Every run of a batch job stands here, with what became of every document.")

    def row_tone(self, run: BatchRun) -> str:
        """Mark runs that left something undone."""
        return "danger" if run.status == "error" else "warning" if run.failed else ""
