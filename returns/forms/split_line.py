"""The form that splits an expected line of a return."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.backoffice.forms import EntityForm, EntryDecimalField
from returns.forms.cancel_lines import label_of
from returns.models import ReturnLine


class SplitLineForm(EntityForm):
    """Which line is split, and how much of it goes on a line of its own."""

    line = forms.TypedChoiceField(label=_("Line"), coerce=int)
    quantity = EntryDecimalField(label=_("Quantity of the new line"), max_digits=16, decimal_places=4)

    def __init__(self, *args: Any, offered: Sequence[ReturnLine], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["line"].choices = [(line.pk, label_of(line)) for line in offered]  # type: ignore[attr-defined]
