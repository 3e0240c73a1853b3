"""Parameters of what is done with backorders."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from backorders.services.change_dates import DateChange, DateRule
from backorders.splitting import SplitMethod
from foundation.backoffice.forms import EntityChoiceField, EntityForm, EntryDateField, EntryDecimalField, PostingForm
from sales.models import ReasonCode

QUANTITY = "quantity_"


class SplitForm(PostingForm):
    """How stock is distributed; what each line gets may be typed over."""

    method = forms.ChoiceField(label=_("Method"), choices=SplitMethod.choices, initial=SplitMethod.PRIORITY)
    deliver_now = forms.BooleanField(label=_("Also set Deliver now"), required=False)

    def extra_fields(self) -> dict[str, forms.Field]:
        """Return a quantity per line."""
        return {f"{QUANTITY}{line.pk}": self._quantity_of(line) for line in self.documents}

    def _quantity_of(self, line: Any) -> forms.Field:
        return EntryDecimalField(label=_("Quantity of order %(o)s") % {"o": line.order.number}, min_value=0, required=False)


def typed_quantities(parameters: dict[str, Any]) -> dict[int, Decimal]:
    """Return what was typed by line; an empty cell leaves it to the method."""
    return {
        int(name.removeprefix(QUANTITY)): value for name, value in parameters.items() if name.startswith(QUANTITY) and value is not None
    }


class DatesForm(PostingForm):
    """Where the new ship date comes from, and why."""

    rule = forms.ChoiceField(label=_("New date"), choices=DateRule.choices, initial=DateRule.COVER)
    day = EntryDateField(label=_("Ship date"), required=False, help_text=_("For a fixed date."))
    days = forms.IntegerField(
        label=_("Days later"), required=False, min_value=-365, max_value=365, help_text=_("Counted from what is promised now.")
    )
    reason = EntityChoiceField(ReasonCode, label=_("Reason"), required=False, empty_label="–")
    inform = forms.BooleanField(label=_("Also inform the customers"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["reason"].queryset = ReasonCode.of(self.entity).for_deliveries()  # type: ignore[attr-defined]


def date_change(parameters: dict[str, Any]) -> DateChange:
    """Return what was asked for."""
    reason = parameters.get("reason")
    code = reason.code if isinstance(reason, ReasonCode) else ""
    return DateChange(str(parameters.get("rule") or DateRule.COVER), parameters.get("day"), parameters.get("days"), code)


class InformForm(PostingForm):
    """How customers hear of it."""

    by_mail = forms.BooleanField(
        label=_("Send by e-mail"),
        required=False,
        initial=True,
        help_text=_("Customers without an e-mail address get paper: print the message from its page."),
    )
    tell_passed = forms.BooleanField(
        label=_("Also tell of days that are over"),
        required=False,
        help_text=_("Lines whose promised day is over and which are not in stock are told of only when this is ticked."),
    )


class PriorityForm(PostingForm):
    """Which lines come first."""

    priority = forms.IntegerField(
        label=_("Priority"), required=False, min_value=1, max_value=9, help_text=_("1 comes first; empty follows the order.")
    )


class OrderPriorityForm(EntityForm):
    """How early the lines of one order are served."""

    priority = forms.IntegerField(
        label=_("Priority"), required=False, min_value=1, max_value=9, help_text=_("1 comes first; empty follows the order.")
    )


class CancelForm(PostingForm):
    """Why what is left is given up."""

    reason = EntityChoiceField(ReasonCode, label=_("Reason"), required=False, empty_label="–")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["reason"].queryset = ReasonCode.of(self.entity).for_cancelling()  # type: ignore[attr-defined]


class VendorDatesForm(PostingForm):
    """When the vendor delivers, and whether what hangs on it is promised for later."""

    day = EntryDateField(label=_("Confirmed date"))
    shift = forms.BooleanField(label=_("Also promise the sales lines below for then"), required=False, initial=True)
