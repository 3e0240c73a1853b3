"""Forms of what can be done with one line of an order: copy it, split it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.backoffice.formats import format_quantity
from foundation.backoffice.forms import EntityForm, EntryDecimalField
from sales.forms.credit import OverruleCredit
from sales.models import SalesOrderLine
from sales.services.entry_credit import CreditAnswer


class _OneLineForm(OverruleCredit, EntityForm):
    """What acting on one line asks: a quantity, and what an exceeded credit limit does."""

    quantity = EntryDecimalField(label=_("Quantity"), max_digits=16, decimal_places=4)

    def __init__(self, *args: Any, line: SalesOrderLine, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["quantity"].widget.attrs["autofocus"] = True
        self.fields["quantity"].help_text = self.hint(line)

    def hint(self, line: SalesOrderLine) -> str:
        """Return what stands below the quantity."""
        return gettext("%(quantity)s %(unit)s open") % {"quantity": format_quantity(line.deliver_remainder), "unit": line.unit.code}

    @property
    def credit(self) -> CreditAnswer:
        """Return what an exceeded credit limit does."""
        data = self.cleaned_data
        return CreditAnswer(overruled=bool(data.get("overrule_credit")), reason=data.get("credit_reason", ""))


class CopyLineForm(_OneLineForm):
    """How much the copy is, and what comes along."""

    charges = forms.BooleanField(
        label=_("Copy charges"), required=False, help_text=_("Those that people put on the line; automatic ones are found anew.")
    )
    field_order = ("quantity", "charges")

    def hint(self, line: SalesOrderLine) -> str:
        """Return what was ordered."""
        return gettext("%(quantity)s %(unit)s ordered") % {"quantity": format_quantity(line.ordered_quantity), "unit": line.unit.code}


class SplitLineForm(_OneLineForm):
    """How much goes to a new line, and whether discounts are searched again."""

    search_discounts = forms.BooleanField(
        label=_("Search discounts again"),
        required=False,
        help_text=_("Of both lines, for their new quantities; also discounts that were typed. Prices stay."),
    )
    field_order = ("quantity", "search_discounts")
