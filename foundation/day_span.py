"""How far away a day may be that people or systems enter: what lies beyond is a slip, and cannot be counted with."""

from __future__ import annotations

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)


def day_in_span(day: date | datetime) -> None:
    """Raise ValidationError for a day, or a moment on a day, before 1900 or after 2199."""
    if not FIRST_DAY <= (day.date() if isinstance(day, datetime) else day) <= LAST_DAY:
        raise ValidationError(_("Choose a day from 1900 to 2199."), code="out_of_span")
