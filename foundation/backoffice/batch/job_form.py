"""The form of a batch job: its words, when it runs, the parameters of its kind, how the room works on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from foundation.backoffice.batch.recurrence_form import RecurrenceForm, recurrence_initial
from foundation.backoffice.parsing import parse_day
from foundation.batch.authority import RUN_ALL
from foundation.batch.criteria_words import title_of
from foundation.batch.handlers import BatchHandler
from foundation.batch.models import Alert, BatchJob, OverlapPolicy, Priority
from foundation.batch.parameters import ParameterField, ParameterType
from foundation.batch.relative_dates import NotADateError, is_relative, resolve
from foundation.batch.services.define_jobs import JobDefinition
from foundation.organization.access import holders_of
from foundation.organization.models import User

PARAMETER = "parameter_"
ORDER = ("order_first", "order_second")
OVERLAPS = [(OverlapPolicy.SKIP, _("Skip the start")), (OverlapPolicy.QUEUE, _("Start afterwards"))]
WINDOW = ("active_from", "active_to", "overlap_policy", "continue_after_error", "restart_counting")
PLAIN = ("active_from", "active_to", "overlap_policy", "continue_after_error", "max_items", "priority", "threads", "max_retries")
STARTING = (*PLAIN, "description", "run_by", "withhold", "late_selection", "stop_on_first_error")


class EntryRelativeDateField(forms.CharField):
    """A day, or one that moves with the run: today-7, end_of_month(-1). The cleaned value is text as a job stores it."""

    today: Any = None
    default_error_messages = {"invalid": _("“%(value)s” is not a date. Try 31-12-2026, today-7 or end_of_month(-1).")}

    def prepare_value(self, value: Any) -> Any:
        """Return a fixed day as it is typed."""
        try:
            return value if not value or is_relative(value) else resolve(value, self.today).strftime("%d-%m-%Y")
        except NotADateError:
            return value

    def clean(self, value: Any) -> str:
        """Return the day as ISO, a relative one as it was typed."""
        text = str(super().clean(value))
        if not text or is_relative(text):
            return text.lower()
        try:
            return parse_day(text, self.today).isoformat()
        except ValueError as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid", params={"value": text}) from error


class JobForm(RecurrenceForm):
    """A job of one kind; ``definition`` turns what was typed into what the service takes."""

    description = forms.CharField(max_length=100, label=_("Name"), help_text=_("Stands in lists and mails: “Daily invoices”."))
    run_by: Any = forms.ModelChoiceField(queryset=None, required=False, label=_("Runs as"))
    withhold = forms.BooleanField(required=False, label=_("Paused"), help_text=_("It starts only when somebody starts it."))
    active_from = forms.TimeField(required=False, label=_("Starts only from"), widget=forms.TimeInput(format="%H:%M"))
    active_to = forms.TimeField(required=False, label=_("until"), widget=forms.TimeInput(format="%H:%M"))
    overlap_policy = forms.ChoiceField(choices=OVERLAPS, label=_("While a run is going on"))
    continue_after_error = forms.BooleanField(required=False, label=_("Go on after an error"))
    restart_counting = forms.BooleanField(required=False, label=_("Count the runs anew"))
    late_selection = forms.BooleanField(
        required=False, label=_("Look anew for every run"), help_text=_("Off: the documents found when the job is saved.")
    )
    order_first = forms.ChoiceField(required=False, label=_("In order of"))
    order_second = forms.ChoiceField(required=False, label=_("Then"))
    max_items = forms.IntegerField(min_value=0, label=_("At most"), help_text=_("0 = no limit"))
    priority = forms.TypedChoiceField(choices=Priority.choices, coerce=int, label=_("Priority"))
    threads = forms.IntegerField(min_value=1, max_value=64, label=_("Workers"))
    max_retries = forms.IntegerField(min_value=1, max_value=20, label=_("Technical retries"))
    stop_on_first_error = forms.BooleanField(required=False, label=_("Stop on first error"))
    alert_on = forms.MultipleChoiceField(
        choices=Alert.choices, required=False, label=_("Send an e-mail when a run has"), widget=forms.CheckboxSelectMultiple
    )
    alert_emails = forms.CharField(required=False, max_length=1000, label=_("To"), help_text=_("Addresses, separated by commas."))

    def __init__(self, *args: Any, handler: BatchHandler, job: BatchJob | None = None, **options: Any) -> None:
        self.handler = handler
        self.job = job
        self.parameters: Sequence[ParameterField] = handler.parameter_fields(options["entity"])
        self.base_fields = self.base_fields | {  # type: ignore[misc]
            PARAMETER + known.name: form_field(known) for known in self.parameters
        }
        super().__init__(*args, **options)
        self._offer_people()
        order = [("", ""), *_orders(handler)]
        for name in ORDER:
            self.fields[name].choices = order  # type: ignore[attr-defined]
        for field in self.fields.values():
            if isinstance(field, EntryRelativeDateField):
                field.today = self.today
        del self.fields["restart_counting" if job is None else "withhold"]

    @property
    def sections(self) -> list[tuple[Any, list[str]]]:  # type: ignore[override]
        """Return the sections, the parameters of the kind under its own name."""
        return [
            (_("Job"), ["description", "run_by", "withhold"]),
            (_("When"), [*self.recurrence_fields, *WINDOW]),
            (self.handler.label, [PARAMETER + known.name for known in self.parameters]),
            (_("Way of working"), ["priority", "threads", "max_retries", "stop_on_first_error", "alert_on", "alert_emails"]),
            (_("Which documents"), ["late_selection", *ORDER, "max_items"]),
        ]

    def clean(self) -> dict[str, Any]:
        """Refuse half a window of times, and repeats without late selection."""
        cleaned = super().clean()
        if (cleaned.get("active_from") is None) != (cleaned.get("active_to") is None):
            self.add_error("active_to", _("Fill in both times or neither."))
        return cleaned

    def clean_alert_emails(self) -> list[str]:
        """Return the addresses; refuses what is none."""
        addresses = [part.strip() for part in self.cleaned_data["alert_emails"].replace(";", ",").split(",") if part.strip()]
        for address in addresses:
            validate_email(address)
        return addresses

    def definition(self, criteria: Sequence[Mapping[str, Any]], keys: Sequence[int] | None = None) -> JobDefinition:
        """Return the job as it was typed."""
        cleaned = self.cleaned_data
        return JobDefinition(
            kind=self.handler.kind,
            description=cleaned["description"],
            run_by=cleaned.get("run_by") or self._runner(),
            parameters={known.name: cleaned[PARAMETER + known.name] for known in self.parameters},
            criteria=criteria,
            order_by=[cleaned[name] for name in ORDER if cleaned[name]],
            keys=keys,
            recurrence=cleaned["recurrence"],
            start_at=cleaned["start_at"],
            late_selection=cleaned["late_selection"] and keys is None,
            withhold=cleaned.get("withhold", False),
            stop_on_first_error=cleaned["stop_on_first_error"],
            alerts={"on": cleaned["alert_on"], "emails": cleaned["alert_emails"]},
            **{name: cleaned[name] for name in PLAIN},
        )

    def refuse(self, refusal: Any) -> None:
        """Put a refusal of a parameter on its field too."""
        named = PARAMETER + refusal.field
        field = named if named in self.fields else "unit" if refusal.field == "recurrence" else refusal.field
        self.add_error(field if field in self.fields else None, str(refusal))

    def _runner(self) -> User:
        """Return under whose name the job runs when nobody was chosen: as before, and a new one under the user's own."""
        assert self.access is not None, "jobs are defined below a legal entity"
        return self.access.user if self.job is None else self.job.run_by

    def _offer_people(self) -> None:
        if self.access is None or not self.access.may(RUN_ALL):
            del self.fields["run_by"]
            return
        self.fields["run_by"].queryset = holders_of(self.entity, self.handler.permission)  # type: ignore[attr-defined]


