"""Forms of dates: when the lines of an order leave, and what of an item can be promised."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.backoffice.formats import format_day
from foundation.backoffice.forms import EntityChoiceField, EntityForm, EntryDecimalField
from foundation.backoffice.forms.forms import ShownSection
from foundation.inventory.models import Warehouse
from sales.services.delivery_dates import DateKind, LineDates


class DeliveryDatesForm(EntityForm):
    """The next possible pairs of ship and receipt date per open line, and which dates they become."""

    kind = forms.ChoiceField(label=_("Update"), choices=DateKind.choices, initial=DateKind.CONFIRMED)
    one_date = forms.BooleanField(label=_("One date for all lines: the latest"), required=False)

    def __init__(self, *args: Any, found: Sequence[LineDates], **options: Any) -> None:
        self.found = found
        super().__init__(*args, **options)

    def extra_fields(self) -> dict[str, forms.Field]:
        """Return a choice of dates per open line."""
        return {f"line_{known.line.pk}": _choice(known) for known in self.found}

    def shown_sections(self) -> Iterator[ShownSection]:
        """Yield the lines, then what is done with their dates."""
        yield ShownSection(_("Available ship and receipt dates"), [self[f"line_{known.line.pk}"] for known in self.found])
        yield ShownSection(_("Update"), [self["kind"], self["one_date"]])

    @property
    def ship_dates(self) -> dict[int, date]:
        """Return the chosen ship date by line; lines that keep their dates are left out."""
        chosen = {known.line.pk: self.cleaned_data.get(f"line_{known.line.pk}") for known in self.found}
        return {key: date.fromisoformat(day) for key, day in chosen.items() if day}


def _choice(known: LineDates) -> forms.Field:
    line = known.line
    promised = line.confirmed_ship_date or line.requested_ship_date
    keep = gettext("Keep %(day)s") % {"day": format_day(promised)}
    pairs = [
        (ship.isoformat(), gettext("%(ship)s, received %(receipt)s") % {"ship": format_day(ship), "receipt": format_day(receipt)})
        for ship, receipt in known.pairs
    ]
    hint = gettext("No supply within the ATP horizon; the first date is an assumption.") if known.earliest.assumed else ""
    start = known.pairs[0][0].isoformat() if known.late and known.pairs else ""
    label = f"{line.line_number} · {line.item.number} · {line.name}"
    return forms.ChoiceField(label=label, choices=[("", keep), *pairs], initial=start, required=False, help_text=hint)


class AtpForm(EntityForm):
    """Where goods leave from, and how much is asked for."""

    warehouse = EntityChoiceField(Warehouse, listed=True, label=_("Warehouse"), required=False, empty_label=_("All warehouses"))
    quantity = EntryDecimalField(label=_("Quantity"), max_digits=16, decimal_places=4, min_value=Decimal(0), required=False)
