"""One run: how far it is, what became of every object and why, and what can be done about it."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from foundation.backoffice.around.desk import RecordDesk
from foundation.backoffice.batch.filters import RunItemFilter
from foundation.backoffice.batch.job_words import run_fields
from foundation.backoffice.batch.reasons import Reason, reasons_of
from foundation.backoffice.batch.runs import VIEW, VisibleRuns
from foundation.backoffice.batch.tables import RunItemTable, duration_words, run_status
from foundation.backoffice.documents import Action, Section, ShownAction, TimelineEntry
from foundation.backoffice.lists import Search, Tab
from foundation.backoffice.records import find
from foundation.backoffice.timeline import timeline_of
from foundation.backoffice.views import DocumentActionView, EntityView, ListPage
from foundation.batch.authority import RUN, may_handle, require_handling
from foundation.batch.models import BatchRun, RunItem
from foundation.batch.progress import progress_of
from foundation.batch.services import change_status
from foundation.batch.services.rerun_failed import rerun_failed
from foundation.errors import Text

RERUN = Action("rerun", _("Rerun failed"), "batch:run-rerun", RUN, "refresh", "post")
CANCEL = Action("cancel", _("Cancel run"), "batch:run-cancel", RUN, "ban")


class OneRun(EntityView):
    """A page about the run in its address."""

    @cached_property
    def run(self) -> BatchRun:
        """Return the run, when its job is the user's to look at."""
        visible = BatchRun.of(self.entity).for_display().visible_to(self.request.access)
        found: BatchRun = find(visible, int(self.kwargs["pk"]))
        return found

    def progress(self) -> dict[str, Any]:
        """Return what the moving part of the page shows."""
        progress = progress_of(self.run, timezone.now())
        return {"run": self.run, "progress": progress, "elapsed": duration_words(progress.elapsed), "status": run_status(self.run)}


class RunPage(OneRun, ListPage):
    """The outcomes of a run as a list, below its progress."""

    permission_required = VIEW
    export_permission = VIEW
    template_name = "batch/run.html"
    title = _("Batch run")
    model, rows = RunItem, ""
    table_class = RunItemTable
    filterset_class = RunItemFilter
    search = Search(prefix=("object_label", "document_number"))
    tabs = [
        Tab("all", _("All")),
        Tab("failed", _("Failed"), rows="failed"),
        Tab("skipped", _("Skipped"), rows="skipped"),
        Tab("not-processed", _("Not processed"), rows="not_processed"),
        Tab("posted", _("Posted"), rows="posted"),
    ]
    order_by = "position"
    with_notes = True

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponseBase:
        """Change what stands around the run: notes, activities, files."""
        part = self.desk.change()
        return self.go(f"{request.get_full_path()}{part}")

    @property
    def object(self) -> BatchRun:
        """Return the record that notes, activities and files belong to."""
        return self.run

    @cached_property
    def desk(self) -> RecordDesk:
        """Return notes, activities and files of the run."""
        return RecordDesk(self)

    def timeline(self) -> list[TimelineEntry]:
        """Return how the run began and ended, what was done to its job, and what people noted, latest first."""
        run = self.run
        known = timeline_of(self.request.access, run)
        if run.started_at:
            known.append(TimelineEntry(run.started_at, str(run.run_by), str(_("Started")), icon="player-play"))
        if run.ended_at:
            known.append(TimelineEntry(run.ended_at, str(_("System")), run.get_status_display(), icon="check"))
        return sorted(known, key=lambda entry: entry.at, reverse=True)

    def get_rows(self) -> QuerySet[Any]:
        """Return the items of the run."""
        return RunItem.of(self.entity).of_run(self.run)

    def row_tone(self, item: RunItem) -> str:
        """Mark what failed."""
        return "danger" if item.outcome == "failed" else ""

    @property
    def shown_actions(self) -> list[ShownAction]:
        """Return what the user can do about the run."""
        run = self.run
        if not may_handle(self.request.access, run.job):
            return []
        possible = [CANCEL] if run.is_live else [RERUN] if run.failed or run.not_processed else []
        return [ShownAction(action, self.url(action.page, pk=run.pk), primary=action is RERUN) for action in possible]

    @property
    def empty_text(self) -> Text:  # type: ignore[override]
        """Say why no outcome stands here: not yet, nothing, or so long ago that it is no longer kept."""
        if self.run.is_live:
            return _("This run has selected nothing yet.")
        return _("What became of each object is no longer kept.") if self.run.selected else _("This run selected nothing.")

    @property
    def facts(self) -> list[Section]:
        """Return what the run was started with."""
        return [Section("", run_fields(self.run))]

    @property
    def reasons(self) -> list[Reason]:
        """Return why objects were not posted, the most frequent reason first."""
        return reasons_of(self.run)

    def page(self, context: dict[str, Any], template: str = "", status: int = 200) -> Any:
        """Answer with the list and the run above it."""
        return super().page({**context, **self.progress()}, template, status)


class RunProgress(OneRun):
    """The moving part of a run's page, asked for again and again while the run is going on."""

    permission_required = VIEW
    template_name = "batch/_progress.html"

    def get(self, request: HttpRequest, **_kwargs: Any) -> HttpResponseBase:
        """Show how far it is; when it has just ended the whole page is loaded anew."""
        response = self.page(self.progress())
        if not self.run.is_live and getattr(request, "htmx", None):
            response.headers["HX-Refresh"] = "true"
        return response


class RunAction(VisibleRuns, DocumentActionView):
    """One step of a run whose job is the user's to handle."""

    permission_required = RUN
    model, rows = BatchRun, "for_display"
    document_page = "batch:run"


class CancelRun(RunAction):
    """Stops a run after the documents in hand."""

    title = verb = _("Cancel run")
    question = _("Stop “%(document)s”? What is being posted is finished; the rest is left as it is and can be rerun.")

    def perform(self, document: BatchRun, form: Any) -> None:
        """Cancel it."""
        require_handling(self.request.access, document.job)
        change_status.cancel([document.job], user=self.request.user)


class RerunFailed(RunAction):
    """Does again what failed or was not processed, as a new run."""

    title = verb = _("Rerun failed")
    question = _("Do again what failed or was not processed in “%(document)s”?")

    def perform(self, document: BatchRun, form: Any) -> BatchRun:
        """Start the new run."""
        require_handling(self.request.access, document.job)
        return rerun_failed(document, user=self.request.user)

    def success_url(self, done: Any) -> str:
        """Show how the new run goes."""
        return self.url("batch:run", pk=done.pk)
