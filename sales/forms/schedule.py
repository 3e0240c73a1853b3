"""Forms of delivery schedules: deliveries by hand or spread evenly, and what becomes of charges."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from customers.models import DeliveryMode
from foundation.backoffice.forms import EntityChoiceField, EntityForm, EntryDateField, EntryDecimalField, LineForm, LookupField
from sales.chosen_addresses import OfferedAddress
from sales.delivery_places import ADDRESS
from sales.forms.chosen_address import CHOSEN, ChosenAddress
from sales.services.delivery_schedule import ChargeSplit
from sales.subscriptions import CycleUnit

UNITS = [choice for choice in CycleUnit.choices if choice[0] in (CycleUnit.DAY, CycleUnit.WEEK, CycleUnit.MONTH)]
MOST_DELIVERIES = 60


class ScheduleForm(EntityForm):
    """What is done with charges of the line, and with a quantity that does not add up."""

    charges = forms.ChoiceField(label=_("Fixed charges of the line"), choices=ChargeSplit.choices, initial=ChargeSplit.COPY)
    change_quantity = forms.BooleanField(label=_("Change the line to the total of its deliveries"), required=False)


class DeliveryForm(ChosenAddress, LineForm):
    """One delivery."""

    quantity = EntryDecimalField(label=_("Quantity"), max_digits=16, decimal_places=4)
    ship_date = EntryDateField(label=_("Ship date"))
    warehouse = LookupField("inventory.warehouse-code", label=_("Warehouse"), required=False)
    delivery_mode = EntityChoiceField(DeliveryMode, label=_("Mode of delivery"), required=False, empty_label=_("As the line"))
    delivery_name = forms.CharField(label=_("Delivery name"), max_length=100, required=False)
    delivery_street = forms.CharField(label=_("Street and number"), max_length=120, required=False)
    delivery_postal_code = forms.CharField(label=_("Postal code"), max_length=12, required=False)
    delivery_city = forms.CharField(label=_("City"), max_length=60, required=False)
    delivery_country = forms.CharField(label=_("Country"), max_length=2, required=False)
    field_order = ["pk", "quantity", "ship_date", "warehouse", "delivery_mode", CHOSEN, *ADDRESS]

    def __init__(self, *args: Any, offered: Sequence[OfferedAddress] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        self.offer_addresses(offered)


class SpreadForm(EntityForm):
    """How many deliveries, from when, how often."""

    line = forms.ChoiceField(label=_("Line"))
    count = forms.IntegerField(label=_("Deliveries"), min_value=2, max_value=MOST_DELIVERIES, initial=2)
    start = EntryDateField(label=_("First ship date"))
    every = forms.IntegerField(label=_("Every"), min_value=1, max_value=999, initial=1)
    unit = forms.ChoiceField(label=_("Cycle"), choices=UNITS, initial=CycleUnit.MONTH)

    def __init__(self, *args: Any, lines: Iterable[Any], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["line"].choices = line_choices(lines)  # type: ignore[attr-defined]


class RemoveScheduleForm(EntityForm):
    """Which line becomes a normal one again."""

    line = forms.ChoiceField(label=_("Line"))

    def __init__(self, *args: Any, lines: Iterable[Any], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["line"].choices = line_choices(lines)  # type: ignore[attr-defined]


def line_choices(lines: Iterable[Any]) -> list[tuple[int, str]]:
    """Return lines of an order or a quotation to choose from; one of a quotation may sell something of a category."""
    return [(line.pk, f"{line.line_number} · {line.item or line.category} · {line.name}") for line in lines]
