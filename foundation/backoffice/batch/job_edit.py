"""Make, copy or change a batch job, with a look at what it would select and when it would start."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from foundation.backoffice.batch.criteria_lines import initial_lines, line_form_of, words_today
from foundation.backoffice.batch.job_form import JobForm, job_initial
from foundation.backoffice.batch.jobs import VisibleJobs
from foundation.backoffice.batch.previews import ShownSelection, ShownStarts, shown_selection, shown_starts
from foundation.backoffice.lines import Calculation, RowResult
from foundation.backoffice.records import find
from foundation.backoffice.views import EntityView, LinesFormView
from foundation.batch.authority import RUN, authorised_change, kinds_for, may_handle, runner_for
from foundation.batch.handlers import BatchHandler
from foundation.batch.models import BatchJob
from foundation.batch.services.define_jobs import JobDefinition, change_job, define_job, definition_of
from foundation.errors import render_refusal

SHOW = "_show"


class KindChoice(EntityView):
    """Asks what a new job is to do; leads on at once when there is only one thing."""

    permission_required = RUN
    template_name = "batch/kinds.html"
    title = _("New batch job")

    def get(self, _request: HttpRequest, **_kwargs: Any) -> HttpResponseBase:
        """Offer the kinds whose work the user may do."""
        kinds = [(kind.label, self.url("batch:job-new-of-kind", kind=kind.kind)) for kind in kinds_for(self.request.access)]
        if not kinds:
            raise PermissionDenied(RUN)
        return self.go(kinds[0][1]) if len(kinds) == 1 else self.page({"kinds": kinds})


class JobEdit(VisibleJobs, LinesFormView):
    """A job with the rows of its selection as lines."""

    permission_required = RUN
    template_name = "batch/job_form.html"
    model, form_class, title = BatchJob, JobForm, _("Batch job")
    rows = "for_display"
    lines_title = _("Selection: every row must hold")
    success_page = "batch:job"
    cancel_page = "batch:jobs"

    @property
    def line_form_class(self) -> Any:  # type: ignore[override]
        """Return the line form for the fields of the kind."""
        return line_form_of(self.handler.criteria_fields())

    @cached_property
    def source(self) -> BatchJob | None:
        """Return the job that is changed or copied, None for a new one; 403 when it is not the user's to handle."""
        if not self.kwargs.get("pk"):
            return None
        job: BatchJob = find(self.get_rows(), int(self.kwargs["pk"]))
        if not may_handle(self.request.access, job):
            raise PermissionDenied(RUN)
        return job

    @cached_property
    def handler(self) -> BatchHandler:
        """Return what the job does: 404 for a kind that nobody offers, or not to this user."""
        if self.source is not None and self.source.known_handler is not None:
            return self.source.known_handler
        found = {handler.kind: handler for handler in kinds_for(self.request.access)}.get(self.kwargs.get("kind", ""))
        if found is None:
            raise Http404
        return found

    @cached_property
    def before(self) -> JobDefinition:
        """Return the definition that the form starts with."""
        if self.source is not None:
            return definition_of(self.source)
        return JobDefinition(self.handler.kind, "", self.request.user, parameters=self.default_parameters())

    def default_parameters(self) -> dict[str, Any]:
        """Return what holds for a new job when nothing is changed."""
        return {known.name: known.default for known in self.handler.parameter_fields(self.entity)}

    def form_options(self) -> dict[str, Any]:
        """Hand kind and job to the form."""
        return super().form_options() | {"handler": self.handler, "job": self.object}

    def get_initial(self) -> dict[str, Any]:
        """Return what the form starts with."""
        return job_initial(self.before, self.object, self.entity.time_zone)

    @cached_property
    def starting_lines(self) -> list[dict[str, Any]]:
        """Return the rows of the selection."""
        return initial_lines(self.before.criteria, self.handler.criteria_fields(), self.entity.today())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Save, or only show when it would start and what it would select."""
        if SHOW not in request.POST:
            return super().post(request, **kwargs)
        self.object = self.get_record()
        form, lines = self.make_form(request.POST), self.make_lines(request.POST)
        valid = form.is_valid() & lines.is_valid()
        lines.calculation = self.calculate(form, lines.typed())
        return self.show(form, lines=lines, found=self.found(form, lines.lines()) if valid and request.POST[SHOW] == "result" else None)

    def found(self, form: JobForm, lines: Sequence[dict[str, Any]]) -> ShownSelection:
        """Return what the job would select now."""
        return shown_selection(self.entity, form.definition(_rows(lines), self.before.keys))

    def calculate(self, form: JobForm, lines: Sequence[dict[str, Any] | None]) -> Calculation:
        """Say what every row means today."""
        fields, today = self.handler.criteria_fields(), self.entity.today()
        return Calculation(
            [RowResult(outputs={"words": words_today(line["row"], fields, today)}) if line and "row" in line else None for line in lines]
        )

    def perform(self, form: JobForm, lines: list[dict[str, Any]]) -> BatchJob:  # type: ignore[override]
        """Define or change the job."""
        definition = form.definition(_rows(lines), self.before.keys)
        if self.object is None:
            self.request.access.require(self.handler.permission)
            mine = replace(definition, run_by=runner_for(self.request.access, definition.run_by))
            return define_job(self.entity, mine, user=self.request.user)
        definition = authorised_change(self.request.access, self.object, definition)
        restart = form.cleaned_data["restart_counting"]
        job, notices = change_job(self.object, definition, user=self.request.user, restart_counting=restart)
        for notice in notices:
            messages.info(self.request, render_refusal(notice.code, notice.params))
        return job

    def show(self, form: Any, status: int = 200, **context: Any) -> Any:
        """Show the form with the next starts."""
        return super().show(form, status, **{"starts": self.starts(form), "picked": self.before.keys, **context})

    def starts(self, form: JobForm) -> ShownStarts:
        """Return when the job would start."""
        if not form.is_bound:
            return shown_starts(self.before.recurrence, self.object.next_run_at if self.object is not None else None, self.entity)
        form.is_valid()
        if form.cleaned_data.get("recurrence", form) is form:
            return ShownStarts(_("Fill in the fields marked red to see when it starts."))
        return shown_starts(form.cleaned_data["recurrence"], form.cleaned_data["start_at"], self.entity)


class JobCopy(JobEdit):
    """A new job that begins as another one is."""

    def get_record(self) -> None:
        """Nothing is changed: the copy is new."""

    def get_locked_record(self) -> None:
        """Nothing is changed: the copy is new."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Show the form as the other job is filled in."""
        return self.show(self.make_form(), lines=self.make_lines())

    @cached_property
    def before(self) -> JobDefinition:
        """Return the definition of the other job, to be saved under another name."""
        found = super().before
        return replace(found, description=_("Copy of %(job)s") % {"job": found.description})


def _rows(lines: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    return [line["row"] for line in lines if not line.get("DELETE")]
