"""Parameters of confirming orders and posting packing slips."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.backoffice.forms import EntityChoiceField, EntryDateField, EntryDecimalField, PostingForm
from sales.deliveries import DeliveryQuantity, LineUpdate
from sales.forms.credit import OVERRULING, OverruleCredit
from sales.models import ReasonCode, SalesOrderLine
from sales.print_moments import PrintMoment


def print_field() -> forms.ChoiceField:
    """Return the choice of when the paper is printed."""
    return forms.ChoiceField(
        label=_("Print"),
        choices=PrintMoment.choices,
        initial=PrintMoment.AFTER,
        required=False,
        help_text=_("Now waits for the paper, After leaves it to the background; No only archives it."),
    )


class CreditForm(OverruleCredit, PostingForm):
    """A posting that checks credit; those who may can overrule it."""


class ConfirmForm(CreditForm):
    """When orders are confirmed."""

    confirmation_date = EntryDateField(label=_("Date of the confirmation"))
    print_moment = print_field()


class ProFormaConfirmForm(ConfirmForm):
    """On which day the confirmation would be; nothing is asked about credit, as none is used."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        without_posting(self)


class PackingSlipForm(CreditForm):
    """Which quantities leave, and when; for one order each line may be typed over and closed."""

    option = forms.ChoiceField(label=_("Quantity"), choices=DeliveryQuantity.choices, initial=DeliveryQuantity.ALL)
    delivery_date = EntryDateField(label=_("Delivery date"))
    reduce = forms.BooleanField(
        label=_("Reduce quantity"), required=False, help_text=_("Deliver what is there only; what is short stays open.")
    )
    print_moment = print_field()
    external_reference = forms.CharField(label=_("External reference"), max_length=60, required=False)
    delivery_reason = EntityChoiceField(ReasonCode, label=_("Delivery reason"), required=False, empty_label="–")
    combine = forms.BooleanField(
        label=_("Put orders together"),
        required=False,
        help_text=_("Orders of one invoice account with the same currency and delivery address leave on one packing slip."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["delivery_reason"].queryset = ReasonCode.of(self.entity).for_deliveries()  # type: ignore[attr-defined]
        if len(self.documents) == 1:
            del self.fields["combine"]

    def extra_fields(self) -> dict[str, forms.Field]:
        """Return quantity and Close per open line of the one order."""
        if len(self.documents) != 1:
            return {}
        fields: dict[str, forms.Field] = {}
        for line in SalesOrderLine.of(self.entity).to_deliver().of_order(self.documents[0].pk):
            named = {"number": line.line_number}
            fields[f"quantity_{line.pk}"] = EntryDecimalField(label=_("Quantity of line %(number)s") % named, required=False)
            fields[f"close_{line.pk}"] = forms.BooleanField(label=_("Close line %(number)s") % named, required=False)
        return fields


class LinesSlipForm(PackingSlipForm):
    """When chosen lines leave, and how their papers are made; they leave with all that is open of them."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        del self.fields["option"]

    def extra_fields(self) -> dict[str, forms.Field]:
        """Ask for nothing per line."""
        return {}


class ProFormaSlipForm(PackingSlipForm):
    """Which quantities would leave, and when; nothing is asked about credit, as none is used."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        without_posting(self)


def without_posting(form: CreditForm) -> None:
    """Take from a form what only a posting asks for: to overrule the credit limit, and when to print."""
    for name in (*OVERRULING, "print_moment"):
        form.fields.pop(name, None)


def line_updates(parameters: Mapping[str, Any], suggested: Mapping[int, Any]) -> dict[int, LineUpdate]:
    """Return the lines that were typed over or closed; an empty quantity of a closed line is the suggested one."""
    updates = {}
    for name, value in parameters.items():
        if not name.startswith("quantity_"):
            continue
        key = int(name.removeprefix("quantity_"))
        close = bool(parameters.get(f"close_{key}"))
        if value is not None or close:
            updates[key] = LineUpdate(suggested.get(key, 0) if value is None else value, close)
    return updates
