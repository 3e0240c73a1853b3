"""What the API shows of batch jobs and their runs."""

from __future__ import annotations

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from foundation.backoffice.api.serializers import NoticeSerializer, ReadSerializer
from foundation.batch.handlers import BatchHandler
from foundation.batch.models import BatchJob, BatchRun, RunItem
from foundation.batch.statuses import batch_job_states


class JobSummarySerializer(ReadSerializer):
    """A batch job as lists show it."""

    run_by = serializers.CharField(source="run_by.name")
    last_run = serializers.IntegerField(source="last_run_id", allow_null=True)
    recurrence = serializers.DictField(child=serializers.JSONField(), allow_null=True)

    class Meta:
        model = BatchJob
        fields: ClassVar[list[str]] = ["id", "kind", "description", "status", "run_by", "priority", "recurrence", "next_run_at", "last_run"]


class JobSerializer(JobSummarySerializer):
    """A batch job with its present parameters and selection."""

    changed_by = serializers.SerializerMethodField(help_text="Who decided on the present parameters and selection.")
    parameters = serializers.SerializerMethodField()
    criteria = serializers.SerializerMethodField()
    order_by = serializers.SerializerMethodField()
    allowed_actions = serializers.SerializerMethodField(help_text="What the status of the job allows now.")
    notices = serializers.SerializerMethodField(help_text="Information about the change just made.")

    class Meta(JobSummarySerializer.Meta):
        fields: ClassVar[list[str]] = [
            *JobSummarySerializer.Meta.fields,
            *("changed_by", "parameters", "criteria", "order_by", "late_selection", "active_from", "active_to", "overlap_policy"),
            *("continue_after_error", "max_retries", "stop_on_first_error", "max_items", "threads", "version_number", "run_count"),
            *("created_at", "allowed_actions", "notices"),
        ]

    def to_representation(self, instance: BatchJob) -> dict[str, Any]:
        """Read the current version once for all that it holds."""
        self.version = instance.current_version()
        return super().to_representation(instance)

    def get_changed_by(self, _job: BatchJob) -> str:
        """Return who made the current version."""
        return str(self.version.created_by.name)

    @extend_schema_field(serializers.DictField(child=serializers.JSONField()))
    def get_parameters(self, _job: BatchJob) -> Any:
        """Return the parameters of the next run."""
        return self.version.parameters

    @extend_schema_field(serializers.ListField(child=serializers.DictField(child=serializers.JSONField())))
    def get_criteria(self, _job: BatchJob) -> Any:
        """Return the rows of the selection."""
        return self.version.criteria

    def get_order_by(self, _job: BatchJob) -> list[str]:
        """Return the fields that the selection is sorted by."""
        return list(self.version.order_by)

    def get_allowed_actions(self, job: BatchJob) -> list[str]:
        """Return what may be done with the job."""
        return batch_job_states.allowed_actions(job)

    @extend_schema_field(NoticeSerializer(many=True))
    def get_notices(self, _job: BatchJob) -> list[dict[str, object]]:
        """Return nothing: only a change has notices, which its answer adds."""
        return []


class ChoiceSerializer(serializers.Serializer[Any]):
    """A value and its words."""

    value = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]

    def to_representation(self, instance: Any) -> dict[str, str]:
        """Show a pair."""
        value, label = instance
        return {"value": str(value), "label": str(label)}


class ParameterSerializer(serializers.Serializer[Any]):
    """A parameter that jobs of a kind take."""

    name = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    type = serializers.CharField()
    required = serializers.BooleanField()  # type: ignore[assignment]
    default = serializers.JSONField()  # type: ignore[assignment]
    choices = ChoiceSerializer(many=True)


class CriterionFieldSerializer(serializers.Serializer[Any]):
    """A field that jobs of a kind select and sort by."""

    name = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    type = serializers.CharField()
    operators = serializers.ListField(child=serializers.CharField())


class JobKindSerializer(serializers.Serializer[Any]):
    """A kind of job."""

    kind = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    parameters = serializers.SerializerMethodField()
    criteria_fields = CriterionFieldSerializer(many=True)

    @extend_schema_field(ParameterSerializer(many=True))
    def get_parameters(self, handler: BatchHandler) -> Any:
        """Return the parameters with the defaults of the legal entity."""
        return ParameterSerializer(handler.parameter_fields(self.context["view"].entity), many=True).data


class RunSummarySerializer(ReadSerializer):
    """A run as lists show it; the counts are final when it is over."""

    job = serializers.IntegerField(source="job_id")
    description = serializers.CharField(source="job.description")
    rerun_of = serializers.IntegerField(source="rerun_of_id", allow_null=True)
    message = serializers.CharField(help_text="Why the run ended as it did; empty when there is nothing to say.")

    class Meta:
        model = BatchRun
        fields: ClassVar[list[str]] = [
            *("id", "job", "description", "run_no", "trigger", "rerun_of", "status", "planned_at", "started_at", "ended_at", "on_date"),
            *("selected", "groups", "posted", "failed", "skipped", "not_processed", "warnings", "code", "message"),
        ]


class RunSerializer(RunSummarySerializer):
    """A run with what became of its items so far."""

    run_by = serializers.CharField(source="run_by.name")
    changed_by = serializers.CharField(source="version.created_by.name", help_text="Who decided on its parameters and selection.")
    outcomes = serializers.SerializerMethodField(help_text="Items by outcome: counted now while the run is going on.")
    notices = serializers.SerializerMethodField()

    class Meta(RunSummarySerializer.Meta):
        fields: ClassVar[list[str]] = [*RunSummarySerializer.Meta.fields, "run_by", "changed_by", "outcomes", "notices"]

    def get_outcomes(self, run: BatchRun) -> dict[str, int]:
        """Return the number of items by outcome."""
        return {str(outcome): count for outcome, count in run.counts().items()}

    @extend_schema_field(NoticeSerializer(many=True))
    def get_notices(self, _run: BatchRun) -> list[dict[str, object]]:
        """Return nothing: starting a run has no notices."""
        return []


class RunItemSerializer(ReadSerializer):
    """What became of one object: the document that was made, or the reason why not."""

    object = serializers.CharField(source="object_label")
    message = serializers.CharField(help_text="The reason in the caller's language.")
    params = serializers.DictField(child=serializers.CharField())

    class Meta:
        model = RunItem
        fields: ClassVar[list[str]] = [
            *("position", "object", "outcome", "document_type", "document_number", "code", "message", "params", "attempts", "ended_at"),
        ]
