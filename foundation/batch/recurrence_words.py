"""A recurrence in words, in the reader's language: "every 2 weeks on Monday and Thursday at 06:00"."""

from __future__ import annotations

from django.utils.dates import MONTHS, WEEKDAYS
from django.utils.formats import date_format
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from foundation.batch.recurrence import ELAPSED, MonthDay, MonthRule, Recurrence, Unit


def in_words(recurrence: Recurrence) -> str:
    """Return the recurrence as one phrase in the active language, without a capital or a full stop."""
    return f"{_rhythm(recurrence)}{_end(recurrence)}"


def _rhythm(recurrence: Recurrence) -> str:
    wall = f"{recurrence.start:%H:%M}"
    if recurrence.unit in ELAPSED:
        return _("%(every)s from %(time)s") % {"every": _every(recurrence), "time": wall}
    if recurrence.unit == Unit.DAYS:
        return _("%(every)s at %(time)s") % {"every": _every(recurrence), "time": wall}
    return _("%(every)s on %(days)s at %(time)s") % {"every": _every(recurrence), "days": _days(recurrence), "time": wall}


def _every(recurrence: Recurrence) -> str:
    count = recurrence.interval
    if recurrence.unit == Unit.DAYS and recurrence.working_days:
        if count == 1:
            return _("every working day")
        return _("every %(count)s days that are working days") % {"count": count}
    phrases = {
        Unit.MINUTES: ngettext("every minute", "every %(count)s minutes", count),
        Unit.HOURS: ngettext("every hour", "every %(count)s hours", count),
        Unit.DAYS: ngettext("every day", "every %(count)s days", count),
        Unit.WEEKS: ngettext("every week", "every %(count)s weeks", count),
        Unit.MONTHS: ngettext("every month", "every %(count)s months", count),
        Unit.YEARS: ngettext("every year", "every %(count)s years", count),
    }
    return phrases[recurrence.unit] % {"count": count}


def _days(recurrence: Recurrence) -> str:
    first = recurrence.start.date()
    if recurrence.unit == Unit.WEEKS:
        names = [str(WEEKDAYS[day]) for day in sorted(recurrence.weekdays or {first.weekday()})]
        return get_text_list(names, _("and"))
    rule = recurrence.month_rule or MonthRule(day=first.day)
    if recurrence.unit == Unit.MONTHS:
        return _day_of_month(rule)
    month = str(MONTHS[recurrence.month or first.month])
    return _("%(day)s of %(month)s") % {"day": _day_of_month(rule), "month": month}


def _day_of_month(rule: MonthRule) -> str:
    if rule.kind == MonthDay.LAST_DAY:
        return _("the last day")
    if rule.kind == MonthDay.DAY:
        return _("day %(day)s") % {"day": rule.day}
    ordinals = {1: _("the first %(weekday)s"), 2: _("the second %(weekday)s"), 3: _("the third %(weekday)s")}
    ordinals |= {4: _("the fourth %(weekday)s"), -1: _("the last %(weekday)s")}
    return ordinals[rule.ordinal] % {"weekday": WEEKDAYS[rule.weekday]}


def _end(recurrence: Recurrence) -> str:
    if recurrence.end_after is not None:
        return ngettext(", once", ", %(count)s times", recurrence.end_after) % {"count": recurrence.end_after}
    if recurrence.end_date is not None:
        return _(", until %(date)s") % {"date": date_format(recurrence.end_date, "DATE_FORMAT")}
    return ""
