"""Parameters of posting, registering, unpicking and cancelling picking lists."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.backoffice.forms import EntityModelForm, EntryDateField, EntryDecimalField, PostingForm
from sales.models import SalesOrderLine
from sales.picking.models import PickingListLine, PickingParameters
from sales.picking.plans import PickingQuantity


class PickingForm(PostingForm):
    """Which quantities are picked, and when; for one order each line may be typed over."""

    option = forms.ChoiceField(label=_("Quantity"), choices=PickingQuantity.choices, initial=PickingQuantity.ALL)
    picking_date = EntryDateField(label=_("Date"))
    reduce = forms.BooleanField(
        label=_("Reduce quantity"),
        required=False,
        help_text=_("List what is there only; otherwise an order that is short is left out."),
    )
    combine = forms.BooleanField(
        label=_("Put orders together"), required=False, help_text=_("All orders on one picking list per warehouse.")
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if len(self.documents) == 1:
            del self.fields["combine"]

    def extra_fields(self) -> dict[str, forms.Field]:
        """Return a quantity per open line of the one order."""
        if len(self.documents) != 1:
            return {}
        lines = SalesOrderLine.of(self.entity).to_deliver().of_order(self.documents[0].pk)
        return {
            f"quantity_{line.pk}": EntryDecimalField(label=_("Quantity of line %(number)s") % {"number": line.line_number}, required=False)
            for line in lines
        }


class LinesPickingForm(PickingForm):
    """When chosen lines are picked; they are listed with all that is open of them."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        del self.fields["option"]

    def extra_fields(self) -> dict[str, forms.Field]:
        """Ask for nothing per line."""
        return {}


class ListLinesForm(PostingForm):
    """A quantity per line of one picking list."""

    def extra_fields(self) -> dict[str, forms.Field]:
        """Return a quantity per line; a selection of lists is taken as it stands."""
        if len(self.documents) != 1:
            return {}
        return {
            f"quantity_{line.pk}": EntryDecimalField(label=_("Quantity of line %(number)s") % {"number": line.line_number}, required=False)
            for line in PickingListLine.of(self.entity).of_list(self.documents[0].pk)
        }


class RegisterForm(ListLinesForm):
    """What was picked, and what becomes of the rest."""

    end_remainder = forms.BooleanField(
        label=_("End remainder"),
        required=False,
        help_text=_("What was not picked goes back to the order; otherwise it stays open on the list."),
    )


class CancelListForm(PostingForm):
    """Why picking lists are cancelled."""

    reason = forms.CharField(label=_("Reason"), max_length=200, required=False)


class PickingParametersForm(EntityModelForm):
    """How picking works in one legal entity (sales.md §22)."""

    class Meta:
        model = PickingParameters
        fields = ["route", "end_remainder", "reduce_quantity"]

    sections = [(_("Picking"), ["route", "end_remainder", "reduce_quantity"])]


def typed_quantities(parameters: Mapping[str, Any]) -> dict[int, Decimal]:
    """Return the quantities that were typed, by the key of their line."""
    return {
        int(name.removeprefix("quantity_")): value
        for name, value in parameters.items()
        if name.startswith("quantity_") and value is not None
    }
