"""Filters take what forms take: relative dates, and numbers in the reader's notation."""

from __future__ import annotations

from datetime import date

from django import forms
from django_filters.fields import DateRangeField, RangeField

from foundation.backoffice.forms.fields import EntryDateField, EntryDecimalField


def accept_entries(form: forms.Form, today: date) -> None:
    """Let the ranges of a filter form take 31-12, t, -1m and w12, and numbers such as 1.234,50.

    Addresses and saved views keep what was typed, so that ``-7`` stays the last seven days.
    """
    for field in form.fields.values():
        if isinstance(field, DateRangeField):
            _replace(field, EntryDateField(required=False), EntryDateField(required=False))
            for part in field.fields:
                part.today = today
        elif isinstance(field, RangeField):
            _replace(field, EntryDecimalField(required=False), EntryDecimalField(required=False))


def _replace(field: RangeField, *parts: forms.Field) -> None:
    """Give a range other fields, and their inputs the looks of those."""
    field.fields = parts
    for widget, part in zip(field.widget.widgets, parts, strict=True):
        widget.attrs |= part.widget_attrs(part.widget) | {"class": "form-control"}
