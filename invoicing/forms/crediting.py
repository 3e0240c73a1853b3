"""The form that credits an invoice: how much of each line, why, and whether the goods come back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.backoffice.formats import format_quantity
from foundation.backoffice.forms import EntityForm, EntryDecimalField
from foundation.backoffice.forms.forms import ShownSection
from foundation.errors import BusinessRuleError
from invoicing.models import CustomerInvoiceLine
from invoicing.services.credit_invoice import Crediting


class CreditForm(EntityForm):
    """A quantity per line; an empty field credits nothing of it."""

    reason = forms.CharField(label=_("Reason"), max_length=200)
    goods_return = forms.BooleanField(
        label=_("Goods come back"), required=False, help_text=_("Otherwise only the amount is credited and the stock stays as it is.")
    )

    def __init__(self, *args: Any, lines: Sequence[CustomerInvoiceLine], **options: Any) -> None:
        self.lines = lines
        super().__init__(*args, **options)

    def extra_fields(self) -> dict[str, forms.Field]:
        """Return a quantity per line."""
        return {f"quantity_{line.pk}": _quantity_field(line) for line in self.lines}

    def shown_sections(self) -> Iterator[ShownSection]:
        """Yield the quantities, then the reason."""
        yield ShownSection(_("Quantity to credit"), [self[f"quantity_{line.pk}"] for line in self.lines])
        yield ShownSection(_("Reason"), [self["reason"], self["goods_return"]])

    @property
    def crediting(self) -> Crediting:
        """Return what was entered."""
        data = self.cleaned_data
        quantities = {line.pk: data[f"quantity_{line.pk}"] or Decimal(0) for line in self.lines}
        return Crediting(quantities, data["reason"], data["goods_return"])

    def refuse(self, refusal: BusinessRuleError) -> None:
        """Put a refusal on the quantity of the line that it names."""
        name = f"quantity_{refusal.params.get('line', '')}"
        if name in self.fields:
            self.add_error(name, str(refusal))
        else:
            super().refuse(refusal)


def _quantity_field(line: CustomerInvoiceLine) -> forms.Field:
    hint = gettext("%(quantity)s %(unit)s invoiced") % {"quantity": format_quantity(line.quantity), "unit": line.unit}
    label = f"{line.line_number} · {line.item_number} · {line.description}"
    return EntryDecimalField(label=label, required=False, max_digits=16, decimal_places=4, min_value=0, help_text=hint)
