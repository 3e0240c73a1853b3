"""The form of reserving stock for the lines of an order by hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.backoffice.formats import format_quantity
from foundation.backoffice.forms import EntityForm, EntryDecimalField, PostingForm
from foundation.backoffice.forms.forms import ShownSection

QUANTITY = "quantity_"


class Reserving(models.TextChoices):
    """What is to be done with the lines that are shown."""

    MOST = "most", _("As much as possible")
    TYPED = "typed", _("The quantities below")
    NONE = "none", _("Release everything")


class ReservationForm(EntityForm):
    """How much of each line shall be reserved. What is typed counts, unless something else was chosen on purpose."""

    what = forms.ChoiceField(label=_("Reserve"), choices=Reserving.choices, initial=Reserving.MOST, required=False)

    def __init__(self, *args: Any, lines: Sequence[Any], **options: Any) -> None:
        self.lines = lines
        super().__init__(*args, **options)
        self.fields["what"].widget.attrs["autofocus"] = True

    def extra_fields(self) -> dict[str, forms.Field]:
        """Return a quantity per line."""
        return {_name(line): _quantity_field(line) for line in self.lines}

    def shown_sections(self) -> Iterator[ShownSection]:
        """Yield what is done, then the quantities."""
        yield ShownSection(_("Reservation"), [self["what"]])
        if self.lines:
            yield ShownSection(_("Reserved of what is there"), [self[_name(line)] for line in self.lines])

    @property
    def releases(self) -> bool:
        """Whether everything is given back."""
        return self.cleaned_data.get("what") == Reserving.NONE

    @property
    def wanted(self) -> dict[int, Decimal] | None:
        """Return the quantity to be reserved per line, None for as much as possible; an empty one reserves nothing."""
        typed = any(name != "what" and name in self.data for name in self.changed_data)
        if self.cleaned_data.get("what") != Reserving.TYPED and (not typed or "what" in self.changed_data):
            return None
        return {line.pk: self.cleaned_data[_name(line)] or Decimal(0) for line in self.lines}


class ReservationsForm(PostingForm):
    """How much of each chosen line shall be reserved of what is there."""

    def extra_fields(self) -> dict[str, forms.Field]:
        """Return a quantity per line."""
        return {_name(line): _quantity_field(line) for line in self.documents}


def typed_reservations(parameters: Mapping[str, Any]) -> dict[int, Decimal]:
    """Return the quantity to be reserved by line; an empty field reserves nothing."""
    return {int(name.removeprefix(QUANTITY)): value or Decimal(0) for name, value in parameters.items() if name.startswith(QUANTITY)}


def _name(line: Any) -> str:
    return f"{QUANTITY}{line.pk}"


def _quantity_field(line: Any) -> forms.Field:
    """Return the field of a line, which starts with what is reserved of what is there."""
    place = line.warehouse.code if line.warehouse is not None else "–"
    label = f"{line.line_number} · {line.item.number} · {line.name} · {place}"
    values = {"open": line.deliver_remainder, "reserved": line.held, "coming": line.coming, "picked": line.picked, "free": line.free}
    shown = {name: format_quantity(value) for name, value in values.items()} | {"unit": line.unit.code}
    hint = gettext("%(open)s %(unit)s open, %(reserved)s reserved, %(free)s more available")
    if line.coming:
        hint += gettext(", %(coming)s reserved of what is on its way")
    if line.picked:
        hint += gettext(", %(picked)s picked")
    return EntryDecimalField(
        label=label, initial=line.held, required=False, min_value=0, max_digits=16, decimal_places=4, help_text=hint % shown
    )
