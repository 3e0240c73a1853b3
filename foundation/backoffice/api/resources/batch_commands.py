"""What the API takes for batch jobs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from foundation.backoffice.api.fields import MomentField, WallTimeField
from foundation.backoffice.api.problems import InvalidInput
from foundation.backoffice.api.serializers import CommandSerializer, list_of
from foundation.batch.authority import kinds_for
from foundation.batch.criteria import Operator
from foundation.batch.models import OverlapPolicy, Priority
from foundation.batch.recurrence import MonthDay, MonthRule, Recurrence, Unit
from foundation.batch.services.define_jobs import JobDefinition
from foundation.organization.access import Access


def _choices(words: Any) -> list[str]:
    return [str(word) for word in words]


class MonthRuleFields(CommandSerializer):
    """The day inside a month: a day, the last day, or the k-th weekday."""

    kind = serializers.ChoiceField(choices=_choices(MonthDay), default=str(MonthDay.DAY))
    day = serializers.IntegerField(min_value=1, max_value=31, default=1)
    ordinal = serializers.ChoiceField(choices=[1, 2, 3, 4, -1], default=1)
    weekday = serializers.IntegerField(min_value=0, max_value=6, default=0, help_text="Monday is 0.")


class RecurrenceFields(CommandSerializer):
    """When a job runs again: a grid of starts in the wall time of the legal entity."""

    start = WallTimeField(help_text="Local time without an offset: `2026-03-05T18:00`.")
    unit = serializers.ChoiceField(choices=_choices(Unit))
    interval = serializers.IntegerField(min_value=1, max_value=1000, default=1)
    weekdays = serializers.ListField(child=serializers.IntegerField(min_value=0, max_value=6), max_length=7, default=list)
    working_days = serializers.BooleanField(default=False)
    month_rule = MonthRuleFields(default=None, allow_null=True)
    month = serializers.IntegerField(min_value=1, max_value=12, default=None, allow_null=True)
    end_after = serializers.IntegerField(min_value=1, max_value=100_000, default=None, allow_null=True)
    end_date = serializers.DateField(default=None, allow_null=True)


class CriterionFields(CommandSerializer):
    """One row of a selection; all rows must hold, several values mean any of them."""

    field = serializers.CharField(max_length=60)  # type: ignore[assignment]
    operator = serializers.ChoiceField(choices=_choices(Operator))
    values = serializers.ListField(child=serializers.CharField(max_length=200), max_length=200, default=list)


class JobFields(CommandSerializer):
    """What is decided about a job."""

    description = serializers.CharField(max_length=100, required=False)
    parameters = serializers.DictField(
        child=serializers.JSONField(), required=False, help_text="By name, as `batch-jobs/kinds` lists them: texts and booleans."
    )
    criteria = list_of(CriterionFields(), required=False, max_length=50)
    order_by = serializers.ListField(child=serializers.CharField(max_length=60), required=False, max_length=5)
    recurrence = RecurrenceFields(required=False, allow_null=True)
    start_at = MomentField(required=False, help_text="Of a job that runs once; at once when it is not given.")
    late_selection = serializers.BooleanField(required=False, help_text="`false` keeps what the selection finds now.")
    priority = serializers.ChoiceField(choices=Priority.choices, required=False)
    active_from = serializers.TimeField(required=False, allow_null=True)
    active_to = serializers.TimeField(required=False, allow_null=True)
    overlap_policy = serializers.ChoiceField(choices=OverlapPolicy.choices, required=False)
    continue_after_error = serializers.BooleanField(required=False)
    max_retries = serializers.IntegerField(min_value=1, max_value=20, required=False)
    stop_on_first_error = serializers.BooleanField(required=False)
    max_items = serializers.IntegerField(min_value=0, max_value=10_000_000, required=False)
    threads = serializers.IntegerField(min_value=1, max_value=64, required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Check the form of what depends on each other; raises a validation error."""
        if (attrs.get("active_from") is None) != (attrs.get("active_to") is None):
            raise serializers.ValidationError({"active_to": [_("Fill in both times or neither.")]})
        for name, value in attrs.get("parameters", {}).items():
            if not isinstance(value, str | bool | int):
                raise serializers.ValidationError({"parameters": {name: [_("A text or a boolean is needed.")]}})
        return attrs


class NewJob(JobFields):
    """A new job."""

    kind = serializers.CharField(max_length=40)
    description = serializers.CharField(max_length=100)
    withhold = serializers.BooleanField(required=False, help_text="It starts only when somebody starts it.")


def new_definition(access: Access, data: Mapping[str, Any]) -> JobDefinition:
    """Return the definition of a new job that runs under the caller's name; raises InvalidInput for a kind not offered."""
    if data["kind"] not in {handler.kind for handler in kinds_for(access)}:
        raise InvalidInput({"kind": [_("%(code)s is not known.") % {"code": data["kind"]}]})
    return JobDefinition(run_by=access.user, **_values(access, data))


def changed_definition(access: Access, before: JobDefinition, data: Mapping[str, Any]) -> JobDefinition:
    """Return a definition with what was given in place of what it was."""
    return replace(before, **_values(access, data))


def _values(access: Access, data: Mapping[str, Any]) -> dict[str, Any]:
    values = dict(data)
    if values.get("recurrence"):
        values["recurrence"] = _recurrence(access, values["recurrence"])
    return values


def _recurrence(access: Access, data: Mapping[str, Any]) -> Recurrence:
    rule = data["month_rule"]
    try:
        return Recurrence(
            **{
                **data,
                "unit": Unit(data["unit"]),
                "weekdays": frozenset(data["weekdays"]),
                "time_zone": access.legal_entity.time_zone,
                "month_rule": MonthRule(**{**rule, "kind": MonthDay(rule["kind"])}) if rule else None,
            }
        )
    except ValueError as error:
        raise InvalidInput({"recurrence": [str(error)]}) from error
