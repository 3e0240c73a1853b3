"""What lists of batch jobs, runs and outcomes can be filtered by."""

from __future__ import annotations

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from foundation.batch.handlers import handlers
from foundation.batch.models import BatchJob, BatchRun, RunItem, RunTrigger
from foundation.batch.statuses import JobStatus, RunStatus
from foundation.errors import Text


def kinds() -> list[tuple[str, Text]]:
    """Return the kinds of job for a choice."""
    return [(handler.kind, handler.label) for handler in handlers()]


class JobFilter(filters.FilterSet):
    """Jobs by kind, status and under whose name they run."""

    kind = filters.ChoiceFilter(choices=kinds, label=_("What it does"))
    status = filters.MultipleChoiceFilter(choices=JobStatus.choices, label=_("Status"))
    run_by = filters.CharFilter(field_name="run_by__name", lookup_expr="icontains", label=_("Runs as"))

    class Meta:
        model = BatchJob
        fields: tuple[str, ...] = ()


class RunFilter(filters.FilterSet):
    """Runs by job, kind, status, start and day."""

    job = filters.CharFilter(field_name="job__description", lookup_expr="icontains", label=_("Batch job"))
    kind = filters.ChoiceFilter(field_name="job__kind", choices=kinds, label=_("What it does"))
    status = filters.MultipleChoiceFilter(choices=RunStatus.choices, label=_("Status"))
    trigger = filters.ChoiceFilter(choices=RunTrigger.choices, label=_("Started by"))
    on_date = filters.DateFromToRangeFilter(label=_("Day"))

    class Meta:
        model = BatchRun
        fields: tuple[str, ...] = ()


class RunItemFilter(filters.FilterSet):
    """Outcomes by reason."""

    code = filters.CharFilter(lookup_expr="iexact", label=_("Reason"))

    class Meta:
        model = RunItem
        fields: tuple[str, ...] = ()
