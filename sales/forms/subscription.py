"""Form fields of subscriptions: their cycles, a pause, a stop."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.backoffice.forms import EntityForm, EntryDateField
from sales.models import SalesSubscription
from sales.subscriptions import MOST_EVERY, CycleUnit, InvoiceMoment, SubscriptionTerms, WeekendRule

CYCLES = (
    "start_date",
    "delivery_every",
    "delivery_unit",
    "invoice_every",
    "invoice_unit",
    "end_date",
    "number_of_cycles",
    "deliver_automatically",
    "invoice_moment",
    "weekend_rule",
    "reprice_each_cycle",
)


class CycleFields(forms.Form):
    """When a subscription starts, how often it comes back, and when it ends."""

    start_date = EntryDateField(label=_("Start date"), required=False)
    delivery_every = forms.IntegerField(label=_("Deliver every"), min_value=1, max_value=MOST_EVERY, initial=1, required=False)
    delivery_unit = forms.ChoiceField(label=_("Delivery cycle"), choices=CycleUnit.choices, initial=CycleUnit.MONTH, required=False)
    invoice_every = forms.IntegerField(label=_("Invoice every"), min_value=1, max_value=MOST_EVERY, initial=1, required=False)
    invoice_unit = forms.ChoiceField(label=_("Invoice cycle"), choices=CycleUnit.choices, initial=CycleUnit.MONTH, required=False)
    end_date = EntryDateField(label=_("End date"), required=False, help_text=_("Leave end date and number of cycles empty to go on."))
    number_of_cycles = forms.IntegerField(label=_("Number of cycles"), min_value=1, max_value=99999, required=False)
    deliver_automatically = forms.BooleanField(label=_("Deliver automatically"), initial=True, required=False)
    invoice_moment = forms.ChoiceField(
        label=_("Invoice automatically"), choices=InvoiceMoment.choices, initial=InvoiceMoment.BY_HAND, required=False
    )
    weekend_rule = forms.ChoiceField(
        label=_("Delivery in a weekend"), choices=WeekendRule.choices, initial=WeekendRule.NONE, required=False
    )
    reprice_each_cycle = forms.BooleanField(
        label=_("Price anew at each cycle"), required=False, help_text=_("Typed prices and discounts stay as they are.")
    )

    @property
    def terms(self) -> SubscriptionTerms:
        """Return the cycles that were entered; what is missing is refused when they are used."""
        data = self.cleaned_data
        return SubscriptionTerms(
            start_date=data.get("start_date"),
            delivery_every=data.get("delivery_every") or 1,
            delivery_unit=data.get("delivery_unit") or CycleUnit.MONTH,
            invoice_every=data.get("invoice_every") or 1,
            invoice_unit=data.get("invoice_unit") or CycleUnit.MONTH,
            end_date=data.get("end_date"),
            number_of_cycles=data.get("number_of_cycles"),
            deliver_automatically=bool(data.get("deliver_automatically")),
            invoice_moment=data.get("invoice_moment") or InvoiceMoment.BY_HAND,
            weekend_rule=data.get("weekend_rule") or WeekendRule.NONE,
            reprice_each_cycle=bool(data.get("reprice_each_cycle")),
        )


class ChangeCyclesForm(CycleFields, EntityForm):
    """Other cycles for a subscription."""


class PauseForm(EntityForm):
    """Until when nothing is delivered or invoiced."""

    until = EntryDateField(label=_("Pause until"), required=False, help_text=_("What is due before this day is skipped. Empty: no pause."))


class StopForm(EntityForm):
    """When a subscription ends, and why."""

    on_date = EntryDateField(label=_("Date"))
    reason = forms.CharField(label=_("Reason"), max_length=200, required=False)


def starting_terms(found: SalesSubscription) -> dict[str, Any]:
    """Return the cycles of a subscription as a form starts with them."""
    return {name: getattr(found, name) for name in CYCLES}
