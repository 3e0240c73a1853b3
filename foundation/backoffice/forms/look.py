"""The classes and labels that fields of forms and filters carry, so that all look and read alike."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models.fields import BLANK_CHOICE_DASH
from django.utils.translation import gettext as _

DASHES = BLANK_CHOICE_DASH[0][1]
NOTHING = (DASHES, "–")
CLASSES: list[tuple[type[forms.Widget], str]] = [
    (forms.CheckboxInput, "form-check-input"),
    (forms.CheckboxSelectMultiple, "form-check-input"),
    (forms.RadioSelect, "form-check-input"),
    (forms.Select, "form-select"),
    (forms.HiddenInput, ""),
    (forms.Widget, "form-control"),
]


def dress(field: forms.Field) -> None:
    """Give a field its classes, and leave its choice of nothing blank, where Django draws a row of dashes."""
    if isinstance(field, forms.ModelChoiceField) and field.empty_label in NOTHING:
        field.empty_label = ""
    elif isinstance(field, forms.ChoiceField) and isinstance(field.choices, list):
        field.choices = [(value, "" if label == DASHES else label) for value, label in field.choices]
    _add_class(field.widget)


def dress_filters(form: forms.Form) -> None:
    """Give the fields of a filter form their classes: several choices as boxes to tick, ranges with a label for either end."""
    fields: dict[str, Any] = form.fields
    for field in fields.values():
        if isinstance(field, forms.MultipleChoiceField):
            choices: Any = field.choices
            field.widget = forms.CheckboxSelectMultiple(choices=choices)
        elif isinstance(field.widget, forms.Select):
            field.widget.choices = [(value, "" if label == DASHES else label) for value, label in field.widget.choices]
        if isinstance(field.widget, forms.MultiWidget):
            _dress_range(field)
        else:
            _add_class(field.widget)


def _dress_range(field: Any) -> None:
    for end, text in zip(field.widget.widgets, (_("%(field)s from"), _("%(field)s until")), strict=False):
        end.attrs["aria-label"] = text % {"field": field.label}
        _add_class(end)


def _add_class(widget: forms.Widget) -> None:
    added = next(css for kind, css in CLASSES if isinstance(widget, kind))
    classes = dict.fromkeys(f"{added} {widget.attrs.get('class', '')}".split())
    if classes:
        widget.attrs["class"] = " ".join(classes)
