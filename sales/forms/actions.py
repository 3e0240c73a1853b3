"""Forms of what can be done with an order: cancel what is left of it, search its prices again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.backoffice.formats import format_quantity
from foundation.backoffice.forms import EntityChoiceField, EntityForm, EntryDecimalField
from foundation.backoffice.forms.forms import ShownSection
from foundation.errors import BusinessRuleError
from sales.models import ReasonCode, SalesOrderLine
from sales.services.calculate_again import Calculation


class CancelRemainderForm(EntityForm):
    """How much of each open line is cancelled, and why; the whole remainder unless less is typed."""

    reason = EntityChoiceField(ReasonCode, label=_("Reason"), required=False, empty_label="–")

    def __init__(self, *args: Any, lines: Sequence[SalesOrderLine], **options: Any) -> None:
        self.lines = lines
        super().__init__(*args, **options)
        self.fields["reason"].queryset = ReasonCode.of(self.entity).for_cancelling()  # type: ignore[attr-defined]

    def extra_fields(self) -> dict[str, forms.Field]:
        """Return a quantity per line."""
        return {_quantity_name(line): _quantity_field(line) for line in self.lines}

    def shown_sections(self) -> Iterator[ShownSection]:
        """Yield the quantities, then the reason."""
        yield ShownSection(_("Quantity to cancel"), [self[_quantity_name(line)] for line in self.lines])
        yield ShownSection(_("Reason"), [self["reason"]])

    @property
    def wanted(self) -> dict[int, Decimal]:
        """Return the quantity to cancel per line; an empty field cancels nothing."""
        return {line.pk: self.cleaned_data[_quantity_name(line)] or Decimal(0) for line in self.lines}

    def refuse(self, refusal: BusinessRuleError) -> None:
        """Put a refusal on the quantity of the line that it names."""
        number = refusal.params.get("l")
        line = next((line for line in self.lines if str(line.line_number) == number), None)
        if line is None:
            super().refuse(refusal)
        else:
            self.add_error(_quantity_name(line), str(refusal))


def _quantity_name(line: SalesOrderLine) -> str:
    return f"quantity_{line.pk}"


def _quantity_field(line: SalesOrderLine) -> forms.Field:
    rest = line.deliver_remainder
    label = f"{line.line_number} · {line.item.number} · {line.name}"
    hint = gettext("%(quantity)s %(unit)s open") % {"quantity": format_quantity(rest), "unit": line.unit.code}
    return EntryDecimalField(label=label, initial=rest, required=False, help_text=hint)


class CalculateForm(EntityForm):
    """What is calculated again, and whether prices and discounts that were typed are searched too."""

    parts = forms.MultipleChoiceField(
        label=_("Calculate"),
        choices=Calculation.choices,
        required=False,
        initial=[Calculation.PRICES.value],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Prices and discounts bring all automatic charges with them. Without a tick they are what is calculated."),
    )
    overwrite = forms.BooleanField(
        label=_("Also overwrite prices and discounts that were typed"),
        required=False,
        help_text=_("Prices of lines that are delivered or invoiced stay as they are."),
    )
