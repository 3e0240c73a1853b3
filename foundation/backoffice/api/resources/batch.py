"""Batch jobs and their runs over REST: defined, started, cancelled, rerun, read."""

from __future__ import annotations

from typing import Any, ClassVar

from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import generics, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from foundation.backoffice.api.filters import MomentFilter
from foundation.backoffice.api.resources.batch_commands import JobFields, NewJob, changed_definition, new_definition
from foundation.backoffice.api.resources.batch_serializers import (
    JobKindSerializer,
    JobSerializer,
    JobSummarySerializer,
    RunItemSerializer,
    RunSerializer,
    RunSummarySerializer,
)
from foundation.backoffice.api.serializers import NoInput
from foundation.backoffice.api.views import EntityReadViewSet, EntityViewSet, ListMixin
from foundation.batch.authority import authorised_change, kinds_for, require_handling, require_starting
from foundation.batch.models import BatchJob, BatchRun, RunItem
from foundation.batch.services import change_status
from foundation.batch.services.define_jobs import change_job, define_job, definition_of
from foundation.batch.services.rerun_failed import rerun_failed
from foundation.batch.statuses import JobStatus, Outcome, RunStatus

VIEW, RUN = "batch.view_batchjob", "batch.run_batchjob"


class JobApiFilter(filters.FilterSet):
    """Filters of the list of batch jobs."""

    kind = filters.CharFilter(field_name="kind")
    status = filters.MultipleChoiceFilter(choices=JobStatus.choices)
    description = filters.CharFilter(field_name="description", lookup_expr="icontains", label="Part of the description")

    class Meta:
        model = BatchJob
        fields: ClassVar[list[str]] = []

    def filter_queryset(self, queryset: Any) -> Any:
        """Return the jobs that are asked for: removed ones only where their status is."""
        found: Any = super().filter_queryset(queryset)
        return found if JobStatus.REMOVED in self.form.cleaned_data["status"] else found.kept()