def job_initial(definition: JobDefinition, job: BatchJob | None, time_zone: str) -> dict[str, Any]:
    """Return what the form starts with."""
    next_run_at = job.next_run_at if job is not None else None
    return {
        **{name: getattr(definition, name) for name in STARTING},
        **recurrence_initial(definition.recurrence, next_run_at, time_zone),
        **{PARAMETER + name: value for name, value in definition.parameters.items()},
        **dict(zip(ORDER, definition.order_by, strict=False)),
        "alert_on": definition.alerts.get("on", []),
        "alert_emails": ", ".join(definition.alerts.get("emails", [])),
    }


def form_field(known: ParameterField) -> forms.Field:
    """Return the form field of a parameter; its cleaned value is what a job stores."""
    common: dict[str, Any] = {"label": known.label, "help_text": known.help_text, "required": known.required, "initial": known.default}
    if known.type == ParameterType.BOOLEAN:
        return forms.BooleanField(**common | {"required": False})
    if known.type == ParameterType.CHOICE:
        blank = [] if known.required else [("", _("–"))]
        return forms.ChoiceField(choices=[*blank, *known.choices], **common)
    if known.type == ParameterType.DATE:
        return EntryRelativeDateField(**common)
    return forms.CharField(max_length=200, **common)


def _orders(handler: BatchHandler) -> list[tuple[str, Any]]:
    fields = handler.criteria_fields()
    rising = [(field.name, title_of(field)) for field in fields]
    return rising + [(f"-{name}", _("%(field)s, descending") % {"field": label}) for name, label in rising]
