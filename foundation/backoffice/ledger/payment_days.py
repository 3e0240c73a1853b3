"""Payment days: on which days of the month or of the week a customer pays."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.backoffice.forms import EntityModelForm
from foundation.backoffice.ledger.set_up import ledger_pages
from foundation.backoffice.lists import LinkColumn, ListTable, TextColumn
from foundation.ledger.models import PaymentDay

LAST_DAY = 31
WEEKDAYS = [
    (1, _("Monday")),
    (2, _("Tuesday")),
    (3, _("Wednesday")),
    (4, _("Thursday")),
    (5, _("Friday")),
    (6, _("Saturday")),
    (7, _("Sunday")),
]


class PaymentDayTable(ListTable):
    """Days on which customers pay."""

    code = LinkColumn(_("Code"), page="ledger:payment-day-edit")
    name = TextColumn(_("Name"))
    days = TextColumn(_("Days of the month"), accessor="days_text", sortable=False)


class PaymentDayForm(EntityModelForm):
    """On which days a customer pays: days of the month, days of the week, or both."""

    days = forms.CharField(label=_("Days of the month"), max_length=100, required=False, help_text=_("Such as 1, 15; 31 is the last day."))
    week = forms.TypedMultipleChoiceField(
        label=_("Days of the week"), choices=WEEKDAYS, coerce=int, widget=forms.CheckboxSelectMultiple, required=False
    )

    class Meta:
        model = PaymentDay
        fields = ["code", "name"]

    def __init__(self, *args: Any, **options: Any) -> None:
        instance = options.get("instance")
        if instance is not None:
            days = ", ".join(map(str, instance.days_of_month))
            options["initial"] = {"days": days, "week": instance.weekdays} | (options.get("initial") or {})
        super().__init__(*args, **options)

    def clean_days(self) -> list[int]:
        """Return the days in order, each once."""
        parts = self.cleaned_data["days"].replace(",", " ").replace(";", " ").split()
        if not all(part.isascii() and part.isdecimal() and len(part) <= len("31") and 1 <= int(part) <= LAST_DAY for part in parts):
            raise forms.ValidationError(_("Give days from 1 to 31, with commas between."))
        return sorted({int(part) for part in parts})

    def clean(self) -> dict[str, Any]:
        """Ask for a day, and put the days on the record."""
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.errors and not cleaned["days"] and not cleaned["week"]:
            self.add_error("days", _("Give at least one day."))
        self.instance.days_of_month, self.instance.weekdays = cleaned.get("days", []), cleaned.get("week", [])
        return cleaned


PAYMENT_DAYS = ledger_pages(
    part="payment-days",
    one="payment-day",
    model=PaymentDay,
    title=_("Payment days"),
    record_title=_("Payment day"),
    table=PaymentDayTable,
    form=PaymentDayForm,
    empty_text=_("Payment days move a due date to the day on which a customer pays."),
)
