"""The forms of goods that come back: what arrived of each line, and what is done with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.backoffice.forms import EntityChoiceField, EntryDecimalField, PostingForm
from foundation.inventory.models import Warehouse
from returns.models import DispositionCode, ReturnLine
from returns.services.quarantine import must_be_inspected
from returns.services.register_arrivals import Arrival


class ArrivalForm(PostingForm):
    """A disposition code for everything; each line may have another one, another quantity, another warehouse."""

    disposition = EntityChoiceField(DispositionCode, rows="active", label=_("Disposition code"), required=False, empty_label="–")
    quarantine = forms.BooleanField(
        label=_("To quarantine"), required=False, help_text=_("The goods are inspected first; their disposition code follows.")
    )
    warehouse = EntityChoiceField(Warehouse, label=_("Warehouse"), required=False, empty_label=_("As expected"))

    def extra_fields(self) -> dict[str, forms.Field]:
        """Return quantity and disposition code per line; 0 leaves a line out."""
        fields: dict[str, forms.Field] = {}
        for line in self.documents:
            named = {"line": str(line)}
            fields[f"quantity_{line.pk}"] = EntryDecimalField(label=_("Quantity of %(line)s") % named, required=False)
            fields[f"disposition_{line.pk}"] = EntityChoiceField(
                DispositionCode, rows="active", label=_("Disposition code of %(line)s") % named, required=False, empty_label="–"
            )
        return fields


def arrivals_of(lines: Sequence[ReturnLine], parameters: Mapping[str, Any]) -> list[Arrival]:
    """Return what was typed; lines with a quantity of 0 did not arrive.

    The code for everything is not meant for goods that are inspected first; one that is typed for them is refused later.
    """
    warehouse = parameters.get("warehouse")
    arrivals = []
    for line in lines:
        quantity = parameters.get(f"quantity_{line.pk}")
        if quantity is None or quantity:
            code = parameters.get(f"disposition_{line.pk}")
            if not must_be_inspected(line.order_line.item):
                code = code or parameters.get("disposition")
            arrivals.append(Arrival(line.pk, code, quantity, warehouse.pk if warehouse else None, bool(parameters.get("quarantine"))))
    return arrivals
