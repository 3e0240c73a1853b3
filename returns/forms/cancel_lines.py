"""The form of lines of a return that never come."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.backoffice.formats import format_quantity
from foundation.backoffice.forms import EntityChoiceField, EntityForm
from returns.models import ReturnLine
from sales.models import ReasonCode


class CancelLinesForm(EntityForm):
    """Which lines are cancelled, and why."""

    lines = forms.TypedMultipleChoiceField(label=_("Lines"), coerce=int, widget=forms.CheckboxSelectMultiple)
    reason = EntityChoiceField(ReasonCode, label=_("Reason"), required=False, empty_label="–")

    def __init__(self, *args: Any, offered: Sequence[ReturnLine], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["lines"].choices = [(line.pk, label_of(line)) for line in offered]  # type: ignore[attr-defined]
        self.fields["reason"].queryset = ReasonCode.of(self.entity).for_cancelling()  # type: ignore[attr-defined]


def label_of(line: ReturnLine) -> str:
    """Return how a choice names a line."""
    sold = line.order_line
    return f"{sold.line_number} · {sold.item.number} · {sold.name} · {format_quantity(sold.ordered_quantity)} {sold.unit.code}"
