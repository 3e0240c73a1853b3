"""What is typed to correct or cancel a packing slip."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.backoffice.forms import EntryDecimalField, PostingForm
from sales.models import PackingSlipLine


class CancelSlipForm(PostingForm):
    """Why a packing slip is cancelled."""

    reason = forms.CharField(label=_("Reason"), max_length=200, required=False)


class CorrectSlipForm(CancelSlipForm):
    """The quantity that stays of each line of the slip, and why."""

    emptied_text = _("What stands in a cell stays on the slip; 0 takes the line off. An emptied cell changes nothing of its line.")

    def extra_fields(self) -> dict[str, forms.Field]:
        """Return a quantity per line."""
        lines = PackingSlipLine.of(self.entity).of_slip(self.documents[0].pk)
        return {
            f"quantity_{line.pk}": EntryDecimalField(
                label=_("Quantity of line %(number)s") % {"number": line.line_number}, initial=line.standing_quantity, required=False
            )
            for line in lines
            if line.standing_quantity
        }


def typed_quantities(parameters: Mapping[str, Any]) -> dict[int, Decimal]:
    """Return the quantity that was typed per slip line; an empty field leaves its line as it is."""
    return {
        int(name.removeprefix("quantity_")): value
        for name, value in parameters.items()
        if name.startswith("quantity_") and value is not None
    }
