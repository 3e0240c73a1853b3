"""The part of a job's form that says when it runs: once or in a rhythm, from when, until when."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dates import MONTHS, WEEKDAYS
from django.utils.translation import gettext_lazy as _

from foundation.backoffice.forms import EntityForm, EntryDateField
from foundation.batch.recurrence import SMALLEST_MINUTES, MonthDay, MonthRule, Recurrence, Unit, to_instant

ONCE = "once"
UNITS = [
    (ONCE, _("Does not repeat")),
    (Unit.MINUTES, _("Every … minutes")),
    (Unit.HOURS, _("Every … hours")),
    (Unit.DAYS, _("Every … days")),
    (Unit.WEEKS, _("Every … weeks")),
    (Unit.MONTHS, _("Every … months")),
    (Unit.YEARS, _("Every … years")),
]
MONTH_RULES = [
    (MonthDay.DAY, _("A day of the month")),
    (MonthDay.LAST_DAY, _("The last day of the month")),
    (MonthDay.WEEKDAY, _("A weekday of the month")),
]
ORDINALS = [(1, _("first")), (2, _("second")), (3, _("third")), (4, _("fourth")), (-1, _("last"))]
TIMES = ["%H:%M", "%H.%M", "%H%M", "%H"]
NEVER, AFTER, UNTIL = "never", "after", "until"
ENDS = [(NEVER, _("Never")), (AFTER, _("After a number of runs")), (UNTIL, _("On a day"))]


def zones() -> list[tuple[str, str]]:
    """Return every time zone by its name."""
    return [(name, name.replace("_", " ")) for name in sorted(available_timezones())]


class RecurrenceForm(EntityForm):
    """When a job runs; fields that do not belong to the chosen rhythm are neither shown nor read."""

    unit = forms.ChoiceField(choices=UNITS, label=_("Repeats"), initial=ONCE)
    interval = forms.IntegerField(min_value=1, max_value=9999, required=False, label=_("Every"), initial=1)
    start_date = EntryDateField(required=False, label=_("First start on"), help_text=_("Blank: now."))
    start_time = forms.TimeField(
        required=False,
        label=_("At"),
        input_formats=TIMES,
        widget=forms.TimeInput(format="%H:%M"),
    )
    time_zone = forms.ChoiceField(choices=zones, required=False, label=_("Time zone"))
    weekdays = forms.TypedMultipleChoiceField(
        choices=list(WEEKDAYS.items()), coerce=int, required=False, label=_("On"), widget=forms.CheckboxSelectMultiple
    )
    working_days = forms.BooleanField(required=False, label=_("Working days only"))
    month_rule = forms.ChoiceField(choices=MONTH_RULES, required=False, label=_("On"))
    month_day = forms.IntegerField(
        min_value=1, max_value=31, required=False, label=_("Day"), help_text=_("Shorter months: their last day.")
    )
    ordinal = forms.TypedChoiceField(choices=ORDINALS, coerce=int, required=False, label=_("Which"))
    weekday = forms.TypedChoiceField(choices=list(WEEKDAYS.items()), coerce=int, required=False, label=_("Weekday"))
    month = forms.TypedChoiceField(choices=list(MONTHS.items()), coerce=int, required=False, label=_("Month"))
    ends = forms.ChoiceField(choices=ENDS, required=False, label=_("Ends"))
    end_after = forms.IntegerField(min_value=1, required=False, label=_("Runs"))
    end_date = EntryDateField(required=False, label=_("Last day"))

    recurrence_fields = [
        *("unit", "interval", "start_date", "start_time", "weekdays", "working_days", "month_rule", "month_day"),
        *("ordinal", "weekday", "month", "ends", "end_after", "end_date", "time_zone"),
    ]

    def clean_interval(self) -> int | None:
        """Refuse runs that follow each other too closely."""
        interval: int | None = self.cleaned_data["interval"]
        if self.cleaned_data.get("unit") == Unit.MINUTES and (interval or 1) < SMALLEST_MINUTES:
            raise ValidationError(_("At least every %(count)s minutes."), params={"count": SMALLEST_MINUTES})
        return interval

    def clean(self) -> dict[str, Any]:
        """Put start and recurrence together; refuses what no rhythm can be made of."""
        cleaned = super().clean() or {}
        if self._is_wrong():
            return cleaned
        start = self._start(cleaned)
        cleaned["start_at"], cleaned["recurrence"] = None, None
        if cleaned["unit"] != ONCE:
            cleaned["recurrence"] = self._recurrence(cleaned, start or self._now().replace(second=0, microsecond=0, tzinfo=None))
        elif start is not None:
            cleaned["start_at"] = to_instant(start, self._zone())
        return cleaned

    def _recurrence(self, cleaned: dict[str, Any], start: datetime) -> Recurrence | None:
        """Return the rhythm that was filled in; None, with errors on the fields, when its end is missing."""
        unit, ends = Unit(cleaned["unit"]), cleaned["ends"] or NEVER
        self._check_end(cleaned, ends)
        if self._is_wrong():
            return None
        return Recurrence(
            start=start,
            time_zone=self._zone().key,
            unit=unit,
            interval=cleaned["interval"] or 1,
            weekdays=frozenset(cleaned["weekdays"] if unit == Unit.WEEKS else ()),
            working_days=cleaned["working_days"] and unit == Unit.DAYS,
            month_rule=self._month_rule(cleaned, start.date()) if unit in (Unit.MONTHS, Unit.YEARS) else None,
            month=cleaned["month"] or start.month if unit == Unit.YEARS else None,
            end_after=cleaned["end_after"] if ends == AFTER else None,
            end_date=cleaned["end_date"] if ends == UNTIL else None,
        )

    def _check_end(self, cleaned: dict[str, Any], ends: str) -> None:
        """Ask for the number of runs or the day when the rhythm ends after or on it."""
        for name, needed in (("end_after", AFTER), ("end_date", UNTIL)):
            if ends == needed and not cleaned[name]:
                self.add_error(name, _("Fill in when it ends."))

    def _is_wrong(self) -> bool:
        """Tell whether a field of the rhythm cannot be read; other fields do not matter here."""
        return bool(self.errors.keys() & set(self.recurrence_fields))

    def _month_rule(self, cleaned: dict[str, Any], start: date) -> MonthRule:
        kind = MonthDay(cleaned["month_rule"] or MonthDay.DAY)
        return MonthRule(kind, day=cleaned["month_day"] or start.day, ordinal=cleaned["ordinal"] or 1, weekday=cleaned["weekday"] or 0)

    def _start(self, cleaned: dict[str, Any]) -> datetime | None:
        """Return the first start in local wall time: the day that was typed, or today when only a time was."""
        day, wall = cleaned.get("start_date"), cleaned.get("start_time")
        if day is None and wall is None:
            return None
        return datetime.combine(day or self.today, wall or time(0))

    def _zone(self) -> ZoneInfo:
        return ZoneInfo(self.cleaned_data.get("time_zone") or self.entity.time_zone)

    def _now(self) -> datetime:
        return datetime.now(self._zone())


def recurrence_initial(recurrence: Recurrence | None, next_run_at: datetime | None, time_zone: str) -> dict[str, Any]:
    """Return what the fields start with: a stored recurrence, or the start of a job that runs once."""
    if recurrence is None:
        start = next_run_at.astimezone(ZoneInfo(time_zone)) if next_run_at else None
        at = {"start_date": start.date(), "start_time": start.time()} if start else {}
        return {"unit": ONCE, "time_zone": time_zone, **at}
    rule = recurrence.month_rule or MonthRule(day=recurrence.start.day)
    return {
        "unit": str(recurrence.unit),
        "interval": recurrence.interval,
        "start_date": recurrence.start.date(),
        "start_time": recurrence.start.time(),
        "time_zone": recurrence.time_zone,
        "weekdays": sorted(recurrence.weekdays),
        "working_days": recurrence.working_days,
        "month_rule": str(rule.kind),
        "month_day": rule.day,
        "ordinal": rule.ordinal,
        "weekday": rule.weekday,
        "month": recurrence.month or recurrence.start.month,
        "ends": AFTER if recurrence.end_after else UNTIL if recurrence.end_date else NEVER,
        "end_after": recurrence.end_after,
        "end_date": recurrence.end_date,
    }
