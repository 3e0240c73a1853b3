"""Forms of holds on orders: which one and why, for one order or a selection, and what is known about it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.backoffice.forms import EntityChoiceField, EntityForm, PostingForm
from foundation.organization.models import User
from sales.models import HoldCode

MOST_NOTES = 2000


def notes_field() -> forms.CharField:
    """Return a field for what is known about a hold."""
    return forms.CharField(label=_("Notes"), max_length=MOST_NOTES, required=False, widget=forms.Textarea(attrs={"rows": 4}))


def offer_hold_codes(form: Any) -> None:
    """Let a form choose among the codes in use, starting with the default one."""
    codes = HoldCode.of(form.entity).for_choice()
    form.fields["code"].queryset = codes
    form.fields["code"].initial = next((code.pk for code in codes if code.is_default), None)


class PlaceHoldForm(EntityForm):
    """Which hold an order gets, and why."""

    code = EntityChoiceField(HoldCode, label=_("Hold code"), empty_label="–")
    reason = forms.CharField(label=_("Reason"), max_length=200, required=False)
    notes = notes_field()

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        offer_hold_codes(self)


class PlaceHoldsForm(PostingForm):
    """Which hold a selection of orders gets, and why."""

    code = EntityChoiceField(HoldCode, label=_("Hold code"), empty_label="–")
    reason = forms.CharField(label=_("Reason"), max_length=200, required=False)
    notes = notes_field()

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        offer_hold_codes(self)


class HandOverForm(EntityForm):
    """Who works on a hold from now on."""

    to = forms.ModelChoiceField(label=_("User"), queryset=User.objects.none())

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["to"].queryset = User.objects.holding(self.entity, "sales.place_hold").order_by("name")  # type: ignore[attr-defined]


class HoldNotesForm(EntityForm):
    """What is known about a hold."""

    notes = notes_field()
