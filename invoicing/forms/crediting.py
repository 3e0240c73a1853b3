"""The form that credits an invoice: how much of each line, why, and whether the goods come back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.backoffice.formats import format_amount, format_quantity
from foundation.backoffice.forms import EntityChoiceField, EntityForm, EntryDecimalField
from foundation.backoffice.forms.forms import ShownSection
from invoicing.models import CustomerInvoiceLine
from invoicing.models.credit_line import CreditableCharge
from invoicing.services.credit_invoice import Crediting
from sales.models import ReasonCode


class CreditForm(EntityForm):
    """A quantity per line; an empty field credits nothing of it."""

    code = EntityChoiceField(ReasonCode, label=_("Reason code"), required=False, empty_label="–")
    reason = forms.CharField(
        label=_("Reason"),
        max_length=150,
        required=False,
        help_text=_("Choose a reason code, write a reason, or both. The credit note prints it."),
    )
    goods_return = forms.BooleanField(
        label=_("Goods come back"), required=False, help_text=_("Otherwise only the amount is credited and the stock stays as it is.")
    )

    def __init__(self, *args: Any, lines: Sequence[CustomerInvoiceLine], charges: Sequence[CreditableCharge] = (), **options: Any) -> None:
        self.lines, self.charges = lines, charges
        super().__init__(*args, **options)
        self.fields["code"].queryset = ReasonCode.of(self.entity).for_credit_notes()  # type: ignore[attr-defined]

    def extra_fields(self) -> dict[str, forms.Field]:
        """Return a quantity per line, and a box per charge on the whole invoice."""
        quantities = {f"quantity_{line.pk}": _quantity_field(line) for line in self.lines}
        return quantities | {f"charge_{charge.pk}": _charge_field(charge) for charge in self.charges}

    def shown_sections(self) -> Iterator[ShownSection]:
        """Yield the quantities, then the reason."""
        yield ShownSection(_("Quantity to credit"), [self[f"quantity_{line.pk}"] for line in self.lines])
        if self.charges:
            yield ShownSection(_("Charges to credit"), [self[f"charge_{charge.pk}"] for charge in self.charges])
        yield ShownSection(_("Reason"), [self["code"], self["reason"], self["goods_return"]])

    @property
    def crediting(self) -> Crediting:
        """Return what was entered."""
        data = self.cleaned_data
        quantities = {line.pk: data[f"quantity_{line.pk}"] or Decimal(0) for line in self.lines}
        charges = [charge.pk for charge in self.charges if data[f"charge_{charge.pk}"]]
        return Crediting(quantities, data["reason"], data["goods_return"], charges, data["code"])


def _charge_field(creditable: CreditableCharge) -> forms.Field:
    charge = creditable.charge
    amount = format_amount(creditable.left, charge.invoice.currency_id)
    return forms.BooleanField(label=f"{charge.code} · {charge.text} · {amount}", required=False)


def _quantity_field(line: CustomerInvoiceLine) -> forms.Field:
    hint = gettext("%(quantity)s %(unit)s invoiced") % {"quantity": format_quantity(line.quantity), "unit": line.unit}
    label = f"{line.line_number} · {line.item_number} · {line.description}"
    return EntryDecimalField(label=label, required=False, max_digits=16, decimal_places=4, min_value=0, help_text=hint)