class BatchJobViewSet(EntityReadViewSet):
    """The batch jobs that the caller may look at."""

    tags = ("batch",)
    lookup_field = "pk"
    lookup_value_regex = "[0-9]+"
    serializer_class = JobSerializer
    serializer_classes: ClassVar[dict[str, Any]] = {"list": JobSummarySerializer}
    filterset_class = JobApiFilter
    ordering_fields = ("description", "next_run_at")
    ordering = ("-id",)
    locking_actions = ("start", "pause", "resume", "cancel")
    action_permissions: ClassVar[dict[str, str]] = {
        "list": VIEW,
        "retrieve": VIEW,
        "kinds": RUN,
        "create": RUN,
        "partial_update": RUN,
        "start": RUN,
        "pause": RUN,
        "resume": RUN,
        "cancel": RUN,
        "destroy": RUN,
    }

    def get_queryset(self) -> Any:
        """Return the jobs of the entity that the caller may look at."""
        return BatchJob.objects.for_display().visible_to(self.access)

    def job_to_handle(self) -> BatchJob:
        """Return the job of the path, locked; raises PermissionMissing when it is not the caller's to handle."""
        job: BatchJob = self.locked_object()
        require_handling(self.access, job)
        return job

    def job_to_start(self) -> BatchJob:
        """Return the job of the path, locked; raises PermissionMissing when the caller may not set it going."""
        job: BatchJob = self.locked_object()
        require_starting(self.access, job)
        return job

    @extend_schema(responses=JobKindSerializer(many=True), filters=False)
    @action(detail=False, methods=["get"], pagination_class=None)
    def kinds(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Return the kinds of job that the caller may define, with their parameters and the fields to select by."""
        return Response(JobKindSerializer(kinds_for(self.access), many=True, context=self.get_serializer_context()).data)

    @extend_schema(request=NewJob, responses={201: JobSerializer})
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Define a job that runs under the caller's name: once, at once or later, or again and again."""
        job = define_job(self.entity, new_definition(self.access, self.command(NewJob)), user=self.user)
        return self.answer(status_code=status.HTTP_201_CREATED, pk=job.pk)

    @extend_schema(request=JobFields, responses={200: JobSerializer})
    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Change a job; a run that is going on keeps what it started with.

        Who changes its parameters or selection must hold the permission of its kind, and becomes the one it runs as.
        """
        job = self.job_to_handle()
        wanted = changed_definition(self.access, definition_of(job), self.command(JobFields))
        _job, notices = change_job(job, authorised_change(self.access, job, wanted), user=self.user)
        return self.answer(notices=notices)

    @extend_schema(request=NoInput, responses={201: RunSerializer})
    @action(detail=True, methods=["post"])
    def start(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Start the job at once, outside its rhythm; the answer is the new run."""
        self.command(NoInput)
        [run] = change_status.start_now([self.job_to_start()], user=self.user)
        found = generics.get_object_or_404(BatchRun.objects.for_display(), pk=run.pk)
        return Response(RunSerializer(found).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=NoInput, responses={200: JobSerializer})
    @action(detail=True, methods=["post"])
    def pause(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Keep the job from starting by itself."""
        self.command(NoInput)
        change_status.withhold([self.job_to_handle()], user=self.user)
        return self.answer()

    @extend_schema(request=NoInput, responses={200: JobSerializer})
    @action(detail=True, methods=["post"])
    def resume(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Let the job start by itself again."""
        self.command(NoInput)
        change_status.wait([self.job_to_start()], user=self.user)
        return self.answer()

    @extend_schema(request=NoInput, responses={200: JobSerializer})
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Stop the run that is going on after the documents in hand."""
        self.command(NoInput)
        change_status.cancel([self.job_to_handle()], user=self.user)
        return self.answer()

    @extend_schema(request=None, responses={204: None})
    def destroy(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Remove a job that rests and does not wait for a start: it never starts again. Its runs can still be read."""
        change_status.remove([self.job_to_handle()], user=self.user)
        return Response(status=status.HTTP_204_NO_CONTENT)


class RunApiFilter(filters.FilterSet):
    """Filters of the list of runs."""

    job = filters.NumberFilter(field_name="job")
    status = filters.MultipleChoiceFilter(choices=RunStatus.choices)
    planned_from = MomentFilter(field_name="planned_at", lookup_expr="gte")
    with_failures = filters.BooleanFilter(method="filter_failures", label="`true`: something failed")

    class Meta:
        model = BatchRun
        fields: ClassVar[list[str]] = []

    def filter_failures(self, runs: Any, _name: str, wanted: bool) -> Any:
        """Keep runs with failures."""
        return runs.with_failures() if wanted else runs


class BatchRunViewSet(EntityReadViewSet):
    """The runs of the jobs that the caller may look at."""

    tags = ("batch",)
    lookup_field = "pk"
    lookup_value_regex = "[0-9]+"
    serializer_class = RunSerializer
    serializer_classes: ClassVar[dict[str, Any]] = {"list": RunSummarySerializer}
    filterset_class = RunApiFilter
    ordering_fields = ("planned_at",)
    ordering = ("-id",)
    action_permissions: ClassVar[dict[str, str]] = {"list": VIEW, "retrieve": VIEW, "rerun": RUN}

    def get_queryset(self) -> Any:
        """Return the runs of the entity that the caller may look at."""
        return BatchRun.objects.for_display().visible_to(self.access)

    @extend_schema(request=NoInput, responses={201: RunSerializer})
    @action(detail=True, methods=["post"])
    def rerun(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Try again what failed or was not processed, as a new run; the answer is that run."""
        self.command(NoInput)
        run = generics.get_object_or_404(self.get_queryset(), **self.lookup)
        require_starting(self.access, run.job)
        return self.answer(status_code=status.HTTP_201_CREATED, pk=rerun_failed(run, user=self.user).pk)


class RunItemApiFilter(filters.FilterSet):
    """Filters of the items of a run."""

    outcome = filters.MultipleChoiceFilter(choices=Outcome.choices)
    code = filters.CharFilter(field_name="code")

    class Meta:
        model = RunItem
        fields: ClassVar[list[str]] = []


class RunItemViewSet(ListMixin, EntityViewSet):
    """What became of every object of a run."""

    tags = ("batch",)
    serializer_class = RunItemSerializer
    filterset_class = RunItemApiFilter
    ordering = ("position", "id")
    action_permissions: ClassVar[dict[str, str]] = {"list": VIEW}

    def get_queryset(self) -> Any:
        """Return the items of the run of the path; 404 when the caller may not look at it."""
        runs = BatchRun.objects.visible_to(self.access)
        if getattr(self, "swagger_fake_view", False):
            return RunItem.objects.all()
        return RunItem.objects.of_run(generics.get_object_or_404(runs, pk=self.kwargs["run"]))
